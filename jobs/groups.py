"""The groups of a minute: settled as soon as their members are, wherever those were checked."""

from collections.abc import Sequence

from core import clock
from core.logging import logger
from core.settings import Settings
from jobs.leases import Leases
from resolvers import check_batches, group_minutes
from resolvers.check_batches import BatchKey
from resolvers.group_minutes import GroupMinute

SETTLE_GROUPS = "settle_groups"
_LOOK_AGAIN_SECONDS = 0.5
_log = logger(__name__)


async def settle_groups(settings: Settings, leases: Leases, key: BatchKey) -> int:
    """Settle the batch's groups, each once its members have their samples; returns how many samples were written.

    Nothing is done for a batch that another worker holds or that is finished; of one that a worker left behind, the
    groups are settled that have no sample yet. When the minute's grace ends, the groups that still wait are settled
    from what there is. They are made of samples that are stored, so that is honest however late it is. A fault of ours
    is tried again until then.
    """
    async with leases.claimed(key) as held:
        if held is None:
            return 0
        groups = await check_batches.monitors_to_check(held)
        written = await _settle(key.minute, [group.id for group in groups], key.minute + settings.minute_grace_seconds)
        await check_batches.finish(held, [])
    return written


async def _settle(minute: int, group_ids: Sequence[int], end: int) -> int:
    """Settle each group once its members have their samples of `minute`, and all that still wait at `end`."""
    waiting = await group_minutes.prepare(minute, group_ids)
    written = 0
    while waiting:
        now = clock.precise_timestamp()
        try:
            settled, waiting = await _settle_ready(minute, waiting, now, is_last=now >= end)
            written += settled
        except Exception as error:
            if now >= end:
                raise
            _log.warning("groups_not_settled_yet", minute=minute, exc_info=error)
        if waiting:
            earliest = min(each.not_before(minute) for each in waiting)
            await clock.sleep_until(min(end, max(earliest, now + _LOOK_AGAIN_SECONDS)))
    return written


async def _settle_ready(
    minute: int, waiting: Sequence[GroupMinute], now: float, *, is_last: bool
) -> tuple[int, list[GroupMinute]]:
    """Settle the groups that are complete, or all; returns how many samples were written, and who still waits."""
    sampled = await group_minutes.members_samples(minute, waiting)
    ready = [each for each in waiting if is_last or each.is_complete(minute, now, sampled)]
    written = await group_minutes.settle(minute, ready, sampled)
    return len(written), [each for each in waiting if each not in ready]
