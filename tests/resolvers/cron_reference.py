"""Cron a second time, as plainly as it can be said: every minute is looked at, one after the other."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

MINUTE = 60
NAMES = {
    name: number
    for names, first in (
        (("sun", "mon", "tue", "wed", "thu", "fri", "sat"), 0),
        (("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1),
    )
    for number, name in enumerate(names, first)
}


def value(text: str) -> int:
    return NAMES[text] if text in NAMES else int(text)


@cache
def names(item: str, number: int, lowest: int, highest: int) -> bool:
    """Whether one item of a list names a number."""
    span, _, step = item.partition("/")
    first, _, last = span.partition("-")
    if span in {"*", "?"}:
        low, high = lowest, highest
    else:
        low = value(first)
        high = value(last) if last else (highest if step else low)
    return low <= number <= high and (number - low) % int(step or 1) == 0


def names_weekday(item: str, wall: datetime) -> bool:
    weekday = wall.isoweekday() % 7
    length = monthrange(wall.year, wall.month)[1]
    if "#" in item:
        day, _, week = item.partition("#")
        return names_weekday(day, wall) and (wall.day + 6) // 7 == int(week)
    if item.endswith("l") and item != "jul":
        return names_weekday(item[:-1], wall) and wall.day + 7 > length
    # Sunday is 7, too, where that is said; a week that is left open (1/2) ends on Saturday.
    return names(item, weekday, 0, 6) or (weekday == 0 and item not in {"*", "?"} and names(item, 7, 0, 6))


def matches(expression: str, wall: datetime) -> bool:
    """Whether a cron names this time on the wall."""
    minutes, hours, days, months, weekdays = expression.split()
    # First what rules out most: a walk asks this of every minute.
    if not any(names(item, wall.minute, 0, 59) for item in minutes.split(",")):
        return False
    is_last_day = wall.day == monthrange(wall.year, wall.month)[1]
    fits_month = any(is_last_day if item == "l" else names(item, wall.day, 1, 31) for item in days.split(","))
    fits_week = any(names_weekday(item, wall) for item in weekdays.split(","))
    either = days[0] not in "*?" and weekdays[0] not in "*?"
    return (
        any(names(item, wall.hour, 0, 23) for item in hours.split(","))
        and any(names(item, wall.month, 1, 12) for item in months.split(","))
        and ((fits_month or fits_week) if either else (fits_month and fits_week))
    )


@cache
def walk(zone: ZoneInfo, start: int, end: int) -> list[tuple[int, datetime]]:
    """Return the minutes of [start, end), each with what a wall clock shows then."""
    instants = range(start, end, MINUTE)
    return [(each, datetime.fromtimestamp(each, UTC).astimezone(zone).replace(tzinfo=None)) for each in instants]


def due_minutes(expression: str, zone: ZoneInfo, start: int, end: int) -> list[int]:
    """Return the minutes of [start, end) at which a monitor is due, walking as a cron daemon does.

    `start` should lie a day before what is of interest: what the wall has shown before then is not known.
    """
    minutes, hours = expression.split()[:2]
    goes_by_real_time = minutes[0] == "*" or hours[0] == "*"
    found: list[int] = []
    shown: set[datetime] = set()
    previous: datetime | None = None
    for instant, wall in walk(zone, start, end):
        if goes_by_real_time:
            is_due = matches(expression, wall)
        else:
            reached = [wall]
            while previous is not None and reached[-1] - previous > timedelta(minutes=1):
                reached.append(reached[-1] - timedelta(minutes=1))
            is_due = any(time not in shown and matches(expression, time) for time in reached)
            shown.update(reached)
        if is_due:
            found.append(instant)
        previous = wall
    return found
