import asyncio

import pytest

from models import samples
from models.database import transaction
from models.enums import SampleType, Status
from models.monitor import Monitor
from models.samples import Sample, columns

NOON = 1_736_164_800


@pytest.fixture
async def monitor(db) -> Monitor:
    return await Monitor.create(tag="shop", name="Shop")


def up(monitor: Monitor, minute: int, latency: float | None = 5.5) -> Sample:
    return Sample(monitor.id, minute, Status.UP, latency, SampleType.REALTIME)


def down(monitor: Monitor, minute: int) -> Sample:
    return Sample(monitor.id, minute, Status.DOWN, None, SampleType.ERROR, "no route", Status.DEGRADED)


async def test_a_retried_batch_writes_each_minute_once(monitor):
    first = await samples.record([up(monitor, NOON), down(monitor, NOON + 60)])
    again = await samples.record([down(monitor, NOON), down(monitor, NOON + 60)])

    assert first == {(monitor.id, NOON), (monitor.id, NOON + 60)}
    assert again == set()
    assert await samples.within(monitor.id, NOON, NOON + 120) == [up(monitor, NOON), down(monitor, NOON + 60)]


async def test_overwriting_replaces_every_value(monitor):
    await samples.record([down(monitor, NOON)])

    await samples.overwrite([up(monitor, NOON)])

    assert await samples.at(monitor.id, NOON) == up(monitor, NOON)


async def test_a_sample_of_a_monitor_that_is_gone_is_dropped_without_hurting_the_batch(monitor):
    gone = Sample(monitor.id + 1, NOON, Status.UP, 1.0, SampleType.REALTIME)

    assert await samples.record([gone, up(monitor, NOON)]) == {(monitor.id, NOON)}


async def test_deleting_a_monitor_deletes_its_samples(monitor):
    await samples.record([up(monitor, NOON)])

    other = await Monitor.create(tag="other", name="Other")
    await samples.record([up(other, NOON)])

    await monitor.delete()

    assert await samples.within(monitor.id, 0, NOON + 60) == []
    assert await samples.within(other.id, 0, NOON + 60) == [up(other, NOON)]


async def test_minutes_before_1970_and_far_ahead_are_stored(monitor):
    for minute in (-300, 4_102_444_800):
        await samples.overwrite([up(monitor, minute)])

    assert [each.minute for each in await samples.within(monitor.id, -600, 4_102_444_860)] == [-300, 4_102_444_800]


async def test_the_first_and_the_last_minute_that_a_date_can_name_are_stored(monitor):
    for minute in (-62_135_596_800, 253_402_300_740):
        await samples.overwrite([up(monitor, minute)])

    written = await samples.within(monitor.id, -62_135_596_800, 253_402_300_800)
    assert [each.minute for each in written] == [-62_135_596_800, 253_402_300_740]


async def test_the_latest_is_the_newest_before_the_given_minute(monitor):
    other = await Monitor.create(tag="other", name="Other")
    silent = await Monitor.create(tag="silent", name="Silent")
    await samples.record([up(monitor, NOON), up(monitor, NOON + 60), down(other, NOON - 60)])

    assert await samples.latest([monitor.id, other.id, silent.id], NOON + 60) == {
        monitor.id: up(monitor, NOON),
        other.id: down(other, NOON - 60),
    }


async def test_the_newest_come_first_and_no_more_than_asked_for(monitor):
    await samples.record([up(monitor, NOON + 60 * number) for number in range(5)])

    newest = await samples.newest_before(monitor.id, NOON + 240, start=NOON, limit=2)

    assert [each.minute - NOON for each in newest] == [180, 120]


async def test_deleting_a_range_spares_its_end(monitor):
    await samples.record([up(monitor, NOON + 60 * number) for number in range(4)])

    assert await samples.delete_range(monitor.id, NOON + 60, NOON + 180) == 2
    assert [each.minute - NOON for each in await samples.within(monitor.id, 0, NOON + 600)] == [0, 180]


async def test_a_transaction_that_fails_leaves_no_sample(monitor):
    async def fail() -> None:
        async with transaction():
            await samples.record([up(monitor, NOON)])
            raise LookupError

    with pytest.raises(LookupError):
        await fail()

    assert await samples.at(monitor.id, NOON) is None


async def test_writers_that_need_a_new_month_at_the_same_time_all_write(db):
    months = [1_735_689_600 + number * 31 * 86_400 for number in range(6)]
    watched = [await Monitor.create(tag=f"m{number}", name="M") for number in range(4)]

    async def write(monitor: Monitor, minute: int) -> set[tuple[int, int]]:
        async with transaction():
            return await samples.record([up(monitor, minute)])

    for minute in months:
        written = await asyncio.gather(*(write(monitor, minute) for monitor in watched))

        assert written == [{(monitor.id, minute)} for monitor in watched]


async def test_columns_that_are_read_in_pieces_hold_what_a_range_holds(monitor, monkeypatch):
    batch = [up(monitor, NOON + 60 * number, number / 7) for number in range(21)] + [down(monitor, NOON + 9000)]
    await samples.record(batch)
    monkeypatch.setattr(columns, "_AT_ONCE", 7)

    for start, end in (
        (NOON, NOON + 9060),
        (NOON, NOON + 21 * 60),
        (NOON + 60, NOON + 600),
        (NOON + 9060, NOON + 9120),
    ):
        found = await samples.columns_within(monitor.id, start, end)
        within = await samples.within(monitor.id, start, end)
        assert [found.minutes, found.statuses, found.latencies, found.types] == [
            [sample.minute for sample in within],
            [sample.status.value for sample in within],
            [sample.latency for sample in within],
            [sample.type.value for sample in within],
        ]
