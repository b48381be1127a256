"""When a recurrence rule falls due, by RFC 5545, section 3.3.10, with bounded work.

A rule lives on a wall clock: its occurrences keep their local time when daylight saving time begins or ends. A local
time that the clock skips is read with the offset before the change (RFC 5545, section 3.3.5).

Rules are hostile input, and the iterator of python-dateutil can't be stopped while it finds nothing. So they are
expanded here: each day or instant that is looked at costs a step, and the steps are counted.
"""

from bisect import bisect_left
from calendar import isleap, monthrange
from collections.abc import Iterator, Sequence
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from itertools import count, islice, product, takewhile
from zoneinfo import ZoneInfo

from core.errors import InvalidInput
from resolvers.recurrence_rule import Frequency, Rule, Weekday, parse
from resolvers.schedules import check_time_zone

# Less than 100 ms: a step is a day that was looked at, and what takes longer than that costs more.
_MAX_STEPS = 10_000
_MOMENT_STEPS = 2
_WEEK_NUMBER_STEPS = 4
# No day of the calendar takes longer to come again: 29 February on a given weekday takes 40 years around 2100.
_HORIZON_YEARS = 100
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - wall clocks are naive here
_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)
_STEPS = {
    Frequency.WEEKLY: timedelta(weeks=1),
    Frequency.DAILY: _DAY,
    Frequency.HOURLY: timedelta(hours=1),
    Frequency.MINUTELY: timedelta(minutes=1),
    Frequency.SECONDLY: _SECOND,
}
_LAST_WEEK_DAY = 28  # 28 December is in its year's last week, whatever day weeks start on


class _TooMuchWorkError(Exception):
    """The steps are used up."""


def occurrences(rrule: str, start: int, time_zone: str, after: int, limit: int) -> list[int]:
    """Return the first `limit` occurrences not before `after`, in epoch seconds, oldest first.

    The rule starts at `start` (epoch seconds) on the wall clock of `time_zone`, unless a line DTSTART;TZID= says
    otherwise. Raises InvalidInput for what is no rule, and for a rule that takes too much work to expand.
    """
    rule = parse(rrule)
    try:
        return list(islice(_instants(rule, start, ZoneInfo(check_time_zone(time_zone)), after), limit))
    except _TooMuchWorkError:
        raise _too_much_work() from None


def _too_much_work() -> InvalidInput:
    return InvalidInput(
        "rrule names no instant, or takes too much work to expand; name fewer, or nearer, instants", "rrule"
    )


def between(rrule: str, start: int, time_zone: str, *, after: int, before: int, limit: int) -> list[int]:
    """Return the first `limit` occurrences in [after, before), in epoch seconds, oldest first; as `occurrences`."""
    rule = parse(rrule)
    instants = _instants(rule, start, ZoneInfo(check_time_zone(time_zone)), after)
    try:
        return list(islice(takewhile(lambda instant: instant < before, instants), limit))
    except _TooMuchWorkError:
        raise _too_much_work() from None


def check_rrule(rrule: str, start: int, time_zone: str, after: int) -> Rule:
    """Return what a rule says; raises InvalidInput for one that could not be followed.

    A rule with a COUNT must be expandable to its end: an occurrence costs as much as all that come before it.
    """
    rule = parse(rrule)
    occurrences(rrule, start, time_zone, after, rule.count or 1)
    return rule


def _instants(rule: Rule, start: int, time_zone: ZoneInfo, after: int) -> Iterator[int]:
    zone = rule.anchor.zone if rule.anchor else time_zone
    first = rule.anchor.start if rule.anchor else _local(start, zone)
    after = max(after, start)
    local = _Expansion(rule, first, _local(after, zone) - _skipped_before(after, zone))
    last = None
    for occurrence in local.occurrences():
        instant = _epoch(occurrence, zone)
        if rule.until is not None and _is_past(occurrence, instant, rule.until):
            return
        # Two local times around a skipped hour may be one instant.
        if instant >= after and (last is None or instant > last):
            last = instant
            yield instant


def _local(instant: int, zone: ZoneInfo) -> datetime:
    """Return the wall clock's time; at the very ends of time, the nearest that a datetime can show everywhere."""
    try:
        return (datetime.fromtimestamp(0, UTC) + timedelta(seconds=instant)).astimezone(zone).replace(tzinfo=None)
    except OverflowError:
        return datetime(1, 1, 2) if instant < 0 else datetime(9999, 12, 30)  # noqa: DTZ001 - wall clock


def _skipped_before(after: int, zone: ZoneInfo) -> timedelta:
    """Return how much the clock was set forward in the day before; a time in such a gap counts after the gap."""
    begin, end = _local(after - 86_400, zone), _local(after, zone)
    return max(timedelta(), end - begin - _DAY)


def _epoch(occurrence: datetime, zone: ZoneInfo) -> int:
    offset = occurrence.replace(tzinfo=zone).utcoffset() or timedelta()
    return (occurrence - _EPOCH - offset) // _SECOND


