"""The connections that are made for drivers, when servers break them."""

import asyncio
import socket
import struct

from core.network import NetworkPolicy
from jobs.drivers.connection import bounded_connection


async def test_a_connection_that_the_server_breaks_leaves_others_descriptors_alone():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        loop = asyncio.get_running_loop()
        async with bounded_connection(NetworkPolicy(), "127.0.0.1", listener.getsockname()[1]) as given:
            remote, _ = await loop.sock_accept(listener)
            remote.setblocking(False)
            await loop.sock_sendall(given, b"x")
            await loop.sock_recv(remote, 1)
            remote.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            remote.close()
            assert await loop.sock_recv(given, 1) == b""
            ends = [end for _ in range(4) for end in socket.socketpair()]
            heard = [asyncio.Event() for _ in ends]
            for end, event in zip(ends, heard, strict=True):
                loop.add_reader(end, event.set)

        for end in ends:
            end.send(b"x")
        async with asyncio.timeout(5):
            for event in heard:
                await event.wait()
        for end in ends:
            loop.remove_reader(end)
            end.close()
