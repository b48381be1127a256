"""A connection of ours as a Unix socket, for a library that wants to connect by itself."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

_CHUNK = 65_536


@asynccontextmanager
async def local_socket(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> AsyncIterator[str]:
    """Yield the path of a socket in a folder of its own; the first that connects to it gets the connection."""
    carrying: list[asyncio.Task[None]] = []
    # Only this user may enter the folder that this makes.
    folder = await asyncio.to_thread(tempfile.mkdtemp, prefix="heliograph-")

    async def take(local_reader: asyncio.StreamReader, local_writer: asyncio.StreamWriter) -> None:
        if carrying:
            local_writer.transport.abort()
            return
        pairs = ((reader, local_writer), (local_reader, writer))
        carrying.extend(asyncio.create_task(_carry(*pair)) for pair in pairs)

    try:
        path = str(Path(folder, "socket"))
        server = await asyncio.start_unix_server(take, path)
        try:
            yield path
        finally:
            server.close()
            for task in carrying:
                task.cancel()
            await asyncio.gather(*carrying, return_exceptions=True)
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry bytes one way until the source ends or either side breaks, then end the other side."""
    try:
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
            await writer.drain()
    except OSError:
        pass  # the library sees the end
    finally:
        writer.close()
