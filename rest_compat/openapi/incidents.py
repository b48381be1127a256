"""Incidents, as OpenAPI describes them."""

from models.enums import Activity, Impact, IncidentSource, IncidentState
from rest_compat.openapi.operations import Body, Family, Operation, Query, Tag
from rest_compat.openapi.schemas import array, instant, integer, record, ref, seconds, shown, text, word, wrapped

_TITLE = "What is wrong, in a few words."
_START = "When it began; a part of a minute is cut off."
_END = "When it ended; `null` while it lasts."
_AFFECTED = "The monitors that the incident affects; of two entries for one monitor the last one counts."
_INCIDENT = {
    "id": integer("The number of the incident."),
    "title": text(_TITLE, examples=["Payments fail"]),
    "start_date_time": seconds(_START),
    "end_date_time": seconds(_END, nullable=True),
    "state": word("How far the incident has come; moved by its comments.", IncidentState),
    "status": word("Always `ACTIVE`; an incident that was deleted is not shown.", [Activity.ACTIVE]),
    "incident_type": text("What kind of incident it is.", examples=["INCIDENT"]),
    "incident_source": word("Who opened the incident.", IncidentSource),
    "monitors": array("The monitors that the incident affects.", ref("MonitorImpact")),
    "created_at": instant("When the incident was entered."),
    "updated_at": instant("When the incident was last changed."),
    "url": text("The public address of the incident.", form="uri"),
}
_SCHEMAS = {
    "MonitorImpact": record(
        "What an incident or a maintenance does to a monitor.",
        {
            "monitor_tag": text("The monitor.", examples=["shop"]),
            "impact": word(
                "The status that the monitor has for that long. Left out, it is `DOWN` for an incident and "
                "`MAINTENANCE` for a maintenance.",
                Impact,
                nullable=True,
            ),
        },
        required=["monitor_tag"],
    ),
    "Incident": shown("Something that went wrong.", _INCIDENT),
    "CreateIncidentRequest": record(
        "What an incident is made from.",
        {
            "title": text(_TITLE, at_least=1, examples=["Payments fail"]),
            "start_date_time": seconds(_START),
            "end_date_time": seconds(_END, nullable=True),
            "monitors": array(_AFFECTED, ref("MonitorImpact")),
        },
        required=["title", "start_date_time"],
    ),
    "UpdateIncidentRequest": record(
        "What is to change; a field that is missing stays as it is. The state is moved by comments.",
        {
            "title": text(_TITLE),
            "start_date_time": seconds(_START),
            "end_date_time": seconds(_END, nullable=True),
            "monitors": array(f"{_AFFECTED} They replace those that it affects so far.", ref("MonitorImpact")),
        },
    ),
}
_ONE = wrapped("The incident.", incident=ref("Incident", "The incident."))

_OPERATIONS = (
    Operation(
        method="GET",
        path="/incidents",
        id="listIncidents",
        tag=Tag.INCIDENTS,
        summary="List incidents",
        description="Returns up to 1,000 incidents that are as the query says, newest first. A bound that is no "
        "number, or 0, bounds nothing.",
        query=(
            Query("start_ts", seconds("Only incidents that began at this instant or later.")),
            Query("end_ts", seconds("Only incidents that began at this instant or earlier.")),
            Query(
                "monitor_tags",
                text(
                    "Only incidents that affect one of these monitors: tags, parted by commas.", examples=["shop,api"]
                ),
            ),
        ),
        answer=wrapped(
            "The incidents.", incidents=array("The incidents that were found, newest first.", ref("Incident"))
        ),
    ),
    Operation(
        method="POST",
        path="/incidents",
        id="createIncident",
        tag=Tag.INCIDENTS,
        summary="Open an incident",
        description="Makes an incident in the state `INVESTIGATING`, whose source is `API`.",
        body=Body(
            ref("CreateIncidentRequest"),
            {
                "title": "Payments fail",
                "start_date_time": 1_795_487_700,
                "monitors": [{"monitor_tag": "shop", "impact": "DOWN"}],
            },
        ),
        answer=_ONE,
        status=201,
    ),
    Operation(
        method="GET",
        path="/incidents/{incident_id}",
        id="getIncident",
        tag=Tag.INCIDENTS,
        summary="Get an incident",
        description="Returns one incident with the monitors that it affects.",
        answer=_ONE,
    ),
    Operation(
        method="PATCH",
        path="/incidents/{incident_id}",
        id="updateIncident",
        tag=Tag.INCIDENTS,
        summary="Change an incident",
        description="Changes the fields that are given. `monitors` replaces the whole list.",
        body=Body(ref("UpdateIncidentRequest"), {"title": "Payments are slow", "end_date_time": 1_795_488_000}),
        answer=_ONE,
    ),
    Operation(
        method="DELETE",
        path="/incidents/{incident_id}",
        id="deleteIncident",
        tag=Tag.INCIDENTS,
        summary="Delete an incident",
        description="Deletes an incident with its comments.",
        answer=ref("MessageResponse"),
    ),
)

FAMILY = Family(Tag.INCIDENTS, "What went wrong, when, and with which monitors.", _OPERATIONS, _SCHEMAS)
