"""Monitors: /monitors and /monitors/{monitor_tag}."""

from typing import Any

from starlette.responses import Response

from models.monitor import Monitor
from resolvers import monitors
from rest_compat.routes import Call, Resource, answer


async def addressed_monitor(call: Call) -> Monitor:
    """Return the monitor whose tag stands in the path; raises NotFound."""
    return await monitors.get(call.principal, call.path["monitor_tag"])


def monitor_json(monitor: Monitor) -> dict[str, Any]:
    """Return a monitor as v4 shows it."""
    return {
        "id": monitor.id,
        "tag": monitor.tag,
        "name": monitor.name,
        "description": monitor.description,
        "image": monitor.image,
        "cron": monitor.cron,
        "default_status": monitor.default_status,
        "status": monitor.status,
        "category_name": monitor.category_name,
        "monitor_type": monitor.monitor_type,
        "type_data": monitor.type_data,
        "include_degraded_in_downtime": "YES" if monitor.include_degraded_in_downtime else "NO",
        "is_hidden": "YES" if monitor.is_hidden else "NO",
        "monitor_settings_json": monitor.settings,
        "external_url": monitor.external_url,
        "confirmation_threshold": monitor.confirmation_threshold,
        # Columns of the older product that nothing reads any more; clients still expect them.
        "down_trigger": None,
        "degraded_trigger": None,
        "day_degraded_minimum_count": None,
        "day_down_minimum_count": None,
        "created_at": monitor.created_at,
        "updated_at": monitor.updated_at,
    }


async def _get(_call: Call, monitor: Monitor) -> Response:
    return answer({"monitor": monitor_json(monitor)})


ROUTES = (Resource("/monitors/{monitor_tag}", {"GET": _get}, addressed_monitor),)
