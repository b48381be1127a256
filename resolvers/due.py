"""Which monitors a minute is for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core import clock
from core.errors import InvalidInput
from core.logging import logger
from models import monitor_schedule
from models.monitor_schedule import Due
from resolvers.schedules import next_due

# A schedule that can't be read is looked at again after this long: somebody may mend it, or the time zones.
_LOOK_AGAIN_SECONDS = 3600
_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class DueMonitors:
    """What is due at a minute.

    `monitor_ids` are to be checked. `next_minutes` says when every monitor that was due is due next. `missed_ids` had
    minutes before this one that nobody looked at, the first of them at `missed_since`.
    """

    monitor_ids: list[int]
    next_minutes: Mapping[int, int | None]
    missed_ids: list[int]
    missed_since: int | None


async def monitors_due(minute: int) -> DueMonitors:
    """Return what is due at `minute`.

    A monitor whose time passed while nobody looked is not checked late: its missed minutes stay empty, and it
    goes on with the next one that its cron names, which may be this one. A schedule that can't be read is logged,
    and keeps nobody else from being checked.
    """
    read: dict[tuple[str, str], tuple[bool, int | None]] = {}
    monitor_ids: list[int] = []
    next_minutes: dict[int, int | None] = {}
    missed: dict[int, int] = {}
    for due in await monitor_schedule.due(minute):
        schedule = (due.cron, due.time_zone)
        if schedule not in read:
            read[schedule] = _at_and_after(due, minute)
        is_due, next_minutes[due.monitor_id] = read[schedule]
        if is_due:
            monitor_ids.append(due.monitor_id)
        if due.next_due < minute:
            missed[due.monitor_id] = due.next_due
    return DueMonitors(monitor_ids, next_minutes, list(missed), min(missed.values(), default=None))


def _at_and_after(due: Due, minute: int) -> tuple[bool, int | None]:
    """Return whether the cron names this minute, and the next one that it names."""
    try:
        is_due = next_due(due.cron, due.time_zone, minute - 1) == minute
        return is_due, next_due(due.cron, due.time_zone, minute)
    except InvalidInput as error:
        _log.error("schedule_not_valid", monitor_id=due.monitor_id, reason=str(error))
        return False, minute + _LOOK_AGAIN_SECONDS


def batches(monitor_ids: Sequence[int], size: int) -> dict[int, list[int]]:
    """Cut monitors into batches of at most `size`, by their ids: the same monitor is always in the same batch.

    So a second tick of a minute asks for the same batches, whatever was created or deleted in between.
    """
    cut: dict[int, list[int]] = defaultdict(list)
    for monitor_id in monitor_ids:
        cut[monitor_id // size].append(monitor_id)
    return dict(cut)


def is_over(minute: int, grace_seconds: int) -> bool:
    """Return whether it is too late to observe this minute honestly."""
    return clock.timestamp() > minute + grace_seconds


async def count(minute: int) -> int:
    """Return how many monitors are due at `minute`, or were due before it, and were not planned yet."""
    return await monitor_schedule.count_due(minute)
