"""The calendar's job: once a minute, maintenance events are made ahead and moved on."""

from core.logging import logger
from core.settings import Settings
from resolvers import maintenance_calendar, maintenance_moves

CALENDAR = "calendar"
_log = logger(__name__)


async def keep_calendar(settings: Settings) -> int:
    """Plan the maintenances and move their events to where the clock is; returns how many steps these took."""
    await maintenance_calendar.drop_inactive()
    await maintenance_calendar.plan_ahead(settings.maintenance_days_ahead)
    steps = await maintenance_moves.move_events()
    for step in steps:
        _log.info("maintenance_event_moved", event_id=step.event_id, before=step.before, after=step.after)
    return len(steps)
