"""The minute: the metronome that asks for it, and the job that cuts it into batches.

Both may happen more than once for a minute, in one worker or in several: job ids made of minute and batch let the
queue drop the second, and where Redis has forgotten them, the sample store does (ADR 0005).
"""

import structlog
from redis.exceptions import RedisError

from core import clock, queue
from core.logging import logger
from core.settings import Settings
from jobs.groups import SETTLE_GROUPS
from resolvers import due, group_minutes

TICK = "tick"
CHECK_BATCH = "check_batch"
_RETRY_SECONDS = 1
_log = logger(__name__)


async def beat(settings: Settings) -> None:
    """Ask for a tick at second 0 of every minute, for ever; also for the current one, if it is not over yet."""
    minute = clock.current_minute()
    if not due.is_over(minute, settings.minute_grace_seconds):
        await _ask_for_tick(minute, settings)
    while True:
        await clock.sleep_until(clock.current_minute() + clock.MINUTE)
        await _ask_for_tick(clock.current_minute(), settings)


async def _ask_for_tick(minute: int, settings: Settings) -> None:
    """Put the minute's tick into the queue; while Redis is away, try again as long as the minute lasts."""
    while not due.is_over(minute, settings.minute_grace_seconds):
        try:
            await queue.current().put(TICK, minute, job_id=f"{TICK}:{minute}")
        except (RedisError, OSError) as error:
            _log.warning("tick_not_queued", minute=minute, reason=str(error))
            await clock.sleep_until(clock.precise_timestamp() + _RETRY_SECONDS)
        else:
            return
    _log.error("minute_missed", minute=minute, reason="the queue was not reachable")


async def tick(settings: Settings, minute: int) -> int:
    """Queue the batches of a minute, and its groups; returns how many monitors they hold.

    The next due minutes are moved on only after the batches are queued: a tick that dies in between is repeated
    by the next one that comes, and asks for the same batches.
    """
    structlog.contextvars.bind_contextvars(minute=minute)
    if due.is_over(minute, settings.minute_grace_seconds):
        _log.error("minute_missed", minute=minute, reason="the tick came too late")
        return 0
    monitor_ids, following = await due.monitors_due(minute)
    group_ids = sorted((await group_minutes.active_ids()).intersection(monitor_ids))
    checked = sorted(set(monitor_ids).difference(group_ids))
    for number, batch in due.batches(checked, settings.batch_size).items():
        await queue.current().put(CHECK_BATCH, minute, batch, job_id=f"{CHECK_BATCH}:{minute}:{number}")
    if group_ids:
        await queue.current().put(SETTLE_GROUPS, minute, group_ids, job_id=f"{SETTLE_GROUPS}:{minute}")
    await due.advance(minute, following)
    return len(monitor_ids)
