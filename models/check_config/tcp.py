"""The configuration of a monitor of type TCP: connections to some hosts."""

from typing import Annotated, ClassVar

from pydantic import Field

from models.check_config.configuration import Configuration, Host, HostType, Milliseconds, Port, Text


class TcpHost(Configuration):
    """One host and port, and how long a connection may take."""

    required: ClassVar[tuple[str, ...]] = ("host",)

    type: Annotated[HostType, Field(strict=False)] = HostType.IP4
    host: Host = ""
    port: Port = 80
    timeout: Milliseconds = 1_000


class TcpConfig(Configuration):
    """The hosts, and the snippet that judges their answers."""

    required: ClassVar[tuple[str, ...]] = ("hosts",)

    hosts: Annotated[tuple[TcpHost, ...], Field(strict=False, max_length=100)] = ()
    tcp_eval: Text = ""

    def missing(self) -> str | None:
        """Return "hosts", or the first host that is empty, such as "hosts[0].host"."""
        empty = (f"hosts[{index}].{key}" for index, host in enumerate(self.hosts) if (key := host.missing()))
        return super().missing() or next(empty, None)
