"""Comments: /incidents/{incident_id}/comments and /incidents/{incident_id}/comments/{comment_id}."""

from typing import Any

from starlette.responses import Response

from core.errors import InvalidInput, NotFound
from core.unset import UNSET
from models.enums import IncidentState
from models.incident import Incident, IncidentComment
from resolvers import comments
from resolvers.comments import CommentChanges, NewComment
from rest_compat import bodies, timestamps
from rest_compat.bodies import Body
from rest_compat.incidents import addressed_incident
from rest_compat.routes import Call, Resource, answer

_COMMENT = "comment is required and must be a non-empty string"
_STATE = f"state must be one of: {', '.join(IncidentState)}"


async def _comment(call: Call, incident: Incident) -> IncidentComment:
    """Return the comment whose id, after its incident's, stands in the path; raises NotFound."""
    written = call.path["comment_id"]
    comment_id = bodies.row_id(written)
    if comment_id is None:
        raise NotFound(f"Comment with id '{written}' not found for incident '{incident.id}'", "comment_id")
    return await comments.get(call.principal, comment_id, incident_id=incident.id)


def _json(comment: IncidentComment) -> dict[str, Any]:
    return {
        "id": comment.id,
        "incident_id": comment.incident_id,
        "comment": comment.comment,
        "timestamp": comment.timestamp,
        "state": comment.state,
        "status": comment.status,
        "created_at": comment.created_at,
        "updated_at": comment.updated_at,
    }


async def _list(call: Call, incident: Incident) -> Response:
    found = await comments.of_incident(call.principal, incident.id)
    return answer({"comments": [_json(comment) for comment in found]})


def _state(body: Body) -> IncidentState:
    state = bodies.word(body, "state", IncidentState)
    if state is None:
        raise InvalidInput(_STATE, "state")
    return state


async def _create(call: Call, incident: Incident) -> Response:
    body = await call.body()
    said = bodies.required_text(body, "comment", _COMMENT)
    timestamp = timestamps.optional(body, "timestamp")
    bodies.required_text(body, "state", "state is required")
    new = NewComment(comment=said, state=_state(body), timestamp=timestamp)
    return answer({"comment": _json(await comments.add(call.principal, incident.id, new))}, 201)


async def _get(_call: Call, comment: IncidentComment) -> Response:
    return answer({"comment": _json(comment)})


async def _update(call: Call, comment: IncidentComment) -> Response:
    body = await call.body()
    changes = CommentChanges(
        comment=bodies.required_text(body, "comment", _COMMENT) if "comment" in body else UNSET,
        timestamp=timestamps.changed(body, "timestamp"),
        state=_state(body) if "state" in body else UNSET,
    )
    updated = await comments.update(call.principal, comment.id, changes)
    return answer({"comment": _json(updated)})


async def _delete(call: Call, comment: IncidentComment) -> Response:
    await comments.delete(call.principal, comment.id)
    return answer({"message": f"Comment with id '{comment.id}' deleted successfully"})


ROUTES = (
    Resource("/incidents/{incident_id}/comments", {"GET": _list, "POST": _create}, addressed_incident),
    Resource(
        "/incidents/{incident_id}/comments/{comment_id}",
        {"GET": _get, "PATCH": _update, "DELETE": _delete},
        addressed_incident,
        _comment,
    ),
)
