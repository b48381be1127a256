"""The history of a set of monitors as one: what a page shows above its monitors."""

import asyncio
from collections.abc import Iterable, Sequence

from resolvers.local_days import LocalDays
from resolvers.overall_status import worst_of
from resolvers.ranges import Range
from resolvers.status_bars import StatusBars
from resolvers.uptime import Uptime


async def bars(parts: Sequence[StatusBars], days: LocalDays) -> StatusBars:
    """Return the bars of a set from those that its monitors have of the same days.

    Minutes are added up. A day's status is the worst that any monitor had. Uptime and latency are the means of what
    the monitors have, each by its own formula and each counting the same; those that have none do not count.
    """
    return await asyncio.to_thread(_bars, parts, days)


def uptime(parts: Sequence[Uptime], range_: Range) -> Uptime:
    """Return the uptime of a set from those that its monitors have in the same range: added up, and their mean."""
    return Uptime(
        range=range_,
        up=sum(part.up for part in parts),
        down=sum(part.down for part in parts),
        degraded=sum(part.degraded for part in parts),
        maintenance=sum(part.maintenance for part in parts),
        no_data=sum(part.no_data for part in parts),
        numerator=sum(part.numerator for part in parts),
        denominator=sum(part.denominator for part in parts),
        uptime=_mean(part.uptime for part in parts),
    )


def _bars(parts: Sequence[StatusBars], days: LocalDays) -> StatusBars:
    none = [0] * len(days.dates)
    up = _sums(none, [part.up for part in parts])
    down = _sums(none, [part.down for part in parts])
    degraded = _sums(none, [part.degraded for part in parts])
    maintenance = _sums(none, [part.maintenance for part in parts])
    no_data = _sums(none, [part.no_data for part in parts])
    return StatusBars(
        dates=days.dates,
        starts=days.bounds[:-1],
        ends=days.bounds[1:],
        up=up,
        down=down,
        degraded=degraded,
        maintenance=maintenance,
        no_data=no_data,
        worst=[worst_of(*day) for day in zip(up, down, degraded, maintenance, no_data, strict=True)],
        uptime=_means(none, [part.uptime for part in parts]),
        latency_average=_means(none, [part.latency_average for part in parts]),
    )


def _sums(none: Sequence[int], columns: Sequence[Sequence[int]]) -> list[int]:
    return [sum(day) for day in zip(none, *columns, strict=True)]


def _means(none: Sequence[int], columns: Sequence[Sequence[float | None]]) -> list[float | None]:
    return [_mean(day) for day in zip(*columns, strict=True)] if columns else [None for _ in none]


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
