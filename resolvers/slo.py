"""Service level objectives: how much of an error budget is left, and how fast it goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import InvalidInput
from models.monitor import Monitor
from resolvers import uptime
from resolvers.ranges import last
from resolvers.uptime import Uptime

HOUR, DAY = 3_600, 86_400
MAX_WINDOW = 365 * DAY


@dataclass(frozen=True, slots=True)
class Slo:
    """A monitor held against a target, over a window that ends now.

    `counted` are the minutes that the denominator of the monitor's uptime formula counts, `bad` those of them that the
    numerator does not, `allowed` how many of them the target lets be bad. `budget_left` is the part of these that is
    not used up: 1 while nothing was bad, 0 when all is spent, below 0 after. A burn rate is how much faster than the
    target allows the budget was spent: at 1 it just lasts. All are None where nothing counts.
    """

    target: float
    window: int
    uptime: float | None
    counted: int
    bad: int
    allowed: float
    budget_left: float | None
    burn_rate_last_hour: float | None
    burn_rate_last_day: float | None


async def of_monitors(monitors: Sequence[Monitor], *, target: float, window: int) -> dict[int, Slo]:
    """Return by monitor id how it stands against `target`, a part of 1, over the last `window` seconds.

    At most three statements for all. Raises InvalidInput for a target that is not between 0 and 1, both excluded, or a
    window that is not between an hour and MAX_WINDOW.
    """
    if not 0 < target < 1:
        raise InvalidInput(f"target must be between 0 and 1, such as 0.999; got {target}", "target")
    if not HOUR <= window <= MAX_WINDOW:
        raise InvalidInput(f"window must be between {HOUR} and {MAX_WINDOW} seconds; got {window}", "window")
    ranges = [last(window), last(HOUR), last(DAY)]
    found = await uptime.of_monitors(monitors, ranges)
    return {monitor.id: _slo(target, window, *found[monitor.id]) for monitor in monitors}


def _slo(target: float, window: int, whole: Uptime, hour: Uptime, day: Uptime) -> Slo:
    burnt = _burn_rate(target, whole)
    return Slo(
        target=target,
        window=window,
        uptime=whole.uptime,
        counted=whole.denominator,
        bad=max(0, whole.denominator - whole.numerator),
        allowed=(1 - target) * whole.denominator,
        budget_left=None if burnt is None else 1 - burnt,
        burn_rate_last_hour=_burn_rate(target, hour),
        burn_rate_last_day=_burn_rate(target, day),
    )


def _burn_rate(target: float, measured: Uptime) -> float | None:
    return None if measured.uptime is None else (1 - measured.uptime) / (1 - target)
