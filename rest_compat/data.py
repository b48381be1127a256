"""Monitoring data: /monitors/{monitor_tag}/data and /monitors/{monitor_tag}/data/{timestamp}."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from core.errors import InvalidInput
from core.unset import UNSET
from models.enums import Status
from models.monitor import Monitor
from models.samples import Sample
from resolvers import samples
from resolvers.samples import RangeEdit
from rest_compat import bodies
from rest_compat.bodies import Body
from rest_compat.monitors import addressed_monitor
from rest_compat.routes import Call, Resource, answer

# Clients that count seconds in floats send a fraction.
_TIMESTAMP = re.compile(r"\s*([+-]?[0-9]{1,18})(?:\.[0-9]*)?\s*")
_WORDS = "must be one of: " + ", ".join(samples.PUSHED)


@dataclass(frozen=True, slots=True)
class _Point:
    """A minute of a monitor."""

    monitor: Monitor
    timestamp: int


def sample_json(tag: str, sample: Sample) -> dict[str, Any]:
    """Return a sample as v4 shows it."""
    (shown,) = _samples_json(tag, [(sample.minute, sample.status, sample.latency, sample.type)])
    return shown


def _samples_json(tag: str, rows: Iterable[tuple[int, str, float | None, str]]) -> list[dict[str, Any]]:
    """Return samples as v4 shows them; a latency that was not measured is 0 there."""
    return [
        {"monitor_tag": tag, "timestamp": minute, "status": status, "latency": latency or 0, "type": kind}
        for minute, status, latency, kind in rows
    ]


async def _get_range(call: Call, monitor: Monitor) -> Response:
    query = call.query
    start, end = query.get("start_ts"), query.get("end_ts")
    if not start or not end:
        raise InvalidInput("Both start_ts and end_ts query parameters are required", "start_ts")
    message = "start_ts and end_ts must be valid integers (UTC timestamps in seconds)"
    first, last = _timestamp(start, "start_ts", message), _timestamp(end, "end_ts", message)
    found = await samples.columns(monitor.id, first, last)
    rows = zip(found.minutes, found.statuses, found.latencies, found.types, strict=True)
    return answer({"data": _samples_json(monitor.tag, rows)})


async def _edit_range(call: Call, monitor: Monitor) -> Response:
    count = await samples.set_range(call.principal, monitor, _edit(await call.body()))
    return answer({"message": "Monitoring data updated successfully", "updated_count": count})


def _edit(body: Body) -> RangeEdit:
    start, end = body.get("start_ts"), body.get("end_ts")
    if start is None or end is None:
        raise InvalidInput("start_ts and end_ts are required", "start_ts")
    if not bodies.is_number(start) or not bodies.is_number(end):
        raise InvalidInput("start_ts and end_ts must be numbers (UTC timestamps in seconds)", "start_ts")
    return RangeEdit(
        start=start,
        end=end,
        status=_status(body, f"status is required and {_WORDS}"),
        latency=_milliseconds(body, "latency", "latency is required and must be a non-negative number"),
        deviation=0
        if body.get("deviation") is None
        else _milliseconds(body, "deviation", "deviation must be a non-negative number"),
    )


async def _point(call: Call, monitor: Monitor) -> _Point:
    """Return the minute that the path names; it need not have a sample. Raises InvalidInput."""
    message = "Timestamp must be a valid integer (UTC timestamp in seconds)"
    return _Point(monitor, _timestamp(call.path["timestamp"], "timestamp", message))


async def _get_point(_call: Call, point: _Point) -> Response:
    return answer({"data": sample_json(point.monitor.tag, await samples.at(point.monitor, point.timestamp))})


async def _edit_point(call: Call, point: _Point) -> Response:
    body = await call.body()
    sample = await samples.set_one(
        call.principal,
        point.monitor,
        point.timestamp,
        status=_status(body, f"status {_WORDS}") if "status" in body else UNSET,
        latency=_milliseconds(body, "latency", "latency must be a non-negative number") if "latency" in body else UNSET,
    )
    return answer({"data": sample_json(point.monitor.tag, sample)})


def _timestamp(digits: str, field: str, message: str) -> int:
    found = _TIMESTAMP.fullmatch(digits)
    if found is None:
        raise InvalidInput(message, field)
    return int(found[1])


def _status(body: Body, message: str) -> Status:
    value = body.get("status")
    if not isinstance(value, str) or value not in samples.PUSHED:
        raise InvalidInput(message, "status")
    return Status(value)


def _milliseconds(body: Body, field: str, message: str) -> float:
    value = body.get(field)
    if value is None or not bodies.is_number(value) or value < 0:
        raise InvalidInput(message, field)
    return float(value)


ROUTES = (
    Resource("/monitors/{monitor_tag}/data", {"GET": _get_range, "PATCH": _edit_range}, addressed_monitor),
    Resource(
        "/monitors/{monitor_tag}/data/{timestamp}", {"GET": _get_point, "PATCH": _edit_point}, addressed_monitor, _point
    ),
)
