"""What a recurrence rule says: the text of RFC 5545, section 3.3.10, read and checked part by part.

Rules are hostile input: every number is held to the range that the RFC gives it before anything is computed from it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from zoneinfo import ZoneInfo

from core.errors import InvalidInput
from resolvers.schedules import check_time_zone

_MAX_LENGTH = 10_000
_MAX_INTERVAL = 1_000_000
_MAX_COUNT = 1_000_000
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r"\r\n|\n|\r")
_START = re.compile(r"DTSTART;TZID=([^:;]{1,64}):([0-9]{8}T[0-9]{6})", re.IGNORECASE)
_UNTIL = re.compile(r"([0-9]{8})(?:T([0-9]{6})(Z)?)?")
_NUMBER = re.compile(r"[+-]?[0-9]{1,7}")
_DAY = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_COMPACT = "%Y%m%dT%H%M%S"


class Frequency(IntEnum):
    """The period that a rule repeats in, the longest first."""

    YEARLY = 0
    MONTHLY = 1
    WEEKLY = 2
    DAILY = 3
    HOURLY = 4
    MINUTELY = 5
    SECONDLY = 6


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a line `DTSTART;TZID=zone:time` says: a wall clock, and a time on it."""

    zone: ZoneInfo
    start: datetime


@dataclass(frozen=True, slots=True)
class Weekday:
    """A weekday (Monday is 0), or the nth one of its month or year; counted from the end where `nth` is negative."""

    weekday: int
    nth: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A recurrence rule; an empty tuple is a part that is not there.

    `until` is aware where it was written in UTC, and else on the wall clock of the rule.
    """

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: datetime | None = None
    week_start: int = 0
    months: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    days: tuple[Weekday, ...] = ()
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    seconds: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    anchor: Anchor | None = None

    @property
    def is_one_time(self) -> bool:
        """Whether it names one instant and no other."""
        return self.count == 1


class _NotARuleError(Exception):
    """The text is no rule."""


def parse(text: str) -> Rule:
    """Return what a rule says; it may stand alone, after "RRULE:", and below a line "DTSTART;TZID=zone:time".

    Raises InvalidInput for everything that RFC 5545 does not know.
    """
    try:
        return _read(text)
    except _NotARuleError:
        raise InvalidInput("rrule is not a valid iCalendar RRULE string", "rrule") from None


def _that(condition: bool) -> None:  # noqa: FBT001 - reads as a sentence: that(value is ...)
    if not condition:
        raise _NotARuleError


def _read(text: str) -> Rule:
    _that(len(text) <= _MAX_LENGTH)
    lines = [line for line in _LINE.split(_FOLD.sub("", text.strip())) if line.strip()]
    anchor = _anchor(lines.pop(0)) if len(lines) == 2 else None  # noqa: PLR2004 - the start, and the rule
    _that(len(lines) == 1)
    written = lines[0].strip().upper().removeprefix("RRULE:").removesuffix(";")
    values: dict[str, object] = {}
    for part in written.split(";"):
        name, separator, value = part.partition("=")
        _that(bool(separator) and name in _PARTS)
        attribute, read = _PARTS[name]
        _that(attribute not in values)
        values[attribute] = read(value)
    _that("frequency" in values)
    return Rule(**values, anchor=anchor)  # type: ignore[arg-type]  # each part is read into its attribute's type


def _anchor(line: str) -> Anchor:
    match = _START.fullmatch(line.strip())
    if match is None:
        raise _NotARuleError
    try:
        zone = ZoneInfo(check_time_zone(match.group(1)))
    except InvalidInput:
        raise _NotARuleError from None
    return Anchor(zone, _instant(match.group(2)))


def _instant(compact: str) -> datetime:
    try:
        return datetime.strptime(compact.upper(), _COMPACT)  # noqa: DTZ007 - a time on the rule's wall clock
    except ValueError:
        raise _NotARuleError from None


def _frequency(value: str) -> Frequency:
    _that(value in Frequency.__members__)
    return Frequency[value]


def _until(value: str) -> datetime:
    match = _UNTIL.fullmatch(value)
    if match is None:
        raise _NotARuleError
    day, time, utc = match.groups()
    instant = _instant(f"{day}T{time or '000000'}")
    return instant.replace(tzinfo=UTC) if utc else instant


def _number(value: str, low: int, high: int) -> int:
    _that(_NUMBER.fullmatch(value) is not None and low <= int(value) <= high)
    return int(value)


def _between(low: int, high: int) -> Callable[[str], int]:
    return lambda value: _number(value, low, high)


def _numbers(low: int, high: int, *, from_the_end: bool = False) -> Callable[[str], tuple[int, ...]]:
    def read(value: str) -> tuple[int, ...]:
        numbers = {_number(each, -high if from_the_end else low, high) for each in value.split(",")}
        _that(not from_the_end or 0 not in numbers)
        return tuple(sorted(numbers))

    return read


def _weekday(value: str) -> int:
    _that(value in _WEEKDAYS)
    return _WEEKDAYS.index(value)


def _days(value: str) -> tuple[Weekday, ...]:
    days: list[Weekday] = []
    for each in value.split(","):
        match = _DAY.fullmatch(each)
        if match is None:
            raise _NotARuleError
        nth = int(match.group(1)) if match.group(1) else None
        _that(nth is None or 1 <= abs(nth) <= 53)  # noqa: PLR2004 - the weeks of a year
        days.append(Weekday(_weekday(match.group(2)), nth))
    return tuple(days)


_PARTS: dict[str, tuple[str, Callable[[str], object]]] = {
    "FREQ": ("frequency", _frequency),
    "INTERVAL": ("interval", _between(1, _MAX_INTERVAL)),
    "COUNT": ("count", _between(1, _MAX_COUNT)),
    "UNTIL": ("until", _until),
    "WKST": ("week_start", _weekday),
    "BYMONTH": ("months", _numbers(1, 12)),
    "BYWEEKNO": ("weeks", _numbers(1, 53, from_the_end=True)),
    "BYYEARDAY": ("year_days", _numbers(1, 366, from_the_end=True)),
    "BYMONTHDAY": ("month_days", _numbers(1, 31, from_the_end=True)),
    "BYDAY": ("days", _days),
    "BYHOUR": ("hours", _numbers(0, 23)),
    "BYMINUTE": ("minutes", _numbers(0, 59)),
    "BYSECOND": ("seconds", _numbers(0, 59)),
    "BYSETPOS": ("positions", _numbers(1, 366, from_the_end=True)),
}
