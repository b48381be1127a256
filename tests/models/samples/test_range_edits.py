import math
from collections.abc import Callable
from typing import Any

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import IntegrityError

from core.errors import InvalidInput
from models import samples
from models.database import is_postgres, transaction, writer
from models.enums import SampleType, Status
from models.monitor import Monitor
from models.samples import Sample, sketch

NOON = 1_736_164_800
NEW_YEAR = 1_735_689_600
HOUR = 3600
DAY = 86_400
Rows = dict[tuple[int, int], dict[str, Any]]


@pytest.fixture
async def monitor(db) -> Monitor:
    return await Monitor.create(tag="shop", name="Shop")


def seen(monitor: Monitor, minute: int) -> Sample:
    return Sample(monitor.id, minute, Status.DOWN, None, SampleType.ERROR, "no route", Status.DEGRADED)


async def test_a_range_is_written_to_its_last_minute_across_months(monitor):
    first = Sample(monitor.id, NEW_YEAR - 120, Status.DEGRADED, 7.0, SampleType.MANUAL)

    await samples.overwrite_range(first, NEW_YEAR + 60)

    written = await samples.within(monitor.id, NEW_YEAR - 600, NEW_YEAR + 600)
    assert [(each.minute - NEW_YEAR, each.status, each.latency, each.type) for each in written] == [
        (offset, Status.DEGRADED, 7.0, SampleType.MANUAL) for offset in (-120, -60, 0, 60)
    ]


async def test_a_range_replaces_what_was_there_fills_the_gaps_and_leaves_what_is_around_and_of_others(monitor):
    other = await Monitor.create(tag="other", name="Other")
    before = [seen(monitor, NOON + 60 * number) for number in (-1, 0, 2, 5, 6)]
    await samples.record([*before, seen(other, NOON + 120)])

    await samples.overwrite_range(Sample(monitor.id, NOON, Status.UP, 7.0, SampleType.MANUAL), NOON + 300)

    assert await samples.within(monitor.id, NOON - 600, NOON + 600) == [
        seen(monitor, NOON - 60),
        *(Sample(monitor.id, NOON + 60 * number, Status.UP, 7.0, SampleType.MANUAL) for number in range(6)),
        seen(monitor, NOON + 360),
    ]
    assert await samples.within(other.id, 0, NOON + 600) == [seen(other, NOON + 120)]


async def test_a_deviation_spreads_latencies_around_the_given_one_and_never_below_zero(monitor):
    first = Sample(monitor.id, NOON, Status.UP, 1.0, SampleType.MANUAL)

    await samples.overwrite_range(first, NOON + 199 * 60, 10.0)

    latencies = [each.latency for each in await samples.within(monitor.id, NOON, NOON + 200 * 60)]
    assert len(set(latencies)) > 50
    assert 0 <= min(latencies) < 1 < max(latencies) <= 11


async def test_a_range_for_a_monitor_that_is_gone_is_refused_and_changes_nothing(monitor):
    gone = Sample(monitor.id + 1, NOON, Status.UP, 1.0, SampleType.MANUAL)

    with pytest.raises(IntegrityError):
        await samples.overwrite_range(gone, NOON + 600)

    assert await samples.within(monitor.id + 1, NOON, NOON + 660) == []


async def rollups_of(monitor: Monitor) -> Rows:
    """What is stored, in a form that can be compared: sums rounded, and sketches made short."""
    rows = await writer().execute_query_dict(f"SELECT * FROM sample_rollup WHERE monitor_id = {monitor.id}")
    return {
        (row["span"], row["bucket"]): {
            **row,
            "latency_sum": round(row["latency_sum"], 6),
            "latency_sketch": sketch.compacted(row["latency_sketch"] or b""),
        }
        for row in rows
    }


async def assert_rollups_are_those_of_the_samples(monitor: Monitor) -> None:
    stored = await rollups_of(monitor)
    await samples.recompute([monitor.id], NEW_YEAR - DAY, NEW_YEAR + DAY)
    assert stored == await rollups_of(monitor)


THERE: dict[str, Callable[[int], bool]] = {
    "nothing": lambda _: False,
    "everything": lambda _: True,
    "gaps": lambda minute: minute % 660 != 0,
    "only the middle": lambda minute: abs(minute - NEW_YEAR) < HOUR,
    "only the ends": lambda minute: abs(minute - NEW_YEAR) > HOUR,
}


