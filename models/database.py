"""The database: how to reach it, how to change it in one piece, how to bring it up to date."""

import asyncio
import contextlib
import fcntl
import itertools
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg
from tortoise import Tortoise
from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient
from tortoise.connection import get_connection
from tortoise.exceptions import ConfigurationError, DBConnectionError
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget
from tortoise.models import Model
from tortoise.transactions import in_transaction

from core.errors import SettingsError
from core.redis import without_password
from core.settings import Settings

WRITER = "default"
READER = "reader"
APP = "models"
TABLES = tuple(
    f"models.{aggregate}"
    for aggregate in (
        "monitor",
        "incident",
        "maintenance",
        "page",
        "site",
        "api_key",
        "trigger",
        "alert",
        "subscriber",
        "delivery",
        "check_batch",
        "message_template",
        "subscription_limit",
    )
)
MIGRATIONS = "models.migrations"
_ADVISORY_LOCK = 0x68656C696F  # "helio"; any number that only we use
_BUSY_TIMEOUT_MS = 5000


class Router:
    """Sends reads to the read-only connection, so that they never wait for a write."""

    def db_for_read(self, _model: type[Model]) -> str:
        """Return where to read; within a transaction, what it wrote must be seen."""
        return WRITER if isinstance(get_connection(WRITER), TransactionalDBClient) else READER

    def db_for_write(self, _model: type[Model]) -> str:
        """Return where to write."""
        return WRITER


def url(settings: Settings) -> str:
    """Return the database's URL: the setting, or SQLite in the data folder."""
    return settings.database_url or f"sqlite://{settings.data_dir / 'heliograph.db'}"


def configuration(settings: Settings) -> dict[str, Any]:
    """Return what Tortoise needs to know: connections, tables, migrations."""
    address = urlsplit(url(settings))
    connections = (
        _sqlite_connections(_sqlite_path(url(settings)))
        if address.scheme == "sqlite"
        else _postgres_connections(url(settings), settings.database_pool_size)
    )
    return {
        "connections": connections,
        "apps": {APP: {"models": list(TABLES), "default_connection": WRITER, "migrations": MIGRATIONS}},
        "routers": [Router],
        "use_tz": True,
        "timezone": "UTC",
    }


def _sqlite_path(database_url: str) -> Path:
    return Path(database_url.removeprefix("sqlite://").split("?")[0])


def _sqlite_connections(path: Path) -> dict[str, Any]:
    pragmas = {"journal_mode": "WAL", "synchronous": "NORMAL", "busy_timeout": _BUSY_TIMEOUT_MS, "foreign_keys": "ON"}
    writer = {"file_path": str(path), **pragmas}
    return {
        WRITER: {"engine": "models.engines.sqlite", "credentials": writer},
        READER: {"engine": "models.engines.sqlite", "credentials": {**writer, "query_only": "ON"}},
    }


def _postgres_connections(database_url: str, pool_size: int) -> dict[str, Any]:
    parts = urlsplit(database_url)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    credentials: dict[str, Any] = {
        "host": options.pop("host", parts.hostname),
        "port": parts.port or 5432,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password) if parts.password else None,
        "database": parts.path.lstrip("/"),
        "min_size": 1,
        "max_size": pool_size,
        "application_name": "heliograph",
        # Statements of thousands of small look-ups are estimated so high that PostgreSQL would compile them first,
        # which takes longer than they do. And the quarter hours of ninety days, grouped, need more than the usual 4 MB:
        # written to disk they take a fifth longer.
        "server_settings": {"jit": "off", "work_mem": "16MB"},
    }
    if "sslmode" in options:
        credentials["ssl"] = options["sslmode"]
    return {WRITER: {"engine": "models.engines.postgres", "credentials": credentials}}


_connects = itertools.count(1)
_generation = 0


def generation() -> int:
    """Return the number of the connection that this process has now: what was known of another one is void."""
    return _generation


