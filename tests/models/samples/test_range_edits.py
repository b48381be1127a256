import pytest
from tortoise.exceptions import IntegrityError

from models import samples
from models.enums import SampleType, Status
from models.monitor import Monitor
from models.samples import Sample

NOON = 1_736_164_800


@pytest.fixture
async def monitor(db) -> Monitor:
    return await Monitor.create(tag="shop", name="Shop")


def seen(monitor: Monitor, minute: int) -> Sample:
    return Sample(monitor.id, minute, Status.DOWN, None, SampleType.ERROR, "no route", Status.DEGRADED)


async def test_a_range_is_written_to_its_last_minute_across_months(monitor):
    new_year = 1_735_689_600
    first = Sample(monitor.id, new_year - 120, Status.DEGRADED, 7.0, SampleType.MANUAL)

    await samples.overwrite_range(first, new_year + 60)

    written = await samples.within(monitor.id, new_year - 600, new_year + 600)
    assert [(each.minute - new_year, each.status, each.latency, each.type) for each in written] == [
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
