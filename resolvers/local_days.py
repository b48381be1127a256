"""The days of a place: where they begin, also where clocks are changed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from core import clock
from core.errors import InvalidInput
from resolvers.schedules import check_time_zone
from resolvers.timestamps import minute_of

MAX_DAYS = 365
_KEPT = 256


@dataclass(frozen=True, slots=True)
class LocalDays:
    """Consecutive dates of a place, and the epoch seconds at which each begins; the last of these ends the last."""

    dates: tuple[date, ...]
    bounds: tuple[int, ...]


def until(end: int | None, days: int, time_zone: str) -> LocalDays:
    """Return the `days` local days of which the last holds the instant `end` (None: now).

    Raises InvalidInput for a number of days outside 1 to MAX_DAYS, an unknown time zone, or days outside the years
    2 to 9998.
    """
    if not 1 <= days <= MAX_DAYS:
        raise InvalidInput(f"days must be between 1 and {MAX_DAYS}; got {days}", "days")
    check_time_zone(time_zone)
    instant = clock.timestamp() if end is None else minute_of(end, "end")
    moment = datetime.fromtimestamp(instant, UTC)
    if not date.min.year < moment.year - 1 or not moment.year < date.max.year:
        raise InvalidInput(f"end must lie in the years 3 to 9998; got {moment.year}", "end")
    return _days(moment.astimezone(ZoneInfo(time_zone)).date(), days, time_zone)


@lru_cache(_KEPT)
def _days(last: date, count: int, time_zone: str) -> LocalDays:
    zone = ZoneInfo(time_zone)
    dates = tuple(last - timedelta(days=count - 1 - number) for number in range(count))
    return LocalDays(dates, tuple(_midnight(day, zone) for day in (*dates, last + timedelta(days=1))))


def _midnight(day: date, zone: ZoneInfo) -> int:
    """Return the minute at which a day begins; where midnight is skipped, the clock's change is its beginning."""
    return clock.floor_to_minute(int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()))
