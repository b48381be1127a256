"""How events move with time, minute by minute and after a downtime."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import events
from core.clock import ManualClock
from core.events import Event, Topic
from core.principal import SYSTEM
from models.enums import Activity, MaintenanceEventStatus
from models.maintenance import Maintenance, MaintenanceEvent
from resolvers import maintenance_events, maintenance_moves, maintenances, site
from resolvers.maintenance_moves import Transition, move_events, steps
from resolvers.maintenances import NewMaintenance
from tests import statements
from tests.conftest import START

SCHEDULED, READY, ONGOING, COMPLETED, CANCELLED = MaintenanceEventStatus
HOUR = 3600
ONCE = NewMaintenance(title="x", start_date_time=START, rrule="FREQ=MINUTELY;COUNT=1", duration_seconds=HOUR)


def event(start: int, end: int, status: MaintenanceEventStatus) -> MaintenanceEvent:
    return MaintenanceEvent(id=1, maintenance_id=2, start_date_time=start, end_date_time=end, status=status)


@given(
    start=st.integers(0, 30),
    length=st.integers(1, 20),
    buffer=st.integers(0, 20),
    looks=st.lists(st.integers(0, 60), min_size=1, max_size=8).map(sorted),
    status=st.sampled_from((SCHEDULED, READY)),
)
def test_looking_seldom_gives_the_same_steps_as_looking_every_minute(
    start: int, length: int, buffer: int, looks: list[int], status: MaintenanceEventStatus
) -> None:
    # A plain model: an hour is a step of the clock, and each hour the event may take one step after the other.
    expected, at = [], status
    for hour in range(looks[-1] + 1):
        if at is SCHEDULED and hour >= start - buffer:
            expected.append((SCHEDULED, READY, start - buffer))
            at = READY
        if at is READY and hour >= start:
            expected.append((READY, ONGOING, start))
            at = ONGOING
        if at is ONGOING and hour >= start + length:
            expected.append((ONGOING, COMPLETED, start + length))
            at = COMPLETED

    watched, taken = event(start * HOUR, (start + length) * HOUR, status), []
    for look in looks:
        for step in steps(watched, now=look * HOUR, reminder_buffer_hours=float(buffer)):
            taken.append((step.before, step.after, step.due_at // HOUR))
            watched.status = step.after

    assert taken == expected
    assert watched.status is at


@pytest.mark.parametrize("status", [COMPLETED, CANCELLED])
def test_what_is_final_never_moves(status: MaintenanceEventStatus) -> None:
    assert steps(event(0, 60, status), now=10 * HOUR, reminder_buffer_hours=1) == []


def test_an_event_that_people_moved_to_a_later_time_goes_no_step_back() -> None:
    assert steps(event(9 * HOUR, 10 * HOUR, ONGOING), now=0, reminder_buffer_hours=1) == []


@pytest.fixture
async def maintenance(db: object, now: ManualClock) -> Maintenance:
    made = await maintenances.create(SYSTEM, ONCE)
    await maintenance_events.delete(SYSTEM, (await MaintenanceEvent.get(maintenance_id=made.id)).id)
    return made


async def planned(maintenance: Maintenance, start: int, status: MaintenanceEventStatus = SCHEDULED) -> MaintenanceEvent:
    return await MaintenanceEvent.create(
        maintenance=maintenance, start_date_time=START + start, end_date_time=START + start + HOUR, status=status
    )


async def status_of(event: MaintenanceEvent) -> MaintenanceEventStatus:
    return (await MaintenanceEvent.get(id=event.id)).status


async def test_an_event_moves_on_its_minute_and_everybody_is_told(maintenance: Maintenance, now: ManualClock) -> None:
    found = await planned(maintenance, 2 * HOUR)
    moved = {}
    with events.bus().listen({Topic.MAINTENANCES}) as told:
        for minutes in (59, 60, 119, 120, 179, 180, 999):
            now.move_to(START + minutes * 60)
            moved[minutes] = [step.after for step in await move_events()]

    assert moved == {59: [], 60: [READY], 119: [], 120: [ONGOING], 179: [], 180: [COMPLETED], 999: []}
    assert [told.get_nowait() for _ in range(3)] == [Event(Topic.MAINTENANCES, (maintenance.id,))] * 3
    assert told.empty()
    assert await status_of(found) is COMPLETED


async def test_after_a_downtime_every_step_is_taken_in_the_order_in_which_it_was_due(
    maintenance: Maintenance, now: ManualClock
) -> None:
    await site.put(SYSTEM, "globalMaintenanceNotificationSettings", {"reminder_buffer_hours": 3})
    over, lasts = await planned(maintenance, 4 * HOUR), await planned(maintenance, 6 * HOUR, READY)
    now.move_to(START + 6 * HOUR + 60)

    moved = await move_events()

    assert moved == [
        Transition(over.id, maintenance.id, SCHEDULED, READY, START + HOUR),
        Transition(over.id, maintenance.id, READY, ONGOING, START + 4 * HOUR),
        Transition(over.id, maintenance.id, ONGOING, COMPLETED, START + 5 * HOUR),
        Transition(lasts.id, maintenance.id, READY, ONGOING, START + 6 * HOUR),
    ]
    assert [await status_of(each) for each in (over, lasts)] == [COMPLETED, ONGOING]


async def test_two_processes_take_each_step_once(maintenance: Maintenance) -> None:
    await planned(maintenance, HOUR)

    moved = await asyncio.gather(move_events(), move_events())

    assert sorted(len(each) for each in moved) == [0, 1]


async def test_an_inactive_maintenances_event_ends_but_none_begins(maintenance: Maintenance, now: ManualClock) -> None:
    lasts, ahead = await planned(maintenance, 0, ONGOING), await planned(maintenance, 0, READY)
    await Maintenance.filter(id=maintenance.id).update(status=Activity.INACTIVE)
    now.advance(HOUR)

    assert [step.after for step in await move_events()] == [COMPLETED]
    assert [await status_of(each) for each in (lasts, ahead)] == [COMPLETED, READY]


async def test_the_number_of_statements_does_not_grow_with_the_events(
    maintenance: Maintenance, now: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    for size in (1, 20):
        for _ in range(size):
            await planned(maintenance, HOUR)
        with statements.recorded() as asked:
            assert len(await move_events()) == size
        counts.append(len(asked))

    assert counts[0] == counts[1] == 8  # five of them tell people of it
    monkeypatch.setattr(maintenance_moves, "_IDS_AT_ONCE", 7)
    now.advance(HOUR)
    assert len(await move_events()) == 21
    assert await MaintenanceEvent.filter(status=ONGOING).count() == 21
