"""The connections of libraries that speak for us (database drivers): made by us, and bounded.

A library that opens connections itself asks no network policy, and keeps whatever a server sends. So it is given one
end of a pair of sockets; what goes through the other end is carried to and from a connection that the policy allowed,
until the server has sent more than any honest answer needs.
"""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from core.network import NetworkPolicy, connect

MAX_RECEIVED_BYTES = 16 * 2**20
_CHUNK = 65_536
# For what was said last to be carried to a server that still listens.
_SECONDS_TO_CARRY_THE_REST = 1.0


@asynccontextmanager
async def bounded_connection(network: NetworkPolicy, host: str, port: int) -> AsyncIterator[socket.socket]:
    """Connect to `host` and yield a socket (not blocking) that stands for the connection; the taker closes it.

    It ends when the server has sent MAX_RECEIVED_BYTES. Raises OSError and `core.network.Refused`.
    """
    remote = await connect(network, host, port)
    # What a driver writes in pieces must not wait for the server's acknowledgements.
    remote.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    inner, given = socket.socketpair()
    inner.setblocking(False)
    given.setblocking(False)
    with remote, inner, given:
        receiving = asyncio.create_task(_carry(remote, inner, MAX_RECEIVED_BYTES))
        sending = asyncio.create_task(_carry(inner, remote, None))
        try:
            yield given
            given.close()
            await asyncio.wait([sending], timeout=_SECONDS_TO_CARRY_THE_REST)
        finally:
            receiving.cancel()
            sending.cancel()
            await asyncio.gather(receiving, sending, return_exceptions=True)


async def _carry(source: socket.socket, target: socket.socket, limit: int | None) -> None:
    """Carry bytes from one socket to the other until the first ends, breaks or has sent `limit` bytes."""
    loop = asyncio.get_running_loop()
    carried = 0
    try:
        while (limit is None or carried < limit) and (chunk := await loop.sock_recv(source, _CHUNK)):
            carried += len(chunk)
            await loop.sock_sendall(target, chunk)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        # The library sees its own side of the connection end. Closing is not for here: the other direction may be
        # waiting for the same descriptor, which the system would give to somebody else.
        with suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)
