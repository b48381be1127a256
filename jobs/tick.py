"""The minute: the metronome that asks for it, and the job that cuts it into batches.

Both may happen more than once for a minute, in one worker or in several: the batches are written down once, and the
lease of a batch decides who runs it (ADR 0010). Job ids made of minute and batch save the queue most of the rest.
"""

import structlog
from redis.exceptions import RedisError

from core import clock, queue
from core.logging import logger
from core.settings import Settings
from jobs.groups import SETTLE_GROUPS
from resolvers import check_batches, due, group_minutes
from resolvers.check_batches import GROUPS, BatchKey

TICK = "tick"
CHECK_BATCH = "check_batch"
_RETRY_SECONDS = 1
_HOUR = 3600
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
    """Plan the batches of a minute, and its groups, and queue them; returns how many monitors they hold.

    A tick that dies in between is no loss: what is planned and not queued is asked for again by any worker's watch.
    """
    structlog.contextvars.bind_contextvars(minute=minute)
    found = await due.monitors_due(minute)
    if due.is_over(minute, settings.minute_grace_seconds):
        _log.error("minute_missed", minute=minute, reason="the tick came too late")
        return 0
    if found.missed_since is not None:
        _log.error("minutes_missed", since=found.missed_since, monitors=len(found.missed_ids))
    group_ids = sorted((await group_minutes.active_ids()).intersection(found.monitor_ids))
    batches = due.batches(sorted(set(found.monitor_ids).difference(group_ids)), settings.batch_size)
    if group_ids:
        batches[GROUPS] = group_ids
    await check_batches.plan(minute, found, batches)
    for number in batches:
        await ask_for_batch(BatchKey(minute, number))
    if minute % _HOUR == 0:
        await check_batches.forget_old()
    return len(found.monitor_ids)


async def ask_for_batch(key: BatchKey, *, again: int | None = None) -> None:
    """Queue a batch, of checks or of groups.

    Asked `again`, the job gets an id of its own: the queue may hold the first one back for a while. Workers that ask
    again at the same time give the same number, so that one job is queued.
    """
    name = SETTLE_GROUPS if key.number == GROUPS else CHECK_BATCH
    job_id = f"{name}:{key.minute}:{key.number}"
    await queue.current().put(name, key.minute, key.number, job_id=job_id if again is None else f"{job_id}:{again}")
