"""The range of time that is asked about."""

from datetime import datetime
from typing import Annotated

import strawberry

from resolvers import ranges
from resolvers.ranges import Period, Range
from schema.enums import described
from schema.instants import optional_seconds, seconds

described(
    Period,
    "A range that ends with the current minute.",
    LAST_24_HOURS="1,440 minutes, of which the current one is the last.",
    LAST_7_DAYS="7 days.",
    LAST_30_DAYS="30 days.",
    LAST_90_DAYS="90 days.",
    LAST_YEAR="365 days.",
)


@strawberry.input(description="The minutes between two instants.")
class TimeBetweenInput:
    """A range of one's own."""

    start: datetime = strawberry.field(description="The first minute.")
    end: datetime | None = strawberry.field(
        default=None, description="The minute after the last; by default the current minute is the last."
    )


@strawberry.input(
    one_of=True,
    description="A range of time: exactly one of these, exact to the minute; minutes later than now do not count.",
)
class TimeRangeInput:
    """What is asked about."""

    period: Period | None = strawberry.field(default=strawberry.UNSET, description="A range that ends now.")
    between: TimeBetweenInput | None = strawberry.field(
        default=strawberry.UNSET, description="A range between two instants."
    )

    def wanted(self, time_zone: str | None = None) -> Range:
        """Return the range; raises InvalidInput for one that is empty, or an unknown time zone."""
        if self.period:
            return ranges.recent(self.period, time_zone)
        assert self.between  # noqa: S101 - it is one of the two
        return ranges.between(seconds(self.between.start), optional_seconds(self.between.end))


TimeRange = Annotated[TimeRangeInput, strawberry.argument(name="range", description="What is asked about.")]