def _is_past(occurrence: datetime, instant: int, until: datetime) -> bool:
    return occurrence > until if until.tzinfo is None else instant > int(until.timestamp())


class _Expansion:
    """The occurrences of a rule on its wall clock, from `start` on, with some before `near` left out."""

    def __init__(self, rule: Rule, start: datetime, near: datetime) -> None:
        self._rule = rule
        self._start = start
        # All must be counted from the start where there is a COUNT.
        self._near = start if rule.count else max(start, near)
        self._last_year = MAXYEAR if rule.count else min(MAXYEAR, self._near.year + _HORIZON_YEARS)
        self._steps = _MAX_STEPS
        self._months = rule.months
        self._month_days = rule.month_days
        self._days: Sequence[Weekday] = rule.days
        self._default_days()
        self._named: datetime | None = None  # the midnight that begins a day which is known to be named
        is_daily = rule.frequency <= Frequency.DAILY
        self._hours = rule.hours or ((start.hour,) if is_daily else ())
        self._minutes = rule.minutes or ((start.minute,) if rule.frequency <= Frequency.HOURLY else ())
        self._seconds = rule.seconds or ((start.second,) if rule.frequency <= Frequency.MINUTELY else ())

    def _default_days(self) -> None:
        """Take from the start what the rule does not say of days."""
        rule = self._rule
        if rule.weeks or rule.year_days or rule.month_days or rule.days:
            return
        if rule.frequency is Frequency.YEARLY and not rule.months:
            self._months = (self._start.month,)
        if rule.frequency in {Frequency.YEARLY, Frequency.MONTHLY}:
            self._month_days = (self._start.day,)
        if rule.frequency is Frequency.WEEKLY:
            self._days = (Weekday(self._start.weekday()),)

    def occurrences(self) -> Iterator[datetime]:
        """Yield them, oldest first; raises _TooMuchWorkError when too much had to be looked at."""
        found = (moment for period in self._periods() for moment in self._chosen(period) if moment >= self._start)
        try:
            yield from islice(found, self._rule.count)
        except (OverflowError, ValueError):  # the year 9999 is the last one
            return

    def _chosen(self, period: Iterator[datetime]) -> Iterator[datetime]:
        if not self._rule.positions:
            return period
        moments = list(period)
        chosen = {each - 1 if each > 0 else each + len(moments) for each in self._rule.positions}
        return (moments[index] for index in sorted(chosen) if 0 <= index < len(moments))

    def _spend(self, steps: int) -> None:
        self._steps -= steps
        if self._steps < 0:
            raise _TooMuchWorkError

    def _periods(self) -> Iterator[Iterator[datetime]]:
        if self._rule.frequency <= Frequency.DAILY:
            return (self._moments(days) for days in self._periods_of_days())
        return self._periods_of_time()

    # Rules that repeat by the day, or in longer periods: the days of each period, with the times of day.

    def _periods_of_days(self) -> Iterator[Iterator[date]]:
        match self._rule.frequency:
            case Frequency.YEARLY | Frequency.MONTHLY:
                return self._years_and_months()
            case Frequency.WEEKLY:
                back = (self._start.weekday() - self._rule.week_start) % 7
                return self._runs(self._start.date() - back * _DAY, length=7)
            case _:
                return self._runs(self._start.date(), length=1)

    def _years_and_months(self) -> Iterator[Iterator[date]]:
        unit = 12 if self._rule.frequency is Frequency.YEARLY else 1
        origin = self._start.year * 12 + (self._start.month - 1 if unit == 1 else 0)
        every = unit * self._rule.interval
        skipped = max(0, (self._near.year * 12 + self._near.month - 1 - origin) // every - 1)
        for month in count(origin + skipped * every, every):
            if month // 12 > self._last_year:
                return
            yield self._days_of_months(month, unit)

    def _days_of_months(self, first: int, months: int) -> Iterator[date]:
        for index in range(first, first + months):
            year, month = index // 12, index % 12 + 1
            self._spend(1)
            if self._months and month not in self._months:
                continue
            for day in range(1, monthrange(year, month)[1] + 1):
                yield date(year, month, day)

    def _runs(self, origin: date, *, length: int) -> Iterator[Iterator[date]]:
        step = length * self._rule.interval
        skipped = max(0, (self._near.date() - origin).days // step - 1)
        for days in count(skipped * step, step):
            first = origin + timedelta(days=days)
            if first.year > self._last_year:
                return
            yield (first + timedelta(days=day) for day in range(length))

    def _moments(self, days: Iterator[date]) -> Iterator[datetime]:
        # What lies before is needed where it is counted.
        near = date.min if self._rule.positions or self._rule.count else self._near.date()
        for day in days:
            self._spend(_WEEK_NUMBER_STEPS if self._rule.weeks else 1)
            if day < near or not self._names(day):
                continue
            for hour, minute, second in product(self._hours, self._minutes, self._seconds):
                self._spend(_MOMENT_STEPS)
                yield datetime.combine(day, time(hour, minute, second))

    # Rules that repeat within the day: the hours, minutes or seconds that the rule steps on, if nothing excludes them.

    def _periods_of_time(self) -> Iterator[Iterator[datetime]]:
        unit = _STEPS[self._rule.frequency]
        step = unit * self._rule.interval
        # The whole hour or minute that the start lies in; the rule steps on from there.
        origin = self._start - (self._start - _EPOCH) % unit
        moment = origin + max(0, (self._near - origin) // step - 1) * step
        while moment.year <= self._last_year:
            self._spend(_MOMENT_STEPS)
            beyond = self._beyond_what_is_excluded(moment)
            if beyond is not None:
                moment = origin + -(-(beyond - origin) // step) * step
                continue
            yield self._within(moment)
            moment += step
        raise _TooMuchWorkError

    def _beyond_what_is_excluded(self, moment: datetime) -> datetime | None:  # noqa: PLR0911 - one a unit of time
        """Return where to go on when the rule excludes the month, day, hour or minute; None where it does not."""
        if self._months and moment.month not in self._months:
            return datetime(moment.year + moment.month // 12, moment.month % 12 + 1, 1)  # noqa: DTZ001 - wall clock
        midnight = datetime.combine(moment, time())
        if midnight != self._named:
            if not self._names(moment.date()):
                return midnight + _DAY
            self._named = midnight
        if self._hours and moment.hour not in self._hours:
            return _next(midnight, moment.hour, self._hours, timedelta(hours=1)) or midnight + _DAY
        if self._rule.frequency is Frequency.HOURLY:
            return None
        hour = moment.replace(minute=0, second=0)
        if self._minutes and moment.minute not in self._minutes:
            return _next(hour, moment.minute, self._minutes, timedelta(minutes=1)) or hour + timedelta(hours=1)
        if self._rule.frequency is Frequency.MINUTELY:
            return None
        minute = moment.replace(second=0)
        if self._seconds and moment.second not in self._seconds:
            return _next(minute, moment.second, self._seconds, _SECOND) or minute + timedelta(minutes=1)
        return None

    def _within(self, moment: datetime) -> Iterator[datetime]:
        hourly, minutely = Frequency.HOURLY, Frequency.MINUTELY
        minutes = self._minutes if self._rule.frequency == hourly else (moment.minute,)
        seconds = self._seconds if self._rule.frequency <= minutely else (moment.second,)
        for minute, second in product(minutes, seconds):
            self._spend(_MOMENT_STEPS)
            yield moment.replace(minute=minute, second=second)

    # Whether a day is one of those that the rule names.

    def _names(self, day: date) -> bool:
        rule = self._rule
        return (
            (not self._months or day.month in self._months)
            and (not self._month_days or _is_nth(day.day, monthrange(day.year, day.month)[1], self._month_days))
            and (not self._days or any(self._is_weekday(day, each) for each in self._days))
            and (not rule.year_days or _is_nth(_year_day(day), _year_length(day), rule.year_days))
            and (not rule.weeks or _is_nth(*_week(day, rule.week_start), rule.weeks))
        )

    def _is_weekday(self, day: date, wanted: Weekday) -> bool:
        if day.weekday() != wanted.weekday:
            return False
        if wanted.nth is None or self._rule.frequency > Frequency.MONTHLY:
            return True
        if self._rule.frequency is Frequency.YEARLY and not self._months:
            number, length = _year_day(day), _year_length(day)
        else:
            number, length = day.day, monthrange(day.year, day.month)[1]
        return wanted.nth == (1 + (number - 1) // 7 if wanted.nth > 0 else -1 - (length - number) // 7)


def _is_nth(number: int, length: int, wanted: Sequence[int]) -> bool:
    """Return whether the number, or its place from the end (the last is -1), is wanted."""
    return number in wanted or number - length - 1 in wanted


def _next(base: datetime, value: int, wanted: Sequence[int], unit: timedelta) -> datetime | None:
    index = bisect_left(wanted, value)
    return base + wanted[index] * unit if index < len(wanted) else None


def _year_day(day: date) -> int:
    return day.timetuple().tm_yday


def _year_length(day: date) -> int:
    return 366 if isleap(day.year) else 365


def _week(day: date, week_start: int) -> tuple[int, int]:
    """Return the number of the week, and how many its year has: a week is its year's that has four days of it."""
    middle = day + timedelta(days=3 - (day.weekday() - week_start) % 7)
    last_day = date(middle.year, 12, _LAST_WEEK_DAY)
    last = last_day + timedelta(days=3 - (last_day.weekday() - week_start) % 7)
    return 1 + (_year_day(middle) - 1) // 7, 1 + (_year_day(last) - 1) // 7
