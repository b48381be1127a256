"""The way to a child process: what is sent arrives whole and in order, connections with their frames."""

import asyncio
import os
import socket

from jobs.children import frames
from jobs.drivers.channel import Channel

LARGE = "x" * 2**20


async def test_frames_arrive_whole_and_in_order_however_large():
    channel = Channel()
    with socket.socket(fileno=os.dup(channel.file)) as child:
        child.setblocking(False)
        channel.send(LARGE)
        channel.send(1)

        received, taken = bytearray(), []
        while len(taken) < 2:
            received += await asyncio.get_running_loop().sock_recv(child, 65536)
            while (frame := frames.take(received)) is not None:
                taken.append(frame)

        assert taken == [f'"{LARGE}"'.encode(), b"1"]
    await channel.close()


async def test_a_connection_goes_with_its_frame_and_is_kept_by_the_child_alone():
    channel = Channel()
    given, server = socket.socketpair()
    with socket.socket(fileno=os.dup(channel.file)) as child, server:
        channel.send("here", given)
        data, (descriptor,), _, _ = await asyncio.to_thread(socket.recv_fds, child, 65536, 1)

        assert data == frames.encode("here")
        assert given.fileno() == -1
        os.close(descriptor)
        assert server.recv(1) == b""
    await channel.close()


async def test_what_was_not_sent_is_closed_with_the_channel():
    channel = Channel()
    given, server = socket.socketpair()
    with server:
        channel.send(LARGE)
        channel.send("never", given)

        await channel.close()

        assert server.recv(1) == b""


async def test_a_child_that_is_gone_is_not_told_of():
    channel = Channel()
    channel.keep_one_end()
    given, server = socket.socketpair()
    with server:
        channel.send("gone", given)

        assert await asyncio.to_thread(server.recv, 1) == b""
    await channel.close()
