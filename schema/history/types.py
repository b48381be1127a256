"""Histories: what is drawn comes as columns, each one value."""

from datetime import date, datetime
from functools import lru_cache
from typing import Self

import strawberry

from resolvers.latency import LatencySeries as LatencyColumns
from resolvers.outages import Outage as OutageRun
from resolvers.slo import Slo as SloMeasured
from resolvers.status_bars import StatusBars as BarColumns
from resolvers.uptime import Uptime as UptimeMeasured
from schema.enums import Status
from schema.instants import instant
from schema.scalars import Duration, FloatList, IntList, StringList

_KEPT = 256


@strawberry.type(description="Consecutive local days as columns of equal length, oldest first.")
class StatusBars:
    """A bar a day."""

    dates: StringList = strawberry.field(description="The days' dates, such as 2026-11-24.")
    starts: IntList = strawberry.field(
        description="The epoch second at which each day begins; days are 23 or 25 hours long where clocks change."
    )
    ends: IntList = strawberry.field(description="The epoch second at which each day ends.")
    up: IntList = strawberry.field(description="How many minutes of each day were UP.")
    down: IntList = strawberry.field(description="How many minutes of each day were DOWN.")
    degraded: IntList = strawberry.field(description="How many minutes of each day were DEGRADED.")
    maintenance: IntList = strawberry.field(description="How many minutes of each day were in MAINTENANCE.")
    no_data: IntList = strawberry.field(description="For how many minutes of each day NO_DATA was stored.")
    worst: StringList = strawberry.field(
        description="The worst status that a minute of each day had, as in `Status`: DOWN, then DEGRADED, MAINTENANCE, "
        "UP; NO_DATA where nothing is known."
    )
    uptimes: FloatList = strawberry.field(
        description="The uptime of each day, from 0 to 1, by the monitor's formula; null where nothing counts."
    )
    latencies: FloatList = strawberry.field(
        description="The average latency of each day in milliseconds; null where none was measured."
    )

    @classmethod
    def of(cls, bars: BarColumns) -> Self:
        """Return the columns as GraphQL shows them."""
        return cls(
            dates=StringList(_written(tuple(bars.dates))),
            starts=IntList(list(bars.starts)),
            ends=IntList(list(bars.ends)),
            up=IntList(bars.up),
            down=IntList(bars.down),
            degraded=IntList(bars.degraded),
            maintenance=IntList(bars.maintenance),
            no_data=IntList(bars.no_data),
            worst=StringList([*bars.worst]),
            uptimes=FloatList(bars.uptime),
            latencies=FloatList(bars.latency_average),
        )


@lru_cache(_KEPT)
def _written(dates: tuple[date, ...]) -> list[str]:
    """Return the dates as GraphQL shows them; the monitors of a page have the same ones."""
    return [day.isoformat() for day in dates]


@strawberry.type(description="How much of a range of time something was up, and the minutes of it by status.")
class Uptime:
    """A range's minutes."""

    start: datetime = strawberry.field(description="The first minute of the range.")
    end: datetime = strawberry.field(description="The minute after the last of the range.")
    ratio: float | None = strawberry.field(
        description="The part that was up, from 0 to 1, by the monitor's formula; null where nothing counts."
    )
    up: int = strawberry.field(description="How many minutes were UP.")
    down: int = strawberry.field(description="How many minutes were DOWN.")
    degraded: int = strawberry.field(description="How many minutes were DEGRADED.")
    maintenance: int = strawberry.field(description="How many minutes were in MAINTENANCE.")
    no_data: int = strawberry.field(description="For how many minutes NO_DATA was stored.")

    @classmethod
    def of(cls, measured: UptimeMeasured) -> Self:
        """Return the uptime as GraphQL shows it."""
        return cls(
            start=instant(measured.range.start),
            end=instant(measured.range.end),
            ratio=measured.uptime,
            up=measured.up,
            down=measured.down,
            degraded=measured.degraded,
            maintenance=measured.maintenance,
            no_data=measured.no_data,
        )


