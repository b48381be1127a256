"""Maintenance events: found, moved, completed, cancelled and removed. Times are epoch seconds."""

from collections.abc import Sequence
from dataclasses import dataclass

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from core import clock, events
from core.clock import MINUTE
from core.errors import Conflict, InvalidInput, NotFound
from core.events import Event, Topic
from core.principal import Access, Principal
from models import event_pages
from models.database import transaction
from models.enums import MaintenanceEventStatus
from models.maintenance import Maintenance, MaintenanceEvent, MaintenanceMonitor
from resolvers import ids, maintenance_plan, maintenances, monitors, notifications, outbox, site, starts
from resolvers.timestamps import EARLIEST, LATEST, clamp, minute_of

_CANCELLABLE = (
    MaintenanceEventStatus.SCHEDULED,
    MaintenanceEventStatus.READY,
    MaintenanceEventStatus.ONGOING,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """Which events are wanted; None asks for any. The bounds are inclusive."""

    maintenance_id: int | None = None
    monitor_tags: Sequence[str] | None = None
    statuses: Sequence[MaintenanceEventStatus] | None = None
    starts_after: int | None = None
    starts_before: int | None = None
    ends_after: int | None = None
    ends_before: int | None = None


@dataclass(frozen=True, slots=True)
class EventPage:
    """Some of the events, and how many there are in all."""

    events: list[MaintenanceEvent]
    total: int


def visible_to(principal: Principal) -> QuerySet[MaintenanceEvent]:
    """Return the events that somebody may know of: those of the maintenances that the person may know of."""
    if principal.may_read_private:
        return MaintenanceEvent.all()
    return MaintenanceEvent.filter(maintenance_id__in=Subquery(maintenances.visible_to(principal).values("id")))


async def list_(principal: Principal, wanted: EventFilter, *, offset: int, limit: int) -> EventPage:
    """Return `limit` events after the first `offset`, by start, and how many there are in all."""
    found = await _filtered(principal, wanted)
    rows = await found.order_by("start_date_time", "id").offset(offset).limit(limit)
    return EventPage(rows, await found.count())


async def page(
    principal: Principal,
    wanted: EventFilter,
    *,
    limit: int,
    after: int | None = None,
    before: int | None = None,
    last: bool = False,
) -> list[MaintenanceEvent]:
    """Return up to `limit` events, the earliest start first, between two positions (`resolvers.starts`).

    With `last` they are the latest of these instead, still the earliest first.
    """
    found = await _filtered(principal, wanted)
    return await starts.page(found, limit=limit, after=after, before=before, last=last)


async def pages_of(
    principal: Principal,
    maintenance_ids: Sequence[int],
    *,
    limit: int,
    after: int | None = None,
    before: int | None = None,
    last: bool = False,
) -> dict[int, list[MaintenanceEvent]]:
    """Return for each maintenance that exists for the one who asks what `page` returns of its events."""
    pages: dict[int, list[MaintenanceEvent]] = {
        maintenance_id: [] for maintenance_id in await maintenances.by_ids(principal, maintenance_ids)
    }
    found = await event_pages.of_maintenances(
        list(pages),
        limit=limit,
        after=(EARLIEST - 1, 0) if after is None else starts.start_and_id(after),
        before=(LATEST + 1, 0) if before is None else starts.start_and_id(before),
        last=last,
    )
    for event in found:
        pages[event.maintenance_id].append(event)
    return pages


async def open_of(principal: Principal, maintenance_ids: Sequence[int]) -> dict[int, list[MaintenanceEvent]]:
    """Return the events of each maintenance that are not over, the earliest start first."""
    events_of: dict[int, list[MaintenanceEvent]] = {
        maintenance_id: [] for maintenance_id in await maintenances.by_ids(principal, maintenance_ids)
    }
    found = MaintenanceEvent.filter(maintenance_id__in=list(events_of), status__in=_CANCELLABLE)
    for event in await found.order_by("start_date_time", "id"):
        events_of[event.maintenance_id].append(event)
    return events_of


async def _filtered(principal: Principal, wanted: EventFilter) -> QuerySet[MaintenanceEvent]:
    found = visible_to(principal)
    if wanted.maintenance_id is not None:
        found = found.filter(maintenance_id=wanted.maintenance_id if ids.can_exist(wanted.maintenance_id) else 0)
    if wanted.monitor_tags is not None:
        tagged = await monitors.by_tags(principal, wanted.monitor_tags)
        links = MaintenanceMonitor.filter(monitor_id__in=[monitor.id for monitor in tagged.values()])
        found = found.filter(maintenance_id__in=Subquery(links.values("maintenance_id")))
    if wanted.statuses is not None:
        found = found.filter(status__in=list(wanted.statuses))
    bounds = {
        "start_date_time__gte": wanted.starts_after,
        "start_date_time__lte": wanted.starts_before,
        "end_date_time__gte": wanted.ends_after,
        "end_date_time__lte": wanted.ends_before,
    }
    return found.filter(**{condition: clamp(bound) for condition, bound in bounds.items() if bound is not None})


async def get(principal: Principal, event_id: int, *, maintenance_id: int | None = None) -> MaintenanceEvent:
    """Return an event, of this maintenance where one is named; raises NotFound."""
    event = await visible_to(principal).get_or_none(id=event_id) if ids.can_exist(event_id) else None
    if event is None or (maintenance_id is not None and event.maintenance_id != maintenance_id):
        of = "" if maintenance_id is None else " for this maintenance"
        raise _not_found(event_id, of)
    return event


async def by_ids(principal: Principal, event_ids: Sequence[int]) -> dict[int, MaintenanceEvent]:
    """Return those of the events that exist for the one who asks, by their ids."""
    wanted = [event_id for event_id in event_ids if ids.can_exist(event_id)]
    return {event.id: event for event in await visible_to(principal).filter(id__in=wanted)}


async def _for_change(principal: Principal, event_id: int) -> MaintenanceEvent:
    """Return an event that nobody else changes until the caller's transaction ends; raises NotFound."""
    await get(principal, event_id)
    event = await MaintenanceEvent.filter(id=event_id).select_for_update().first()
    if event is None:
        raise _not_found(event_id)
    return event


def _not_found(event_id: int, of: str = "") -> NotFound:
    return NotFound(f"Event with id '{event_id}' not found{of}", "event_id")


def _window(start: float, end: float) -> tuple[int, int]:
    first, last = minute_of(start, "start_date_time"), minute_of(end, "end_date_time")
    if last <= first:
        raise InvalidInput("end_date_time must be after start_date_time", "end_date_time")
    return first, last


async def create(principal: Principal, maintenance_id: int, *, start: float, end: float) -> MaintenanceEvent:
    """Add one occurrence by hand, floored to minutes; the clock says whether it is ahead, ongoing or over.

    Raises NotFound, InvalidInput for a window that has no minute, and Conflict where another event of the maintenance,
    that was not cancelled, starts at the same minute.
    """
    principal.require(Access.WRITE)
    first, last = _window(start, end)
    async with transaction():
        maintenance = await maintenances.get(principal, maintenance_id)
        # Who adds one at the same moment waits here, and sees this one then.
        await Maintenance.filter(id=maintenance_id).select_for_update().first()
        same = MaintenanceEvent.filter(maintenance_id=maintenance_id, start_date_time=first)
        if await same.exclude(status=MaintenanceEventStatus.CANCELLED).exists():
            raise Conflict(
                f"Maintenance '{maintenance_id}' has an event that starts at {first} already", "start_date_time"
            )
        status = maintenance_plan.status_by_clock(
            first, last, now=clock.timestamp(), reminder_buffer_hours=await site.reminder_buffer_hours()
        )
        event = await MaintenanceEvent.create(
            maintenance_id=maintenance_id, start_date_time=first, end_date_time=last, status=status
        )
        await notifications.event_added(maintenance, event)
    await _changed(event)
    await outbox.announce()
    return event


async def move(principal: Principal, event_id: int, *, start: float, end: float) -> MaintenanceEvent:
    """Give an event another window, floored to minutes; its maintenance stays as it is.

    Raises NotFound, and InvalidInput for a window that has no minute.
    """
    principal.require(Access.WRITE)
    first, last = _window(start, end)
    async with transaction():
        event = await _for_change(principal, event_id)
        event.start_date_time, event.end_date_time = first, last
        await event.save()
    await _changed(event)
    return event


async def complete(principal: Principal, event_id: int) -> MaintenanceEvent:
    """End an ongoing event now; raises NotFound, and Conflict for one that is not ongoing."""
    return await _end(principal, event_id, MaintenanceEventStatus.COMPLETED, (MaintenanceEventStatus.ONGOING,))


async def cancel(principal: Principal, event_id: int) -> MaintenanceEvent:
    """Call an event off, an ongoing one as of now; raises NotFound, and Conflict for one that is over."""
    return await _end(principal, event_id, MaintenanceEventStatus.CANCELLED, _CANCELLABLE)


async def _end(
    principal: Principal, event_id: int, status: MaintenanceEventStatus, possible: Sequence[MaintenanceEventStatus]
) -> MaintenanceEvent:
    principal.require(Access.WRITE)
    async with transaction():
        event = await _for_change(principal, event_id)
        if event.status not in possible:
            raise Conflict(f"Cannot transition event from {event.status} to {status}", "status")
        if event.status is MaintenanceEventStatus.ONGOING:
            # An event that has just begun still gets its minute.
            event.end_date_time = max(clock.current_minute(), event.start_date_time + MINUTE)
        event.status = status
        await event.save()
        await notifications.events_moved([event])
    await _changed(event)
    await outbox.announce()
    return event


async def delete(principal: Principal, event_id: int) -> MaintenanceEvent:
    """Remove an event; returns what it was, raises NotFound."""
    principal.require(Access.WRITE)
    async with transaction():
        event = await _for_change(principal, event_id)
        await MaintenanceEvent.filter(id=event_id).delete()
    await _changed(event)
    return event


async def _changed(event: MaintenanceEvent) -> None:
    await events.publish(Event(Topic.MAINTENANCES, (event.maintenance_id,)))
