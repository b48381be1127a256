"""Incidents: opened, found, changed, resolved and removed. Times are epoch seconds, floored to minutes."""

from collections.abc import Sequence
from dataclasses import dataclass

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from core import clock, events
from core.errors import Conflict, InvalidInput, NotFound
from core.events import Event, Topic
from core.principal import Access, Principal
from core.unset import UNSET, Unset
from models.database import transaction
from models.enums import IncidentSource, IncidentState
from models.incident import Incident, IncidentComment, IncidentMonitor
from resolvers import affected, ids, monitors, notifications, outbox, starts, text
from resolvers.affected import Affected, MonitorImpact
from resolvers.timestamps import clamp, minute_of


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIncident:
    """What an incident is made from; without a start it begins now.

    Of two impacts on one monitor the last one counts.
    """

    title: str
    start_date_time: float | None = None
    end_date_time: float | None = None
    monitors: Sequence[MonitorImpact] = ()
    source: IncidentSource = IncidentSource.API
    is_global: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentChanges:
    """What is to become different; `monitors` replaces all that the incident affects so far."""

    title: str | Unset = UNSET
    start_date_time: float | Unset = UNSET
    end_date_time: float | Unset | None = UNSET
    monitors: Sequence[MonitorImpact] | Unset = UNSET
    is_global: bool | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFilter:
    """Which incidents are wanted; None asks for nothing. The bounds of the start are inclusive.

    An incident is ongoing from its start until a comment resolves it.
    """

    states: Sequence[IncidentState] | None = None
    monitor_tags: Sequence[str] | None = None
    started_after: int | None = None
    started_before: int | None = None
    ongoing: bool | None = None
    sources: Sequence[IncidentSource] | None = None


def visible_to(principal: Principal) -> QuerySet[Incident]:
    """Return the incidents that somebody may know of.

    The public sees those of a monitor that it may know of, and those that name no monitor at all; not those whose
    monitors were removed and had been none of its business.
    """
    if principal.may_read_private:
        return Incident.all()
    public = IncidentMonitor.filter(monitor_id__in=Subquery(monitors.visible_to(principal).values("id")))
    return Incident.filter(
        Q(id__in=Subquery(public.values("incident_id")))
        | Q(id__not_in=Subquery(IncidentMonitor.all().values("incident_id")), is_private=False)
    )


def _not_found(incident_id: int) -> NotFound:
    return NotFound(f"Incident with id '{incident_id}' not found", "incident_id")


async def get(principal: Principal, incident_id: int) -> Incident:
    """Return an incident; raises NotFound."""
    incident = await visible_to(principal).get_or_none(id=incident_id) if ids.can_exist(incident_id) else None
    if incident is None:
        raise _not_found(incident_id)
    return incident


async def for_change(principal: Principal, incident_id: int) -> Incident:
    """Return an incident that nobody else changes until the caller's transaction ends; raises NotFound."""
    await get(principal, incident_id)
    incident = await Incident.filter(id=incident_id).select_for_update().first()
    if incident is None:
        raise _not_found(incident_id)
    return incident


async def by_ids(principal: Principal, incident_ids: Sequence[int]) -> dict[int, Incident]:
    """Return those of the incidents that exist for the one who asks, by their ids."""
    wanted = [incident_id for incident_id in incident_ids if ids.can_exist(incident_id)]
    return {incident.id: incident for incident in await visible_to(principal).filter(id__in=wanted)}


async def list_(principal: Principal, wanted: IncidentFilter, *, limit: int) -> list[Incident]:
    """Return the newest `limit` incidents that `wanted` describes, the one that was made last first."""
    return await (await _filtered(principal, wanted)).order_by("-id").limit(limit)


async def page(
    principal: Principal,
    wanted: IncidentFilter,
    *,
    limit: int,
    after: int | None = None,
    before: int | None = None,
    last: bool = False,
) -> list[Incident]:
    """Return up to `limit` incidents, the latest start first, between two positions (`resolvers.starts`).

    With `last` they are the earliest of these instead, still the latest first.
    """
    found = await _filtered(principal, wanted)
    return await starts.page(found, limit=limit, after=after, before=before, last=last, latest_first=True)