@strawberry.type(
    description="Latencies in equal steps as columns of equal length, oldest first, in milliseconds. Steps in which "
    "none was measured are left out. Percentiles are exact to 1 %."
)
class LatencySeries:
    """A column a number."""

    resolution: Duration = strawberry.field(description="How long a step is.")
    timestamps: IntList = strawberry.field(description="The epoch second at which each step begins.")
    average: FloatList = strawberry.field(description="The average of each step.")
    min: FloatList = strawberry.field(description="The shortest latency of each step.")
    max: FloatList = strawberry.field(description="The longest latency of each step.")
    p50: FloatList = strawberry.field(description="The median of each step.")
    p90: FloatList = strawberry.field(description="What 90 % of each step did not exceed.")
    p95: FloatList = strawberry.field(description="What 95 % of each step did not exceed.")
    p99: FloatList = strawberry.field(description="What 99 % of each step did not exceed.")

    @classmethod
    def of(cls, series: LatencyColumns) -> Self:
        """Return the columns as GraphQL shows them."""
        return cls(
            resolution=Duration(series.resolution),
            timestamps=IntList(list(series.timestamps)),
            average=FloatList(list(series.average)),
            min=FloatList(list(series.min)),
            max=FloatList(list(series.max)),
            p50=FloatList(list(series.p50)),
            p90=FloatList(list(series.p90)),
            p95=FloatList(list(series.p95)),
            p99=FloatList(list(series.p99)),
        )


@strawberry.type(
    description="A run of minutes that were DOWN, DEGRADED or in MAINTENANCE, until the next that was UP. Minutes "
    "without data neither make an outage nor end one."
)
class Outage:
    """One run."""

    start: datetime = strawberry.field(description="The first minute.")
    end: datetime | None = strawberry.field(description="The minute at which it was UP again; null while it goes on.")
    minutes: int = strawberry.field(description="How many minutes are known to have been so.")
    status: Status = strawberry.field(description="The worst status in it.")
    reason: str | None = strawberry.field(description="The first message that came with one of its minutes.")

    @classmethod
    def of(cls, run: OutageRun) -> Self:
        """Return the outage as GraphQL shows it."""
        return cls(
            start=instant(run.start),
            end=None if run.end is None else instant(run.end),
            minutes=run.minutes,
            status=run.worst,
            reason=run.reason,
        )


@strawberry.type(
    description="A service level objective: how a monitor stands against a target, over a window that ends now."
)
class Slo:
    """A target, and what is left of the error budget."""

    target: float = strawberry.field(description="The uptime that is aimed at, a part of 1.")
    window: Duration = strawberry.field(description="How far it looks back.")
    uptime: float | None = strawberry.field(
        description="The uptime over the window, from 0 to 1; null where nothing counts."
    )
    counted: int = strawberry.field(description="The minutes that the denominator of the monitor's formula counts.")
    bad: int = strawberry.field(description="Those of them that its numerator does not count.")
    allowed: float = strawberry.field(description="How many of them the target lets be bad: the error budget.")
    budget_left: float | None = strawberry.field(
        description="The part of the error budget that is left: 1 while nothing was bad, 0 when it is spent, less "
        "after; null where nothing counts."
    )
    burn_rate_last_hour: float | None = strawberry.field(
        description="How much faster than the target allows the budget was spent in the last hour; at 1 it just lasts."
    )
    burn_rate_last_day: float | None = strawberry.field(description="The same, of the last 24 hours.")

    @classmethod
    def of(cls, measured: SloMeasured) -> Self:
        """Return the objective as GraphQL shows it."""
        return cls(
            target=measured.target,
            window=Duration(measured.window),
            uptime=measured.uptime,
            counted=measured.counted,
            bad=measured.bad,
            allowed=measured.allowed,
            budget_left=measured.budget_left,
            burn_rate_last_hour=measured.burn_rate_last_hour,
            burn_rate_last_day=measured.burn_rate_last_day,
        )