@pytest.mark.parametrize("there", THERE)
@pytest.mark.parametrize(
    ("start", "end"),
    [
        (NEW_YEAR - 3 * HOUR - 240, NEW_YEAR + 2 * HOUR + 420),  # within quarter hours, across months
        (NEW_YEAR - 2 * HOUR, NEW_YEAR + 2 * HOUR),  # whole quarter hours
        (NEW_YEAR + 120, NEW_YEAR + 420),  # within one
        (NEW_YEAR - 120, NEW_YEAR + 420),  # parts of two
        (NEW_YEAR - 120, NEW_YEAR + 900),  # a part of one, and one whole
    ],
)
async def test_rollups_of_an_edit_are_those_of_the_samples_that_it_wrote(
    monitor: Monitor, start: int, end: int, there: str
) -> None:
    before = [
        seen(monitor, minute) for minute in range(NEW_YEAR - 4 * HOUR, NEW_YEAR + 4 * HOUR, 60) if THERE[there](minute)
    ]
    await samples.record(before)

    await samples.overwrite_range(Sample(monitor.id, start, Status.UP, 30.0, SampleType.MANUAL), end - 60, 40.0)

    found = await samples.within(monitor.id, NEW_YEAR - DAY, NEW_YEAR + DAY)
    edited = [each for each in found if start <= each.minute < end]
    assert [each.minute for each in edited] == list(range(start, end, 60))
    assert {(each.status, each.type, each.message, each.raw_status) for each in edited} == {
        (Status.UP, SampleType.MANUAL, None, None)
    }
    assert [each for each in found if each not in edited] == [each for each in before if not start <= each.minute < end]
    assert len({each.latency for each in edited}) > len(edited) / 4
    await assert_rollups_are_those_of_the_samples(monitor)


async def test_two_edits_draw_different_latencies(monitor: Monitor) -> None:
    first = Sample(monitor.id, NOON, Status.UP, 100.0, SampleType.MANUAL)
    await samples.overwrite_range(first, NOON + 60 * 60, 50.0)
    drawn = await samples.within(monitor.id, NOON, NOON + 7200)

    await samples.overwrite_range(first, NOON + 60 * 60, 50.0)

    again = await samples.within(monitor.id, NOON, NOON + 7200)
    assert not {each.latency for each in drawn} & {each.latency for each in again}


async def test_drawn_latencies_are_spread_evenly(monitor: Monitor) -> None:
    await samples.overwrite_range(Sample(monitor.id, NOON, Status.UP, 100.0, SampleType.MANUAL), NOON + DAY, 50.0)

    found = [each.latency for each in await samples.within(monitor.id, NOON, NOON + DAY)]
    tenths = [sum(math.floor((latency - 50) / 10) == tenth for latency in found) for tenth in range(10)]
    # 144 are to be expected in each; this is six times what they commonly stray by.
    assert all(144 - 70 < count < 144 + 70 for count in tenths), tenths


async def test_an_edit_takes_whole_frozen_quarter_hours_and_may_end_within_others(monitor: Monitor) -> None:
    await samples.overwrite_range(
        Sample(monitor.id, NEW_YEAR - HOUR, Status.DOWN, 9.0, SampleType.REALTIME), NEW_YEAR + HOUR - 60
    )
    async with transaction() as connection:
        until = await samples.freeze_before(NEW_YEAR)
        await connection.execute_query(f"DELETE FROM sample WHERE minute < {until}")
    frozen = await rollups_of(monitor)

    def edit(start: int) -> Sample:
        return Sample(monitor.id, start, Status.UP, 100.0, SampleType.MANUAL)

    with pytest.raises(InvalidInput, match="2024-12-31T23:30Z to 23:45Z"):
        await samples.overwrite_range(edit(NEW_YEAR - 960), NEW_YEAR + 300, 20.0)
    assert await rollups_of(monitor) == frozen
    assert await samples.within(monitor.id, NEW_YEAR - DAY, NEW_YEAR) == []

    await samples.overwrite_range(edit(NEW_YEAR - 900), NEW_YEAR + 300, 20.0)

    quarters = {bucket - NEW_YEAR: row for (span, bucket), row in (await rollups_of(monitor)).items() if span == 900}
    assert {bucket for bucket, row in quarters.items() if row["is_frozen"]} == {-3600, -2700, -1800}
    assert [(quarters[bucket]["up_count"], quarters[bucket]["down_count"]) for bucket in (-1800, -900, 0, 900)] == [
        (0, 15),
        (15, 0),
        (6, 9),
        (0, 15),
    ]
    await assert_rollups_are_those_of_the_samples(monitor)


async def writes(connection: BaseDBAsyncClient) -> dict[str, int]:
    """What PostgreSQL has counted, of samples, that it has not told others yet."""
    found = await connection.execute_query_dict(
        """
        SELECT sum(n_tup_upd)::int AS changed, sum(n_tup_hot_upd)::int AS in_place, sum(n_tup_ins)::int AS added
        FROM pg_stat_xact_user_tables WHERE relname LIKE 'sample_20%'
        """
    )
    return dict(found[0])


async def test_an_edit_of_one_monitor_of_many_leaves_the_index_as_it_is(db: object) -> None:
    monitors = [await Monitor.create(tag=f"m{number}", name="M") for number in range(20)]
    for minute in range(NOON, NOON + 3 * HOUR, 60):
        await samples.record([seen(each, minute) for each in monitors])

    if not is_postgres(writer()):
        return

    async with transaction() as connection:
        before = await writes(connection)
        await samples.overwrite_range(
            Sample(monitors[7].id, NOON, Status.UP, 100.0, SampleType.MANUAL), NOON + 3 * HOUR - 60, 20.0
        )
        after = await writes(connection)

    assert {kind: after[kind] - before[kind] for kind in after} == {"changed": 180, "in_place": 180, "added": 0}
