"""Maintenances: planned with their next event, changed, put aside and removed."""

from dataclasses import replace

import pytest

from core import events
from core.clock import ManualClock
from core.errors import Forbidden, InvalidInput, NotFound, Unauthenticated
from core.events import Event, Topic
from core.principal import PUBLIC, SYSTEM, Access, Principal
from models.enums import Activity, Impact, MaintenanceEventStatus
from models.maintenance import Maintenance, MaintenanceEvent, MaintenanceMonitor
from resolvers import maintenance_events, maintenances, monitors, site, starts
from resolvers.affected import MonitorImpact
from resolvers.maintenances import MaintenanceChanges, MaintenanceFilter, NewMaintenance
from resolvers.monitors import NewMonitor

pytestmark = pytest.mark.usefixtures("db", "now")

NOW = 1_735_689_600 + 5 * 86_400  # where tests.conftest sets the clock: Monday, 6 January 2025
DAY = 86_400
ONE_TIME = NewMaintenance(
    title="Upgrade", start_date_time=NOW + DAY, rrule="FREQ=MINUTELY;COUNT=1", duration_seconds=3600
)
DAILY = replace(ONE_TIME, start_date_time=NOW + 2 * 3600, rrule="FREQ=DAILY")
SCHEDULED, READY, ONGOING, COMPLETED, CANCELLED = MaintenanceEventStatus


@pytest.fixture
async def _monitors(db: object) -> None:
    for tag in ("a", "b"):
        await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag))
    await monitors.create(SYSTEM, NewMonitor(tag="hidden", name="hidden", is_hidden=True))


async def planned(maintenance: Maintenance) -> list[tuple[int, int, MaintenanceEventStatus]]:
    found = await MaintenanceEvent.filter(maintenance_id=maintenance.id).order_by("start_date_time")
    return [(event.start_date_time, event.end_date_time, event.status) for event in found]


async def affects(maintenance: Maintenance, principal: Principal = SYSTEM) -> list[tuple[str, Impact]]:
    affected = await maintenances.affected_by(principal, [maintenance.id])
    return [(each.monitor.tag, each.impact) for each in affected[maintenance.id]]


async def everything() -> list[object]:
    return [await table.all().order_by("id").values() for table in (Maintenance, MaintenanceMonitor, MaintenanceEvent)]


@pytest.mark.usefixtures("_monitors")
async def test_a_maintenance_is_planned_with_its_next_event() -> None:
    with events.bus().listen({Topic.MAINTENANCES}) as told:
        new = replace(
            ONE_TIME,
            title="  Upgrade ",
            start_date_time=NOW + DAY + 59.5,
            monitors=[
                MonitorImpact("b", Impact.MAINTENANCE),
                MonitorImpact("a", Impact.UP),
                MonitorImpact("b", Impact.DOWN),
            ],
        )
        maintenance = await maintenances.create(SYSTEM, new)

    found = await maintenances.get(SYSTEM, maintenance.id)
    assert (found.title, found.start_date_time, found.status) == ("Upgrade", NOW + DAY, Activity.ACTIVE)
    assert await affects(found) == [("a", Impact.UP), ("b", Impact.DOWN)]
    assert await planned(found) == [(NOW + DAY, NOW + DAY + 3600, SCHEDULED)]
    assert told.get_nowait() == Event(Topic.MAINTENANCES, (found.id,))


@pytest.mark.parametrize(
    ("starts_in", "expected"),
    [
        (3660, SCHEDULED),
        (3600, READY),
        (60, READY),
        (0, ONGOING),
        (-3600, COMPLETED),
        (-3540, ONGOING),
        (-DAY, COMPLETED),
        (-DAY - 60, None),
    ],
)
async def test_an_event_stands_where_the_clock_says_when_it_is_made(
    starts_in: int, expected: MaintenanceEventStatus | None
) -> None:
    maintenance = await maintenances.create(SYSTEM, replace(ONE_TIME, start_date_time=NOW + starts_in))

    assert [status for _, _, status in await planned(maintenance)] == ([] if expected is None else [expected])


