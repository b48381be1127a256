"""Rollups hold, after any change of history, what the samples come to."""

import asyncio
import math
from collections import defaultdict
from typing import Any

import pytest

from core.errors import InvalidInput
from models import samples
from models.database import transaction, writer
from models.enums import SampleType, Status
from models.monitor import Monitor
from models.samples import Sample, sketch
from tests.history import History, counts, latencies
from tests.statements import recorded

NOON = 1_736_164_800
DAY = 86_400
SPANS = (900, 10_800, DAY)


@pytest.fixture
async def monitors(db: object) -> list[int]:
    return [(await Monitor.create(tag=f"m{number}", name="M")).id for number in range(3)]


async def stored() -> dict[tuple[int, int, int], dict[str, Any]]:
    rows = await writer().execute_query_dict("SELECT * FROM sample_rollup")
    return {(row["monitor_id"], row["span"], row["bucket"]): row for row in rows}


def expected(history: History) -> dict[tuple[int, int, int], list[Sample]]:
    buckets = defaultdict(list)
    for (monitor_id, minute), sample in sorted(history.minutes.items()):
        for span in SPANS:
            buckets[monitor_id, span, minute // span * span].append(sample)
    return buckets


async def assert_rollups_are(history: History) -> None:
    found, wanted = await stored(), expected(history)
    assert found.keys() == wanted.keys()
    for key, row in found.items():
        measured = latencies(wanted[key])
        assert {status: row[f"{status.lower()}_count"] for status in Status} == counts(wanted[key])
        assert row["latency_count"] == len(measured)
        assert math.isclose(row["latency_sum"], sum(measured), abs_tol=1e-9)
        assert row["latency_min"] == min(measured, default=None)
        assert row["latency_max"] == max(measured, default=None)
        text = b"" if row["latency_sketch"] is None else row["latency_sketch"]
        assert sketch.compacted(text) == sketch.compacted(sketch.of(measured))
        assert not row["is_frozen"]


@pytest.mark.parametrize("seed", range(4))
async def test_after_any_changes_rollups_are_what_the_samples_come_to(monitors: list[int], seed: int) -> None:
    # Across a month's end and, for one seed, across 1970.
    start = (1_735_689_600 - DAY, 1_735_689_600 - DAY, NOON, -DAY)[seed]
    history = History(seed, monitors, start, start + 3 * DAY)

    for _ in range(4):
        await history.change(10)

        await assert_rollups_are(history)


async def test_a_minute_that_is_written_twice_counts_once(monitors: list[int]) -> None:
    history = History(0, monitors, NOON, NOON + 60)
    await history.record()

    await history.record()

    await assert_rollups_are(history)


async def test_writers_at_the_same_time_leave_out_none_of_their_samples(monitors: list[int]) -> None:
    history = History(0, monitors, NOON, NOON + 900)
    batches = [[history.sample(owner, NOON + 60 * number) for owner in monitors] for number in range(15)]

    await asyncio.gather(*(samples.record(batch) for batch in batches))

    history.minutes = {(sample.monitor_id, sample.minute): sample for batch in batches for sample in batch}
    await assert_rollups_are(history)


async def test_a_transaction_that_fails_leaves_the_rollups_as_they_were(monitors: list[int]) -> None:
    history = History(0, monitors, NOON, NOON + 3600)
    await history.change(5)

    async def fail() -> None:
        async with transaction():
            await samples.overwrite([Sample(monitors[0], NOON, Status.DOWN, 1.0, SampleType.MANUAL)])
            raise LookupError

    with pytest.raises(LookupError):
        await fail()

    await assert_rollups_are(history)


async def test_what_was_written_past_the_store_is_counted_once_asked_for(monitors: list[int]) -> None:
    history = History(0, monitors, NOON, NOON + DAY)
    await history.change(10)
    await writer().execute_query("DELETE FROM sample")
    await samples.recompute(monitors[:2], NOON, NOON + 2 * DAY)
    history.minutes = {key: sample for key, sample in history.minutes.items() if key[0] == monitors[2]}

    found = await stored()

    assert {key[0] for key in found} == ({monitors[2]} if history.minutes else set())


async def test_latencies_beyond_all_reason_are_stored(monitors: list[int]) -> None:
    absurd = [Sample(monitors[0], NOON + 60 * number, Status.UP, 1e308, SampleType.MANUAL) for number in range(3)]

    await samples.overwrite(absurd)

    row = (await stored())[monitors[0], 900, NOON]
    assert (row["latency_count"], row["latency_sum"], row["latency_max"]) == (3, 3e15, 1e308)


async def test_deleting_a_monitor_deletes_its_rollups(monitors: list[int]) -> None:
    await History(0, monitors, NOON, NOON + 60).record()

    await Monitor.filter(id=monitors[0]).delete()

    assert {key[0] for key in await stored()} == set(monitors[1:])


async def retained(monitor_ids: list[int], minute: int) -> int:
    """Do what retention does: freeze, and remove."""
    async with transaction() as connection:
        until = await samples.freeze_before(minute)
        await connection.execute_query(f"DELETE FROM sample WHERE minute < {until}")
    return until


@pytest.fixture
async def frozen(monitors: list[int]) -> dict[tuple[int, int, int], dict[str, Any]]:
    """Two hours of samples, of which the first has been removed."""
    for monitor_id in monitors:
        await samples.overwrite_range(Sample(monitor_id, NOON, Status.UP, 10.0, SampleType.REALTIME), NOON + 7140)
    assert await retained(monitors, NOON + 3600 + 59) == NOON + 3600
    return await stored()


async def test_freezing_keeps_what_was_counted(monitors: list[int], frozen: dict[Any, Any]) -> None:
    assert {key[2] - NOON for key, row in frozen.items() if row["is_frozen"]} == {0, 900, 1800, 2700}
    assert frozen[monitors[0], 900, NOON]["up_count"] == 15
    assert frozen[monitors[0], DAY, NOON // DAY * DAY]["up_count"] == 120

    await samples.recompute(monitors, NOON - DAY, NOON + DAY)

    assert await stored() == frozen


async def test_frozen_time_is_not_made_less_by_what_is_left_of_its_samples(
    monitors: list[int], frozen: dict[Any, Any]
) -> None:
    # As when a writer, at work while retention froze, comes to its end.
    await writer().execute_query(
        f"INSERT INTO sample (monitor_id, minute, status, type) VALUES ({monitors[0]}, {NOON + 60}, 1, 0)"
    )

    await samples.recompute(monitors, NOON, NOON + 60)

    assert await stored() == frozen


async def test_a_late_check_is_not_written_into_frozen_time(monitors: list[int], frozen: dict[Any, Any]) -> None:
    late = Sample(monitors[0], NOON + 60, Status.DOWN, None, SampleType.TIMEOUT)
    fresh = Sample(monitors[0], NOON + 7200, Status.DOWN, None, SampleType.TIMEOUT)

    assert await samples.record([late, fresh]) == {(monitors[0], NOON + 7200)}

    assert await samples.at(monitors[0], NOON + 60) is None
    assert (await stored())[monitors[0], 900, NOON] == frozen[monitors[0], 900, NOON]
    assert (await stored())[monitors[0], DAY, NOON // DAY * DAY]["up_count"] == 120


async def test_a_part_of_frozen_time_can_not_be_changed(monitors: list[int], frozen: dict[Any, Any]) -> None:
    one = Sample(monitors[0], NOON + 3540, Status.DOWN, 1.0, SampleType.MANUAL)
    fine = Sample(monitors[1], NOON + 3600, Status.DOWN, 1.0, SampleType.MANUAL)
    message = "The samples from 2025-01-06T12:45Z to 13:00Z were removed by the retention policy"

    with pytest.raises(InvalidInput, match=message):
        await samples.overwrite([fine, one])
    with pytest.raises(InvalidInput, match=message):
        await samples.overwrite_range(one, NOON + 7140)
    with pytest.raises(InvalidInput, match="2025-01-06T12:00Z to 12:15Z"):
        await samples.delete_range(monitors[0], NOON - 900, NOON + 840)

    assert await stored() == frozen


async def test_frozen_time_that_is_covered_whole_takes_the_change(monitors: list[int], frozen: dict[Any, Any]) -> None:
    down = Sample(monitors[0], NOON, Status.DOWN, 1.0, SampleType.MANUAL)

    await samples.overwrite_range(down, NOON + 840)
    await samples.delete_range(monitors[0], NOON + 900, NOON + 1800)

    found = await stored()
    assert (found[monitors[0], 900, NOON]["down_count"], found[monitors[0], 900, NOON]["up_count"]) == (15, 0)
    assert (monitors[0], 900, NOON + 900) not in found
    assert found[monitors[0], 900, NOON + 1800] == frozen[monitors[0], 900, NOON + 1800]
    day = found[monitors[0], DAY, NOON // DAY * DAY]
    assert (day["down_count"], day["up_count"]) == (15, 90)


async def test_freezing_again_freezes_what_has_samples_again(monitors: list[int], frozen: dict[Any, Any]) -> None:
    await samples.overwrite_range(Sample(monitors[0], NOON, Status.DOWN, 1.0, SampleType.MANUAL), NOON + 840)

    await retained(monitors, NOON + 4500)

    rows = await stored()
    assert {key[2] - NOON for key, row in rows.items() if row["is_frozen"]} == {0, 900, 1800, 2700, 3600}
    assert rows[monitors[0], 900, NOON]["down_count"] == 15


@pytest.mark.parametrize("size", [1, 3])
async def test_statements_do_not_grow_with_the_batch(monitors: list[int], size: int) -> None:
    def batch(length: int) -> list[Sample]:
        return [
            Sample(monitor_id, NOON + 60 * number, Status.UP, 1.0, SampleType.MANUAL)
            for monitor_id in monitors[:size]
            for number in range(length)
        ]

    await samples.record(batch(1))
    with recorded() as few:
        await samples.record(batch(2))
    with recorded() as many:
        await samples.record(batch(2000))

    assert len(few) == len(many)
    assert 0 < len(few) <= 10
