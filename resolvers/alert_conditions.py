"""The conditions that alerts have, typed: read from the columns that they are stored in, checked, and described."""

import math
from dataclasses import dataclass

from core.errors import InvalidInput
from models.enums import AlertFor, Impact, Status

# What is counted over a window is read anew for every sample: a day is as far as that goes.
MAX_WINDOW_MINUTES = 1440
MAX_LATENCY_MS = 3_600_000.0
_WATCHED = (Status.DOWN, Status.DEGRADED, Status.UP)
_ALL_PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class StatusCondition:
    """A sample is bad when it has this status."""

    status: Status


@dataclass(frozen=True, slots=True)
class LatencyCondition:
    """A sample is bad when it took longer than `limit_ms`, or when this percentile of a window did."""

    limit_ms: float
    percentile: float | None = None
    window_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class UptimeCondition:
    """A sample is bad when less than `percent` of the samples of the window that ends with it were up."""

    percent: float
    window_minutes: int


Condition = StatusCondition | LatencyCondition | UptimeCondition


@dataclass(frozen=True, slots=True)
class Columns:
    """How a condition is stored."""

    alert_for: AlertFor
    alert_value: str
    window_minutes: int | None = None
    percentile: float | None = None


def read(alert_for: AlertFor, value: str, window_minutes: int | None, percentile: float | None) -> Condition:
    """Return the condition that is stored in these columns."""
    match alert_for:
        case AlertFor.STATUS:
            return StatusCondition(Status(value))
        case AlertFor.LATENCY:
            return LatencyCondition(float(value), percentile, window_minutes)
        case AlertFor.UPTIME:
            return UptimeCondition(float(value), window_minutes or 1)


def columns(condition: Condition) -> Columns:
    """Return how a condition is stored; raises InvalidInput for one that makes no sense."""
    match condition:
        case StatusCondition(status):
            if status not in _WATCHED:
                words = ", ".join(_WATCHED)
                raise InvalidInput(f"condition.status must be one of: {words}; got {status}", "condition.status.status")
            return Columns(AlertFor.STATUS, status)
        case LatencyCondition(limit, percentile, window):
            _check_number(limit, 0, MAX_LATENCY_MS, "condition.latency.limit")
            if (percentile is None) is not (window is None):
                missing = "percentile" if percentile is None else "window"
                raise InvalidInput(
                    f"condition.latency.{missing} is missing: a percentile is one of a window",
                    f"condition.latency.{missing}",
                )
            if percentile is not None:
                _check_number(percentile, 0, _ALL_PERCENT, "condition.latency.percentile")
            if window is not None:
                _check_window(window, "condition.latency.window")
            return Columns(AlertFor.LATENCY, _number(limit), window, percentile)
        case UptimeCondition(percent, window):
            _check_number(percent, 0, _ALL_PERCENT, "condition.uptime.percent")
            _check_window(window, "condition.uptime.window")
            return Columns(AlertFor.UPTIME, _number(percent), window)


def _number(value: float) -> str:
    """Return a number as people write it, without loss."""
    return str(int(value)) if float(value).is_integer() else repr(value)


def _check_number(value: float, above: float, most: float, field: str) -> None:
    if not (math.isfinite(value) and above < value <= most):
        raise InvalidInput(f"{field} must be above {above:g} and at most {most:g}; got {value:g}", field)


def _check_window(minutes: int, field: str) -> None:
    if not 1 <= minutes <= MAX_WINDOW_MINUTES:
        raise InvalidInput(
            f"{field} must be between 1 minute and {MAX_WINDOW_MINUTES // 60} hours; got {minutes} minutes", field
        )


def impact(condition: Condition) -> Impact:
    """Return what an incident about this condition says of its monitor."""
    match condition:
        case StatusCondition(status):
            return Impact(status.value)
        case LatencyCondition():
            return Impact.DEGRADED
        case UptimeCondition():
            return Impact.DOWN


def described(condition: Condition) -> str:
    """Return in a few words what is bad by this condition ("status DOWN")."""
    match condition:
        case StatusCondition(status):
            return f"status {status}"
        case LatencyCondition(limit, None, _):
            return f"latency above {limit:g} ms"
        case LatencyCondition(limit, percentile, window):
            return f"latency of the {percentile:g}th percentile over {window} minutes above {limit:g} ms"
        case UptimeCondition(percent, window):
            return f"uptime over {window} minutes below {percent:g} %"
