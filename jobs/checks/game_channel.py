"""The connections of game protocols: made where the network policy allows, and bounded in what they take in.

opengsq's protocols connect by themselves: they ask no policy, wait for the time to run out when a port is closed, and
keep all that a server sends. Their one seam is the name of the class that connects; these stand in its place.
"""

import asyncio
import socket
from contextvars import ContextVar
from typing import Any, Self

from core.network import NetworkPolicy, connect, resolve

network: ContextVar[NetworkPolicy] = ContextVar("network")

_DATAGRAM = 65_536
_MAX_DATAGRAM_BYTES = 65_536  # all answers to one question; the parsers take a tenth of a second for as much
_MAX_STREAM_BYTES = 1_048_576
_SPLIT = b"\xfe\xff\xff\xff"
_COMPRESSED = 0x80
_HIGH_BYTE_OF_ID = 7
_BEDROCK_PONG = b"\x1c"
_BEDROCK_HEADER = 35
_BEDROCK_FIELDS = 12


class TooMuchError(ValueError):
    """A server sends more than any game has to say, or what would become more when it is unpacked."""


class _Channel:
    """A connection to one server, with the methods that opengsq's protocols call."""

    _limit = _MAX_STREAM_BYTES

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._received = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._socket is not None:
            self._socket.close()

    def settimeout(self, seconds: float) -> None:
        """Leave the time to the check, which has one for everything."""

    async def connect(self, address: tuple[str, int]) -> None:
        """Connect to a host and port; raises OSError and `core.network.Refused`."""
        self._socket = await self._open(*address)

    async def _open(self, host: str, port: int) -> socket.socket:
        return await connect(network.get(), host, port)

    def send(self, data: bytes) -> None:
        """Send a question, which is small enough for any buffer."""
        assert self._socket is not None  # noqa: S101 - the protocols connect first
        self._socket.send(data)

    async def recv(self) -> bytes:
        """Return what comes next; raises OSError when the connection ends, TooMuchError when it doesn't."""
        assert self._socket is not None  # noqa: S101 - as above
        data = await asyncio.get_running_loop().sock_recv(self._socket, _DATAGRAM)
        self._received += len(data)
        if self._received > self._limit:
            raise TooMuchError
        return data

    @classmethod
    async def communicate(cls, protocol: Any, data: bytes) -> bytes:
        """Ask one question of the server that an opengsq protocol is for, and return the first answer."""
        with cls() as channel:
            await channel.connect((protocol._host, protocol._port))  # noqa: SLF001 - as opengsq's own does
            channel.send(data)
            return await channel.recv()


class Stream(_Channel):
    """A TCP connection."""

    async def recv(self) -> bytes:
        """Return what comes next, as above; the end comes as an error, because the protocols know none."""
        data = await super().recv()
        if not data:
            raise ConnectionResetError
        return data


class Datagrams(_Channel):
    """A connected UDP socket: it hears this server alone, and hears when the port is closed."""

    _limit = _MAX_DATAGRAM_BYTES

    async def _open(self, host: str, port: int) -> socket.socket:
        address, *_ = await resolve(network.get(), host, port)
        channel = socket.socket(socket.AF_INET if address.version == 4 else socket.AF_INET6, socket.SOCK_DGRAM)  # noqa: PLR2004 - IP's version
        channel.setblocking(False)
        try:
            channel.connect((str(address), port))
        except OSError:
            channel.close()
            raise
        return channel

    async def recv(self) -> bytes:
        """Return the next datagram, as above; one that is packed could become any size, and no game packs any more."""
        data = await super().recv()
        if data.startswith(_SPLIT) and len(data) > _HIGH_BYTE_OF_ID and data[_HIGH_BYTE_OF_ID] & _COMPRESSED:
            raise TooMuchError
        if data.startswith(_BEDROCK_PONG):
            # Some servers leave the last fields out, which opengsq insists on.
            fields = data[_BEDROCK_HEADER:].rstrip(b";")
            data = data[:_BEDROCK_HEADER] + fields + b";0" * (_BEDROCK_FIELDS - fields.count(b";") - 1)
        return data
