"""No answer outlives what it was made from: the mark changes with every write, whoever writes."""

import sqlite3
from contextlib import closing

import asyncpg
import pytest

from core import clock
from core.principal import SYSTEM
from core.settings import Settings
from models.engines.sqlite import ImmediateSqliteClient
from models.enums import Status
from models.site import SiteEntry
from resolvers import freshness, monitors, samples, site
from resolvers.monitors import NewMonitor
from tests.conftest import START

_ELSEWHERE = "UPDATE monitor SET name = 'Store'"


@pytest.fixture
async def shop(db, now):
    return await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop"))


async def write_elsewhere(settings: Settings) -> None:
    """Write as another process does: through a connection that this one knows nothing of."""
    if settings.database_url.startswith("sqlite"):
        with closing(sqlite3.connect(settings.database_url.removeprefix("sqlite://"))) as connection, connection:
            connection.execute(_ELSEWHERE)
        return
    connection = await asyncpg.connect(settings.database_url)
    await connection.execute(_ELSEWHERE)
    await connection.close()


async def test_the_mark_stays_as_long_as_nothing_is_written(shop):
    before = await freshness.mark()
    await monitors.get(SYSTEM, "shop")

    assert await freshness.mark() == before


async def test_every_committed_write_changes_the_mark(shop):
    marks = [await freshness.mark()]

    await samples.set_one(SYSTEM, shop, START, status=Status.UP, latency=1)
    marks.append(await freshness.mark())
    await site.put(SYSTEM, "siteName", "Ours")
    marks.append(await freshness.mark())
    await SiteEntry.filter(key="siteName").update(value='"Theirs"')
    marks.append(await freshness.mark())
    await monitors.delete(SYSTEM, "shop")
    marks.append(await freshness.mark())

    assert len(set(marks)) == 5


async def test_a_write_of_another_process_changes_the_mark(shop, db):
    before = await freshness.mark()

    await write_elsewhere(db)

    assert await freshness.mark() != before


async def test_the_mark_changes_with_the_minute(shop, now):
    before = await freshness.mark()
    now.advance(clock.MINUTE - 1)
    within = await freshness.mark()
    now.advance(1)

    assert within == before
    assert await freshness.mark() != before


async def test_a_mark_that_had_to_be_waited_for_is_never_taken_for_one_that_had_not(shop, db, monkeypatch):
    at_once = [await freshness.mark()]
    with monkeypatch.context() as patch:
        patch.setattr(ImmediateSqliteClient, "data_version", refuse)
        waited = [await freshness.mark()]
        await write_elsewhere(db)
        waited.append(await freshness.mark())
    at_once.append(await freshness.mark())

    assert waited[0] != waited[1]
    assert at_once[0] != at_once[1]
    assert db.database_url.startswith("postgres") or set(waited).isdisjoint(at_once)


def refuse(_client: ImmediateSqliteClient) -> int:
    raise sqlite3.OperationalError("database is locked")
