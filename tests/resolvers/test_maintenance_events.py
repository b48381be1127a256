"""Maintenance events: listed, moved, ended and removed."""

from dataclasses import replace

import pytest

from core.clock import ManualClock
from core.errors import Conflict, Forbidden, InvalidInput, NotFound, Unauthenticated
from core.principal import PUBLIC, SYSTEM, Access, Principal
from models.enums import Impact, MaintenanceEventStatus
from models.maintenance import MaintenanceEvent
from resolvers import maintenance_events, maintenances, monitors, site
from resolvers.affected import MonitorImpact
from resolvers.maintenance_events import EventFilter
from resolvers.maintenances import NewMaintenance
from resolvers.monitors import NewMonitor

pytestmark = pytest.mark.usefixtures("db", "now")

NOW = 1_735_689_600 + 5 * 86_400  # where tests.conftest sets the clock
ONE_TIME = NewMaintenance(
    title="Upgrade", start_date_time=NOW + 86_400, rrule="FREQ=MINUTELY;COUNT=1", duration_seconds=7200
)
SCHEDULED, READY, ONGOING, COMPLETED, CANCELLED = MaintenanceEventStatus


async def event(*, starts_in: int, monitor: str | None = None) -> MaintenanceEvent:
    impacts = [] if monitor is None else [MonitorImpact(monitor, Impact.MAINTENANCE)]
    new = replace(ONE_TIME, start_date_time=NOW + starts_in, monitors=impacts)
    maintenance = await maintenances.create(SYSTEM, new)
    return await MaintenanceEvent.get(maintenance_id=maintenance.id)


async def ids(wanted: EventFilter, *, offset: int = 0, limit: int = 10) -> tuple[list[int], int]:
    found = await maintenance_events.list_(SYSTEM, wanted, offset=offset, limit=limit)
    return [each.id for each in found.events], found.total


async def test_events_are_listed_by_start_with_their_number() -> None:
    for tag in ("a", "b"):
        await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag))
    late = await event(starts_in=7200, monitor="a")
    early = await event(starts_in=-600, monitor="b")
    middle = await event(starts_in=3600)

    assert await ids(EventFilter()) == ([early.id, middle.id, late.id], 3)
    assert await ids(EventFilter(), offset=1, limit=1) == ([middle.id], 3)
    assert await ids(EventFilter(), offset=2**62, limit=100) == ([], 3)
    assert await ids(EventFilter(starts_from=NOW + 3600)) == ([middle.id, late.id], 2)
    assert await ids(EventFilter(starts_from=2**70)) == ([], 0)
    assert await ids(EventFilter(statuses=[ONGOING, SCHEDULED])) == ([early.id, late.id], 2)
    assert await ids(EventFilter(monitor_tags=["a", "nope", "no\0pe"])) == ([late.id], 1)
    assert await ids(EventFilter(monitor_tags=["nope"])) == ([], 0)
    assert await ids(EventFilter(maintenance_id=middle.maintenance_id)) == ([middle.id], 1)
    assert await ids(EventFilter(maintenance_id=2**70)) == ([], 0)


async def test_an_event_is_found_in_its_own_maintenance_alone() -> None:
    one, other = await event(starts_in=60), await event(starts_in=60)
    await site.put(SYSTEM, "siteURL", "https://status.example.com/")

    assert (await maintenance_events.get(SYSTEM, one.id, maintenance_id=one.maintenance_id)).id == one.id
    assert await maintenance_events.url(one) == f"https://status.example.com/maintenances/{one.id}"
    with pytest.raises(NotFound, match=f"Event with id '{one.id}' not found for this maintenance"):
        await maintenance_events.get(SYSTEM, one.id, maintenance_id=other.maintenance_id)
    assert list(await maintenance_events.by_ids(SYSTEM, [one.id, 0, 2**70])) == [one.id]


