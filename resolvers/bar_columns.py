"""The columns of status bars, computed from counts of minutes, and packed to be kept."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import Any, Self

from models.samples import days
from models.samples.sample import STATUSES
from resolvers.overall_status import worst_of
from resolvers.uptime_formula import UptimeFormula

# By day: minutes that were up, down, degraded, in maintenance, without data; the worst status; uptime; average latency.
BarColumns = Sequence[Sequence[Any]]
NO_DAYS: BarColumns = ((),) * 8
_COUNTS = len(STATUSES)


def computed(formula: UptimeFormula, found: days.Columns, to_come: int = 0) -> BarColumns:
    """Return the bars of what days come to, and of so many days after them, of which nothing is known yet."""
    nothing = [0] * to_come
    *counts, latency_counts, latency_sums = ([*column, *nothing] for column in found)
    return [
        *counts,
        list(map(worst_of, *counts)),
        formula.uptimes(counts),
        [total / count if count else None for total, count in zip(latency_sums, latency_counts, strict=True)],
    ]


@dataclass(frozen=True, slots=True)
class PackedBars:
    """The bars of consecutive days in a third of the memory that lists take: 40 bytes a day."""

    counts: Sequence[Sequence[int]]
    worst: bytes
    uptime: Sequence[float]
    latency_average: Sequence[float]

    @classmethod
    def of(cls, bars: BarColumns) -> Self:
        """Return the bars, packed."""
        *counts, worst, uptime, latency_average = bars
        return cls(
            [array("i", column) for column in counts],
            bytes(map(_CODES.__getitem__, worst)),
            _numbers(uptime),
            _numbers(latency_average),
        )

    def __len__(self) -> int:
        """Return how many days these are."""
        return len(self.worst)

    def last(self, count: int) -> BarColumns:
        """Return the bars of the last `count` of the days."""
        first = len(self) - count
        return [
            *(column[first:] for column in self.counts),
            [STATUSES[code] for code in self.worst[first:]],
            [None if isnan(value) else value for value in self.uptime[first:]],
            [None if isnan(value) else value for value in self.latency_average[first:]],
        ]


_CODES = {status: code for code, status in enumerate(STATUSES)}


def _numbers(column: Sequence[float | None]) -> Sequence[float]:
    return array("d", (nan if value is None else value for value in column))
