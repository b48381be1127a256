"""The calendar: maintenance events are made ahead, in bulk, each occurrence once.

How far a maintenance is planned is remembered with it (`planned_until`), and moved on in the transaction that makes the
events. So an occurrence gets one event, however many processes plan, and an event that people have moved or deleted
does not come back.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from tortoise.expressions import Q, Subquery

from core import clock, events
from core.clock import MINUTE, floor_to_minute
from core.errors import InvalidInput
from core.events import Event, Topic
from core.logging import logger
from models.database import transaction
from models.enums import Activity, MaintenanceEventStatus
from models.maintenance import Maintenance, MaintenanceEvent
from resolvers import maintenance_plan, recurrence
from resolvers.timestamps import LATEST

_DAY = 86_400
# A rule is expanded once in so long, and not every minute.
_STRIDE_SECONDS = 3600
# Of each maintenance in one run; the next run goes on from there.
_OCCURRENCES_AT_ONCE = 1000
_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class _Plan:
    """The starts of a maintenance's next events, and until when they are all that there are."""

    maintenance: Maintenance
    starts: Sequence[int]
    until: int


async def plan_ahead(days: int) -> int:
    """Make the events of all active maintenances for the next `days` days; returns how many were made.

    The number of statements does not grow with the maintenances.
    """
    now, horizon = clock.current_minute(), clock.current_minute() + days * _DAY
    short = await Maintenance.filter(
        Q(planned_until__isnull=True) | Q(planned_until__lt=horizon), status=Activity.ACTIVE
    )
    if not short:
        return 0
    plans = await asyncio.to_thread(lambda: [_plan(each, now, horizon + _STRIDE_SECONDS) for each in short])
    async with transaction():
        made = await _make({plan.maintenance.id: plan for plan in plans})
    if made:
        await events.publish(Event(Topic.MAINTENANCES, tuple(sorted({event.maintenance_id for event in made}))))
    return len(made)


def _plan(maintenance: Maintenance, now: int, until: int) -> _Plan:
    """Expand a maintenance's rule; one that can't be followed stops no other, and is tried again later."""
    try:
        found = recurrence.between(
            maintenance.rrule,
            maintenance.start_date_time,
            maintenance.time_zone,
            after=_from(maintenance, now),
            before=until,
            limit=_OCCURRENCES_AT_ONCE,
        )
    except InvalidInput as error:
        _log.error("maintenance_not_planned", maintenance=maintenance.id, reason=error.message)
        return _Plan(maintenance, [], until)
    if len(found) == _OCCURRENCES_AT_ONCE:
        until = floor_to_minute(found[-1]) + MINUTE
    starts = sorted({floor_to_minute(instant) for instant in found})
    return _Plan(maintenance, [start for start in starts if start + maintenance.duration_seconds <= LATEST], until)


def _from(maintenance: Maintenance, now: int) -> int:
    """Return the epoch second from which on occurrences still need an event."""
    planned_until: int | None = maintenance.planned_until
    if planned_until is None:
        return maintenance_plan.earliest(maintenance.rrule)
    # After a long downtime, what is over already was no maintenance, and what still lasts is one.
    oldest_lasting: int = now - maintenance.duration_seconds + 1
    return max(planned_until, oldest_lasting)


async def _make(plans: dict[int, _Plan]) -> list[MaintenanceEvent]:
    """Write the events of those plans whose maintenance is still what it was."""
    locked = await Maintenance.filter(id__in=list(plans)).select_for_update().order_by("id")
    current = [each for each in locked if _basis(each) == _basis(plans[each.id].maintenance)]
    starts = {each.id: plans[each.id].starts for each in current}
    first = min((start for some in starts.values() for start in some), default=LATEST)
    # Made when the maintenance was, or kept from an earlier schedule.
    there = MaintenanceEvent.filter(maintenance_id__in=list(starts), start_date_time__gte=first)
    taken = {(event.maintenance_id, event.start_date_time) for event in await there}
    made = [
        MaintenanceEvent(
            maintenance_id=each.id,
            start_date_time=start,
            end_date_time=start + each.duration_seconds,
            status=MaintenanceEventStatus.SCHEDULED,
        )
        for each in current
        for start in starts[each.id]
        if (each.id, start) not in taken
    ]
    for each in current:
        each.planned_until = plans[each.id].until
    if made:
        await MaintenanceEvent.bulk_create(made)
    if current:
        await Maintenance.bulk_update(current, fields=["planned_until"])
    return made


def _basis(maintenance: Maintenance) -> tuple[object, ...]:
    """Return what a plan is made from."""
    return (
        maintenance.status,
        maintenance.planned_until,
        maintenance.rrule,
        maintenance.start_date_time,
        maintenance.duration_seconds,
        maintenance.time_zone,
    )


async def drop_inactive() -> int:
    """Remove the events of inactive maintenances that nobody has seen begin; returns how many there were."""
    inactive = Maintenance.filter(status=Activity.INACTIVE)
    async with transaction():
        # Once they are active again, they are planned from then on.
        await inactive.filter(planned_until__isnull=False).update(planned_until=None)
        count: int = await MaintenanceEvent.filter(
            status__in=maintenance_plan.AHEAD, maintenance_id__in=Subquery(inactive.values("id"))
        ).delete()
    return count
