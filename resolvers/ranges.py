"""Ranges of time that people ask about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from core import clock
from core.errors import InvalidInput
from resolvers import local_days
from resolvers.timestamps import EARLIEST, LATEST, clamp

_DAY = 86_400


class Period(StrEnum):
    """Ranges that end now, and have names because everybody asks about them."""

    LAST_24_HOURS = "LAST_24_HOURS"
    LAST_7_DAYS = "LAST_7_DAYS"
    LAST_30_DAYS = "LAST_30_DAYS"
    LAST_90_DAYS = "LAST_90_DAYS"
    LAST_YEAR = "LAST_YEAR"


_DAYS: Mapping[Period, int] = {
    Period.LAST_24_HOURS: 1,
    Period.LAST_7_DAYS: 7,
    Period.LAST_30_DAYS: 30,
    Period.LAST_90_DAYS: 90,
    Period.LAST_YEAR: 365,
}


@dataclass(frozen=True, slots=True)
class Range:
    """The minutes that begin in the epoch seconds [start, end)."""

    start: int
    end: int


def last(seconds: int) -> Range:
    """Return the range of this many seconds that ends with the current minute."""
    end = clock.current_minute() + clock.MINUTE
    return Range(end - seconds, end)


def recent(period: Period, time_zone: str | None = None) -> Range:
    """Return the range of a period that ends with the current minute.

    With a time zone, days are those of the place, of which today is the last, as status bars have them; 24 hours are
    24 hours all the same. Raises InvalidInput for an unknown time zone.
    """
    days = _DAYS[period]
    if time_zone is None:
        return last(days * _DAY)
    place = local_days.until(None, days, time_zone)
    return last(_DAY) if period is Period.LAST_24_HOURS else between(place.bounds[0])


def between(start: int, end: int | None = None) -> Range:
    """Return the range of the minutes from `start` until before `end` (None: with the current one).

    Raises InvalidInput for a range that is empty.
    """
    wanted = Range(start, clock.current_minute() + clock.MINUTE if end is None else end)
    checked(wanted)
    return wanted


def checked(wanted: Range) -> tuple[int, int]:
    """Return the range with its bounds at minutes; raises InvalidInput when its start is not before its end."""
    if wanted.start >= wanted.end:
        raise InvalidInput(
            f"the start of a range must be before its end; got {_shown(wanted.start)} and {_shown(wanted.end)}", "start"
        )
    start, end = (-(-clamp(edge) // clock.MINUTE) * clock.MINUTE for edge in (wanted.start, wanted.end))
    return start, end


def _shown(edge: int) -> str:
    return datetime.fromtimestamp(min(max(edge, EARLIEST), LATEST), UTC).isoformat()
