"""The configuration of a GRPC monitor."""

from typing import Self

import strawberry

from models.check_config import GrpcConfig
from schema.monitors.configurations.fields import document, shown


@strawberry.type(description="The question of a GRPC monitor, by the gRPC health protocol.")
class GrpcConfiguration:
    """What a GRPC monitor's check is told."""

    host: str = strawberry.field(description="The server's address or name.")
    port: int | None = strawberry.field(description="The server's port.")
    service: str = strawberry.field(description="The service asked about; empty: the server as a whole.")
    tls: bool = strawberry.field(description="Whether the connection is encrypted.")
    insecure: bool = strawberry.field(description="Whether any certificate is taken.")
    timeout: int = strawberry.field(description="How long the answer may take, in milliseconds.")
    grpc_eval: str = strawberry.field(description="A JavaScript function that judges the answer; empty: SERVING is UP.")

    @classmethod
    def of(cls, config: GrpcConfig) -> Self:
        """Return the configuration as GraphQL shows it."""
        return shown(cls, config)


@strawberry.input(description="The question of a GRPC monitor, by the gRPC health protocol.")
class GrpcConfigurationInput:
    """What a GRPC monitor's check is told; what is left out takes its default."""

    host: str = strawberry.field(description="The server's address or name.")
    port: int = strawberry.field(description="The server's port.")
    service: str | None = strawberry.field(
        default=None, description="The service to ask about; the server as a whole by default."
    )
    tls: bool | None = strawberry.field(
        default=None, description="Whether the connection is encrypted; false by default."
    )
    insecure: bool | None = strawberry.field(
        default=None, description="Whether any certificate is taken; false by default."
    )
    timeout: int | None = strawberry.field(
        default=None, description="How long the answer may take, in milliseconds; 5000 by default."
    )
    grpc_eval: str | None = strawberry.field(
        default=None, description="A JavaScript function that judges the answer; SERVING is UP by default."
    )

    def type_data(self) -> dict[str, object]:
        """Return the keys that REST v4 knows it by."""
        return document(self)
