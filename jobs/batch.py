"""A batch: the checks of some monitors at one minute, run at once and settled in waves."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from core.logging import logger
from core.settings import Settings
from jobs.checks import run_check
from jobs.checks.context import CheckContext
from jobs.leases import Leases
from models import check_config
from models.enums import MonitorType
from models.monitor import Monitor
from models.observation import Observation
from models.signals import NO_SIGNALS, Signals
from resolvers import check_batches, due, heartbeats, settling
from resolvers.check_batches import BatchKey
from resolvers.settling import Observed

# What has finished within about a second is settled together; stragglers delay nobody.
_WAVE_SECONDS = 1.0
_log = logger(__name__)


async def check_batch(settings: Settings, context: CheckContext, leases: Leases, key: BatchKey) -> int:
    """Check the batch's monitors and settle what was seen; returns how many samples were written.

    Nothing is done for a batch that another worker holds or that is finished; of one that a worker left behind, the
    monitors are checked that have no sample yet. A check that fails by a fault of ours is tried once more within the
    minute, and never recorded as DOWN.
    """
    grace = settings.minute_grace_seconds
    if due.is_over(key.minute, grace):
        return 0
    async with leases.claimed(key) as held:
        if held is None:
            return 0
        if held.is_takeover:
            _log.warning("batch_taken_over", minute=key.minute, batch=key.number)
        monitors = await check_batches.monitors_to_check(held)
        written, faulty = await _check_and_settle(context, key.minute, monitors)
        if faulty and not due.is_over(key.minute, grace):
            again, faulty = await _check_and_settle(context, key.minute, faulty)
            written += again
        for monitor in faulty:
            _log.error("minute_not_observed", minute=key.minute, monitor=monitor.tag)
        await check_batches.finish(held, [monitor.id for monitor in faulty])
    return written


async def _check_and_settle(
    context: CheckContext, minute: int, monitors: Sequence[Monitor]
) -> tuple[int, list[Monitor]]:
    """Run the checks, settle them wave by wave; returns how many samples were written and whose check broke."""
    context = replace(context, minute=minute)
    # Asked for all at once, while the checks that need no signals run already.
    signals = asyncio.create_task(heartbeats.signals_of(monitors))
    running = {asyncio.create_task(_check(context, monitor, signals)): monitor for monitor in monitors}
    written, faulty = 0, []
    try:
        while running:
            finished = await _wave(set(running))
            observed = []
            for task in finished:
                monitor = running.pop(task)
                if error := task.exception():
                    _log.error("check_broke", monitor=monitor.tag, minute=minute, exc_info=error)
                    faulty.append(monitor)
                else:
                    observed.append(Observed(monitor, task.result()))
            written += len(await settling.settle(minute, observed))
    finally:
        signals.cancel()
        for task in running:
            task.cancel()
    return written, faulty


async def _wave(running: set[asyncio.Task[Observation]]) -> set[asyncio.Task[Observation]]:
    """Return what finishes within a wave's time, or else the next that finishes."""
    finished, _ = await asyncio.wait(running, timeout=_WAVE_SECONDS)
    if not finished:
        finished, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    return finished


async def _check(context: CheckContext, monitor: Monitor, signals: asyncio.Task[dict[int, Signals]]) -> Observation:
    if monitor.monitor_type is MonitorType.HEARTBEAT:
        context = replace(context, signals=(await signals).get(monitor.id, NO_SIGNALS))
    return await run_check(monitor.monitor_type, check_config.read(monitor.monitor_type, monitor.type_data), context)
