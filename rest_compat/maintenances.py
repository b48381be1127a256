"""Maintenances: /maintenances and /maintenances/{maintenance_id}."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from core.errors import InvalidInput, NotFound
from core.principal import Principal
from core.unset import UNSET, Unset
from models.enums import Activity, Impact
from models.maintenance import Maintenance
from resolvers import addresses, maintenances, site
from resolvers.maintenances import MaintenanceChanges, MaintenanceFilter, NewMaintenance
from rest_compat import bodies, timestamps
from rest_compat.affected import affected_json, impacts
from rest_compat.bodies import Body
from rest_compat.routes import Call, Resource, answer

_NO_DURATION = "duration_seconds must be a positive number"


async def addressed_maintenance(call: Call) -> Maintenance:
    """Return the maintenance whose id stands in the path; raises NotFound."""
    written = call.path["maintenance_id"]
    maintenance_id = bodies.row_id(written)
    if maintenance_id is None:
        raise NotFound(f"Maintenance with id '{written}' not found", "maintenance_id")
    return await maintenances.get(call.principal, maintenance_id)


async def maintenances_json(principal: Principal, found: Sequence[Maintenance]) -> list[dict[str, Any]]:
    """Return maintenances as v4 shows them."""
    affected = await maintenances.affected_by(principal, [maintenance.id for maintenance in found])
    site_url = await site.site_url()
    return [
        {
            "id": maintenance.id,
            "title": maintenance.title,
            "description": maintenance.description,
            "start_date_time": maintenance.start_date_time,
            "rrule": maintenance.rrule,
            "duration_seconds": maintenance.duration_seconds,
            "status": maintenance.status,
            "monitors": affected_json(affected[maintenance.id]),
            "created_at": maintenance.created_at,
            "updated_at": maintenance.updated_at,
            "url": addresses.of_maintenance(site_url, maintenance.id),
        }
        for maintenance in found
    ]


async def _one(principal: Principal, maintenance: Maintenance, status: int = 200) -> Response:
    (shown,) = await maintenances_json(principal, [maintenance])
    return answer({"maintenance": shown}, status)


async def _list(call: Call, _nothing: None) -> Response:
    status = call.query.get("status")
    wanted = MaintenanceFilter(
        status=Activity(status) if status in set(Activity) else None,
        monitor_tags=[tag] if (tag := call.query.get("monitor_tag")) else None,
    )
    found = await maintenances.list_(call.principal, wanted)
    return answer({"maintenances": await maintenances_json(call.principal, found)})


def _rule(body: Body, message: str) -> str:
    return bodies.required_text(body, "rrule", message)


def _duration(body: Body) -> int:
    seconds = bodies.integer(body, "duration_seconds", _NO_DURATION)
    if seconds is None:
        raise InvalidInput(_NO_DURATION, "duration_seconds")
    return seconds


def _required_duration(body: Body) -> int:
    if body.get("duration_seconds") is None:
        raise InvalidInput("duration_seconds is required", "duration_seconds")
    return _duration(body)


def _status(body: Body) -> Activity | Unset:
    if body.get("status") is None:
        return UNSET
    if body["status"] not in ("ACTIVE", "INACTIVE"):
        raise InvalidInput("status must be 'ACTIVE' or 'INACTIVE'", "status")
    return Activity(body["status"])


async def _create(call: Call, _nothing: None) -> Response:
    body = await call.body()
    new = NewMaintenance(
        title=bodies.required_text(body, "title", "title is required and must be a non-empty string"),
        start_date_time=timestamps.required(body, "start_date_time"),
        rrule=_rule(body, "rrule is required and must be a non-empty string"),
        duration_seconds=_required_duration(body),
        description=bodies.text(body, "description") or None,
        monitors=impacts(body, unless_said=Impact.MAINTENANCE) if "monitors" in body else (),
    )
    return await _one(call.principal, await maintenances.create(call.principal, new), 201)


async def _get(call: Call, maintenance: Maintenance) -> Response:
    return await _one(call.principal, maintenance)


async def _update(call: Call, maintenance: Maintenance) -> Response:
    body = await call.body()
    changes = MaintenanceChanges(
        title=bodies.required_text(body, "title", "title must be a non-empty string") if "title" in body else UNSET,
        description=bodies.changed_text(body, "description"),
        start_date_time=timestamps.changed(body, "start_date_time"),
        rrule=_rule(body, "rrule must be a non-empty string") if "rrule" in body else UNSET,
        duration_seconds=_duration(body) if "duration_seconds" in body else UNSET,
        status=_status(body),
        monitors=impacts(body, unless_said=Impact.MAINTENANCE) if "monitors" in body else UNSET,
    )
    return await _one(call.principal, await maintenances.update(call.principal, maintenance.id, changes))


async def _delete(call: Call, maintenance: Maintenance) -> Response:
    await maintenances.delete(call.principal, maintenance.id)
    return answer({"message": f"Maintenance with id '{maintenance.id}' deleted successfully"})


ROUTES = (
    Resource("/maintenances", {"GET": _list, "POST": _create}),
    Resource(
        "/maintenances/{maintenance_id}", {"GET": _get, "PATCH": _update, "DELETE": _delete}, addressed_maintenance
    ),
)
