"""The configuration of a monitor of type PING: ICMP echoes to some hosts."""

from typing import Annotated, ClassVar

from pydantic import Field

from models.check_config.configuration import Configuration, Host, HostType, Milliseconds, Text


class PingHost(Configuration):
    """One host, how many echoes it gets, and how long each of them may take."""

    required: ClassVar[tuple[str, ...]] = ("host",)

    type: Annotated[HostType, Field(strict=False)] = HostType.IP4
    host: Host = ""
    timeout: Milliseconds = 1_000
    count: Annotated[int, Field(ge=1, le=20)] = 3


class PingConfig(Configuration):
    """The hosts, and the snippet that judges their answers."""

    required: ClassVar[tuple[str, ...]] = ("hosts",)

    hosts: Annotated[tuple[PingHost, ...], Field(strict=False, max_length=100)] = ()
    ping_eval: Text = ""

    def missing(self) -> str | None:
        """Return "hosts", or the first host that is empty, such as "hosts[0].host"."""
        empty = (f"hosts[{index}].{key}" for index, host in enumerate(self.hosts) if (key := host.missing()))
        return super().missing() or next(empty, None)
