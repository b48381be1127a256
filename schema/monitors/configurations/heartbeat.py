"""The configuration of a HEARTBEAT monitor."""

from typing import Self

import strawberry

from models.check_config import HeartbeatConfig
from schema.monitors.configurations.fields import document, shown


@strawberry.type(description="How long the target of a HEARTBEAT monitor may keep silent.")
class HeartbeatConfiguration:
    """What a HEARTBEAT monitor's check is told."""

    secret_string: str | None = strawberry.field(
        description="What the target's signals must carry; null for a key that may not write."
    )
    degraded_remaining_minutes: float = strawberry.field(description="DEGRADED after this silence, in minutes.")
    down_remaining_minutes: float = strawberry.field(description="DOWN after this silence, in minutes.")

    @classmethod
    def of(cls, config: HeartbeatConfig, *, with_secrets: bool) -> Self:
        """Return the configuration as GraphQL shows it."""
        return shown(cls, config, secret_string=config.secret_string if with_secrets else None)


@strawberry.input(description="How long the target of a HEARTBEAT monitor may keep silent.")
class HeartbeatConfigurationInput:
    """What a HEARTBEAT monitor's check is told; what is left out takes its default."""

    secret_string: str = strawberry.field(description="What the target's signals must carry.")
    degraded_remaining_minutes: float | None = strawberry.field(
        default=None, description="DEGRADED after this silence, in minutes; 5 by default."
    )
    down_remaining_minutes: float | None = strawberry.field(
        default=None, description="DOWN after this silence, in minutes; 10 by default."
    )

    def type_data(self) -> dict[str, object]:
        """Return the keys that REST v4 knows it by."""
        return document(self)
