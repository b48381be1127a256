"""Maintenances: planned, found, changed and removed, with their schedule. Times are epoch seconds."""

from collections.abc import Sequence
from dataclasses import dataclass

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from core import events
from core.errors import InvalidInput, NotFound
from core.events import Event, Topic
from core.principal import Access, Principal
from core.unset import UNSET, Unset
from models.database import transaction
from models.enums import Activity
from models.maintenance import Maintenance, MaintenanceMonitor
from resolvers import (
    affected,
    ids,
    maintenance_plan,
    monitors,
    notifications,
    outbox,
    recurrence,
    recurrence_rule,
    starts,
    text,
)
from resolvers.affected import Affected, MonitorImpact
from resolvers.schedules import check_time_zone
from resolvers.timestamps import LATEST, minute_of

MAX_PREVIEW = 100
_EMPTY = "title is required and must be a non-empty string"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMaintenance:
    """What a maintenance is made from; of two impacts on one monitor the last one counts."""

    title: str
    start_date_time: float
    rrule: str
    duration_seconds: int
    description: str | None = None
    time_zone: str = "UTC"
    monitors: Sequence[MonitorImpact] = ()
    is_global: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceChanges:
    """What is to become different; `monitors` replaces all that the maintenance affects so far."""

    title: str | Unset = UNSET
    description: str | Unset | None = UNSET
    start_date_time: float | Unset = UNSET
    rrule: str | Unset = UNSET
    duration_seconds: int | Unset = UNSET
    time_zone: str | Unset = UNSET
    status: Activity | Unset = UNSET
    monitors: Sequence[MonitorImpact] | Unset = UNSET
    is_global: bool | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceFilter:
    """Which maintenances are wanted; None asks for any."""

    status: Activity | None = None
    monitor_tags: Sequence[str] | None = None


def visible_to(principal: Principal) -> QuerySet[Maintenance]:
    """Return the maintenances that somebody may know of.

    The public sees the active ones of a monitor that it may know of, and those that name no monitor at all; not those
    whose monitors were removed and had been none of its business.
    """
    if principal.may_read_private:
        return Maintenance.all()
    public = MaintenanceMonitor.filter(monitor_id__in=Subquery(monitors.visible_to(principal).values("id")))
    return Maintenance.filter(
        Q(id__in=Subquery(public.values("maintenance_id")))
        | Q(id__not_in=Subquery(MaintenanceMonitor.all().values("maintenance_id")), is_private=False),
        status=Activity.ACTIVE,
    )


async def get(principal: Principal, maintenance_id: int) -> Maintenance:
    """Return a maintenance; raises NotFound."""
    found = await visible_to(principal).get_or_none(id=maintenance_id) if ids.can_exist(maintenance_id) else None
    if found is None:
        raise _not_found(maintenance_id)
    return found


async def _for_change(principal: Principal, maintenance_id: int) -> Maintenance:
    """Return a maintenance that nobody else changes, or plans, until the caller's transaction ends."""
    await get(principal, maintenance_id)
    found = await Maintenance.filter(id=maintenance_id).select_for_update().first()
    if found is None:
        raise _not_found(maintenance_id)
    return found


def _not_found(maintenance_id: int) -> NotFound:
    return NotFound(f"Maintenance with id '{maintenance_id}' not found", "maintenance_id")


async def by_ids(principal: Principal, maintenance_ids: Sequence[int]) -> dict[int, Maintenance]:
    """Return those of the maintenances that exist for the one who asks, by their ids."""
    wanted = [each for each in maintenance_ids if ids.can_exist(each)]
    return {maintenance.id: maintenance for maintenance in await visible_to(principal).filter(id__in=wanted)}


async def list_(principal: Principal, wanted: MaintenanceFilter) -> list[Maintenance]:
    """Return the maintenances that `wanted` describes, newest first."""
    return await (await _filtered(principal, wanted)).order_by("-id")


