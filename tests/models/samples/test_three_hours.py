"""A database with rollups of quarter hours and days alone is given those of three hours."""

import math
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from core.settings import Settings
from models import database, samples
from models.database import transaction, writer
from models.monitor import Monitor
from models.samples import sketch
from tests.history import History

DAY = 86_400
# The first of a year, so that there are partitions of two months; and 1970, before which quotients are negative.
STARTS = (1_735_689_600 - 2 * DAY, -2 * DAY)
BEFORE, SINCE = "0010_private", "0011_three_hours"
Rows = dict[tuple[int, int, int], dict[str, Any]]


async def stored() -> Rows:
    rows = await writer().execute_query_dict("SELECT * FROM sample_rollup")
    return {(row["monitor_id"], row["span"], row["bucket"]): dict(row) for row in rows}


def of_three_hours(rows: Rows) -> Rows:
    return {key: row for key, row in rows.items() if key[1] == 10_800}


def assert_equal(found: Rows, wanted: Rows) -> None:
    assert found.keys() == wanted.keys()
    for key, row in found.items():
        left, right = dict(row), dict(wanted[key])
        assert math.isclose(left.pop("latency_sum"), right.pop("latency_sum"), rel_tol=1e-9)
        texts = [each.pop("latency_sketch") or b"" for each in (left, right)]
        assert sketch.compacted(texts[0]) == sketch.compacted(texts[1])
        assert left == right


@pytest.fixture(params=STARTS)
async def rows(db: Settings, request: pytest.FixtureRequest) -> Rows:
    """What a rebuild makes of a history, of which retention has frozen a part."""
    ids = [(await Monitor.create(tag=f"m{number}", name="M")).id for number in range(3)]
    await History(3, ids, request.param, request.param + 4 * DAY).change(30)
    await samples.recompute(ids, request.param - DAY, request.param + 5 * DAY)
    async with transaction() as connection:
        until = await samples.freeze_before(request.param + 2 * DAY)
        await connection.execute_query(f"DELETE FROM sample WHERE minute < {until}")
    await database.migrate(db, SINCE)
    return await stored()


async def test_the_level_is_what_a_rebuild_makes(db: Settings, rows: Rows) -> None:
    await database.migrate(db, BEFORE)
    without = await stored()

    await database.migrate(db, SINCE)

    found = await stored()
    assert len(of_three_hours(rows)) > 10
    assert without == {key: row for key, row in rows.items() if key[1] != 10_800}
    assert {key: row for key, row in found.items() if key[1] != 10_800} == without
    assert any(row["is_frozen"] for row in without.values())
    assert_equal(of_three_hours(found), of_three_hours(rows))


async def test_other_lengths_are_refused_before_and_after(db: Settings, rows: Rows) -> None:
    monitor_id = next(iter(rows))[0]

    async def add(span: int) -> None:
        await writer().execute_query(
            "INSERT INTO sample_rollup (monitor_id, span, bucket, up_count, down_count, degraded_count, "
            "maintenance_count, no_data_count, latency_count, latency_sum) "
            f"VALUES ({monitor_id}, {span}, 8640000000, 1, 0, 0, 0, 0, 0, 0)"
        )

    await add(10_800)
    with pytest.raises(IntegrityError):
        await add(3_600)
    await database.migrate(db, BEFORE)
    with pytest.raises(IntegrityError):
        await add(10_800)
    await database.migrate(db, SINCE)

    assert {key[1] for key in await stored()} == {900, 10_800, DAY}
    with pytest.raises(IntegrityError):
        await add(3_600)


async def test_a_monitor_that_goes_still_takes_its_rollups_along(db: Settings, rows: Rows) -> None:
    await database.migrate(db, BEFORE)
    await database.migrate(db, SINCE)
    gone = next(iter(rows))[0]

    await Monitor.filter(id=gone).delete()

    assert {key[0] for key in await stored()} == {key[0] for key in rows} - {gone}
