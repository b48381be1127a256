"""Which monitors a minute is for."""

from collections import defaultdict
from collections.abc import Sequence

from core import clock
from models import monitor_schedule
from models.database import transaction
from models.enums import Activity
from models.monitor import Monitor
from models.monitor_schedule import Due
from resolvers.schedules import next_due


async def monitors_due(minute: int) -> tuple[list[int], dict[int, int | None]]:
    """Return the ids of the monitors to check at `minute`, and when every monitor that was due is due next.

    A monitor whose time passed while nobody looked is not checked late: its missed minutes stay empty, and it
    goes on with the next one that its cron names, which may be this one.
    """
    following: dict[tuple[str, str], tuple[bool, int | None]] = {}
    checked: list[int] = []
    advanced: dict[int, int | None] = {}
    for due in await monitor_schedule.due(minute):
        schedule = (due.cron, due.time_zone)
        if schedule not in following:
            following[schedule] = _at_and_after(due, minute)
        is_due, advanced[due.monitor_id] = following[schedule]
        if is_due:
            checked.append(due.monitor_id)
    return checked, advanced


def _at_and_after(due: Due, minute: int) -> tuple[bool, int | None]:
    """Return whether the cron names this minute, and the next one that it names."""
    is_due = next_due(due.cron, due.time_zone, minute - 1) == minute
    return is_due, next_due(due.cron, due.time_zone, minute)


async def advance(minute: int, next_minutes: dict[int, int | None]) -> None:
    """Remember when the monitors of this minute are due next."""
    if next_minutes:
        async with transaction():
            await monitor_schedule.advance(minute, next_minutes)


def batches(monitor_ids: Sequence[int], size: int) -> dict[int, list[int]]:
    """Cut monitors into batches of at most `size`, by their ids: the same monitor is always in the same batch.

    So a second tick of a minute asks for the same batches, whatever was created or deleted in between.
    """
    cut: dict[int, list[int]] = defaultdict(list)
    for monitor_id in monitor_ids:
        cut[monitor_id // size].append(monitor_id)
    return dict(cut)


async def to_check(monitor_ids: Sequence[int]) -> list[Monitor]:
    """Return those of the monitors that are still there and active."""
    return await Monitor.filter(id__in=list(monitor_ids), status=Activity.ACTIVE)


def is_over(minute: int, grace_seconds: int) -> bool:
    """Return whether it is too late to observe this minute honestly."""
    return clock.timestamp() > minute + grace_seconds