async def test_the_reminder_buffer_is_the_one_of_the_site() -> None:
    await site.put(SYSTEM, "globalMaintenanceNotificationSettings", {"reminder_buffer_hours": 48})

    maintenance = await maintenances.create(SYSTEM, ONE_TIME)

    assert [status for _, _, status in await planned(maintenance)] == [READY]


async def test_a_recurring_maintenance_that_began_long_ago_goes_on_from_now() -> None:
    maintenance = await maintenances.create(SYSTEM, replace(DAILY, start_date_time=NOW - 400 * DAY - 3600))

    assert await planned(maintenance) == [(NOW + DAY - 3600, NOW + DAY, SCHEDULED)]


async def test_a_rule_that_never_comes_is_kept_without_events() -> None:
    maintenance = await maintenances.create(SYSTEM, replace(DAILY, rrule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"))

    assert await planned(maintenance) == []


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"title": " "}, "title", "title is required and must be a non-empty string"),
        ({"title": "a\0"}, "title", "title must not contain the character NUL"),
        ({"description": "a\0"}, "description", "description must not contain the character NUL"),
        ({"start_date_time": 1e20}, "start_date_time", "start_date_time must be a valid timestamp (UTC seconds)"),
        ({"rrule": "FREQ=SECONDLY;BYMONTH=13"}, "rrule", "rrule is not a valid iCalendar RRULE string"),
        ({"duration_seconds": 0}, "duration_seconds", "duration_seconds must be a positive number"),
        ({"duration_seconds": 2**62}, "duration_seconds", "duration_seconds must be a positive number"),
        (
            {"time_zone": "Mars/Base"},
            "time_zone",
            "time_zone must be an IANA time zone such as 'Europe/Berlin'; got 'Mars/Base'",
        ),
        (
            {"monitors": [MonitorImpact("a", Impact.MAINTENANCE), MonitorImpact("nope", Impact.MAINTENANCE)]},
            "monitors",
            "Monitor with tag 'nope' not found",
        ),
    ],
)
@pytest.mark.usefixtures("_monitors")
async def test_what_makes_no_sense_is_refused_and_changes_nothing(
    wrong: dict[str, object], field: str, message: str
) -> None:
    maintenance = await maintenances.create(SYSTEM, replace(DAILY, monitors=[MonitorImpact("a", Impact.MAINTENANCE)]))
    before = await everything()

    with pytest.raises(InvalidInput) as created:
        await maintenances.create(SYSTEM, replace(DAILY, **wrong))
    changes = MaintenanceChanges(**{"title": "Other", "status": Activity.INACTIVE, **wrong})  # type: ignore[arg-type] # wrong on purpose, or by name
    with pytest.raises(InvalidInput) as updated:
        await maintenances.update(SYSTEM, maintenance.id, changes)

    assert (created.value.message, created.value.field) == (message, field)
    assert (updated.value.message, updated.value.field) == (message, field)
    assert await everything() == before


async def test_a_changed_schedule_replaces_the_events_that_have_not_begun() -> None:
    maintenance = await maintenances.create(SYSTEM, DAILY)
    (event,) = await MaintenanceEvent.all()
    await maintenance_events.cancel(SYSTEM, event.id)
    await maintenances.update(SYSTEM, maintenance.id, MaintenanceChanges(duration_seconds=60))
    await maintenances.update(SYSTEM, maintenance.id, MaintenanceChanges(start_date_time=NOW + 3 * 3600))

    assert await planned(maintenance) == [
        (NOW + 2 * 3600, NOW + 3 * 3600, CANCELLED),
        (NOW + 3 * 3600, NOW + 3 * 3600 + 60, SCHEDULED),
    ]


