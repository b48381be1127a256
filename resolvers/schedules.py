"""When a monitor is due: cron expressions, read once and stored as the next minute.

Five fields with names, lists, steps, `L` and `#`, or @hourly and its like, in the monitor's time zone.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from croniter import CroniterBadCronError, CroniterBadDateError, croniter

from core.clock import MINUTE
from core.errors import InvalidInput

_FIELDS = 5
_EXAMPLE = "a cron expression has five fields, as in '*/5 * * * *', or is one of @hourly, @daily, @weekly, @monthly"


def check_cron(cron: str) -> str:
    """Return the expression without needless blanks; raises InvalidInput when it names no minute at all."""
    expression = " ".join(cron.split())
    if not expression.startswith("@") and len(expression.split(" ")) != _FIELDS:
        raise InvalidInput(f"cron is not valid: got '{cron}'; {_EXAMPLE}", "cron")
    try:
        croniter(expression, datetime(2024, 1, 1, tzinfo=UTC)).get_next(datetime)
    except (CroniterBadCronError, CroniterBadDateError, ValueError, KeyError, AttributeError):
        raise InvalidInput(f"cron is not valid: got '{cron}'; {_EXAMPLE}", "cron") from None
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
    """Return the first due minute later than the epoch second `after`; None where there is none."""
    if not cron:
        return None
    if cron == "* * * * *":
        return after // MINUTE * MINUTE + MINUTE
    start = datetime.fromtimestamp(after, ZoneInfo(time_zone))
    try:
        return int(croniter(cron, start).get_next(datetime).timestamp())
    except CroniterBadDateError:
        return None
