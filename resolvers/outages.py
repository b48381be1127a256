"""Outages: when monitors were not UP, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from core import clock
from core.errors import InvalidInput
from models.enums import Status
from models.monitor import Monitor
from models.samples import runs
from resolvers.ranges import Range, checked

MAX_DAYS = 366
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Outage:
    """A maximal run of minutes that were DOWN, DEGRADED or in MAINTENANCE.

    It began at the epoch second `start` and ended at `end`, the next minute that was UP; None while it goes on.
    Minutes without data neither make an outage nor end one. `minutes` counts the samples in it, `worst` is their
    worst status, `reason` the first message that came with one of them.
    """

    start: int
    end: int | None
    minutes: int
    worst: Status
    reason: str | None


async def of_monitors(monitors: Sequence[Monitor], range_: Range) -> dict[int, list[Outage]]:
    """Return by monitor id the outages that reach into the range, oldest first, each whole; one statement for all.

    What retention has removed has no outages any more. Raises InvalidInput for a range that is empty, or longer than
    MAX_DAYS.
    """
    start, end = checked(range_)
    if end - start > MAX_DAYS * _DAY:
        raise InvalidInput(
            f"outages are looked for in at most {MAX_DAYS} days; the range has {-(-(end - start) // _DAY)}", "range"
        )
    found: dict[int, list[Outage]] = {monitor.id: [] for monitor in monitors}
    for run in await runs(list(found), start, end, now=clock.current_minute() + clock.MINUTE):
        found[run.monitor_id].append(Outage(run.start, run.end, run.minutes, run.worst, run.message))
    return found
