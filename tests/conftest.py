"""The real parts that tests stand on: both databases, a Redis server, and a clock that is moved by hand."""

import asyncio
import gc
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from threading import Thread

import asyncpg
import pytest
from arq.connections import ArqRedis
from tortoise.backends.base.executor import EXECUTOR_CACHE

from core import clock, events, queue, redis, sealing
from core.settings import Settings, load
from models import database
from resolvers import api_keys
from tests.servers import EmptyDatabase, RedisServer, postgres_address

# A Monday, far from every change of daylight saving time.
START = 1_735_689_600 + 5 * 86_400


def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end: the collector of garbage need not look through it again.

    Each test makes its database's models and connections anew, and lets them fall: that need not be noticed at once.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a PostgreSQL database that only this test process uses."""
    return postgres_address(os.environ.get("PYTEST_XDIST_WORKER", "main"))


@pytest.fixture(scope="session")
def postgres_database(postgres_url: str) -> Iterator[EmptyDatabase]:
    database = EmptyDatabase(postgres_url)
    yield database
    database.close()


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    yield server
    server.stop()


@pytest.fixture
async def redis_pool(redis_server: RedisServer) -> AsyncIterator[ArqRedis]:
    """An empty Redis."""
    pool = await redis.connect(redis_server.url)
    await pool.flushall()
    yield pool
    await pool.aclose()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each test that asks for a database runs on both engines."""
    if request.param == "sqlite":
        return f"sqlite://{tmp_path / 'heliograph.db'}"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return load(data_dir=tmp_path, database_url=database_url, site_url="http://localhost:3000")


@pytest.fixture
async def empty_database(settings: Settings) -> AsyncIterator[Settings]:
    """A database without any table."""
    if not settings.database_url.startswith("sqlite"):
        connection = await asyncpg.connect(settings.database_url)
        await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        await connection.close()
    # The ORM keeps the statements that it has built for a table, whatever the dialect they were built for.
    EXECUTOR_CACHE.clear()
    await database.connect(settings)
    yield settings
    await database.disconnect()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with all tables; copying it is much faster than making it."""
    folder = tmp_path_factory.mktemp("template")

    async def make() -> None:
        settings = load(data_dir=folder)
        await database.connect(settings)
        await database.migrate(settings)
        await database.disconnect()

    # A thread has a context of its own: nothing of this connection is left in the tests'.
    thread = Thread(target=lambda: asyncio.run(make()))
    thread.start()
    thread.join()
    return folder / "heliograph.db"


@pytest.fixture
def has_tables(settings: Settings, request: pytest.FixtureRequest) -> bool:
    """Whether the database has today's tables; there is nothing in them."""
    if settings.database_url.startswith("sqlite"):
        shutil.copy(request.getfixturevalue("sqlite_template"), settings.database_url.removeprefix("sqlite://"))
        return True
    return request.getfixturevalue("postgres_database").empty()


@pytest.fixture
async def db(settings: Settings, has_tables: bool) -> AsyncIterator[Settings]:  # noqa: FBT001 - a fixture
    """A database as a first start leaves it, with the key of its hashes in use."""
    EXECUTOR_CACHE.clear()
    await database.connect(settings)
    if not has_tables:
        await database.migrate(settings)
    api_keys.use_hash_key(b"a key that only tests use, nobody else")
    sealing.use_key(b"a key that only tests use, nobody else")
    bus = events.use(events.EventBus())
    yield settings
    events.use(bus)
    queue.use(None)
    await database.disconnect()


@pytest.fixture
def now() -> Iterator[clock.ManualClock]:
    """A clock that stands at START until the test moves it."""
    manual = clock.ManualClock(START)
    before = clock.use(manual)
    yield manual
    clock.use(before)