async def _filtered(principal: Principal, wanted: IncidentFilter) -> QuerySet[Incident]:
    found = visible_to(principal).filter(*_conditions(wanted))
    if wanted.monitor_tags is not None:
        tagged = await monitors.by_tags(principal, wanted.monitor_tags)
        links = IncidentMonitor.filter(monitor_id__in=[monitor.id for monitor in tagged.values()])
        found = found.filter(id__in=Subquery(links.values("incident_id")))
    return found


def _conditions(wanted: IncidentFilter) -> list[Q]:
    conditions: list[Q] = []
    if wanted.states is not None:
        conditions.append(Q(state__in=list(wanted.states)))
    if wanted.sources is not None:
        conditions.append(Q(source__in=list(wanted.sources)))
    if wanted.started_after is not None:
        conditions.append(Q(start_date_time__gte=clamp(wanted.started_after)))
    if wanted.started_before is not None:
        conditions.append(Q(start_date_time__lte=clamp(wanted.started_before)))
    if wanted.ongoing is not None:
        ongoing = Q(start_date_time__lte=clock.timestamp()) & ~Q(state=IncidentState.RESOLVED)
        conditions.append(ongoing if wanted.ongoing else ~ongoing)
    return conditions


async def affected_by(principal: Principal, incident_ids: Sequence[int]) -> dict[int, list[Affected]]:
    """Return the monitors that each incident affects, of those that the one who asks may know of."""
    return await affected.by_owners(principal, IncidentMonitor, incident_ids)


async def create(principal: Principal, new: NewIncident) -> Incident:
    """Open an incident, INVESTIGATING.

    Raises InvalidInput for an empty title, an end before its start, or a monitor that does not exist.
    """
    principal.require(Access.WRITE)
    title = text.required(new.title, "title", "Title")
    start = minute_of(clock.timestamp() if new.start_date_time is None else new.start_date_time, "start_date_time")
    end = _end(new.end_date_time)
    _check_order(start, end)
    async with transaction():
        impacts = await affected.impacts_on(principal, new.monitors)
        incident = await Incident.create(
            title=title, start_date_time=start, end_date_time=end, source=new.source, is_global=new.is_global
        )
        await affected.replace(IncidentMonitor, incident.id, impacts)
        await notifications.incident_created(incident)
    await _changed(incident.id)
    await outbox.announce()
    return incident


async def update(principal: Principal, incident_id: int, changes: IncidentChanges) -> Incident:
    """Change what is given; the state moves by comments alone.

    Raises NotFound, and InvalidInput as `create` does.
    """
    principal.require(Access.WRITE)
    async with transaction():
        incident = await for_change(principal, incident_id)
        if changes.title is not UNSET:
            incident.title = text.required(changes.title, "title", "Title")
        if changes.start_date_time is not UNSET:
            incident.start_date_time = minute_of(changes.start_date_time, "start_date_time")
        if changes.end_date_time is not UNSET:
            incident.end_date_time = _end(changes.end_date_time)
        if changes.start_date_time is not UNSET or changes.end_date_time is not UNSET:
            _check_order(incident.start_date_time, incident.end_date_time)
        if changes.is_global is not UNSET:
            incident.is_global = changes.is_global
        if changes.monitors is not UNSET:
            impacts = await affected.impacts_on(principal, changes.monitors)
            await affected.replace(IncidentMonitor, incident_id, impacts)
        await incident.save()
    await _changed(incident_id)
    return incident


