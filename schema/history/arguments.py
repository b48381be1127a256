"""What is asked of a monitor's history; what is asked alike of many monitors is computed at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import strawberry

from core import clock
from resolvers.latency import DEFAULT_POINTS, HOUR, MAX_POINTS, RESOLUTIONS
from resolvers.local_days import MAX_DAYS
from resolvers.ranges import Range
from schema.instants import seconds
from schema.scalars import Duration

DEFAULT_DAYS = 90
DEFAULT_WINDOW = 30 * 24 * HOUR

Days = Annotated[int, strawberry.argument(description=f"How many local days: 1 to {MAX_DAYS}.")]
BarsTimeZone = Annotated[
    str, strawberry.argument(description="The IANA time zone whose days are meant, such as Europe/Berlin.")
]
End = Annotated[
    datetime | None,
    strawberry.argument(description="An instant of the last day; by default that is today, up to the current minute."),
]
PeriodTimeZone = Annotated[
    str | None,
    strawberry.argument(
        description="The IANA time zone whose days a `period` counts, today being the last, as in status bars; by "
        "default a day is 24 hours. LAST_24_HOURS and `between` are the same everywhere."
    ),
]
Resolution = Annotated[
    Duration | None,
    strawberry.argument(
        description=f"How long a step is, one of {', '.join(map(str, RESOLUTIONS))}; by default the shortest that "
        "needs no more than `points` steps."
    ),
]
Points = Annotated[
    int, strawberry.argument(description=f"How many steps there may be at most: 1 to {MAX_POINTS}, for drawing.")
]
Target = Annotated[
    float, strawberry.argument(description="The uptime that is aimed at, a part of 1, such as 0.999; without 0 and 1.")
]
Window = Annotated[
    Duration,
    strawberry.argument(description="How far it looks back from now: an hour to 365 days; 30 days by default."),
]


@dataclass(frozen=True, slots=True)
class BarsAsked:
    """Which status bars are wanted; `end` is an epoch second."""

    days: int
    time_zone: str
    end: int


@dataclass(frozen=True, slots=True)
class LatencyAsked:
    """Which latencies are wanted."""

    range: Range
    resolution: int | None = None
    points: int = DEFAULT_POINTS


@dataclass(frozen=True, slots=True)
class SloAsked:
    """Which objective is meant; the window is in seconds."""

    target: float
    window: int


def bars_asked(days: int, time_zone: str, end: datetime | None) -> BarsAsked:
    """Return what the arguments of status bars ask for; without an end, up to the current minute."""
    return BarsAsked(days, time_zone, clock.current_minute() if end is None else seconds(end))
