"""Incidents: /incidents and /incidents/{incident_id}."""

import re
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from core.errors import NotFound
from core.principal import Principal
from core.unset import UNSET
from models.enums import Activity, Impact
from models.incident import Incident
from resolvers import addresses, incidents, site
from resolvers.incidents import IncidentChanges, IncidentFilter, NewIncident
from rest_compat import bodies, timestamps
from rest_compat.affected import affected_json, impacts
from rest_compat.routes import Call, Resource, answer

_MOST = 1000
_INTEGER = re.compile(r"[+-]?[0-9]{1,30}")
_TITLE = "Title is required and must be a non-empty string"


async def addressed_incident(call: Call) -> Incident:
    """Return the incident whose id stands in the path; raises NotFound."""
    written = call.path["incident_id"]
    incident_id = bodies.row_id(written)
    if incident_id is None:
        raise NotFound(f"Incident with id '{written}' not found", "incident_id")
    return await incidents.get(call.principal, incident_id)


async def _all_json(principal: Principal, found: Sequence[Incident]) -> list[dict[str, Any]]:
    affected = await incidents.affected_by(principal, [incident.id for incident in found])
    site_url = await site.site_url()
    return [
        {
            "id": incident.id,
            "title": incident.title,
            "start_date_time": incident.start_date_time,
            "end_date_time": incident.end_date_time,
            "state": incident.state,
            # A deleted incident is gone, so what is shown has never another status.
            "status": Activity.ACTIVE,
            "incident_type": incident.incident_type,
            "incident_source": incident.source,
            "monitors": affected_json(affected[incident.id]),
            "created_at": incident.created_at,
            "updated_at": incident.updated_at,
            "url": addresses.of_incident(site_url, incident.id),
        }
        for incident in found
    ]


async def _one(principal: Principal, incident: Incident, status: int = 200) -> Response:
    (shown,) = await _all_json(principal, [incident])
    return answer({"incident": shown}, status)


def _bound(written: str | None) -> int | None:
    """Return a bound of the query; 0 is none, as what is no number is none."""
    return (int(written) or None) if written and _INTEGER.fullmatch(written.strip()) else None


async def _list(call: Call, _nothing: None) -> Response:
    tags = call.query.get("monitor_tags")
    wanted = IncidentFilter(
        started_after=_bound(call.query.get("start_ts")),
        started_before=_bound(call.query.get("end_ts")),
        monitor_tags=[tag.strip() for tag in tags.split(",")] if tags else None,
    )
    found = await incidents.list_(call.principal, wanted, limit=_MOST)
    return answer({"incidents": await _all_json(call.principal, found)})


async def _create(call: Call, _nothing: None) -> Response:
    body = await call.body()
    new = NewIncident(
        title=bodies.required_text(body, "title", _TITLE),
        start_date_time=timestamps.required(body, "start_date_time"),
        end_date_time=timestamps.optional(body, "end_date_time"),
        monitors=impacts(body, unless_said=Impact.DOWN) if "monitors" in body else (),
    )
    return await _one(call.principal, await incidents.create(call.principal, new), 201)


async def _get(call: Call, incident: Incident) -> Response:
    return await _one(call.principal, incident)


async def _update(call: Call, incident: Incident) -> Response:
    body = await call.body()
    changes = IncidentChanges(
        title=bodies.required_text(body, "title", _TITLE) if "title" in body else UNSET,
        start_date_time=timestamps.changed(body, "start_date_time"),
        end_date_time=timestamps.optional(body, "end_date_time") if "end_date_time" in body else UNSET,
        monitors=impacts(body, unless_said=Impact.DOWN) if "monitors" in body else UNSET,
    )
    return await _one(call.principal, await incidents.update(call.principal, incident.id, changes))


async def _delete(call: Call, incident: Incident) -> Response:
    await incidents.delete(call.principal, incident.id)
    return answer({"message": f"Incident with id '{incident.id}' deleted successfully"})


ROUTES = (
    Resource("/incidents", {"GET": _list, "POST": _create}),
    Resource("/incidents/{incident_id}", {"GET": _get, "PATCH": _update, "DELETE": _delete}, addressed_incident),
)
