"""When a monitor is due: its cron, by the wall clock of its time zone.

On the days that clocks are set, cron's rules hold. A cron that means every so often (its minutes or hours are a `*`
or its steps) goes by real time: twice through the hour that is repeated, and never into the one that is skipped. One
that means a time of the day is due once: at the first of two equal times, and right after a gap that has its time.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.clock import MINUTE
from core.errors import InvalidInput
from resolvers import cron as crons
from resolvers.cron import Cron

_DAY = 86_400


def check_cron(cron: str) -> str:
    """Return the expression without needless blanks; raises InvalidInput when it names no minute at all."""
    expression = " ".join(cron.split())
    crons.read(expression)
    return expression


def check_time_zone(name: str) -> str:
    """Return the name of an IANA time zone; raises InvalidInput for one that does not exist."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInput(
            f"time_zone must be an IANA time zone such as 'Europe/Berlin'; got '{name}'", "time_zone"
        ) from None
    return name


def next_due(cron: str | None, time_zone: str, after: int) -> int | None:
    """Return the first due minute later than the epoch second `after`; None where there is none.

    Raises InvalidInput for an expression or a time zone that is not valid.
    """
    if not cron:
        return None
    if cron == "* * * * *":
        return after // MINUTE * MINUTE + MINUTE
    read = crons.read(cron)
    zone = ZoneInfo(check_time_zone(time_zone))
    return _next_by_real_time(read, zone, after) if read.by_interval else _next_once(read, zone, after)


def _next_by_real_time(cron: Cron, zone: ZoneInfo, after: int) -> int | None:
    """Return the next instant whose time on the wall the cron names: between two changes of the clock, one step."""
    start: int | None = after + 1
    due = None
    while start is not None:
        offset = _offset(zone, start)
        wall = cron.after(_wall(start - 1, offset))
        due = None if wall is None else _epoch(wall) - offset
        start = None if due is None else _first_change(zone, start, due)
    return due


def _next_once(cron: Cron, zone: ZoneInfo, after: int) -> int | None:
    """Return the next instant at which a time of the day is reached for the first time, or jumped over."""
    wall = cron.after(_wall(after, _offset(zone, after)))
    while wall is not None:
        due = _first_at(wall, zone)
        if due > after:
            return due
        wall = cron.after(wall)
    return None


def _first_at(wall: datetime, zone: ZoneInfo) -> int:
    """Return the first instant at which the wall shows `wall`; where it never does, that at which it is set past it."""
    before, later = (int(wall.replace(tzinfo=zone, fold=fold).timestamp()) for fold in (0, 1))
    # Of a time that exists twice, fold 0 is the first. Of one that does not exist, fold 0 is reckoned by the offset
    # before the gap and so lies after it; fold 1 lies before it.
    change = _first_change(zone, later, before) if later < before else None
    return before if change is None else change


def _first_change(zone: ZoneInfo, start: int, end: int) -> int | None:
    """Return the first instant in (start, end] at which the zone's offset differs from that at `start`."""
    offset = _offset(zone, start)
    low, high = start, start
    while high < end:
        low, high = high, min(high + _DAY, end)
        if _offset(zone, high) != offset:
            break
    else:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, middle) == offset:
            low = middle
        else:
            high = middle
    return high


def _offset(zone: ZoneInfo, instant: int) -> int:
    """Return how many seconds the zone's wall is ahead of UTC."""
    offset = datetime.fromtimestamp(instant, zone).utcoffset()
    assert offset is not None  # noqa: S101 - a ZoneInfo always has one
    return int(offset.total_seconds())


def _wall(instant: int, offset: int) -> datetime:
    return datetime.fromtimestamp(instant + offset, UTC).replace(tzinfo=None)


def _epoch(wall: datetime) -> int:
    return int(wall.replace(tzinfo=UTC).timestamp())