async def page(
    principal: Principal,
    wanted: MaintenanceFilter,
    *,
    limit: int,
    after: int | None = None,
    before: int | None = None,
    last: bool = False,
) -> list[Maintenance]:
    """Return up to `limit` maintenances, the latest first start first, between two positions (`resolvers.starts`).

    With `last` they are the earliest of these instead, still the latest first.
    """
    found = await _filtered(principal, wanted)
    return await starts.page(found, limit=limit, after=after, before=before, last=last, latest_first=True)


async def _filtered(principal: Principal, wanted: MaintenanceFilter) -> QuerySet[Maintenance]:
    found = visible_to(principal)
    if wanted.status is not None:
        found = found.filter(status=wanted.status)
    if wanted.monitor_tags is not None:
        tagged = await monitors.by_tags(principal, wanted.monitor_tags)
        links = MaintenanceMonitor.filter(monitor_id__in=[monitor.id for monitor in tagged.values()])
        found = found.filter(id__in=Subquery(links.values("maintenance_id")))
    return found


async def affected_by(principal: Principal, maintenance_ids: Sequence[int]) -> dict[int, list[Affected]]:
    """Return the monitors that each maintenance affects, of those that the one who asks may know of."""
    return await affected.by_owners(principal, MaintenanceMonitor, maintenance_ids)


def preview(principal: Principal, *, rrule: str, start_date_time: float, time_zone: str, first: int) -> list[int]:
    """Return the starts of the `first` (1 to 100) occurrences that a schedule would have from now on.

    Raises InvalidInput as `create` does.
    """
    principal.require(Access.READ)
    if not 1 <= first <= MAX_PREVIEW:
        raise InvalidInput(f"first must be between 1 and {MAX_PREVIEW}; got {first}", "first")
    start = minute_of(start_date_time, "start_date_time")
    found = recurrence.occurrences(rrule, start, time_zone, maintenance_plan.earliest(rrule), first)
    # What falls into the last hours of the year 9999 on its wall clock may be no date in UTC any more.
    return [instant for instant in found if instant <= LATEST]


async def create(principal: Principal, new: NewMaintenance) -> Maintenance:
    """Plan a maintenance, ACTIVE, and its next event, where one can still come.

    Raises InvalidInput for an empty title, a rule that can't be followed, a duration below a second, or a monitor
    that does not exist.
    """
    principal.require(Access.WRITE)
    maintenance = Maintenance(
        title=_title(new.title),
        description=text.storable(new.description, "description"),
        start_date_time=minute_of(new.start_date_time, "start_date_time"),
        rrule=_rrule(new.rrule),
        duration_seconds=_duration(new.duration_seconds),
        time_zone=check_time_zone(new.time_zone),
        is_global=new.is_global,
    )
    _check_schedule(maintenance)
    async with transaction():
        impacts = await affected.impacts_on(principal, new.monitors)
        await maintenance.save()
        await affected.replace(MaintenanceMonitor, maintenance.id, impacts)
        event = await maintenance_plan.plan_next(maintenance)
        await notifications.maintenance_planned(maintenance, event)
    await _changed(maintenance.id)
    await outbox.announce()
    return maintenance


async def update(principal: Principal, maintenance_id: int, changes: MaintenanceChanges) -> Maintenance:
    """Change what is given; a schedule that became another one replaces the events that have not begun.

    One that becomes INACTIVE loses these with the calendar's next minute (v4's clients still see them in between), and
    is planned again once it is ACTIVE. Raises NotFound, and InvalidInput as `create` does.
    """
    return await _update(principal, maintenance_id, changes, at_once=False)


