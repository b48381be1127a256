"""Maintenance events made ahead: each occurrence once, whatever happened to its event since."""

import asyncio
from dataclasses import replace

import pytest

from core import events
from core.clock import ManualClock
from core.events import Event, Topic
from core.principal import SYSTEM
from models.enums import Activity, MaintenanceEventStatus
from models.maintenance import Maintenance, MaintenanceEvent
from resolvers import maintenance_calendar, maintenance_events, maintenances
from resolvers.maintenances import MaintenanceChanges, NewMaintenance
from tests import statements
from tests.conftest import START

pytestmark = pytest.mark.usefixtures("db", "now")
SCHEDULED, READY, ONGOING, COMPLETED, CANCELLED = MaintenanceEventStatus
HOUR, DAY = 3600, 86_400
DAILY = NewMaintenance(title="Backup", start_date_time=START + 2 * HOUR, rrule="FREQ=DAILY", duration_seconds=HOUR)


async def starts(maintenance: Maintenance) -> list[int]:
    """When the maintenance's events start, in hours after START."""
    found = await MaintenanceEvent.filter(maintenance_id=maintenance.id).order_by("start_date_time")
    return [(event.start_date_time - START) // HOUR for event in found]


async def test_events_are_made_for_the_days_ahead_and_each_once(now: ManualClock) -> None:
    maintenance = await maintenances.create(SYSTEM, DAILY)

    with events.bus().listen({Topic.MAINTENANCES}) as told:
        made = await maintenance_calendar.plan_ahead(7)
    again = await maintenance_calendar.plan_ahead(7)

    assert (made, again) == (6, 0)
    assert told.get_nowait() == Event(Topic.MAINTENANCES, (maintenance.id,))
    assert await starts(maintenance) == [2, 26, 50, 74, 98, 122, 146]
    event = await MaintenanceEvent.filter(maintenance_id=maintenance.id).order_by("-id").first()
    assert event is not None
    assert (event.end_date_time - event.start_date_time, event.status) == (HOUR, SCHEDULED)

    now.advance(DAY)
    assert await maintenance_calendar.plan_ahead(7) == 1
    assert (await starts(maintenance))[-1] == 170


async def test_events_that_were_made_before_anybody_remembered_it_are_not_made_again() -> None:
    maintenance = await maintenances.create(SYSTEM, DAILY)
    await maintenance_calendar.plan_ahead(2)
    await Maintenance.filter(id=maintenance.id).update(planned_until=None)

    assert await maintenance_calendar.plan_ahead(3) == 1
    assert await starts(maintenance) == [2, 26, 50]


async def test_two_processes_that_plan_at_once_make_each_event_once() -> None:
    for _ in range(3):
        await maintenances.create(SYSTEM, DAILY)

    made = await asyncio.gather(*(maintenance_calendar.plan_ahead(7) for _ in range(3)))

    assert sum(made) == 18
    assert await MaintenanceEvent.all().count() == 21


async def test_what_people_moved_deleted_or_cancelled_does_not_come_back(now: ManualClock) -> None:
    maintenance = await maintenances.create(SYSTEM, DAILY)
    await maintenance_calendar.plan_ahead(2)
    first, second = await MaintenanceEvent.all().order_by("start_date_time")
    await maintenance_events.move(SYSTEM, first.id, start=START + 5 * HOUR, end=START + 6 * HOUR)
    await maintenance_events.delete(SYSTEM, second.id)
    for _ in range(3):
        now.advance(HOUR)
        await maintenance_calendar.plan_ahead(2)

    assert await starts(maintenance) == [5, 50]


async def test_a_changed_schedule_is_planned_anew() -> None:
    maintenance = await maintenances.create(SYSTEM, DAILY)
    await maintenance_calendar.plan_ahead(2)
    first = await MaintenanceEvent.all().order_by("start_date_time").first()
    assert first is not None
    await maintenance_events.cancel(SYSTEM, first.id)

    await maintenances.update(SYSTEM, maintenance.id, MaintenanceChanges(rrule="FREQ=HOURLY;INTERVAL=12"))
    await maintenance_calendar.plan_ahead(2)

    assert await starts(maintenance) == [2, 14, 26, 38]


async def test_an_inactive_maintenance_has_no_events_to_come() -> None:
    maintenance = await maintenances.create(SYSTEM, DAILY)
    other = await maintenances.create(SYSTEM, DAILY)
    await maintenance_calendar.plan_ahead(2)
    await MaintenanceEvent.filter(maintenance_id=maintenance.id, start_date_time=START + 2 * HOUR).update(
        status=ONGOING
    )
    await maintenances.update(SYSTEM, maintenance.id, MaintenanceChanges(status=Activity.INACTIVE))

    assert await starts(maintenance) == [2, 26]
    assert await maintenance_calendar.drop_inactive() == 1
    assert await maintenance_calendar.plan_ahead(2) == 0
    assert (await starts(maintenance), await starts(other)) == ([2], [2, 26])

    await maintenances.activate(SYSTEM, maintenance.id)
    await maintenance_calendar.plan_ahead(2)
    assert await starts(maintenance) == [2, 26]


async def test_a_maintenance_that_is_aside_for_a_moment_keeps_its_events() -> None:
    maintenance = await maintenances.create(SYSTEM, DAILY)
    await maintenance_calendar.plan_ahead(2)
    for status in (Activity.INACTIVE, Activity.ACTIVE):
        await maintenances.update(SYSTEM, maintenance.id, MaintenanceChanges(status=status))

    assert await maintenance_calendar.plan_ahead(2) == 0
    assert await starts(maintenance) == [2, 26]


async def test_after_a_long_downtime_what_still_lasts_is_made_and_what_is_over_is_not(now: ManualClock) -> None:
    maintenance = await maintenances.create(SYSTEM, replace(DAILY, rrule="FREQ=DAILY;INTERVAL=2", duration_seconds=DAY))
    await maintenance_calendar.plan_ahead(1)
    now.move_to(START + 12 * DAY + 4 * HOUR)

    await maintenance_calendar.plan_ahead(1)

    assert await starts(maintenance) == [2, 12 * 24 + 2]


async def test_a_rule_that_cannot_be_followed_stops_no_other(now: ManualClock) -> None:
    broken, sound = await maintenances.create(SYSTEM, DAILY), await maintenances.create(SYSTEM, DAILY)
    await Maintenance.filter(id=broken.id).update(rrule="FREQ=SECONDLY;BYMONTH=13", planned_until=None)

    assert await maintenance_calendar.plan_ahead(3) == 2
    assert await starts(sound) == [2, 26, 50]


async def test_a_rule_with_very_many_occurrences_is_planned_piece_by_piece() -> None:
    maintenance = await maintenances.create(SYSTEM, replace(DAILY, rrule="FREQ=MINUTELY", duration_seconds=60))

    made = [await maintenance_calendar.plan_ahead(1) for _ in range(3)]

    # A day and an hour, but for the two hours before it starts, and the first event.
    assert made == [1000, 1500 - 120 - 1 - 1000, 0]
    assert len(await starts(maintenance)) == 1380


async def test_a_maintenance_that_changes_while_it_is_planned_keeps_its_own_events() -> None:
    maintenance = await maintenances.create(SYSTEM, DAILY)
    (stale,) = await Maintenance.all()
    plan = maintenance_calendar._plan(stale, START, START + 2 * DAY)
    await maintenances.update(SYSTEM, maintenance.id, MaintenanceChanges(rrule="FREQ=WEEKLY"))

    assert await maintenance_calendar._make({maintenance.id: plan}) == []
    assert await starts(maintenance) == [2]


async def test_the_number_of_statements_does_not_grow_with_the_maintenances() -> None:
    counts = []
    for size in (1, 15):
        for _ in range(size):
            await maintenances.create(SYSTEM, DAILY)
        with statements.recorded() as asked:
            assert await maintenance_calendar.plan_ahead(7) == 6 * size
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert counts[0] <= 5
