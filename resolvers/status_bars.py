"""Status bars: how monitors were on each of the last local days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from core import clock
from core.errors import InvalidInput
from models.enums import Status
from models.monitor import Monitor
from models.samples import Piece, Totals, totals, versions
from models.samples.stretches import DAY
from resolvers import local_days, uptime_formula
from resolvers.local_days import LocalDays
from resolvers.overall_status import worst_of
from resolvers.pieces import pieces_of
from resolvers.remembered import Remembered
from resolvers.uptime_formula import UptimeFormula

MAX_MONITORS = 200
# A year of bars takes some 50 KB.
_REMEMBERED = 500


@dataclass(frozen=True, slots=True)
class StatusBars:
    """Consecutive local days of a monitor, oldest first, a column a value.

    `starts` and `ends` are the epoch seconds at which the days begin and end, 23 or 25 hours apart when clocks
    change. Then minutes by status; the worst status that a minute had; the uptime from 0 to 1, and the average
    latency in milliseconds, None where there is nothing to compute them from.
    """

    dates: Sequence[date]
    starts: Sequence[int]
    ends: Sequence[int]
    up: Sequence[int]
    down: Sequence[int]
    degraded: Sequence[int]
    maintenance: Sequence[int]
    no_data: Sequence[int]
    worst: Sequence[Status]
    uptime: Sequence[float | None]
    latency_average: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class _Edge:
    """The time between a local midnight and the UTC midnight next to it.

    `sign` is 1 when the days that begin with that UTC midnight lack the time, and -1 when they have it too much.
    """

    midnight: int
    pieces: Sequence[Piece]
    sign: int


_remembered: Remembered[StatusBars] = Remembered(_REMEMBERED)


async def of_monitors(
    monitors: Sequence[Monitor], *, days: int, time_zone: str, end: int | None = None
) -> dict[int, StatusBars]:
    """Return by monitor id the bars of `days` local days, of which the last holds `end` (epoch seconds; None: now).

    Minutes later than now do not count. At most two statements for all monitors: whether what was computed before
    still holds, and what has to be computed, from rollups, and from samples only of the current quarter hour. Raises
    InvalidInput for more than MAX_MONITORS, a number of days outside 1 to 365, or an unknown time zone.
    """
    if len(monitors) > MAX_MONITORS:
        raise InvalidInput(f"status bars are for at most {MAX_MONITORS} monitors at once; got {len(monitors)}")
    wanted = local_days.until(end, days, time_zone)
    now = clock.current_minute() + clock.MINUTE
    formulas = {monitor.id: uptime_formula.of(monitor.settings) for monitor in monitors}
    stamps = {key: (version, now) for key, version in (await versions(list(formulas))).items()}
    questions = {key: (key, formula, wanted) for key, formula in formulas.items()}
    found = {key: _remembered.get(question, stamps[key]) for key, question in questions.items()}
    computed = await _compute({key: formulas[key] for key, bars in found.items() if bars is None}, wanted, now)
    for key, bars in computed.items():
        _remembered.put(questions[key], stamps[key], bars)
    return {key: bars or computed[key] for key, bars in found.items()}


async def _compute(formulas: Mapping[int, UptimeFormula], wanted: LocalDays, now: int) -> dict[int, StatusBars]:
    """Return by monitor id the bars of the days `wanted`, up to the minute `now`, which is no part of them."""
    days = len(wanted.dates)
    passed = sum(bound <= now for bound in wanted.bounds[1:])
    # The labels: first the days, then the edges between those that have passed.
    edges = [_edge(days + number, bound) for number, bound in enumerate(wanted.bounds[: passed + 1])] if passed else []
    pieces = [piece for edge in edges for piece in edge.pieces]
    for number, (edge, following) in enumerate(pairwise(edges)):
        pieces += pieces_of(number, edge.midnight, following.midnight)
    if passed < days:
        pieces += pieces_of(passed, wanted.bounds[passed], now)
    found = await totals(list(formulas), days + len(edges), pieces)
    signs = [edge.sign for edge in edges]
    return {key: _bars(formula, wanted, signs, found[key]) for key, formula in formulas.items()}


def _edge(label: int, bound: int) -> _Edge:
    """Look at the UTC midnight that is nearest to the local one.

    A local day is then the UTC days between two of these, more or less the edges: at most half a day of quarter
    hours is read for each, and for most of the world much less.
    """
    midnight = (bound + DAY // 2) // DAY * DAY
    sign = 1 if bound < midnight else -1
    return _Edge(midnight, pieces_of(label, min(bound, midnight), max(bound, midnight)), sign)


def _bars(formula: UptimeFormula, wanted: LocalDays, signs: Sequence[int], found: Sequence[Totals]) -> StatusBars:
    columns = [_corrected(column, signs, len(wanted.dates)) for column in zip(*found, strict=True)]
    counts, (latency_counts, latency_sums) = columns[:-2], columns[-2:]
    up, down, degraded, maintenance, no_data = counts
    return StatusBars(
        wanted.dates,
        wanted.bounds[:-1],
        wanted.bounds[1:],
        up,
        down,
        degraded,
        maintenance,
        no_data,
        [worst_of(*day) for day in zip(*counts, strict=True)],
        formula.uptimes(counts),
        [total / count if count else None for total, count in zip(latency_sums, latency_counts, strict=True)],
    )


def _corrected(column: Sequence[Any], signs: Sequence[int], days: int) -> list[Any]:
    """Give each day that has passed what it lacks at its edges, and take away what it has too much."""
    if not signs:
        return list(column)
    edges = [sign * value for sign, value in zip(signs, column[days:], strict=True)]
    passed = [value + edge - following for value, edge, following in zip(column, edges, edges[1:], strict=False)]
    return [*passed, *column[len(passed) : days]]
