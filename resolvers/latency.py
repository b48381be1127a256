"""Latency over time: averages, extremes and percentiles of equal steps, few enough to be drawn."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from core import clock
from core.errors import InvalidInput
from models.monitor import Monitor
from models.samples import Distribution, distributions, quantiles, versions
from models.samples.stretches import DAY, QUARTER_HOUR, ceiling, floor
from resolvers.ranges import Range, checked
from resolvers.remembered import Remembered

HOUR = 3_600
# Each divides the next day, so that steps begin where people expect it.
RESOLUTIONS = (QUARTER_HOUR, 2 * QUARTER_HOUR, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 7 * DAY, 30 * DAY)
DEFAULT_POINTS = 300
MAX_POINTS = 2_000
MAX_POINTS_TOGETHER = 60_000
# One of 300 points takes some 70 KB.
_REMEMBERED = 100
_PERCENTILES = (0.5, 0.9, 0.95, 0.99)


@dataclass(frozen=True, slots=True)
class LatencySeries:
    """The latencies of a monitor in steps of `resolution` seconds, oldest first, a column a value, in milliseconds.

    `timestamps` are the epoch seconds at which the steps begin; steps without a measured latency are left out.
    Percentiles are exact to 1 %.
    """

    resolution: int
    timestamps: Sequence[int]
    average: Sequence[float]
    min: Sequence[float]
    max: Sequence[float]
    p50: Sequence[float]
    p90: Sequence[float]
    p95: Sequence[float]
    p99: Sequence[float]


_remembered: Remembered[LatencySeries] = Remembered(_REMEMBERED)


async def of_monitors(
    monitors: Sequence[Monitor], range_: Range, *, resolution: int | None = None, points: int = DEFAULT_POINTS
) -> dict[int, LatencySeries]:
    """Return by monitor id the latencies of a range, in at most `points` steps; in at most two statements.

    The range is widened to whole steps of the UTC clock. Without a `resolution` (seconds) the shortest of RESOLUTIONS
    is taken that needs at most `points` steps. Raises InvalidInput for an empty range, a resolution that is not among
    RESOLUTIONS, more steps than `points`, at most MAX_POINTS, or more than MAX_POINTS_TOGETHER of all monitors.
    """
    start, end = checked(range_)
    end = min(end, clock.current_minute() + clock.MINUTE)
    step = _step(start, end, resolution, points)
    start, end = floor(start, step), ceiling(end, step)
    if (together := len(monitors) * max(0, end - start) // step) > MAX_POINTS_TOGETHER:
        raise InvalidInput(
            f"at most {MAX_POINTS_TOGETHER} points may be asked for at once; {len(monitors)} monitors need {together}: "
            "ask for fewer points, or fewer monitors",
            "points",
        )
    stamps = await versions([monitor.id for monitor in monitors])
    found = {key: _remembered.get((key, start, end, step), stamp) for key, stamp in stamps.items()}
    computed = await _compute([key for key, series in found.items() if series is None], start, end, step)
    for key, series in computed.items():
        _remembered.put((key, start, end, step), stamps[key], series)
    return {key: series or computed[key] for key, series in found.items()}


async def _compute(ids: Sequence[int], start: int, end: int, step: int) -> dict[int, LatencySeries]:
    found = await distributions(ids, start, end, step) if ids and start < end else []
    return await asyncio.to_thread(_all_series, ids, found, step) if ids else {}


def _step(start: int, end: int, resolution: int | None, points: int) -> int:
    if not 1 <= points <= MAX_POINTS:
        raise InvalidInput(f"points must be between 1 and {MAX_POINTS}; got {points}", "points")
    if resolution is None:
        fitting = (step for step in RESOLUTIONS if _steps(start, end, step) <= points)
        step = next(fitting, None)
        if step is None:
            raise InvalidInput(
                f"the range is too long for {points} points; at most {points * RESOLUTIONS[-1] // DAY} days fit",
                "range",
            )
        return step
    if resolution not in RESOLUTIONS:
        shown = ", ".join(str(step) for step in RESOLUTIONS)
        raise InvalidInput(f"resolution must be one of {shown} (seconds); got {resolution}", "resolution")
    if (needed := _steps(start, end, resolution)) > points:
        raise InvalidInput(
            f"the range has {needed} steps of {resolution} seconds, more than {points}; choose a longer resolution",
            "resolution",
        )
    return resolution


def _steps(start: int, end: int, step: int) -> int:
    return (ceiling(end, step) - floor(start, step)) // step


def _all_series(ids: Sequence[int], found: Sequence[Distribution], step: int) -> dict[int, LatencySeries]:
    by_monitor = {monitor_id: list(some) for monitor_id, some in groupby(found, lambda each: each.monitor_id)}
    return {monitor_id: _series(by_monitor.get(monitor_id, []), step) for monitor_id in ids}


def _series(steps: Sequence[Distribution], step: int) -> LatencySeries:
    percentiles = [_percentiles(each) for each in steps]
    p50, p90, p95, p99 = ([values[place] for values in percentiles] for place in range(len(_PERCENTILES)))
    return LatencySeries(
        step,
        [each.start for each in steps],
        [each.sum / each.count for each in steps],
        [each.min for each in steps],
        [each.max for each in steps],
        p50,
        p90,
        p95,
        p99,
    )


def _percentiles(step: Distribution) -> list[float]:
    """Return the percentiles; whatever a bin says, none lies outside of what was measured."""
    found = quantiles(step.sketch, _PERCENTILES) or []
    return [min(max(value, step.min), step.max) for value in found]
