"""How a monitor was; a group has samples, and so a history, of its own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import strawberry

from core.errors import InvalidInput
from models.monitor import Monitor as MonitorRow
from resolvers.latency import DEFAULT_POINTS
from resolvers.outages import MAX_DAYS as MAX_OUTAGE_DAYS
from schema import ahead
from schema.ahead import LoadedAhead
from schema.connections import DEFAULT_PAGE, MAX_PAGE
from schema.context import Info
from schema.history import weights
from schema.history.arguments import (
    DEFAULT_DAYS,
    DEFAULT_WINDOW,
    BarsTimeZone,
    Days,
    End,
    LatencyAsked,
    PeriodTimeZone,
    Points,
    Resolution,
    SloAsked,
    Target,
    Window,
    bars_asked,
)
from schema.history.inputs import TimeRange, TimeRangeInput
from schema.history.types import LatencySeries, Outage, Slo, StatusBars, Uptime
from schema.scalars import Duration

Latest = Annotated[
    int, strawberry.argument(description=f"How many at most; the latest of them, {MAX_PAGE} and no more.")
]


async def _bars_of_all(
    info: Info, shown: Sequence["MonitorHistory"], days: int, time_zone: str, end: datetime | None
) -> list[StatusBars]:
    asked = bars_asked(days, time_zone, end)
    found = await info.context.history.status_bars.load_many([(each.row, asked) for each in shown])
    return [StatusBars.of(bars) for bars in found]


async def _uptime_of_all(
    info: Info, shown: Sequence["MonitorHistory"], range_: TimeRangeInput, time_zone: str | None
) -> list[Uptime]:
    wanted = range_.wanted(time_zone)
    found = await info.context.history.uptime.load_many([(each.row, wanted) for each in shown])
    return [Uptime.of(measured) for measured in found]


@strawberry.type
class MonitorHistory(LoadedAhead):
    """What the monitor type inherits."""

    row: strawberry.Private[MonitorRow]

    @strawberry.field(
        description="How it was on each of the last local days, as columns, for drawing.",
        directives=[weights.STATUS_BARS],
        metadata=ahead.by(_bars_of_all),
    )
    async def status_bars(
        self, info: Info, days: Days = DEFAULT_DAYS, time_zone: BarsTimeZone = "UTC", end: End = None
    ) -> StatusBars:
        """Return a bar a day."""
        (bars,) = await _bars_of_all(info, [self], days, time_zone, end)
        return bars

    @strawberry.field(
        description="How much of a range of time it was up.",
        directives=[weights.UPTIME],
        metadata=ahead.by(_uptime_of_all),
    )
    async def uptime(self, info: Info, range_: TimeRange, time_zone: PeriodTimeZone = None) -> Uptime:
        """Return the uptime, by the monitor's formula."""
        (uptime,) = await _uptime_of_all(info, [self], range_, time_zone)
        return uptime

    @strawberry.field(
        description="Its latencies in equal steps, as columns, for drawing. The range is widened to whole steps.",
        directives=[weights.LATENCY],
    )
    async def latency(
        self, info: Info, range_: TimeRange, resolution: Resolution = None, points: Points = DEFAULT_POINTS
    ) -> LatencySeries:
        """Return averages, extremes and percentiles."""
        asked = LatencyAsked(range_.wanted(), resolution, points)
        return LatencySeries.of(await info.context.history.latency.load((self.row, asked)))

    @strawberry.field(
        description=f"When it was not UP: the outages that reach into a range of at most {MAX_OUTAGE_DAYS} days, each "
        "whole, the latest first. What is older than the retention of samples has none any more.",
        directives=[weights.OUTAGES],
    )
    async def outages(self, info: Info, range_: TimeRange, first: Latest = DEFAULT_PAGE) -> list[Outage]:
        """Return the latest outages."""
        if not 0 <= first <= MAX_PAGE:
            raise InvalidInput(f"first must be between 0 and {MAX_PAGE}; got {first}", "first")
        found = await info.context.history.outages.load((self.row, range_.wanted()))
        return [Outage.of(run) for run in found[::-1][:first]]

    @strawberry.field(
        description="How it stands against an objective for its uptime: what is left of the error budget, and how fast "
        "it is being spent.",
        directives=[weights.SLO],
    )
    async def slo(self, info: Info, target: Target, window: Window = Duration(DEFAULT_WINDOW)) -> Slo:  # noqa: B008 - a number
        """Return what is left of the error budget."""
        return Slo.of(await info.context.history.slo.load((self.row, SloAsked(target, window))))
