"""Comments on incidents, as OpenAPI describes them."""

from models.enums import Activity, IncidentState
from rest_compat.openapi.operations import Body, Family, Operation, Tag
from rest_compat.openapi.schemas import array, instant, integer, record, ref, seconds, shown, text, word, wrapped

_SAID = "What is said."
_STATE = "The state that the comment tells of."
_COMMENT = {
    "id": integer("The number of the comment."),
    "incident_id": integer("The incident that it is about."),
    "comment": text(_SAID, examples=["We found the cause."]),
    "timestamp": seconds("The minute at which it was said."),
    "state": word(_STATE, IncidentState),
    "status": word("Always `ACTIVE`; a comment that was deleted is not shown.", [Activity.ACTIVE]),
    "created_at": instant("When the comment was entered."),
    "updated_at": instant("When the comment was last changed."),
}
_SCHEMAS = {
    "IncidentComment": shown("What was said of an incident.", _COMMENT),
    "CreateIncidentCommentRequest": record(
        "What is said of an incident, and the state that it moves to.",
        {
            "comment": text(_SAID, at_least=1, examples=["We found the cause."]),
            "state": word("The state that the incident moves to.", IncidentState),
            "timestamp": seconds("When it was said; now, if it is left out.", nullable=True),
        },
        required=["comment", "state"],
    ),
    "UpdateIncidentCommentRequest": record(
        "What is to change in the comment; a field that is missing stays as it is. The incident's state does not move.",
        {
            "comment": text(_SAID),
            "state": word(_STATE, IncidentState),
            "timestamp": seconds("When it was said."),
        },
    ),
}
_ONE = wrapped("The comment.", comment=ref("IncidentComment", "The comment."))

_OPERATIONS = (
    Operation(
        method="GET",
        path="/incidents/{incident_id}/comments",
        id="listIncidentComments",
        tag=Tag.COMMENTS,
        summary="List the comments on an incident",
        description="Returns all comments on an incident by their timestamps, then their ids, newest first.",
        answer=wrapped("The comments.", comments=array("The comments, newest first.", ref("IncidentComment"))),
    ),
    Operation(
        method="POST",
        path="/incidents/{incident_id}/comments",
        id="createIncidentComment",
        tag=Tag.COMMENTS,
        summary="Comment on an incident",
        description="Adds a comment, and moves the incident to its state. `RESOLVED` also ends the incident at the "
        "comment's time.",
        body=Body(ref("CreateIncidentCommentRequest"), {"comment": "We found the cause.", "state": "IDENTIFIED"}),
        answer=_ONE,
        status=201,
    ),
    Operation(
        method="GET",
        path="/incidents/{incident_id}/comments/{comment_id}",
        id="getIncidentComment",
        tag=Tag.COMMENTS,
        summary="Get a comment",
        description="Returns one comment on an incident.",
        answer=_ONE,
        refuses=True,
    ),
    Operation(
        method="PATCH",
        path="/incidents/{incident_id}/comments/{comment_id}",
        id="updateIncidentComment",
        tag=Tag.COMMENTS,
        summary="Change a comment",
        description="Corrects a comment. Nothing but the comment changes.",
        body=Body(ref("UpdateIncidentCommentRequest"), {"comment": "We found the cause: a full disk."}),
        answer=_ONE,
    ),
    Operation(
        method="DELETE",
        path="/incidents/{incident_id}/comments/{comment_id}",
        id="deleteIncidentComment",
        tag=Tag.COMMENTS,
        summary="Delete a comment",
        description="Deletes a comment, which is 404 from then on. The incident stays as it is.",
        answer=ref("MessageResponse"),
        refuses=True,
    ),
)

FAMILY = Family(Tag.COMMENTS, "What was said of an incident; comments move its state.", _OPERATIONS, _SCHEMAS)
