"""Databases of both engines: made, filled with the data that all benchmarks of the API share, and removed."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
from filling import add_monitors, add_page, add_samples, key, new_installation

from tests.servers import postgres_address

ENGINES = ("sqlite", "postgres")


@contextmanager
def new_database(engine: str, folder: Path) -> Iterator[str]:
    """Yield the address of an empty database, and remove it in the end."""
    if engine == "sqlite":
        yield f"sqlite://{folder / 'heliograph.db'}"
        return
    address = postgres_address("benchmark")
    yield address
    server, _, name = address.partition("?")[0].rpartition("/")
    options = address.partition("?")[2]
    asyncio.run(_drop(f"{server}/postgres" + (f"?{options}" if options else ""), name))


async def _drop(server: str, name: str) -> None:
    connection = await asyncpg.connect(server)
    await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await connection.close()


async def prepare(folder: Path, address: str, days: int) -> str:
    """Make 52 monitors, 50 of them with as many days of samples and on a page, m0 to m49; return a key."""
    async with new_installation(folder, address):
        known = await add_monitors(50, "m")
        await add_samples(known, days)
        await add_monitors(2, "empty")
        await add_page(known)
        return await key()
