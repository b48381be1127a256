"""The configuration of a PING monitor."""

from typing import Self

import strawberry

from models.check_config import PingConfig
from schema.monitors.configurations.fields import document, shown
from schema.monitors.configurations.hosts import HostType


@strawberry.type(description="A host that gets ICMP echo requests.")
class PingHost:
    """One host."""

    type: HostType = strawberry.field(description="How the host is written.")
    host: str = strawberry.field(description="Its address or name.")
    timeout: int = strawberry.field(description="How long each answer may take, in milliseconds.")
    count: int = strawberry.field(description="How many echo requests it gets.")


@strawberry.type(description="The ICMP echo requests of a PING monitor.")
class PingConfiguration:
    """What a PING monitor's check is told."""

    hosts: list[PingHost] = strawberry.field(description="The hosts.")
    ping_eval: str = strawberry.field(
        description="A JavaScript function that judges the answers; empty: every host must answer."
    )

    @classmethod
    def of(cls, config: PingConfig) -> Self:
        """Return the configuration as GraphQL shows it."""
        return shown(cls, config, hosts=[shown(PingHost, host) for host in config.hosts])


@strawberry.input(description="A host that gets ICMP echo requests.")
class PingHostInput:
    """One host; what is left out takes its default."""

    host: str = strawberry.field(description="Its address or name.")
    type: HostType | None = strawberry.field(default=None, description="How the host is written; IP4 by default.")
    timeout: int | None = strawberry.field(
        default=None, description="How long each answer may take, in milliseconds; 1000 by default."
    )
    count: int | None = strawberry.field(default=None, description="How many echo requests it gets; 3 by default.")


@strawberry.input(description="The ICMP echo requests of a PING monitor.")
class PingConfigurationInput:
    """What a PING monitor's check is told."""

    hosts: list[PingHostInput] = strawberry.field(description="The hosts.")
    ping_eval: str | None = strawberry.field(
        default=None, description="A JavaScript function that judges the answers; by default every host must answer."
    )

    def type_data(self) -> dict[str, object]:
        """Return the keys that REST v4 knows it by."""
        return document(self)
