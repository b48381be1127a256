"""How the checks run: how late they begin, what was missed, what runs now, and who runs it."""

from collections.abc import Sequence
from dataclasses import dataclass

from core import clock, queue
from core.errors import InvalidInput, Unavailable
from core.principal import Access, Principal
from core.worker_presence import Presence
from models.check_batch import CheckBatch, MissedMinutes
from resolvers import due

MAX_MINUTES = 1440
_MAX_MISSED = 100
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Lateness:
    """How long after second 0 the checks of some minutes began, in milliseconds; None where there were none."""

    monitor_count: int
    p50: float | None
    p99: float | None
    max: float | None


@dataclass(frozen=True, slots=True)
class JobHealth:
    """How the checks run.

    `missed` is the newest first, at most 100; `missed_minute_count` counts the minutes of the last 24 hours in which
    somebody was missed. `overdue_count` monitors were due before this minute, and nobody has planned them.
    `workers` is None while Redis can't be asked.
    """

    lateness: Lateness
    missed: list[MissedMinutes]
    missed_minute_count: int
    running: list[CheckBatch]
    overdue_count: int
    workers: list[Presence] | None


async def health(principal: Principal, *, minutes: int) -> JobHealth:
    """Return how the checks run, and how late they began in the last `minutes`.

    Raises InvalidInput for a number of minutes that is not 1 to MAX_MINUTES.
    """
    principal.require(Access.READ)
    if not 1 <= minutes <= MAX_MINUTES:
        raise InvalidInput(f"minutes must be from 1 to {MAX_MINUTES}; got {minutes}", "minutes")
    return JobHealth(
        lateness=await _lateness(clock.current_minute() - minutes * clock.MINUTE),
        missed=await MissedMinutes.all().order_by("-last_minute", "-id").limit(_MAX_MISSED),
        missed_minute_count=await _count_missed(clock.timestamp() - _DAY),
        running=await CheckBatch.filter(worker__isnull=False, finished_at__isnull=True).order_by("minute", "number"),
        overdue_count=await due.count(clock.current_minute() - clock.MINUTE),
        workers=await _workers(),
    )


async def _lateness(after: int) -> Lateness:
    """Return how late the batches of the minutes later than `after` began; each counts with all its monitors."""
    begun = CheckBatch.filter(minute__gt=after, started_at__isnull=False)
    rows = await begun.values_list("started_at", "minute", "monitor_count")
    delays = sorted(((started_at - minute) * 1000, count) for started_at, minute, count in rows)
    total = sum(count for _, count in delays)
    if not total:
        return Lateness(0, None, None, None)
    return Lateness(total, _quantile(delays, 0.5 * total), _quantile(delays, 0.99 * total), delays[-1][0])


def _quantile(delays: Sequence[tuple[float, int]], rank: float) -> float:
    """Return the smallest delay that so many monitors did not exceed."""
    reached = 0
    for delay, count in delays:
        reached += count
        if reached >= rank:
            return delay
    return delays[-1][0]


async def _count_missed(since: int) -> int:
    """Return how many minutes from `since` on were missed; some are covered by several rows."""
    spans = MissedMinutes.filter(last_minute__gte=since).order_by("first_minute")
    count, end = 0, since
    for first, last in await spans.values_list("first_minute", "last_minute"):
        start = max(first, end)
        if last >= start:
            count += (last - start) // clock.MINUTE + 1
            end = last + clock.MINUTE
    return count


async def _workers() -> list[Presence] | None:
    try:
        return await queue.current().workers()
    except Unavailable:
        return None
