"""Samples that people write, change and remove."""

import pytest

from core import events
from core.errors import Forbidden, InvalidInput, NotFound
from core.events import Event, Topic
from core.principal import SYSTEM, Access, Principal
from models.enums import SampleType, Status
from models.monitor import Monitor
from models.samples import Sample
from resolvers import monitors, samples
from resolvers.monitors import NewMonitor
from resolvers.samples import RangeEdit
from tests.conftest import START

READER = Principal(Access.READ, "reader", 1)


@pytest.fixture
async def monitor(db: object, now: object) -> Monitor:
    return await monitors.create(SYSTEM, NewMonitor(tag="one", name="One"))


def _hour(status: Status = Status.UP) -> RangeEdit:
    return RangeEdit(start=START, end=START + 3600, status=status, latency=5)


async def test_a_range_is_written_and_told_with_its_last_minute(monitor: Monitor) -> None:
    with events.bus().listen({Topic.SAMPLES}) as heard:
        assert await samples.set_range(SYSTEM, monitor, _hour()) == 60

        assert heard.get_nowait() == Event(Topic.SAMPLES, (monitor.id,), START, START + 3660)

    written = await samples.within(monitor.id, START, START + 7200)
    assert [sample.minute for sample in written] == list(range(START, START + 3660, 60))
    assert set(written) == {Sample(monitor.id, each.minute, Status.UP, 5.0, SampleType.MANUAL) for each in written}


async def test_deleting_a_range_leaves_what_is_outside(monitor: Monitor) -> None:
    await samples.set_range(SYSTEM, monitor, _hour())

    assert await samples.delete_range(SYSTEM, monitor, START + 60, START + 3600) == 59

    left = await samples.within(monitor.id, START, START + 7200)
    assert [sample.minute for sample in left] == [START, START + 3600]


async def test_who_may_only_read_writes_nothing(monitor: Monitor) -> None:
    with pytest.raises(Forbidden):
        await samples.set_range(READER, monitor, _hour())
    with pytest.raises(Forbidden):
        await samples.set_one(READER, monitor, START, status=Status.UP)
    with pytest.raises(Forbidden):
        await samples.delete_range(READER, monitor, START, START + 60)

    assert await samples.within(monitor.id, START, START + 7200) == []


@pytest.mark.parametrize("status", [Status.MAINTENANCE, Status.NO_DATA])
async def test_what_only_the_system_may_say_is_refused(monitor: Monitor, status: Status) -> None:
    with pytest.raises(InvalidInput, match="status must be one of: UP, DOWN, DEGRADED"):
        await samples.set_range(SYSTEM, monitor, _hour(status))
    with pytest.raises(InvalidInput, match="status must be one of: UP, DOWN, DEGRADED"):
        await samples.set_one(SYSTEM, monitor, START, status=status)


@pytest.mark.parametrize("latency", [-1.0, float("nan"), float("inf")])
async def test_a_latency_that_no_clock_measures_is_refused(monitor: Monitor, latency: float) -> None:
    with pytest.raises(InvalidInput, match="latency must be a non-negative number"):
        await samples.set_one(SYSTEM, monitor, START, latency=latency)


async def test_a_monitor_that_was_just_deleted_is_not_found(monitor: Monitor) -> None:
    await monitors.delete(SYSTEM, "one")

    with pytest.raises(NotFound, match="Monitor with tag 'one' not found"):
        await samples.set_range(SYSTEM, monitor, _hour())
