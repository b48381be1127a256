"""Monitors: /monitors and /monitors/{monitor_tag}."""

from typing import Any, TypeVar

from starlette.responses import Response

from core.errors import InvalidInput
from core.unset import UNSET, Unset
from models.enums import Activity, MonitorType, Status
from models.monitor import Monitor
from resolvers import monitor_lists, monitors
from resolvers.monitor_lists import MonitorFilter
from resolvers.monitors import MonitorChanges, NewMonitor
from rest_compat import bodies
from rest_compat.bodies import Body
from rest_compat.routes import Call, Resource, answer

Value = TypeVar("Value")


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


async def _list(call: Call, _addressed: None) -> Response:
    wanted = _filter(call)
    found = [] if wanted is None else await monitor_lists.list_(call.principal, wanted)
    return answer({"monitors": [monitor_json(monitor) for monitor in found]})


def _filter(call: Call) -> MonitorFilter | None:
    """Return what the query asks for, None where no monitor can be like that; empty values ask for nothing."""
    given = {name: value for name, value in call.query.items() if value}
    try:
        return MonitorFilter(
            statuses=[Activity(given["status"])] if "status" in given else None,
            types=[MonitorType(given["monitor_type"])] if "monitor_type" in given else None,
            category_names=[given["category_name"]] if "category_name" in given else None,
            is_hidden={"YES": True, "NO": False}[given["is_hidden"]] if "is_hidden" in given else None,
        )
    except (ValueError, KeyError):
        return None


async def _create(call: Call, _addressed: None) -> Response:
    monitor = await monitors.create(call.principal, _new(await call.body()))
    return answer({"monitor": monitor_json(monitor)}, 201)


def _new(body: Body) -> NewMonitor:
    """Read a monitor; for every field null means "not set", which leaves its default."""
    tag = bodies.required_text(body, "tag", "Tag is required and must be a non-empty string")
    name = bodies.required_text(body, "name", "Name is required and must be a non-empty string")
    read: dict[str, Any] = {
        "description": bodies.text(body, "description"),
        "image": bodies.text(body, "image"),
        "external_url": bodies.text(body, "external_url"),
        "category_name": bodies.text(body, "category_name"),
        "cron": bodies.text(body, "cron"),
        "monitor_type": bodies.word(body, "monitor_type", MonitorType),
        "type_data": bodies.object_(body, "type_data"),
        "status": bodies.word(body, "status", Activity),
        "default_status": bodies.word(body, "default_status", Status),
        "confirmation_threshold": _threshold(body),
        "include_degraded_in_downtime": bodies.yes_no(body, "include_degraded_in_downtime"),
        "is_hidden": bodies.yes_no(body, "is_hidden"),
        "settings": bodies.object_(body, "monitor_settings_json"),
    }
    return NewMonitor(tag=tag, name=name, **{field: value for field, value in read.items() if value is not None})


async def _get(_call: Call, monitor: Monitor) -> Response:
    return answer({"monitor": monitor_json(monitor)})


async def _update(call: Call, monitor: Monitor) -> Response:
    changed = await monitors.update(call.principal, monitor.tag, _changes(await call.body()))
    return answer({"monitor": monitor_json(changed)})


def _changes(body: Body) -> MonitorChanges:
    return MonitorChanges(
        name=bodies.required_text(body, "name", "Name must be a non-empty string") if "name" in body else UNSET,
        description=bodies.changed_text(body, "description"),
        image=bodies.changed_text(body, "image"),
        external_url=bodies.changed_text(body, "external_url"),
        category_name=bodies.changed_text(body, "category_name"),
        cron=bodies.changed_text(body, "cron"),
        monitor_type=_kept(body, "monitor_type", bodies.word(body, "monitor_type", MonitorType)),
        type_data=bodies.object_(body, "type_data") if "type_data" in body else UNSET,
        status=_kept(body, "status", bodies.word(body, "status", Activity)),
        default_status=bodies.word(body, "default_status", Status) if "default_status" in body else UNSET,
        confirmation_threshold=_threshold(body) if "confirmation_threshold" in body else UNSET,
        include_degraded_in_downtime=_kept(
            body, "include_degraded_in_downtime", bodies.yes_no(body, "include_degraded_in_downtime")
        ),
        is_hidden=_kept(body, "is_hidden", bodies.yes_no(body, "is_hidden")),
        settings=bodies.object_(body, "monitor_settings_json") if "monitor_settings_json" in body else UNSET,
    )


def _kept(body: Body, field: str, value: Value | None) -> Value | Unset:
    """Return the new value of a field that a monitor always has, or UNSET; raises InvalidInput for null."""
    if value is None and field in body:
        raise InvalidInput(f"{field} must not be null", field)
    return UNSET if value is None else value


def _threshold(body: Body) -> int | None:
    """Return the threshold; 0, which the resolver refuses in its turn, for what is no whole number."""
    value = body.get("confirmation_threshold")
    if value is None:
        return None
    return int(value) if bodies.is_integer(value) else 0


async def _delete(call: Call, monitor: Monitor) -> Response:
    await monitors.delete(call.principal, monitor.tag)
    return answer({"message": f"Monitor '{monitor.tag}' deleted successfully"})


ROUTES = (
    Resource("/monitors", {"GET": _list, "POST": _create}),
    Resource("/monitors/{monitor_tag}", {"GET": _get, "PATCH": _update, "DELETE": _delete}, addressed_monitor),
)
