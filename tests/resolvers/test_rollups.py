"""Rollups that are wrong are found, and computed anew, whatever made them wrong."""

from datetime import UTC, datetime

import pytest

from core.clock import ManualClock
from core.errors import Forbidden, InvalidInput, NotFound
from core.principal import SYSTEM, Access, Principal
from models import samples
from models.database import transaction, writer
from models.monitor import Monitor
from models.samples import Difference, partitions
from resolvers import rollups
from resolvers.rollups import Position, Scope
from tests.conftest import START
from tests.history import History

DAY = 86_400
ALL = Scope()


@pytest.fixture
async def history(db: object, now: ManualClock) -> History:
    ids = [(await Monitor.create(tag=f"m{number}", name="M")).id for number in range(3)]
    made = History(1, ids, START - 40 * DAY, START)
    await made.change(40)
    return made


async def verified(scope: Scope = ALL) -> list[Difference]:
    return [difference async for difference in rollups.verify(SYSTEM, scope)]


async def rebuilt(scope: Scope = ALL, after: Position | None = None) -> list[Position]:
    return [position async for position in rollups.rebuild(SYSTEM, scope, after=after)]


async def table() -> list[tuple[object, ...]]:
    _, rows = await writer().execute_query("SELECT * FROM sample_rollup ORDER BY monitor_id, span, bucket")
    return [tuple(row) for row in rows]


async def test_there_is_no_difference_after_any_changes(history: History) -> None:
    assert await verified() == []


@pytest.mark.parametrize(
    ("damage", "columns"),
    [
        ("UPDATE sample_rollup SET up_count = up_count + 1 WHERE {one}", {"up_count"}),
        ("UPDATE sample_rollup SET latency_sum = latency_sum + 1 WHERE {one}", {"latency_sum"}),
        ("UPDATE sample_rollup SET latency_max = -1 WHERE {one}", {"latency_max"}),
        ("UPDATE sample_rollup SET latency_sketch = NULL WHERE latency_count > 0", {"latency_sketch"}),
        ("DELETE FROM sample_rollup WHERE {one}", {"bucket"}),
        ("DELETE FROM sample_rollup", {"bucket"}),
        ("UPDATE sample_rollup SET bucket = bucket + 8640000 WHERE span = 86400", {"bucket"}),
    ],
)
async def test_damage_is_found_and_mended(history: History, damage: str, columns: set[str]) -> None:
    before = await table()
    first = "SELECT monitor_id, min(bucket) FROM sample_rollup WHERE span = 900 GROUP BY 1"
    one = f"span = 900 AND (monitor_id, bucket) IN ({first})"
    await writer().execute_query(damage.format(one=one))

    found = await verified()
    await rebuilt()

    assert {difference.column for difference in found} >= columns
    assert await verified() == []
    assert [row[:9] for row in await table()] == [row[:9] for row in before]


async def test_a_pass_keeps_to_its_monitors_and_days(history: History) -> None:
    await writer().execute_query("DELETE FROM sample_rollup")

    await rebuilt(Scope(START - 20 * DAY + 5, START - 10 * DAY, ["m1"]))

    found = {(row[0], row[2] // DAY * DAY) for row in await table()}
    wanted = {(owner, minute // DAY * DAY) for owner, minute in history.minutes}
    assert found == {
        (owner, day)
        for owner, day in wanted
        if owner == history.monitor_ids[1] and START - 20 * DAY <= day < START - 10 * DAY
    }
    assert {difference.monitor_id for difference in await verified(Scope(tags=["m2"]))} == {history.monitor_ids[2]}


async def test_a_pass_that_was_interrupted_goes_on_where_it_was(history: History) -> None:
    whole = await rebuilt()
    await writer().execute_query("DELETE FROM sample_rollup")
    passing = rollups.rebuild(SYSTEM, ALL)
    first = [await anext(passing), await anext(passing)]
    await passing.aclose()

    rest = await rebuilt(after=first[-1])

    assert [*first, *rest] == whole
    assert len(rest) == len(whole) - 2
    assert await verified() == []


async def test_what_is_frozen_is_right_and_stays(history: History) -> None:
    async with transaction() as connection:
        until = await samples.freeze_before(START - 20 * DAY)
        await connection.execute_query(f"DELETE FROM sample WHERE minute < {until}")
    before = await table()

    assert await verified() == []
    await rebuilt()

    after = await table()
    assert [row for row in after if row[-1]] == [row for row in before if row[-1]] != []
    # Sums may be added up, and sketches strung together, in another order.
    assert [row[:9] for row in after] == [row[:9] for row in before]


async def test_only_administrators_may(history: History) -> None:
    writer_ = Principal(Access.WRITE, "writer", 1)

    with pytest.raises(Forbidden):
        await anext(rollups.rebuild(writer_, ALL))
    with pytest.raises(Forbidden):
        await anext(rollups.verify(writer_, ALL))


async def test_what_does_not_exist_is_named(history: History) -> None:
    with pytest.raises(NotFound, match="Monitor with tag 'none' not found"):
        await rebuilt(Scope(tags=["m1", "none"]))
    with pytest.raises(InvalidInput, match="the start must be before the end; got 5 and 5"):
        await rebuilt(Scope(5, 5))


async def test_partitions_are_made_ahead(db: object, now: ManualClock) -> None:
    connection = writer()
    now.move_to(datetime(2085, 11, 30, 23, 59, tzinfo=UTC).timestamp())

    await partitions.ensure_ahead(2)
    await partitions.ensure_ahead(2)

    if connection.capabilities.dialect == "postgres":
        made = await partitions.existing(connection)
        assert {"sample_2085_11", "sample_2085_12", "sample_2086_01"} <= made
        assert "sample_2086_02" not in made