async def test_a_cancelled_occurrence_does_not_come_back() -> None:
    maintenance = await maintenances.create(SYSTEM, DAILY)
    (event,) = await MaintenanceEvent.all()
    await maintenance_events.cancel(SYSTEM, event.id)

    await maintenances.update(SYSTEM, maintenance.id, MaintenanceChanges(duration_seconds=60))

    assert await planned(maintenance) == [
        (NOW + 2 * 3600, NOW + 3 * 3600, CANCELLED),
        (NOW + DAY + 2 * 3600, NOW + DAY + 2 * 3600 + 60, SCHEDULED),
    ]


async def test_a_one_time_maintenance_that_moves_takes_its_event_along() -> None:
    maintenance = await maintenances.create(SYSTEM, replace(ONE_TIME, start_date_time=NOW - 7200))
    assert [status for _, _, status in await planned(maintenance)] == [COMPLETED]

    await maintenances.update(SYSTEM, maintenance.id, MaintenanceChanges(start_date_time=NOW + DAY))
    assert await planned(maintenance) == [(NOW + DAY, NOW + DAY + 3600, SCHEDULED)]

    await maintenances.update(SYSTEM, maintenance.id, MaintenanceChanges(start_date_time=0))
    assert await planned(maintenance) == []


@pytest.mark.usefixtures("_monitors")
async def test_what_leaves_the_schedule_as_it_is_leaves_the_events(now: ManualClock) -> None:
    maintenance = await maintenances.create(
        SYSTEM, replace(DAILY, description="x", monitors=[MonitorImpact("a", Impact.MAINTENANCE)])
    )
    before = await MaintenanceEvent.all().values()
    now.advance(60)

    await maintenances.update(SYSTEM, maintenance.id, MaintenanceChanges(duration_seconds=3600, description=None))
    await maintenances.set_monitors(SYSTEM, maintenance.id, [MonitorImpact("b", Impact.DEGRADED)])

    found = await maintenances.get(SYSTEM, maintenance.id)
    assert found.description is None
    assert await affects(found) == [("b", Impact.DEGRADED)]
    assert await MaintenanceEvent.all().values() == before


async def test_a_maintenance_that_is_put_aside_loses_what_has_not_begun_and_is_planned_again_later() -> None:
    maintenance = await maintenances.create(SYSTEM, DAILY)
    for status, day in ((ONGOING, 1), (COMPLETED, 2), (CANCELLED, 3), (READY, 4)):
        await MaintenanceEvent.create(
            maintenance=maintenance, start_date_time=NOW - day * DAY, end_date_time=NOW + DAY, status=status
        )

    aside = await maintenances.deactivate(SYSTEM, maintenance.id)
    await maintenances.update(SYSTEM, maintenance.id, MaintenanceChanges(start_date_time=NOW + 3 * 3600))
    left = [status for _, _, status in await planned(aside)]
    again = await maintenances.activate(SYSTEM, maintenance.id)

    assert (aside.status, left) == (Activity.INACTIVE, [CANCELLED, COMPLETED, ONGOING])
    assert again.status is Activity.ACTIVE
    assert (await planned(again))[3:] == [(NOW + 3 * 3600, NOW + 4 * 3600, SCHEDULED)]


@pytest.mark.usefixtures("_monitors")
async def test_a_maintenance_goes_with_its_events() -> None:
    maintenance = await maintenances.create(SYSTEM, replace(DAILY, monitors=[MonitorImpact("a", Impact.MAINTENANCE)]))

    await maintenances.delete(SYSTEM, maintenance.id)

    assert await everything() == [[], [], []]
    for missing in (maintenance.id, 0, -1, 2**70):
        with pytest.raises(NotFound, match=f"Maintenance with id '{missing}' not found"):
            await maintenances.get(SYSTEM, missing)