async def add_monitor(principal: Principal, incident_id: int, impact: MonitorImpact) -> Incident:
    """Let an incident affect one more monitor; raises NotFound, and Conflict when it affects it already."""
    principal.require(Access.WRITE)
    async with transaction():
        incident = await for_change(principal, incident_id)
        monitor = await monitors.get(principal, impact.tag)
        if await IncidentMonitor.exists(incident_id=incident_id, monitor_id=monitor.id):
            raise Conflict(f"Incident '{incident_id}' affects the monitor '{impact.tag}' already", "monitor_tag")
        await IncidentMonitor.create(incident_id=incident_id, monitor_id=monitor.id, impact=impact.impact)
        await incident.save()
    await _changed(incident_id)
    return incident


async def set_impact(principal: Principal, incident_id: int, impact: MonitorImpact) -> Incident:
    """Let an incident affect a monitor otherwise; raises NotFound, also when it does not affect it."""
    principal.require(Access.WRITE)
    async with transaction():
        incident = await for_change(principal, incident_id)
        monitor = await monitors.get(principal, impact.tag)
        links = IncidentMonitor.filter(incident_id=incident_id, monitor_id=monitor.id)
        if not await links.update(impact=impact.impact):
            raise _not_affected(incident_id, impact.tag)
        await incident.save()
    await _changed(incident_id)
    return incident


async def remove_monitor(principal: Principal, incident_id: int, tag: str) -> Incident:
    """Let an incident affect a monitor no longer; raises NotFound, also when it does not affect it."""
    principal.require(Access.WRITE)
    async with transaction():
        incident = await for_change(principal, incident_id)
        monitor = await monitors.get(principal, tag)
        if not await IncidentMonitor.filter(incident_id=incident_id, monitor_id=monitor.id).delete():
            raise _not_affected(incident_id, tag)
        await incident.save()
    await _changed(incident_id)
    return incident


async def resolve(
    principal: Principal, incident_id: int, *, comment: str = "Resolved", timestamp: float | None = None
) -> Incident:
    """End an incident now, or at `timestamp`, by a comment; raises NotFound, and Conflict when it is resolved."""
    principal.require(Access.WRITE)
    said = text.required(comment, "comment", "comment")
    at = minute_of(clock.timestamp() if timestamp is None else timestamp, "timestamp")
    async with transaction():
        incident = await for_change(principal, incident_id)
        if incident.state is IncidentState.RESOLVED:
            raise Conflict(f"Incident '{incident_id}' is resolved already", "incident_id")
        await move(incident, IncidentState.RESOLVED, comment=said, minute=at)
    await _changed(incident_id)
    await outbox.announce()
    return incident


async def move(
    incident: Incident, state: IncidentState, *, comment: str, minute: int, is_told: bool = True
) -> IncidentComment:
    """Tell the story on: a comment that moves the incident to `state`; within the caller's transaction.

    RESOLVED ends the incident at the comment's minute; an incident that is opened again keeps its end. Subscribers are
    told, unless `is_told` says otherwise, once the caller has called `outbox.announce`.
    """
    before = incident.state
    said = await IncidentComment.create(incident=incident, comment=comment, state=state, timestamp=minute)
    incident.state = state
    if state is IncidentState.RESOLVED:
        incident.end_date_time = minute
    await incident.save()
    if is_told:
        await notifications.incident_moved(incident, said, before=before)
    return said


async def delete(principal: Principal, incident_id: int) -> Incident:
    """Remove an incident with its comments; returns what it was, raises NotFound."""
    principal.require(Access.WRITE)
    async with transaction():
        incident = await for_change(principal, incident_id)
        await Incident.filter(id=incident_id).delete()
    await _changed(incident_id)
    return incident


def _not_affected(incident_id: int, tag: str) -> NotFound:
    return NotFound(f"Incident '{incident_id}' does not affect the monitor '{tag}'", "monitor_tag")


def _end(value: float | None) -> int | None:
    return None if value is None else minute_of(value, "end_date_time")


def _check_order(start: int, end: int | None) -> None:
    if end is not None and end < start:
        raise InvalidInput(
            f"end_date_time must not be before start_date_time; got {end}, which is before {start}", "end_date_time"
        )


async def _changed(incident_id: int) -> None:
    await events.publish(Event(Topic.INCIDENTS, (incident_id,)))
