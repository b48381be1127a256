import pytest

from core import events
from core.events import Event, Topic
from core.principal import SYSTEM
from models import observation
from models.enums import MonitorType, SampleType, Status
from models.observation import Observation
from models.samples import Sample
from resolvers import monitors, samples, settling
from resolvers.monitors import NewMonitor
from resolvers.settling import Observed
from tests import statements
from tests.conftest import START

pytestmark = pytest.mark.usefixtures("db", "now")
NOTHING = Observation(Status.NO_DATA)


async def watched(tag: str = "shop", default_status: Status | None = Status.UP):
    return await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag, default_status=default_status))


async def test_what_was_seen_becomes_the_sample_of_the_minute():
    monitor = await watched()

    settled = await settling.settle(START, [Observed(monitor, observation.timed_out("too slow", latency=2000.0))])

    expected = Sample(monitor.id, START, Status.DOWN, 2000.0, SampleType.TIMEOUT, "too slow")
    assert settled == [expected]
    assert await samples.within(monitor.id, START, START + 60) == [expected]


async def test_a_batch_that_settles_again_changes_nothing_and_tells_nobody():
    monitor = await watched()
    await settling.settle(START, [Observed(monitor, Observation(Status.UP, latency=1.0))])

    with events.bus().listen({Topic.SAMPLES}) as heard:
        again = await settling.settle(START, [Observed(monitor, observation.down("late"))])

    assert again == []
    assert heard.empty()
    assert (await samples.latest([monitor.id]))[monitor.id].status is Status.UP


@pytest.mark.parametrize(
    ("default", "kept"), [(Status.DEGRADED, Status.DEGRADED), (None, None), (Status.NO_DATA, None)]
)
async def test_an_observation_with_nothing_to_say_takes_the_default_status(default, kept):
    monitor = await watched(default_status=default)

    settled = await settling.settle(START, [Observed(monitor, NOTHING)])

    assert [(each.status, each.type) for each in settled] == ([(kept, SampleType.DEFAULT)] if kept else [])


async def test_what_was_settled_is_told_with_its_minute():
    monitor = await watched()

    with events.bus().listen({Topic.SAMPLES}) as heard:
        await settling.settle(START, [Observed(monitor, Observation(Status.UP))])

    assert heard.get_nowait() == Event(Topic.SAMPLES, (monitor.id,), START, START + 60)


@pytest.mark.parametrize("latency", [float("nan"), float("inf"), -1.0])
async def test_a_latency_that_is_none_is_not_stored(latency):
    monitor = await watched()

    settled = await settling.settle(START, [Observed(monitor, Observation(Status.UP, latency=latency))])

    assert settled[0].latency is None


async def test_a_refused_check_is_shown_as_down_and_marked_as_having_seen_nothing():
    monitor = await watched()

    settled = await settling.settle(START, [Observed(monitor, observation.refused("denied"))])

    assert settled == [Sample(monitor.id, START, Status.DOWN, None, SampleType.ERROR, "denied", Status.NO_DATA)]
    assert await samples.within(monitor.id, START, START + 60) == settled


REPEATS = {"overrideWithLastKnownStatus": True}


async def by_hand(tag: str, type_data: dict[str, object], default: Status | None = None):
    new = NewMonitor(tag=tag, name=tag, monitor_type=MonitorType.NONE, type_data=type_data, default_status=default)
    return await monitors.create(SYSTEM, new)


async def test_a_monitor_set_by_hand_repeats_what_was_set_last_and_nothing_else():
    repeats, silent, never_set = await by_hand("a", REPEATS), await by_hand("b", {}), await by_hand("c", REPEATS)
    for monitor in (repeats, silent):
        for minute, status, latency in ((START - 7200, Status.UP, 1), (START - 3600, Status.DEGRADED, 5)):
            await samples.set_one(SYSTEM, monitor, minute, status=status, latency=latency)
    await samples.set_one(SYSTEM, repeats, START + 600, status=Status.DOWN)

    for minute in (START, START + 60):
        settled = await settling.settle(minute, [Observed(each, NOTHING) for each in (repeats, silent, never_set)])
        assert settled == [Sample(repeats.id, minute, Status.DEGRADED, 5.0, SampleType.DEFAULT)]


async def test_what_is_repeated_goes_with_what_was_set():
    monitor = await by_hand("a", REPEATS, Status.UP)
    await samples.set_one(SYSTEM, monitor, START - 3600, status=Status.DOWN)
    await settling.settle(START, [Observed(monitor, NOTHING)])

    await samples.delete_range(SYSTEM, monitor, START - 3600, START)
    settled = await settling.settle(START + 60, [Observed(monitor, NOTHING)])

    assert [(each.status, each.type) for each in settled] == [(Status.UP, SampleType.DEFAULT)]


async def test_a_batch_that_saw_nothing_asks_for_nothing():
    with statements.recorded() as asked:
        assert await settling.settle(START, []) == []

    assert asked == []
