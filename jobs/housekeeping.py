"""What has to be done every minute or every day beside the checks: asked for by the tick, once each.

The job ids are made of the minute or the day. The queue keeps a day's result for a day; should Redis forget it, the
job runs again, and finds nothing to do.
"""

from core import queue
from jobs.alerts import ALERTS
from jobs.calendar import CALENDAR
from jobs.retention import RETENTION

DAY = 86_400
# The day begins when few people look, and not with the minute in which most crons fall due.
_DAY_STARTS_AT = 3 * 3600 + 17 * 60


async def ask(minute: int) -> None:
    """Ask for what is to be done at `minute` (epoch seconds)."""
    await queue.current().put(CALENDAR, job_id=f"{CALENDAR}:{minute}")
    await queue.current().put(ALERTS, job_id=f"{ALERTS}:{minute}")
    await queue.current().put(RETENTION, job_id=f"{RETENTION}:{(minute - _DAY_STARTS_AT) // DAY}")