@pytest.mark.usefixtures("_monitors")
async def test_the_newest_come_first_by_status_and_monitor() -> None:
    first = await maintenances.create(SYSTEM, replace(ONE_TIME, monitors=[MonitorImpact("a", Impact.MAINTENANCE)]))
    second = await maintenances.create(SYSTEM, DAILY)
    await maintenances.deactivate(SYSTEM, second.id)

    async def ids(**wanted: object) -> list[int]:
        found = await maintenances.list_(SYSTEM, MaintenanceFilter(**wanted))  # type: ignore[arg-type] # wrong on purpose, or by name
        return [maintenance.id for maintenance in found]

    assert await ids() == [second.id, first.id]
    assert await ids(status=Activity.INACTIVE) == [second.id]
    assert await ids(monitor_tags=["a", "b"]) == [first.id]
    assert await ids(monitor_tags=["no\0pe"]) == []


async def test_pages_have_the_latest_start_first() -> None:
    later, sooner = await maintenances.create(SYSTEM, ONE_TIME), await maintenances.create(SYSTEM, DAILY)

    async def page(**asked: object) -> list[int]:
        found = await maintenances.page(SYSTEM, MaintenanceFilter(), limit=9, **asked)  # type: ignore[arg-type] # by name
        return [maintenance.id for maintenance in found]

    assert await page() == [later.id, sooner.id]
    assert await page(after=starts.position_of(later)) == [sooner.id]
    assert await page(before=starts.position_of(sooner), last=True) == [later.id]


async def test_a_maintenance_becomes_global_and_its_events_stay() -> None:
    made = await maintenances.create(SYSTEM, DAILY)
    before = await planned(made)

    assert (await maintenances.update(SYSTEM, made.id, MaintenanceChanges(is_global=True))).is_global
    assert (await maintenances.get(SYSTEM, made.id)).is_global
    assert await planned(made) == before


@pytest.mark.usefixtures("_monitors")
async def test_the_public_sees_active_maintenances_of_public_monitors() -> None:
    shown = await maintenances.create(
        SYSTEM,
        replace(
            ONE_TIME, monitors=[MonitorImpact("a", Impact.MAINTENANCE), MonitorImpact("hidden", Impact.MAINTENANCE)]
        ),
    )
    hidden = await maintenances.create(
        SYSTEM, replace(ONE_TIME, monitors=[MonitorImpact("hidden", Impact.MAINTENANCE)])
    )
    inactive = await maintenances.create(SYSTEM, ONE_TIME)
    await maintenances.deactivate(SYSTEM, inactive.id)

    found = await maintenances.by_ids(PUBLIC, [shown.id, hidden.id, inactive.id, 2**70])

    assert list(found) == [shown.id]
    assert await affects(shown, PUBLIC) == [("a", Impact.MAINTENANCE)]


async def test_without_the_scope_nothing_happens() -> None:
    maintenance = await maintenances.create(SYSTEM, DAILY)
    before = await everything()
    reader = Principal(Access.READ, "reader", key_id=1)

    for who, error in ((PUBLIC, Unauthenticated), (reader, Forbidden)):
        with pytest.raises(error):
            await maintenances.create(who, DAILY)
        with pytest.raises(error):
            await maintenances.deactivate(who, maintenance.id)
        with pytest.raises(error):
            await maintenances.delete(who, maintenance.id)

    assert await everything() == before


def test_a_schedule_can_be_seen_before_it_is_made() -> None:
    found = maintenances.preview(
        SYSTEM, rrule="FREQ=DAILY;COUNT=3", start_date_time=NOW - DAY, time_zone="Europe/Berlin", first=10
    )

    assert found == [NOW, NOW + DAY]
    with pytest.raises(InvalidInput, match="first must be between 1 and 100; got 101"):
        maintenances.preview(SYSTEM, rrule="FREQ=DAILY", start_date_time=NOW, time_zone="UTC", first=101)


def test_a_preview_ends_where_dates_end() -> None:
    found = maintenances.preview(
        SYSTEM,
        rrule="FREQ=HOURLY",
        start_date_time=253_402_300_799 - 3600,
        time_zone="America/New_York",
        first=10,
    )

    # 22:59 in UTC, an hour before the last minute that a date can name; New York's clock goes on until its midnight.
    assert found == [253_402_297_140, 253_402_300_740]
