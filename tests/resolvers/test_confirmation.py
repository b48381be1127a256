"""The confirmation threshold: step by step, against a plain model, and through the database."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import events
from core.events import Event, Topic
from core.principal import SYSTEM
from models import samples
from models.confirmation import Confirmation
from models.enums import Impact, SampleType, Status
from models.monitor import Monitor, MonitorClock
from models.observation import Observation, refused, timed_out
from models.samples import Sample
from resolvers import check_batches, incidents, monitors, settling
from resolvers.confirmation import step
from resolvers.due import DueMonitors
from resolvers.incidents import MonitorImpact, NewIncident
from resolvers.monitors import MonitorChanges, NewMonitor
from resolvers.settling import Observed
from tests import statements
from tests.conftest import START

UP, DOWN, DEGRADED, MAINTENANCE, NO_DATA = Status
REFUSED, COVERED, ABSENT = "refused", "covered", "absent"
SEEN = st.sampled_from((UP, UP, UP, DOWN, DOWN, DEGRADED))
MINUTES = st.lists(st.one_of(SEEN, SEEN, SEEN, st.sampled_from((NO_DATA, REFUSED, COVERED, ABSENT))), max_size=24)
_numbers = iter(range(10_000_000))


def expected_runs(seen: list[Status], threshold: int) -> list[tuple[Status, Status | None]]:
    """What is shown in the end, and what is kept as raw: runs of one side, each shown whole or held whole."""
    shown: list[tuple[Status, Status | None]] = []
    side, last, index = None, UP, 0
    while index < len(seen):
        end = index
        while end < len(seen) and (seen[end] is UP) is (seen[index] is UP):
            end += 1
        run = seen[index:end]
        if side in {None, run[0] is UP} or len(run) >= threshold:
            side, last = run[0] is UP, run[-1]
            shown += [(status, None) for status in run]
        else:
            shown += [(last, status) for status in run]
        index = end
    return shown


def stepped(seen: list[Status], threshold: int) -> list[tuple[Status, Status | None]]:
    state, shown = Confirmation(), []
    for minute, status in enumerate(seen):
        taken = step(state, threshold, status, minute * 60)
        if taken.revealed_since is not None:
            first = taken.revealed_since // 60
            shown[first:] = [(raw or known, None) for known, raw in shown[first:]]
        shown.append((taken.shown, None if taken.shown is status else status))
        state = taken.state
    return shown


@given(seen=st.lists(SEEN, max_size=60), threshold=st.integers(1, 8))
@settings(max_examples=300, deadline=None)
def test_every_run_is_shown_whole_or_held_whole(seen, threshold):
    assert stepped(seen, threshold) == expected_runs(seen, threshold)


def test_a_straggler_from_before_a_run_does_not_end_it():
    pending = step(Confirmation(UP), 3, DOWN, 120).state

    late = step(pending, 3, UP, 60)
    earlier = step(pending, 3, DOWN, 60)

    assert (late.shown, late.state) == (UP, pending)
    assert earlier.state == Confirmation(UP, DOWN, 2, 60)
    assert step(earlier.state, 3, DEGRADED, 180).revealed_since == 60


@pytest.fixture
async def watch(db, now):
    async def make(**more) -> Monitor:
        tag = f"m{next(_numbers)}"
        return await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag, **more))

    return make


async def settled(monitor: Monitor, minute: int, *seen: Status) -> None:
    for offset, status in enumerate(seen):
        at = minute + 60 * offset
        await settling.settle(at, [Observed(monitor, Observation(status, latency=float(offset)))])


async def stored(monitor: Monitor) -> list[tuple[int, Status, Status | None]]:
    found = await samples.within(monitor.id, START, START + 86_400)
    return [((each.minute - START) // 60, each.status, each.raw_status) for each in found]


async def test_a_change_is_held_until_it_was_seen_often_enough_and_then_shown_from_its_beginning(watch):
    monitor = await watch(confirmation_threshold=3)
    await settled(monitor, START, UP, DEGRADED, DOWN)
    held = await stored(monitor)

    with statements.recorded() as asked, events.bus().listen({Topic.SAMPLES}) as told:
        (last,) = await settling.settle(START + 180, [Observed(monitor, timed_out("slow", latency=9.5))])

    assert held == [(0, UP, None), (1, UP, DEGRADED), (2, UP, DOWN)]
    assert await stored(monitor) == [(0, UP, None), (1, DEGRADED, None), (2, DOWN, None), (3, DOWN, None)]
    assert last == Sample(monitor.id, START + 180, DOWN, 9.5, SampleType.TIMEOUT, "slow")
    assert [each.latency for each in await samples.within(monitor.id, START, START + 180)] == [0.0, 1.0, 2.0]
    assert len([each for each in asked if "UPDATE sample " in each]) == 1
    assert [told.get_nowait() for _ in range(2)] == [
        Event(Topic.SAMPLES, (monitor.id,), START + 180, START + 240),
        Event(Topic.SAMPLES, (monitor.id,), START + 60, START + 180),
    ]


async def test_what_goes_back_in_time_stays_hidden_for_good(watch):
    monitor = await watch(confirmation_threshold=2)

    await settled(monitor, START, UP, DOWN, UP, DOWN, DOWN)

    assert await stored(monitor) == [(0, UP, None), (1, UP, DOWN), (2, UP, None), (3, DOWN, None), (4, DOWN, None)]


async def test_what_a_person_set_within_a_run_is_not_rewritten(watch):
    monitor = await watch(confirmation_threshold=2)
    await settled(monitor, START, UP, DOWN)
    await samples.overwrite([Sample(monitor.id, START + 60, UP, 1.0, SampleType.MANUAL)])

    await settled(monitor, START + 120, DOWN)

    assert await stored(monitor) == [(0, UP, None), (1, UP, None), (2, DOWN, None)]


async def test_a_batch_that_settles_twice_at_once_counts_once(watch):
    monitor = await watch(confirmation_threshold=3)
    await settled(monitor, START, UP)

    for minute in (START + 60, START + 120):
        twice = [settling.settle(minute, [Observed(monitor, Observation(DOWN))]) for _ in range(2)]
        written = await asyncio.gather(*twice)
        assert sorted(len(each) for each in written) == [0, 1]

    state = await MonitorClock.get(monitor_id=monitor.id)
    assert (state.shown_status, state.pending_status, state.pending_count) == (UP, DOWN, 2)
    assert state.pending_since == START + 60


async def test_a_minute_that_has_its_sample_already_moves_no_count(watch):
    monitor = await watch(confirmation_threshold=2)
    await settled(monitor, START, UP)
    await samples.overwrite([Sample(monitor.id, START + 60, UP, 1.0, SampleType.MANUAL)])

    await settled(monitor, START + 60, DOWN)

    assert (await MonitorClock.get(monitor_id=monitor.id)).pending_count == 0


async def test_a_threshold_that_is_lowered_confirms_what_was_seen_before(watch):
    monitor = await watch(confirmation_threshold=5)
    await settled(monitor, START, UP, DOWN, DOWN)
    monitor.confirmation_threshold = 1

    await settled(monitor, START + 180, DOWN)

    assert [status for _, status, _ in await stored(monitor)] == [UP, DOWN, DOWN, DOWN]


@given(minutes=MINUTES, threshold=st.integers(1, 4), default=st.sampled_from((None, UP)))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_minutes_in_the_database_are_those_of_the_plain_model(watch, minutes, threshold, default):
    monitor = await watch(confirmation_threshold=threshold, default_status=default)
    seen = iter(
        expected_runs([each for each in minutes if isinstance(each, Status) and each is not NO_DATA], threshold)
    )
    expected = []
    for number, what in enumerate(minutes):
        minute = START + 60 * number
        if what is COVERED:
            await incidents.create(
                SYSTEM,
                NewIncident(
                    title="x",
                    start_date_time=minute,
                    end_date_time=minute + 60,
                    monitors=[MonitorImpact(monitor.tag, Impact.DOWN)],
                ),
            )
            await settled(monitor, minute, UP)
            expected.append((number, DOWN, UP))
        elif what is REFUSED:
            await settling.settle(minute, [Observed(monitor, refused("denied"))])
            expected.append((number, DOWN, NO_DATA))
        elif what is NO_DATA:
            await settled(monitor, minute, NO_DATA)
            expected += [] if default is None else [(number, default, None)]
        elif what is not ABSENT:
            await settled(monitor, minute, what)
            expected.append((number, *next(seen)))

    assert await stored(monitor) == expected


async def test_the_number_of_statements_does_not_grow_with_the_batch(watch):
    few = [await watch(confirmation_threshold=2) for _ in range(2)]
    many = [await watch(confirmation_threshold=2) for _ in range(40)]
    await settled(few[0], START - 60, UP)  # makes the month's partition
    counts = {}
    for batch in (few, many):
        for minute, status in ((START, UP), (START + 60, DOWN), (START + 120, DOWN), (START + 180, DOWN)):
            with statements.recorded() as asked:
                await settling.settle(minute, [Observed(monitor, Observation(status)) for monitor in batch])
            counts[len(batch), minute] = len(asked)

    assert [counts[40, START + 60 * number] for number in range(4)] == [counts[2, START + 60 * n] for n in range(4)]
    # The clocks, the samples and their rollups; and the rollups once more where a run is confirmed; and whether
    # anybody wants alerts.
    assert max(counts.values()) <= 22
    for monitor in (few[0], many[-1]):
        assert [status for _, status, _ in await stored(monitor)][-4:] == [UP, DOWN, DOWN, DOWN]


def test_the_plain_model_tells_a_held_run_from_a_shown_one():
    assert expected_runs([UP, DOWN, UP, DOWN, DEGRADED], 2) == [
        (UP, None),
        (UP, DOWN),
        (UP, None),
        (DOWN, None),
        (DEGRADED, None),
    ]


async def test_settling_and_editing_and_ticking_at_once_block_nobody(watch):
    batch = [await watch(cron="* * * * *", confirmation_threshold=3) for _ in range(12)]

    async def settle(number: int) -> None:
        order = batch if number % 2 else batch[::-1]
        seen = [Observed(monitor, Observation(DOWN if number % 3 else UP)) for monitor in order]
        await settling.settle(START + 60 * (number // 2), seen)

    async def edit(number: int) -> None:
        cron = "* * * * *" if number % 2 else "*/2 * * * *"
        await monitors.update(SYSTEM, batch[number % 12].tag, MonitorChanges(cron=cron))

    async def tick(number: int) -> None:
        ids = [monitor.id for monitor in (batch if number % 2 else batch[::-1])]
        found = DueMonitors(ids, dict.fromkeys(ids, START + 60 * number + 60), [], None)
        await check_batches.plan(START + 60 * number, found, {0: ids})

    async with asyncio.timeout(20):
        await asyncio.gather(*(work(number) for number in range(16) for work in (settle, edit, tick)))

    assert [len(await stored(monitor)) for monitor in batch] == [8] * 12
