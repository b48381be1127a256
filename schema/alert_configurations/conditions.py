"""The conditions of alerts: a union on the way out, a @oneOf input on the way in."""

from typing import Annotated

import strawberry

from core.clock import MINUTE
from core.errors import InvalidInput
from resolvers.alert_conditions import Condition, LatencyCondition, StatusCondition, UptimeCondition
from schema.enums import Status
from schema.scalars import Duration


@strawberry.type(name="StatusAlertCondition", description="A sample is bad when it has this status.")
class ShownStatusCondition:
    """A status."""

    status: Status = strawberry.field(description="The status: DOWN, DEGRADED or UP.")


@strawberry.type(
    name="LatencyAlertCondition",
    description="A sample is bad when it took too long, or when a percentile of the window that ends with it did.",
)
class ShownLatencyCondition:
    """A latency."""

    limit: float = strawberry.field(description="What is too long: more than so many milliseconds.")
    percentile: float | None = strawberry.field(
        description="The percentile of the window that is compared; null: each sample's own latency."
    )
    window: Duration | None = strawberry.field(description="How far back the window goes; null without a percentile.")


@strawberry.type(
    name="UptimeAlertCondition",
    description="A sample is bad when too few samples of the window that ends with it were up.",
)
class ShownUptimeCondition:
    """An uptime."""

    percent: float = strawberry.field(description="What is too little: less than so many percent.")
    window: Duration = strawberry.field(description="How far back the window goes.")


AlertCondition = Annotated[
    ShownStatusCondition | ShownLatencyCondition | ShownUptimeCondition,
    strawberry.union("AlertCondition", description="What makes a sample a bad one."),
]


def shown(condition: Condition) -> ShownStatusCondition | ShownLatencyCondition | ShownUptimeCondition:
    """Return a condition as GraphQL shows it."""
    match condition:
        case StatusCondition(status):
            return ShownStatusCondition(status=status)
        case LatencyCondition(limit, percentile, window):
            return ShownLatencyCondition(limit=limit, percentile=percentile, window=duration(window))
        case UptimeCondition(percent, window):
            return ShownUptimeCondition(percent=percent, window=Duration(window * MINUTE))


def duration(minutes: int | None) -> Duration | None:
    """Return minutes as GraphQL shows them."""
    return None if minutes is None else Duration(minutes * MINUTE)


def minutes(given: int, field: str) -> int:
    """Return the minutes of a duration; raises InvalidInput where they are not whole."""
    if given % MINUTE:
        raise InvalidInput(f"{field} must be whole minutes: a multiple of {MINUTE} seconds; got {given}", field)
    return given // MINUTE


@strawberry.input(description="A sample is bad when it has this status.")
class StatusAlertConditionInput:
    """A status."""

    status: Status = strawberry.field(description="The status: DOWN, DEGRADED or UP.")


@strawberry.input(
    description="""A sample is bad when it took too long; with a percentile, when that of a window did.

Samples without a latency say nothing."""
)
class LatencyAlertConditionInput:
    """A latency."""

    limit: float = strawberry.field(description="What is too long: more than so many milliseconds.")
    percentile: float | None = strawberry.field(
        default=None, description="The percentile of the window to compare, above 0 and at most 100; by nearest rank."
    )
    window: Duration | None = strawberry.field(
        default=None, description="How far back the window goes, in whole minutes, a day at most; with a percentile."
    )


@strawberry.input(
    description="""A sample is bad when too few samples of the window that ends with it were up.

What is up, and what counts, is said by the monitor's uptime formula; overlays are left out."""
)
class UptimeAlertConditionInput:
    """An uptime."""

    percent: float = strawberry.field(description="What is too little: less than so many percent.")
    window: Duration = strawberry.field(description="How far back the window goes, in whole minutes, a day at most.")


@strawberry.input(one_of=True, description="What makes a sample a bad one: exactly one of these.")
class AlertConditionInput:
    """A condition."""

    status: StatusAlertConditionInput | None = strawberry.field(default=strawberry.UNSET, description="A status.")
    latency: LatencyAlertConditionInput | None = strawberry.field(default=strawberry.UNSET, description="A latency.")
    uptime: UptimeAlertConditionInput | None = strawberry.field(default=strawberry.UNSET, description="An uptime.")

    def condition(self) -> Condition:
        """Return what the resolver takes; raises InvalidInput where nothing is given."""
        if self.status:
            return StatusCondition(self.status.status)
        if self.latency:
            window = self.latency.window
            return LatencyCondition(
                self.latency.limit,
                self.latency.percentile,
                None if window is None else minutes(window, "condition.latency.window"),
            )
        if self.uptime:
            return UptimeCondition(self.uptime.percent, minutes(self.uptime.window, "condition.uptime.window"))
        raise InvalidInput("condition must have one of its fields set", "condition")
