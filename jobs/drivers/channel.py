"""The way from the worker to a child process: frames, and connections that go along with them."""

import asyncio
import socket
import struct
from contextlib import suppress

from jobs.children import frames


class Channel:
    """Sends what it is given, in order and in the background. Use from a running event loop, and `close()` it.

    A child that is gone is noticed when it does not answer: nothing is raised for it here.
    """

    def __init__(self) -> None:
        self._here, self._there = socket.socketpair()
        self._here.setblocking(False)
        self._queue: asyncio.Queue[tuple[bytes, socket.socket | None]] = asyncio.Queue()
        self._sending = asyncio.create_task(self._send_all())

    @property
    def file(self) -> int:
        """The descriptor of the end that the child gets."""
        return self._there.fileno()

    def send(self, message: object, connection: socket.socket | None = None) -> None:
        """Send a JSON value, and a connection, which is then the child's alone: this process's is closed."""
        self._queue.put_nowait((frames.encode(message), connection))

    def keep_one_end(self) -> None:
        """Give up the child's end, once the child has it."""
        self._there.close()

    async def close(self) -> None:
        """End the channel: the child sees it end."""
        self._sending.cancel()
        await asyncio.gather(self._sending, return_exceptions=True)
        while not self._queue.empty():
            _, connection = self._queue.get_nowait()
            if connection is not None:
                connection.close()
        self._here.close()
        self._there.close()

    async def _send_all(self) -> None:
        while True:
            frame, connection = await self._queue.get()
            try:
                with suppress(ConnectionError):
                    await self._send(frame, connection)
            finally:
                if connection is not None:
                    connection.close()

    async def _send(self, frame: bytes, connection: socket.socket | None) -> None:
        rest = memoryview(frame)
        along = [] if connection is None else [_descriptor(connection)]
        while rest:
            try:
                sent = self._here.sendmsg([rest], along)
            except BlockingIOError:
                await self._writable()
            else:
                rest, along = rest[sent:], []

    async def _writable(self) -> None:
        loop = asyncio.get_running_loop()
        writable = loop.create_future()
        loop.add_writer(self._here, writable.set_result, None)
        try:
            await writable
        finally:
            loop.remove_writer(self._here)


def _descriptor(connection: socket.socket) -> tuple[int, int, bytes]:
    return socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack("i", connection.fileno())
