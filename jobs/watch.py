"""The watch that every worker keeps: its own leases are renewed, and what a dead worker left behind is asked for again.

Redis may have forgotten a tick or a batch, or hold it back because the worker that had it was killed. The database
knows what is unfinished; a job with an id of its own gets around what the queue still remembers.
"""

from core import clock, queue
from core.logging import logger
from core.settings import Settings
from jobs.leases import Leases
from jobs.tick import TICK, ask_for_batch
from resolvers import check_batches, due
from resolvers.check_batches import LEASE_SECONDS, RENEW_SECONDS

# By then the minute's own tick has come, unless it was lost.
_TICK_SECONDS = 2
_log = logger(__name__)


async def watch(settings: Settings, leases: Leases) -> None:
    """Look every few seconds, for ever. What goes wrong, with Redis or the database, is tried again by the next look.

    After a pause as long as a lease (this process or the clock had stopped, or was set) others get time to renew
    theirs first: they may have stood still, too.
    """
    looked_at = clock.precise_timestamp()
    while True:
        await clock.sleep_until(looked_at + RENEW_SECONDS)
        now = clock.precise_timestamp()
        has_paused = now - looked_at >= LEASE_SECONDS - RENEW_SECONDS
        looked_at = now
        try:
            await leases.renew()
            if not has_paused:
                await mend(settings)
        except Exception as error:  # noqa: BLE001 - whatever it is, the worker must go on watching
            _log.warning("watch_failed", reason=str(error), kind=type(error).__name__)


async def mend(settings: Settings) -> None:
    """Ask again for a tick that is overdue and for batches that nobody runs, and close those that are too late."""
    grace = settings.minute_grace_seconds
    minute, now = clock.current_minute(), clock.timestamp()
    round_ = now // RENEW_SECONDS
    is_time = now >= minute + _TICK_SECONDS and not due.is_over(minute, grace)
    if is_time and await due.count(minute):
        _log.warning("tick_asked_for_again", minute=minute)
        await queue.current().put(TICK, minute, job_id=f"{TICK}:{minute}:{round_}")
    lapsed = await check_batches.lapsed(grace)
    for key in lapsed.to_run:
        _log.warning("batch_asked_for_again", minute=key.minute, batch=key.number)
        await ask_for_batch(key, again=round_)
    for key in lapsed.over:
        await check_batches.close_missed(key)
