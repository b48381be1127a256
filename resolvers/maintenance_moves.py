"""Maintenance events move with time: SCHEDULED > READY > ONGOING > COMPLETED, one step after the other.

After a downtime an event takes all the steps that it missed, in order, so that whoever tells people of them knows what
has begun and ended meanwhile.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tortoise.expressions import Q, Subquery

from core import clock, events
from core.events import Event, Topic
from models.database import transaction
from models.enums import Activity, MaintenanceEventStatus
from models.maintenance import Maintenance, MaintenanceEvent
from resolvers import notifications, outbox, site
from resolvers.maintenance_plan import AHEAD, HOUR_SECONDS, status_by_clock

_STEPS = (
    MaintenanceEventStatus.SCHEDULED,
    MaintenanceEventStatus.READY,
    MaintenanceEventStatus.ONGOING,
    MaintenanceEventStatus.COMPLETED,
)
# No statement takes more than some 32,000 values.
_IDS_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of one event, and the instant (epoch seconds) at which it was due: the past, after a downtime."""

    event_id: int
    maintenance_id: int
    before: MaintenanceEventStatus
    after: MaintenanceEventStatus
    due_at: int


async def move_events() -> list[Transition]:
    """Move every event to where the clock says it is; returns the steps in the order in which they were due.

    Two processes that do so at once take turns; the second finds nothing to move.
    """
    now, buffer_hours = clock.timestamp(), await site.reminder_buffer_hours()
    async with transaction():
        moved = await _due(now, buffer_hours)
        taken = [step for event in moved for step in steps(event, now=now, reminder_buffer_hours=buffer_hours)]
        reached = {step.event_id: step.after for step in taken}
        await _write(reached)
        for event in moved:
            event.status = reached.get(event.id, event.status)
        await notifications.events_moved(event for event in moved if event.id in reached)
    if taken:
        await outbox.announce()
        await events.publish(Event(Topic.MAINTENANCES, tuple(sorted({step.maintenance_id for step in taken}))))
    return sorted(taken, key=lambda step: (step.due_at, step.event_id, _STEPS.index(step.after)))


async def _due(now: int, buffer_hours: float) -> list[MaintenanceEvent]:
    """Return the events that have a step to take, locked; those of an inactive maintenance only come to their end."""
    ready_until = now + int(buffer_hours * HOUR_SECONDS)
    inactive = Maintenance.filter(status=Activity.INACTIVE)
    has_a_step = (
        Q(status=MaintenanceEventStatus.ONGOING, end_date_time__lte=now)
        | Q(status=MaintenanceEventStatus.SCHEDULED, start_date_time__lte=ready_until)
        | Q(status=MaintenanceEventStatus.READY, start_date_time__lte=now)
    )
    may_not_begin = Q(status__in=AHEAD, maintenance_id__in=Subquery(inactive.values("id")))
    return await MaintenanceEvent.filter(has_a_step, ~may_not_begin).select_for_update().order_by("id")


def steps(event: MaintenanceEvent, *, now: int, reminder_buffer_hours: float) -> list[Transition]:
    """Return the steps that an event has to take until `now`, in order; none back, and none from where it ends."""
    if event.status not in _STEPS:
        return []
    target = status_by_clock(
        event.start_date_time, event.end_date_time, now=now, reminder_buffer_hours=reminder_buffer_hours
    )
    due_at = {
        MaintenanceEventStatus.READY: event.start_date_time - int(reminder_buffer_hours * HOUR_SECONDS),
        MaintenanceEventStatus.ONGOING: event.start_date_time,
        MaintenanceEventStatus.COMPLETED: event.end_date_time,
    }
    path: Sequence[MaintenanceEventStatus] = _STEPS[_STEPS.index(event.status) : _STEPS.index(target) + 1]
    return [
        Transition(event.id, event.maintenance_id, before, after, due_at[after]) for before, after in pairwise(path)
    ]


async def _write(reached: dict[int, MaintenanceEventStatus]) -> None:
    by_status: dict[MaintenanceEventStatus, list[int]] = defaultdict(list)
    for event_id, status in reached.items():
        by_status[status].append(event_id)
    for status, ids in by_status.items():
        for start in range(0, len(ids), _IDS_AT_ONCE):
            some = ids[start : start + _IDS_AT_ONCE]
            await MaintenanceEvent.filter(id__in=some).update(status=status, updated_at=clock.now())
