"""Monitoring data: /monitors/{monitor_tag}/data."""

import re
from typing import Any

from starlette.responses import Response

from core.errors import InvalidInput
from models.monitor import Monitor
from models.samples import Sample
from resolvers import samples
from rest_compat.monitors import addressed_monitor
from rest_compat.routes import Call, Resource, answer

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_NOT_INTEGERS = "start_ts and end_ts must be valid integers (UTC timestamps in seconds)"


def sample_json(tag: str, sample: Sample) -> dict[str, Any]:
    """Return a sample as v4 shows it; a latency that was not measured is 0 there."""
    return {
        "monitor_tag": tag,
        "timestamp": sample.minute,
        "status": sample.status,
        "latency": sample.latency or 0,
        "type": sample.type,
    }


async def _get_range(call: Call, monitor: Monitor) -> Response:
    start, end = call.query.get("start_ts"), call.query.get("end_ts")
    if not start or not end:
        raise InvalidInput("Both start_ts and end_ts query parameters are required", "start_ts")
    if not _INTEGER.fullmatch(start.strip()) or not _INTEGER.fullmatch(end.strip()):
        raise InvalidInput(_NOT_INTEGERS, "start_ts")
    found = await samples.within(monitor.id, int(start), int(end))
    return answer({"data": [sample_json(monitor.tag, sample) for sample in found]})


ROUTES = (Resource("/monitors/{monitor_tag}/data", {"GET": _get_range}, addressed_monitor),)