async def connect(settings: Settings) -> None:
    """Open the database for this process.

    Raises SettingsError when it can't be reached.
    """
    global _generation  # noqa: PLW0603 - a process has one database
    _generation = next(_connects)
    database_url = url(settings)
    try:
        if database_url.startswith("sqlite://"):
            _sqlite_path(database_url).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        await Tortoise.init(config=configuration(settings), _enable_global_fallback=True)
        await get_connection(WRITER).execute_query("SELECT 1")
    except (OSError, DBConnectionError, ConfigurationError, asyncpg.PostgresError) as error:
        await disconnect()
        raise SettingsError(
            f"DATABASE_URL: the database {without_password(database_url)} can't be opened ({error}); "
            "start it or correct the address"
        ) from None


async def disconnect() -> None:
    """Close the database; a process that forgets this hangs at its end."""
    await Tortoise.close_connections()


@contextlib.asynccontextmanager
async def transaction() -> AsyncIterator[BaseDBAsyncClient]:
    """Make what happens within one change: all of it, or nothing."""
    async with in_transaction(WRITER) as connection:
        yield connection


@contextlib.asynccontextmanager
async def within_transaction() -> AsyncIterator[BaseDBAsyncClient]:
    """Make what happens within part of the transaction that runs; of one of its own, where none does."""
    current = get_connection(WRITER)
    if isinstance(current, TransactionalDBClient):
        yield current
        return
    async with transaction() as connection:
        yield connection


def writer() -> BaseDBAsyncClient:
    """Return the connection that writes; within a transaction, the transaction's."""
    return get_connection(WRITER)


def reader() -> BaseDBAsyncClient:
    """Return the connection to read from; within a transaction, the transaction's."""
    current = get_connection(WRITER)
    if isinstance(current, TransactionalDBClient):
        return current
    try:
        return get_connection(READER)
    except ConfigurationError:
        return current


def is_postgres(connection: BaseDBAsyncClient) -> bool:
    """Return whether `connection` speaks PostgreSQL's dialect; else it is SQLite's."""
    return connection.capabilities.dialect == "postgres"


async def migrate(settings: Settings, target: str = "__latest__") -> None:
    """Bring the connected database to the migration `target`; two processes that try at once take turns.

    Raises SettingsError when the database is newer than this program.
    """
    async with _only_one(settings):
        executor = MigrationExecutor(get_connection(WRITER), configuration(settings)["apps"])
        await refuse_newer_database(executor)
        await executor.migrate([MigrationTarget(APP, target)])


async def refuse_newer_database(executor: MigrationExecutor) -> None:
    """Raise SettingsError when the database has migrations that this program does not know."""
    await executor.loader.build_graph()
    known = {key.name for key in executor.loader.disk_migrations if key.app_label == APP}
    applied = {key.name for key in await executor.recorder.applied_migrations() if key.app_label == APP}
    if newer := sorted(applied - known):
        raise SettingsError(
            f"DATABASE_URL: the database is at migration '{newer[-1]}', which this version does not know; "
            "run the version that wrote it, or a later one"
        )


@contextlib.asynccontextmanager
async def _only_one(settings: Settings) -> AsyncIterator[None]:
    """Let one process at a time migrate."""
    database_url = url(settings)
    if database_url.startswith("sqlite://"):
        with _sqlite_path(database_url).with_suffix(".lock").open("w") as file:
            await asyncio.to_thread(fcntl.flock, file, fcntl.LOCK_EX)
            yield
        return
    credentials = configuration(settings)["connections"][WRITER]["credentials"]
    lock = await asyncpg.connect(
        **{name: credentials[name] for name in ("host", "port", "user", "password", "database")},
        ssl=credentials.get("ssl"),
    )
    try:
        await lock.execute("SELECT pg_advisory_lock($1)", _ADVISORY_LOCK)
        yield
    finally:
        await lock.close()