async def test_an_event_moves_by_whole_minutes_and_its_maintenance_stays() -> None:
    made = await event(starts_in=86_400)

    moved = await maintenance_events.move(SYSTEM, made.id, start=NOW + 119.5, end=NOW + 3659)

    found = await MaintenanceEvent.get(id=made.id)
    assert (found.start_date_time, found.end_date_time, found.status) == (NOW + 60, NOW + 3600, SCHEDULED)
    assert moved.end_date_time == NOW + 3600
    assert (await maintenances.get(SYSTEM, made.maintenance_id)).start_date_time == NOW + 86_400


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        (NOW + 60, NOW, "end_date_time must be after start_date_time"),
        (NOW, NOW + 59, "end_date_time must be after start_date_time"),
        (1e20, NOW, "start_date_time must be a valid timestamp \\(UTC seconds\\)"),
        (NOW, 1e20, "end_date_time must be a valid timestamp \\(UTC seconds\\)"),
    ],
)
async def test_a_window_without_a_minute_is_refused(start: float, end: float, message: str) -> None:
    made = await event(starts_in=86_400)
    before = await MaintenanceEvent.all().values()

    with pytest.raises(InvalidInput, match=message):
        await maintenance_events.move(SYSTEM, made.id, start=start, end=end)

    assert await MaintenanceEvent.all().values() == before


async def test_what_is_ongoing_ends_now(now: ManualClock) -> None:
    completed, cancelled = await event(starts_in=-600), await event(starts_in=-600)
    now.advance(90)

    await maintenance_events.complete(SYSTEM, completed.id)
    await maintenance_events.cancel(SYSTEM, cancelled.id)

    ended = [(each.status, each.end_date_time) for each in await MaintenanceEvent.all().order_by("id")]
    assert ended == [(COMPLETED, NOW + 60), (CANCELLED, NOW + 60)]


async def test_what_has_just_begun_still_gets_its_minute() -> None:
    made = await event(starts_in=0)

    assert (await maintenance_events.complete(SYSTEM, made.id)).end_date_time == NOW + 60


@pytest.mark.parametrize(("starts_in", "status"), [(86_400, SCHEDULED), (1800, READY)])
async def test_what_has_not_begun_can_only_be_cancelled_and_keeps_its_window(
    starts_in: int, status: MaintenanceEventStatus
) -> None:
    made = await event(starts_in=starts_in)

    with pytest.raises(Conflict, match=f"Cannot transition event from {status} to COMPLETED"):
        await maintenance_events.complete(SYSTEM, made.id)
    cancelled = await maintenance_events.cancel(SYSTEM, made.id)

    assert (cancelled.status, cancelled.end_date_time) == (CANCELLED, NOW + starts_in + 7200)


async def test_what_is_over_stays_as_it_is() -> None:
    over, cancelled = await event(starts_in=-10_000), await event(starts_in=86_400)
    await maintenance_events.cancel(SYSTEM, cancelled.id)
    before = await MaintenanceEvent.all().values()

    for made, status in ((over, COMPLETED), (cancelled, CANCELLED)):
        with pytest.raises(Conflict, match=f"Cannot transition event from {status} to COMPLETED"):
            await maintenance_events.complete(SYSTEM, made.id)
        with pytest.raises(Conflict, match=f"Cannot transition event from {status} to CANCELLED"):
            await maintenance_events.cancel(SYSTEM, made.id)

    assert await MaintenanceEvent.all().values() == before


async def test_an_event_is_removed_without_its_maintenance() -> None:
    made = await event(starts_in=60)

    await maintenance_events.delete(SYSTEM, made.id)

    assert (await maintenances.get(SYSTEM, made.maintenance_id)).id == made.maintenance_id
    with pytest.raises(NotFound, match=f"Event with id '{made.id}' not found"):
        await maintenance_events.delete(SYSTEM, made.id)


async def test_without_the_scope_nothing_happens() -> None:
    made = await event(starts_in=60)
    before = await MaintenanceEvent.all().values()
    reader = Principal(Access.READ, "reader", key_id=1)

    for who, error in ((PUBLIC, Unauthenticated), (reader, Forbidden)):
        for attempt in (
            maintenance_events.cancel(who, made.id),
            maintenance_events.complete(who, made.id),
            maintenance_events.delete(who, made.id),
            maintenance_events.move(who, made.id, start=NOW, end=NOW + 60),
        ):
            with pytest.raises(error):
                await attempt

    assert await MaintenanceEvent.all().values() == before


async def test_the_public_sees_the_events_of_what_it_may_know() -> None:
    await monitors.create(SYSTEM, NewMonitor(tag="hidden", name="hidden", is_hidden=True))
    shown, hidden = await event(starts_in=60), await event(starts_in=60, monitor="hidden")

    found = await maintenance_events.list_(PUBLIC, EventFilter(), offset=0, limit=10)

    assert [each.id for each in found.events] == [shown.id]
    with pytest.raises(NotFound):
        await maintenance_events.get(PUBLIC, hidden.id)
