"""The configuration of an SSL monitor."""

from typing import Self

import strawberry

from models.check_config import SslConfig
from schema.monitors.configurations.fields import document, shown


@strawberry.type(description="The certificate of an SSL monitor, and when it is too old.")
class SslConfiguration:
    """What an SSL monitor's check is told."""

    host: str = strawberry.field(description="The server's name.")
    # May be null, as other configurations' ports may: a query must be able to ask for all of them at once.
    port: int | None = strawberry.field(description="The server's port.")
    degraded_remaining_hours: float = strawberry.field(description="DEGRADED when no more than this is left, in hours.")
    down_remaining_hours: float = strawberry.field(description="DOWN when no more than this is left, in hours.")
    timeout: int = strawberry.field(description="How long the handshake may take, in milliseconds.")

    @classmethod
    def of(cls, config: SslConfig) -> Self:
        """Return the configuration as GraphQL shows it."""
        return shown(cls, config)


@strawberry.input(description="The certificate of an SSL monitor, and when it is too old.")
class SslConfigurationInput:
    """What an SSL monitor's check is told; what is left out takes its default."""

    host: str = strawberry.field(description="The server's name.")
    port: int | None = strawberry.field(default=None, description="The server's port; 443 by default.")
    degraded_remaining_hours: float | None = strawberry.field(
        default=None, description="DEGRADED when no more than this is left, in hours; 168 by default."
    )
    down_remaining_hours: float | None = strawberry.field(
        default=None, description="DOWN when no more than this is left, in hours; 24 by default."
    )
    timeout: int | None = strawberry.field(
        default=None, description="How long the handshake may take, in milliseconds; 10000 by default."
    )

    def type_data(self) -> dict[str, object]:
        """Return the keys that REST v4 knows it by."""
        return document(self)
