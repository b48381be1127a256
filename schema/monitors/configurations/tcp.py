"""The configuration of a TCP monitor."""

from typing import Self

import strawberry

from models.check_config import TcpConfig
from schema.monitors.configurations.fields import document, shown
from schema.monitors.configurations.hosts import HostType


@strawberry.type(description="A host and port that must take a connection.")
class TcpHost:
    """One host and port."""

    type: HostType = strawberry.field(description="How the host is written.")
    host: str = strawberry.field(description="Its address or name.")
    port: int = strawberry.field(description="The port.")
    timeout: int = strawberry.field(description="How long a connection may take, in milliseconds.")


@strawberry.type(description="The connections of a TCP monitor.")
class TcpConfiguration:
    """What a TCP monitor's check is told."""

    hosts: list[TcpHost] = strawberry.field(description="The hosts and ports.")
    tcp_eval: str = strawberry.field(
        description="A JavaScript function that judges the connections; empty: each must be made."
    )

    @classmethod
    def of(cls, config: TcpConfig) -> Self:
        """Return the configuration as GraphQL shows it."""
        return shown(cls, config, hosts=[shown(TcpHost, host) for host in config.hosts])


@strawberry.input(description="A host and port that must take a connection.")
class TcpHostInput:
    """One host and port; what is left out takes its default."""

    host: str = strawberry.field(description="Its address or name.")
    port: int | None = strawberry.field(default=None, description="The port; 80 by default.")
    type: HostType | None = strawberry.field(default=None, description="How the host is written; IP4 by default.")
    timeout: int | None = strawberry.field(
        default=None, description="How long a connection may take, in milliseconds; 1000 by default."
    )


@strawberry.input(description="The connections of a TCP monitor.")
class TcpConfigurationInput:
    """What a TCP monitor's check is told."""

    hosts: list[TcpHostInput] = strawberry.field(description="The hosts and ports.")
    tcp_eval: str | None = strawberry.field(
        default=None, description="A JavaScript function that judges the connections; by default each must be made."
    )

    def type_data(self) -> dict[str, object]:
        """Return the keys that REST v4 knows it by."""
        return document(self)