async def _update(
    principal: Principal, maintenance_id: int, changes: MaintenanceChanges, *, at_once: bool
) -> Maintenance:
    principal.require(Access.WRITE)
    async with transaction():
        maintenance = await _for_change(principal, maintenance_id)
        was_one_time = recurrence_rule.parse(maintenance.rrule).is_one_time
        before, was_active = _schedule(maintenance), maintenance.status is Activity.ACTIVE
        _apply(maintenance, changes)
        if changes.monitors is not UNSET:
            impacts = await affected.impacts_on(principal, changes.monitors)
            await affected.replace(MaintenanceMonitor, maintenance_id, impacts)
        is_changed = _schedule(maintenance) != before
        if is_changed:
            _check_schedule(maintenance)
        await maintenance.save()
        if maintenance.status is Activity.INACTIVE:
            if at_once or is_changed:
                await maintenance_plan.put_aside(maintenance)
        elif is_changed:
            await maintenance_plan.replan(maintenance, was_one_time=was_one_time)
        elif not was_active:
            await maintenance_plan.resume(maintenance)
    await _changed(maintenance_id)
    return maintenance


async def set_monitors(principal: Principal, maintenance_id: int, impacts: Sequence[MonitorImpact]) -> Maintenance:
    """Let a maintenance affect these monitors and no others; raises NotFound and InvalidInput."""
    return await update(principal, maintenance_id, MaintenanceChanges(monitors=impacts))


async def activate(principal: Principal, maintenance_id: int) -> Maintenance:
    """Let a maintenance take part again, and plan its next event; raises NotFound."""
    return await update(principal, maintenance_id, MaintenanceChanges(status=Activity.ACTIVE))


async def deactivate(principal: Principal, maintenance_id: int) -> Maintenance:
    """Put a maintenance aside; its events that have not begun go at once. Raises NotFound."""
    return await _update(principal, maintenance_id, MaintenanceChanges(status=Activity.INACTIVE), at_once=True)


async def delete(principal: Principal, maintenance_id: int) -> Maintenance:
    """Remove a maintenance with its events; returns what it was, raises NotFound."""
    principal.require(Access.WRITE)
    async with transaction():
        maintenance = await _for_change(principal, maintenance_id)
        await Maintenance.filter(id=maintenance_id).delete()
    await _changed(maintenance_id)
    return maintenance


def _apply(maintenance: Maintenance, changes: MaintenanceChanges) -> None:
    if changes.title is not UNSET:
        maintenance.title = _title(changes.title)
    if changes.description is not UNSET:
        # Not assigned: the ORM's type of a text does not know None.
        maintenance.update_from_dict({"description": text.storable(changes.description, "description")})
    if changes.start_date_time is not UNSET:
        maintenance.start_date_time = minute_of(changes.start_date_time, "start_date_time")
    if changes.rrule is not UNSET:
        maintenance.rrule = _rrule(changes.rrule)
    if changes.duration_seconds is not UNSET:
        maintenance.duration_seconds = _duration(changes.duration_seconds)
    if changes.time_zone is not UNSET:
        maintenance.time_zone = check_time_zone(changes.time_zone)
    if changes.status is not UNSET:
        maintenance.status = changes.status
    if changes.is_global is not UNSET:
        maintenance.is_global = changes.is_global


def _title(title: str) -> str:
    text.storable(title, "title")
    if not title.strip():
        raise InvalidInput(_EMPTY, "title")
    return title.strip()


def _rrule(rrule: str) -> str:
    recurrence_rule.parse(rrule)
    return rrule.strip()


def _duration(seconds: int) -> int:
    if not 0 < seconds <= LATEST:
        raise InvalidInput("duration_seconds must be a positive number", "duration_seconds")
    return seconds


def _schedule(maintenance: Maintenance) -> tuple[int, str, int, str]:
    return (
        maintenance.start_date_time,
        maintenance.rrule,
        maintenance.duration_seconds,
        maintenance.time_zone,
    )


def _check_schedule(maintenance: Maintenance) -> None:
    recurrence.check_rrule(
        maintenance.rrule,
        maintenance.start_date_time,
        maintenance.time_zone,
        maintenance_plan.earliest(maintenance.rrule),
    )


async def _changed(maintenance_id: int) -> None:
    await events.publish(Event(Topic.MAINTENANCES, (maintenance_id,)))
