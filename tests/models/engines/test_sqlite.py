"""Two writers of one SQLite file."""

import sqlite3

import aiosqlite
import pytest
from tortoise.exceptions import OperationalError

from core.settings import load
from models import database
from models.engines import sqlite
from models.monitor import Monitor


@pytest.fixture
async def file(tmp_path, sqlite_template, monkeypatch):
    """A database that waits for another writer for a moment only."""
    monkeypatch.setattr(database, "_BUSY_TIMEOUT_MS", 20)
    path = tmp_path / "heliograph.db"
    path.write_bytes(sqlite_template.read_bytes())
    await database.connect(load(data_dir=tmp_path))
    yield path
    await database.disconnect()


async def make(tag: str) -> None:
    async with database.transaction():
        await Monitor.create(tag=tag, name=tag)


async def test_a_transaction_that_can_not_begin_says_why_and_hurts_nothing(file):
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(OperationalError, match="busy with another writer for too long"):
        await make("late")

    # Reading goes on, and so does writing once the other has finished.
    read_meanwhile = await Monitor.all().count()
    other.execute("COMMIT")
    other.close()
    await make("next")
    assert read_meanwhile == 0
    assert await Monitor.all().values_list("tag", flat=True) == ["next"]


async def test_a_transaction_takes_its_lock_before_it_reads(file):
    other = sqlite3.connect(file, isolation_level=None, timeout=0)

    async with database.transaction():
        await Monitor.all().count()
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    other.close()


async def test_a_nested_transaction_that_fails_undoes_its_own_part(file):
    async def fail() -> None:
        async with database.transaction():
            await Monitor.create(tag="undone", name="Undone")
            raise LookupError

    async with database.transaction():
        await Monitor.create(tag="kept", name="Kept")
        with pytest.raises(LookupError):
            await fail()

    assert await Monitor.all().values_list("tag", flat=True) == ["kept"]


async def test_a_sqlite_without_mathematics_is_given_them():
    async with aiosqlite.connect(":memory:") as connection:
        # What a build without them answers.
        for name in ("ln", "ceil"):
            await connection.create_function(name, 2, lambda *_: None)
            await connection.create_function(name, 1, None)
        assert not await sqlite.has_mathematics(connection)

        await sqlite.add_mathematics(connection)

        assert await sqlite.has_mathematics(connection)
        rows = await connection.execute_fetchall("SELECT ceil(ln(100.0)), ln(1)")
        assert [tuple(row) for row in rows] == [(5, 0.0)]
