"""Status bars: how monitors were on each of the last local days."""

import asyncio
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
from resolvers import bar_columns, local_days, uptime_formula
from resolvers.bar_columns import BarColumns, PackedBars
from resolvers.local_days import LocalDays
from resolvers.pieces import pieces_of
from resolvers.remembered import Remembered
from resolvers.uptime_formula import UptimeFormula

MAX_MONITORS = 200
# Bars are kept packed: of a day some 40 bytes, and of a monitor as much as 25 days take. So these are at most 3 MB, 90
# days of 500 monitors, or of 50 in 10 time zones; of today and the two days before, as many and 1 MB.
_REMEMBERED_DAYS = 60_000
_REMEMBERED_RECENT = 500
_OF_A_MONITOR = 25
# To give days again that are remembered takes a third of the time of computing them.
_GIVEN_ON_THE_LOOP = 3 * ON_THE_LOOP
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
    up: list[int]
    down: list[int]
    degraded: list[int]
    maintenance: list[int]
    no_data: list[int]
    worst: list[Status]
    uptime: list[float | None]
    latency_average: list[float | None]


# The days that have long passed, which new minutes leave as they are: all that end at one midnight of a place.
_remembered_past: Remembered[PackedBars] = Remembered(_REMEMBERED_DAYS, lambda packed: len(packed) + _OF_A_MONITOR)
_remembered_recent: Remembered[BarColumns] = Remembered(_REMEMBERED_RECENT)


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
    settled = sum(bound <= now - SETTLED_AFTER for bound in wanted.bounds[1:])
    formulas = {monitor.id: uptime_formula.of(monitor.settings) for monitor in monitors}
    known = await versions(list(formulas))
    past = await _past(formulas, known, wanted.bounds[: settled + 1], time_zone)
    recent = await _recent(formulas, known, wanted.bounds[settled:], now)
    if len(formulas) * settled > _GIVEN_ON_THE_LOOP:
        return await asyncio.to_thread(_all_bars, wanted, past, recent)
    return _all_bars(wanted, past, recent)


async def _past(
    formulas: Mapping[int, UptimeFormula], known: Mapping[int, Version], bounds: Sequence[int], time_zone: str
) -> dict[int, PackedBars]:
    """Return by monitor id the bars of days that have long passed, or of more: until one of their samples changes."""
    if len(bounds) == 1:
        return {}
    questions = {key: (key, formula, time_zone, bounds[-1]) for key, formula in formulas.items()}
    found = {}
    for key, question in questions.items():
        packed = _remembered_past.get(question, known[key].past)
        # However many days are wanted: those of a place that end at the same midnight are the same ones.
        if packed is not None and len(packed) >= len(bounds) - 1:
            found[key] = packed
    computed = await _compute({key: formula for key, formula in formulas.items() if key not in found}, bounds)
    for key, bars in computed.items():
        found[key] = packed = PackedBars.of(bars)
        _remembered_past.put(questions[key], known[key].past, packed)
    return found


async def _recent(
    formulas: Mapping[int, UptimeFormula], known: Mapping[int, Version], bounds: tuple[int, ...], now: int
) -> dict[int, BarColumns]:
    """Return by monitor id the bars of the other days, up to the minute `now`, which is no part of them."""
    if len(bounds) == 1:
        return {}
    begun = sum(bound < now for bound in bounds[:-1])
    questions = {key: (key, formula, bounds) for key, formula in formulas.items()}
    stamps = {key: (version.all, now) for key, version in known.items()}
    found = {key: _remembered_recent.get(question, stamps[key]) for key, question in questions.items()}
    computed = await _compute(
        {key: formulas[key] for key, bars in found.items() if bars is None},
        (*bounds[:begun], min(bounds[begun], now)),
        to_come=len(bounds) - 1 - begun,
    )
    for key, bars in computed.items():
        _remembered_recent.put(questions[key], stamps[key], bars)
    return {key: bars or computed[key] for key, bars in found.items()}


async def _compute(
    formulas: Mapping[int, UptimeFormula], bounds: Sequence[int], to_come: int = 0
) -> dict[int, BarColumns]:
    """Return by monitor id the bars from each of the bounds to the next, and of so many days that are to come."""
    found = await _columns(list(formulas), bounds)
    if len(formulas) * len(bounds) > ON_THE_LOOP:
        return await asyncio.to_thread(_computed, formulas, found, to_come)
    return _computed(formulas, found, to_come)


def _computed(
    formulas: Mapping[int, UptimeFormula], found: Mapping[int, Columns], to_come: int
) -> dict[int, BarColumns]:
    return {key: bar_columns.computed(formula, found[key], to_come) for key, formula in formulas.items()}


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
    wanted: LocalDays, past: Mapping[int, PackedBars], recent: Mapping[int, BarColumns]
) -> dict[int, StatusBars]:
    return {key: _bars(wanted, past.get(key), recent.get(key)) for key in past or recent}


def _bars(wanted: LocalDays, past: PackedBars | None, recent: BarColumns | None) -> StatusBars:
    since = recent or bar_columns.NO_DAYS
    before = bar_columns.NO_DAYS if past is None else past.last(len(wanted.dates) - len(since[0]))
    columns = ([*some, *others] for some, others in zip(before, since, strict=True))
    return StatusBars(wanted.dates, wanted.bounds[:-1], wanted.bounds[1:], *columns)
