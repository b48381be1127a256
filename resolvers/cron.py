"""Cron expressions: five fields that are read into the minutes of a wall clock that they name.

Names, lists, ranges, steps, `L` (the last day of the month; `L5` or `5L` its last Friday), `#` (`mon#2`: its second
Monday), and @hourly and its like. A range may run over the end (`22-4`, `fri-mon`). As cron has it, a day must fit
both day fields, unless neither begins with `*`: then one of them is enough.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, datetime, timedelta
from functools import lru_cache

from core.errors import InvalidInput

_ALIASES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_EXAMPLE = "five fields, as in '*/5 * * * *', or one of @hourly, @daily, @weekly, @monthly, @yearly"
_ITEM = re.compile(r"(?:(?P<any>[*?])|(?P<first>[0-9a-z]+)(?:-(?P<last>[0-9a-z]+))?)(?:/(?P<step>[0-9]+))?")
_WEEK = 7
_SATURDAY = 6
_LAST_WEEK = 0  # where others have 1 to 5
# A 29 February that falls on one given weekday may be 40 years away.
_YEARS = 41


@dataclass(frozen=True, slots=True)
class _Field:
    """A place of the expression: its name, what it may hold, and words for its lowest values."""

    name: str
    lowest: int
    highest: int
    words: tuple[str, ...] = ()
    is_day: bool = False


_MINUTE = _Field("minute", 0, 59)
_HOUR = _Field("hour", 0, 23)
_DAY = _Field("day of month", 1, 31, is_day=True)
_MONTH = _Field("month", 1, 12, _MONTHS)
_WEEKDAY = _Field("day of week", 0, 7, _WEEKDAYS, is_day=True)
_FIELDS = (_MINUTE, _HOUR, _DAY, _MONTH, _WEEKDAY)


@dataclass(frozen=True, slots=True)
class Cron:
    """The minutes that an expression names, by any wall clock.

    `weeks_of` has the weekdays (0 is Sunday) that count in some weeks of the month only: 1 to 5, and 0 for the last.
    `by_interval` says that minutes or hours are a `*` or its steps: such a cron means every so often, others mean a
    time of the day.
    """

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    has_last_day: bool
    months: frozenset[int]
    weekdays: frozenset[int]
    weeks_of: frozenset[tuple[int, int]]
    is_either_day: bool
    by_interval: bool

    def after(self, wall: datetime) -> datetime | None:
        """Return the first minute later than `wall` (a naive time); None where there is none within 40 years."""
        earliest = wall.replace(second=0, microsecond=0) + timedelta(minutes=1)
        for year, month, day in self._days_from(earliest):
            is_today = (year, month, day) == (earliest.year, earliest.month, earliest.day)
            for hour in self.hours:
                if is_today and hour < earliest.hour:
                    continue
                for minute in self.minutes:
                    if not is_today or (hour, minute) >= (earliest.hour, earliest.minute):
                        return datetime(year, month, day, hour, minute)  # noqa: DTZ001 - a wall's time has no zone
        return None

    def _days_from(self, earliest: datetime) -> Iterator[tuple[int, int, int]]:
        """Return the days that the expression names, from that of `earliest` on."""
        for year in range(earliest.year, min(earliest.year + _YEARS, MAXYEAR + 1)):
            for month in sorted(self.months):
                if (year, month) < (earliest.year, earliest.month):
                    continue
                first_weekday, length = monthrange(year, month)
                start = earliest.day if (year, month) == (earliest.year, earliest.month) else 1
                for day in range(start, length + 1):
                    # The calendar's weeks begin with Monday, cron's with Sunday.
                    if self._has_day(day, length, (first_weekday + day) % _WEEK):
                        yield year, month, day

    def _has_day(self, day: int, length: int, weekday: int) -> bool:
        in_month = day in self.days or (self.has_last_day and day == length)
        in_week = weekday in self.weekdays or (
            bool(self.weeks_of)
            and (
                (weekday, (day - 1) // _WEEK + 1) in self.weeks_of
                or ((weekday, _LAST_WEEK) in self.weeks_of and day > length - _WEEK)
            )
        )
        return (in_month or in_week) if self.is_either_day else (in_month and in_week)


@lru_cache(maxsize=4096)
def read(expression: str) -> Cron:
    """Return what an expression means; raises InvalidInput with what is wrong with it."""
    text = expression.strip().lower()
    fields = _ALIASES.get(text, text).split()
    if len(fields) != len(_FIELDS):
        raise _refusal(expression, f"it takes {_EXAMPLE}")
    minutes, hours, days, months, weekdays = fields
    try:
        month_days, has_last_day = _read_days(days)
        week_days, weeks_of = _read_weekdays(weekdays)
        cron = Cron(
            minutes=tuple(sorted(_read_list(minutes, _MINUTE))),
            hours=tuple(sorted(_read_list(hours, _HOUR))),
            days=month_days,
            has_last_day=has_last_day,
            months=frozenset(_read_list(months, _MONTH)),
            weekdays=week_days,
            weeks_of=weeks_of,
            is_either_day=days[0] not in "*?" and weekdays[0] not in "*?",
            by_interval=minutes[0] == "*" or hours[0] == "*",
        )
    except ValueError as error:
        raise _refusal(expression, str(error)) from None
    if cron.after(datetime(2024, 1, 1)) is None:  # noqa: DTZ001 - any wall's time
        raise _refusal(expression, "no day is ever like that")
    return cron


def _read_days(text: str) -> tuple[frozenset[int], bool]:
    """Return the days of the month, and whether the last one is among them."""
    items = text.split(",")
    plain = [item for item in items if item != "l"]
    return frozenset(day for item in plain for day in _read_item(item, _DAY)), len(plain) < len(items)


def _read_weekdays(text: str) -> tuple[frozenset[int], frozenset[tuple[int, int]]]:
    """Return the weekdays of every week, and those of some weeks of the month with these weeks."""
    always: set[int] = set()
    sometimes: set[tuple[int, int]] = set()
    for item in text.split(","):
        if found := re.fullmatch(r"(.+)#([1-5])", item):
            sometimes |= {(day % _WEEK, int(found[2])) for day in _read_item(_restricted(found[1]), _WEEKDAY)}
        elif found := re.fullmatch(r"l(.+)|(.+)l", item):
            day = _restricted(found[1] or found[2])
            sometimes |= {(day % _WEEK, _LAST_WEEK) for day in _read_item(day, _WEEKDAY)}
        else:
            always |= {day % _WEEK for day in _read_item(item, _WEEKDAY)}
    return frozenset(always), frozenset(sometimes)


def _restricted(item: str) -> str:
    if item[0] in "*?":
        raise ValueError("in the day of week, # and L take one day, as in mon#2 or L5")
    return item


def _read_list(text: str, field: _Field) -> set[int]:
    return {value for item in text.split(",") for value in _read_item(item, field)}


def _read_item(item: str, field: _Field) -> range | list[int]:
    """Return what one item of a list names; raises ValueError."""
    found = _ITEM.fullmatch(item)
    if found is None or (found["any"] == "?" and not field.is_day):
        raise ValueError(f"'{item}' is not a {field.name}")
    step = int(found["step"] or 1)
    if step < 1:
        raise ValueError(f"the step of '{item}' must be at least 1")
    highest = _SATURDAY if field is _WEEKDAY else field.highest
    if found["any"]:
        return range(field.lowest, highest + 1, step)
    first = _number(found["first"], field)
    if found["last"] is None:
        return range(first, highest + 1, step) if found["step"] else [first]
    last = _number(found["last"], field)
    if first <= last:
        return range(first, last + 1, step)
    size = _WEEK if field is _WEEKDAY else field.highest - field.lowest + 1
    return [field.lowest + (value - field.lowest) % size for value in range(first, last + size + 1, step)]


def _number(text: str, field: _Field) -> int:
    if text in field.words:
        return field.lowest + field.words.index(text)
    if not text.isdecimal() or not field.lowest <= int(text) <= field.highest:
        raise ValueError(f"the {field.name} is from {field.lowest} to {field.highest}; got '{text}'")
    return int(text)


def _refusal(expression: str, reason: str) -> InvalidInput:
    return InvalidInput(f"cron is not valid: got '{expression}'; {reason}", "cron")
