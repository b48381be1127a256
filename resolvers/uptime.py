"""Uptime: which part of a range a monitor was up, by the monitor's own formula."""

from collections.abc import Sequence
from dataclasses import dataclass

from core import clock
from core.errors import InvalidInput
from models.monitor import Monitor
from models.samples import Totals
from resolvers import range_totals, uptime_formula
from resolvers.ranges import Range, checked

MAX_RANGES = 50


@dataclass(frozen=True, slots=True)
class Uptime:
    """The minutes of a range by status, and what the monitor's formula makes of them.

    `uptime` is a part from 0 to 1, or None where nothing counts; it is never more than 1.
    """

    range: Range
    up: int
    down: int
    degraded: int
    maintenance: int
    no_data: int
    numerator: int
    denominator: int
    uptime: float | None


async def of_monitors(monitors: Sequence[Monitor], ranges: Sequence[Range]) -> dict[int, list[Uptime]]:
    """Return by monitor id the uptime of each range, exact to the minute; minutes later than now do not count.

    At most three statements for all: whole days and quarter hours are read from rollups, samples only at a range's
    edges. An edge in a quarter hour whose samples retention has removed counts nothing. Raises InvalidInput for a range
    that is empty.
    """
    if len(ranges) > MAX_RANGES:
        raise InvalidInput(f"at most {MAX_RANGES} ranges may be asked for at once; got {len(ranges)}", "range")
    now = clock.current_minute() + clock.MINUTE
    bounds = [(start, min(end, now)) for start, end in map(checked, ranges)]
    found = await range_totals.of_monitors([monitor.id for monitor in monitors], bounds)
    return {
        monitor.id: [_uptime(monitor, *each) for each in zip(ranges, found[monitor.id], strict=True)]
        for monitor in monitors
    }


def _uptime(monitor: Monitor, wanted: Range, values: Totals) -> Uptime:
    up, down, degraded, maintenance, no_data = (int(value) for value in values[:5])
    numerator, denominator = uptime_formula.of(monitor.settings).fraction(values)
    ratio = uptime_formula.ratio(numerator, denominator)
    return Uptime(wanted, up, down, degraded, maintenance, no_data, numerator, denominator, ratio)
