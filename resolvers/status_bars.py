"""Status bars: how monitors were on each of the last local days."""

import asyncio
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from core import clock
from core.errors import InvalidInput
from models.enums import Status
from models.monitor import Monitor
from models.samples import SETTLED_AFTER, Version, daily, totals, versions
from models.samples.days import ON_THE_LOOP, Columns
from models.samples.stretches import QUARTER_HOUR
from resolvers import local_days, uptime_formula
from resolvers.local_days import LocalDays
from resolvers.overall_status import worst_of
from resolvers.pieces import pieces_of
from resolvers.remembered import Remembered
from resolvers.uptime_formula import UptimeFormula

MAX_MONITORS = 200
# A year of bars takes some 50 KB.
_REMEMBERED = 500
_NOTHING: Columns = [[]] * 7


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


_remembered: Remembered[StatusBars] = Remembered(_REMEMBERED)
# What the days that have long passed come to, which new minutes leave as it is: 3 KB for 90 days.
_remembered_past: Remembered[Columns] = Remembered(_REMEMBERED)


async def of_monitors(
    monitors: Sequence[Monitor], *, days: int, time_zone: str, end: int | None = None
) -> dict[int, StatusBars]:
    """Return by monitor id the bars of `days` local days, of which the last holds `end` (epoch seconds; None: now).

    Minutes later than now do not count. At most three statements for all monitors: whether what was computed before
    still holds, and what has to be computed of the days that have long passed, and of the others; from rollups, and
    from samples only of the current quarter hour. Raises InvalidInput for more than MAX_MONITORS, a number of days
    outside 1 to 365, or an unknown time zone.
    """
    if len(monitors) > MAX_MONITORS:
        raise InvalidInput(f"status bars are for at most {MAX_MONITORS} monitors at once; got {len(monitors)}")
    wanted = local_days.until(end, days, time_zone)
    now = clock.current_minute() + clock.MINUTE
    formulas = {monitor.id: uptime_formula.of(monitor.settings) for monitor in monitors}
    known = await versions(list(formulas))
    stamps = {key: (version.all, now) for key, version in known.items()}
    questions = {key: (key, formula, wanted) for key, formula in formulas.items()}
    found = {key: _remembered.get(question, stamps[key]) for key, question in questions.items()}
    missing = {key: version for key, version in known.items() if found[key] is None}
    computed = await _compute({key: formulas[key] for key in missing}, missing, wanted, now)
    for key, bars in computed.items():
        _remembered.put(questions[key], stamps[key], bars)
    return {key: bars or computed[key] for key, bars in found.items()}


async def _compute(
    formulas: Mapping[int, UptimeFormula], known: Mapping[int, Version], wanted: LocalDays, now: int
) -> dict[int, StatusBars]:
    """Return by monitor id the bars of the days `wanted`, up to the minute `now`, which is no part of them."""
    if not formulas:
        return {}
    begun = sum(bound < now for bound in wanted.bounds[:-1])
    settled = sum(bound <= now - SETTLED_AFTER for bound in wanted.bounds[1:])
    past = await _past(known, wanted.bounds[: settled + 1])
    recent = await _columns(list(formulas), (*wanted.bounds[settled:begun], min(wanted.bounds[begun], now)))
    if len(formulas) * begun > ON_THE_LOOP:
        return await asyncio.to_thread(_all_bars, formulas, wanted, past, recent)
    return _all_bars(formulas, wanted, past, recent)


async def _past(known: Mapping[int, Version], bounds: tuple[int, ...]) -> Mapping[int, Columns]:
    """Return by monitor id what days come to that have long passed: remembered, until one of their samples changes."""
    if len(bounds) == 1:
        return dict.fromkeys(known, _NOTHING)
    found = {key: _remembered_past.get((key, bounds), version.past) for key, version in known.items()}
    computed = await _columns([key for key, columns in found.items() if columns is None], bounds)
    for key, columns in computed.items():
        _remembered_past.put((key, bounds), known[key].past, _packed(columns))
    return {key: columns or computed[key] for key, columns in found.items()}


def _packed(columns: Columns) -> Columns:
    """Return the columns in less memory than lists of numbers take."""
    *counts, latency_sums = columns
    return [*(array("i", column) for column in counts), array("d", latency_sums)]


async def _columns(ids: Sequence[int], bounds: Sequence[int]) -> Mapping[int, Columns]:
    """Return by monitor id what it had from each of the bounds to the next."""
    if not ids or len(bounds) == 1:
        return dict.fromkeys(ids, _NOTHING)
    if not any(bound % QUARTER_HOUR for bound in bounds[:-1]):
        return await daily(ids, bounds)
    # Clocks that went by the sun: no place has had such since 1972.
    pieces = [piece for number, day in enumerate(pairwise(bounds)) for piece in pieces_of(number, *day)]
    found = await totals(ids, len(bounds) - 1, pieces)
    return {key: list(zip(*days, strict=True)) for key, days in found.items()}


def _all_bars(
    formulas: Mapping[int, UptimeFormula],
    wanted: LocalDays,
    past: Mapping[int, Columns],
    recent: Mapping[int, Columns],
) -> dict[int, StatusBars]:
    return {key: _bars(formula, wanted, past[key], recent[key]) for key, formula in formulas.items()}


def _bars(formula: UptimeFormula, wanted: LocalDays, past: Columns, recent: Columns) -> StatusBars:
    to_come = [0] * (len(wanted.dates) - len(past[0]) - len(recent[0]))
    *counts, latency_counts, latency_sums = (
        [*before, *since, *to_come] for before, since in zip(past, recent, strict=True)
    )
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
