"""Maintenance events: /maintenances/events and /maintenances/{maintenance_id}/events."""

import re
from typing import Any

from starlette.responses import Response

from core import clock
from core.clock import floor_to_minute
from core.errors import InvalidInput, NotFound
from models.enums import MaintenanceEventStatus
from models.maintenance import Maintenance, MaintenanceEvent
from resolvers import addresses, maintenance_events, maintenances, site
from resolvers.maintenance_events import EventFilter
from rest_compat import bodies, timestamps
from rest_compat.maintenances import addressed_maintenance, maintenances_json
from rest_compat.routes import Call, Resource, answer

_MOST = 100
_DEFAULT_LIMIT = 20
_HIGHEST_PAGE = 2**53
# Digits, whatever follows them: so v4 reads the numbers of a query.
_LEADING_INTEGER = re.compile(r"\s*([+-]?[0-9]{1,15})")


async def _event(call: Call, maintenance: Maintenance) -> MaintenanceEvent:
    """Return the event whose id stands in the path; raises NotFound."""
    written = call.path["event_id"]
    event_id = bodies.row_id(written)
    if event_id is None:
        raise NotFound(f"Event with id '{written}' not found for this maintenance", "event_id")
    return await maintenance_events.get(call.principal, event_id, maintenance_id=maintenance.id)


def _event_json(event: MaintenanceEvent, site_url: str) -> dict[str, Any]:
    return {
        "id": event.id,
        "maintenance_id": event.maintenance_id,
        "start_date_time": event.start_date_time,
        "end_date_time": event.end_date_time,
        "status": event.status,
        "event_status": event.status,
        "created_at": event.created_at,
        "updated_at": event.updated_at,
        "url": addresses.of_maintenance_event(site_url, event.id),
    }


async def _one(event: MaintenanceEvent) -> Response:
    return answer({"event": _event_json(event, await site.site_url())})


def _detailed_json(event: MaintenanceEvent, maintenance: dict[str, Any], site_url: str) -> dict[str, Any]:
    """Return an event with its maintenance, both as the document shows it and flat, as the servers do."""
    return {
        **_event_json(event, site_url),
        "event_id": event.id,
        "event_start_date_time": event.start_date_time,
        "event_end_date_time": event.end_date_time,
        "maintenance_title": maintenance["title"],
        "maintenance_description": maintenance["description"],
        "maintenance_status": maintenance["status"],
        "maintenance_rrule": maintenance["rrule"],
        "maintenance_duration_seconds": maintenance["duration_seconds"],
        "monitors": maintenance["monitors"],
        "maintenance": maintenance,
    }


def _number(call: Call, name: str) -> int | None:
    """Return a number of the query; None for what is none."""
    match = _LEADING_INTEGER.match(call.query.get(name, ""))
    return int(match.group(1)) if match else None


def _paging(call: Call) -> tuple[int, int]:
    """Return the page, from 1 on, and how many events it has, 1 to 100."""
    page = min(max(_number(call, "page") or 1, 1), _HIGHEST_PAGE)
    limit = min(max(_number(call, "limit") or _DEFAULT_LIMIT, 1), _MOST)
    return page, limit


def _wanted(call: Call) -> EventFilter:
    status = call.query.get("event_status", "").upper()
    tags = [tag.strip() for tag in call.query.get("monitors", "").split(",") if tag.strip()]
    start = _number(call, "event_start_date_time")
    maintenance_id = _number(call, "maintenance_id") or 0
    return EventFilter(
        maintenance_id=maintenance_id if maintenance_id > 0 else None,
        monitor_tags=tags or None,
        statuses=[MaintenanceEventStatus(status)] if status in set(MaintenanceEventStatus) else None,
        starts_after=clock.current_minute() if start is None else floor_to_minute(start),
    )


async def _list_all(call: Call, _nothing: None) -> Response:
    page, limit = _paging(call)
    found = await maintenance_events.list_(call.principal, _wanted(call), offset=(page - 1) * limit, limit=limit)
    planned = await maintenances.by_ids(call.principal, list({event.maintenance_id for event in found.events}))
    shown = {each["id"]: each for each in await maintenances_json(call.principal, list(planned.values()))}
    site_url = await site.site_url()
    listed = [_detailed_json(event, shown[event.maintenance_id], site_url) for event in found.events]
    return answer({"events": listed, "page": page, "limit": limit, "total": found.total})


async def _list_of_one(call: Call, maintenance: Maintenance) -> Response:
    page, limit = _paging(call)
    wanted = EventFilter(maintenance_id=maintenance.id)
    found = await maintenance_events.list_(call.principal, wanted, offset=(page - 1) * limit, limit=limit)
    site_url = await site.site_url()
    return answer({"events": [_event_json(event, site_url) for event in found.events], "page": page, "limit": limit})


async def _get(_call: Call, event: MaintenanceEvent) -> Response:
    return await _one(event)


async def _update(call: Call, event: MaintenanceEvent) -> Response:
    body = await call.body()
    status = body.get("status")
    if status is None:
        for field in ("start_date_time", "end_date_time"):
            if body.get(field) is None:
                raise InvalidInput(f"{field} is required", field)
        start, end = timestamps.required(body, "start_date_time"), timestamps.required(body, "end_date_time")
        return await _one(await maintenance_events.move(call.principal, event.id, start=start, end=end))
    if body.get("start_date_time") is not None or body.get("end_date_time") is not None:
        raise InvalidInput("Cannot update status and start/end times in the same request", "status")
    match status:
        case "COMPLETED":
            return await _one(await maintenance_events.complete(call.principal, event.id))
        case "CANCELLED":
            return await _one(await maintenance_events.cancel(call.principal, event.id))
        case _:
            raise InvalidInput("status must be COMPLETED or CANCELLED", "status")


async def _delete(call: Call, event: MaintenanceEvent) -> Response:
    await maintenance_events.delete(call.principal, event.id)
    return answer({"message": f"Event with id '{event.id}' deleted successfully"})


ROUTES = (
    Resource("/maintenances/events", {"GET": _list_all}),
    Resource("/maintenances/{maintenance_id}/events", {"GET": _list_of_one}, addressed_maintenance),
    Resource(
        "/maintenances/{maintenance_id}/events/{event_id}",
        {"GET": _get, "PATCH": _update, "DELETE": _delete},
        addressed_maintenance,
        _event,
    ),
)
