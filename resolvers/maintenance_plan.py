"""From a maintenance to its events: which occurrence comes next, and where an event stands when it is made."""

from core import clock
from core.clock import MINUTE, floor_to_minute
from models.enums import MaintenanceEventStatus
from models.maintenance import Maintenance, MaintenanceEvent
from resolvers import recurrence_rule, site
from resolvers.recurrence import occurrences
from resolvers.timestamps import LATEST

# A one-time maintenance that began within the last day is still worth an event.
_ONE_TIME_GRACE_SECONDS = 86_400
HOUR_SECONDS = 3600
_OCCURRENCES_AT_ONCE = 100
AHEAD = (MaintenanceEventStatus.SCHEDULED, MaintenanceEventStatus.READY)


def status_by_clock(start: int, end: int, *, now: int, reminder_buffer_hours: float) -> MaintenanceEventStatus:
    """Return where an event stands that nobody has touched; READY within the reminder buffer before its start."""
    if end <= now:
        return MaintenanceEventStatus.COMPLETED
    if start <= now:
        return MaintenanceEventStatus.ONGOING
    if start - now <= reminder_buffer_hours * HOUR_SECONDS:
        return MaintenanceEventStatus.READY
    return MaintenanceEventStatus.SCHEDULED


def earliest(rrule: str) -> int:
    """Return the epoch second from which on an occurrence of this rule still gets an event."""
    rule = recurrence_rule.parse(rrule)
    return clock.current_minute() - (_ONE_TIME_GRACE_SECONDS if rule.is_one_time else 0)


async def plan_next(maintenance: Maintenance) -> MaintenanceEvent | None:
    """Make the event of the next occurrence that has none yet; None where no occurrence can come any more.

    Within the caller's transaction. Raises InvalidInput for a rule that takes too much work to expand.
    """
    after = earliest(maintenance.rrule)
    planned = await MaintenanceEvent.filter(maintenance_id=maintenance.id, start_date_time__gte=after - MINUTE)
    taken = {event.start_date_time for event in planned}
    for instant in occurrences(
        maintenance.rrule,
        maintenance.start_date_time,
        maintenance.time_zone,
        after,
        min(len(taken) + 1, _OCCURRENCES_AT_ONCE),
    ):
        start = floor_to_minute(instant)
        if start not in taken and start + maintenance.duration_seconds <= LATEST:
            await _remember(maintenance, start + MINUTE)
            return await _make(maintenance, start)
    return None


async def _remember(maintenance: Maintenance, planned_until: int | None) -> None:
    """Note until when the events are made; the calendar goes on from there."""
    # Not assigned: the ORM's type of a number does not know None.
    maintenance.update_from_dict({"planned_until": planned_until})
    await Maintenance.filter(id=maintenance.id).update(planned_until=planned_until)


async def _make(maintenance: Maintenance, start: int) -> MaintenanceEvent:
    end = start + maintenance.duration_seconds
    status = status_by_clock(
        start, end, now=clock.timestamp(), reminder_buffer_hours=await site.reminder_buffer_hours()
    )
    return await MaintenanceEvent.create(
        maintenance_id=maintenance.id, start_date_time=start, end_date_time=end, status=status
    )


async def replan(maintenance: Maintenance, *, was_one_time: bool) -> None:
    """Follow a changed schedule: its event, or its future ones that have not begun, make way for the next one.

    Within the caller's transaction. What has begun, is over or was cancelled stays, but for a one-time maintenance.
    """
    obsolete = MaintenanceEvent.filter(maintenance_id=maintenance.id)
    if not was_one_time:
        obsolete = obsolete.filter(status__in=AHEAD, start_date_time__gt=clock.timestamp())
    await obsolete.delete()
    await _remember(maintenance, None)
    await plan_next(maintenance)


async def put_aside(maintenance: Maintenance) -> None:
    """Remove the events that nobody has seen begin; within the caller's transaction."""
    await MaintenanceEvent.filter(maintenance_id=maintenance.id, status__in=AHEAD).delete()
    await _remember(maintenance, None)


async def resume(maintenance: Maintenance) -> None:
    """Plan the next event of a maintenance that takes part again, unless its events are still there.

    Within the caller's transaction.
    """
    if not await MaintenanceEvent.filter(maintenance_id=maintenance.id, status__in=AHEAD).exists():
        await _remember(maintenance, None)
        await plan_next(maintenance)
