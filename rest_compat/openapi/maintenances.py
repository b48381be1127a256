"""Maintenances, as OpenAPI describes them."""

from models.enums import Activity
from rest_compat.openapi.operations import Body, Family, Operation, Query, Tag
from rest_compat.openapi.schemas import array, instant, integer, record, ref, seconds, shown, text, word, wrapped

_TITLE = "What is done, in a few words."
_DESCRIPTION = "What is done, in more words."
_START = "When the first event starts; a part of a minute is cut off."
_RULE = (
    "When events start, as a recurrence rule of RFC 5545. `FREQ=MINUTELY;COUNT=1` is once. A rule that never comes due "
    "is refused, and so is one that takes too long to find that out."
)
_DURATION = "How long an event lasts, in seconds."
_AFFECTED = "The monitors that the work affects; of two entries for one monitor the last one counts."
_RULE_EXAMPLE = ["FREQ=WEEKLY;BYDAY=SU"]
_STATUS = "Whether events are planned (`ACTIVE`) or the maintenance is put aside."

MAINTENANCE_FIELDS = {
    "id": integer("The number of the maintenance."),
    "title": text(_TITLE, examples=["Database upgrade"]),
    "description": text(_DESCRIPTION, nullable=True),
    "start_date_time": seconds(_START),
    "rrule": text("When events start, as a recurrence rule of RFC 5545.", examples=_RULE_EXAMPLE),
    "duration_seconds": integer(_DURATION, least=1),
    "status": word(_STATUS, Activity),
    "monitors": array("The monitors that the work affects.", ref("MonitorImpact")),
    "created_at": instant("When the maintenance was entered."),
    "updated_at": instant("When the maintenance was last changed."),
    "url": text("The public address of the maintenance.", form="uri"),
}
_SCHEMAS = {
    "Maintenance": shown("Planned work, once or again and again.", MAINTENANCE_FIELDS),
    "CreateMaintenanceRequest": record(
        "What a maintenance is made from.",
        {
            "title": text(_TITLE, at_least=1, examples=["Database upgrade"]),
            "description": text(_DESCRIPTION, nullable=True),
            "start_date_time": seconds(_START),
            "rrule": text(_RULE, at_least=1, examples=_RULE_EXAMPLE),
            "duration_seconds": integer(_DURATION, least=1),
            "monitors": array(_AFFECTED, ref("MonitorImpact")),
        },
        required=["title", "start_date_time", "rrule", "duration_seconds"],
    ),
    "UpdateMaintenanceRequest": record(
        "What is to change; a field that is missing stays as it is.",
        {
            "title": text(_TITLE),
            "description": text(_DESCRIPTION, nullable=True),
            "start_date_time": seconds(_START),
            "rrule": text(_RULE, examples=_RULE_EXAMPLE),
            "duration_seconds": integer(_DURATION, least=1),
            "status": word(_STATUS, Activity, nullable=True),
            "monitors": array(f"{_AFFECTED} They replace those that it affects so far.", ref("MonitorImpact")),
        },
    ),
}
_ONE = wrapped("The maintenance.", maintenance=ref("Maintenance", "The maintenance."))

_OPERATIONS = (
    Operation(
        method="GET",
        path="/maintenances",
        id="listMaintenances",
        tag=Tag.MAINTENANCES,
        summary="List maintenances",
        description="Returns all maintenances that are as the query says, newest first. A status that does not exist "
        "is ignored.",
        query=(
            Query("status", word("Only maintenances with this status.", Activity)),
            Query("monitor_tag", text("Only maintenances that affect this monitor.", examples=["shop"])),
        ),
        answer=wrapped(
            "The maintenances.", maintenances=array("The maintenances that were found.", ref("Maintenance"))
        ),
    ),
    Operation(
        method="POST",
        path="/maintenances",
        id="createMaintenance",
        tag=Tag.MAINTENANCES,
        summary="Plan a maintenance",
        description="Makes a maintenance and its next event, if there is one to come.",
        body=Body(
            ref("CreateMaintenanceRequest"),
            {
                "title": "Database upgrade",
                "start_date_time": 1_795_910_400,
                "rrule": "FREQ=WEEKLY;BYDAY=SU",
                "duration_seconds": 3600,
                "monitors": [{"monitor_tag": "shop", "impact": "MAINTENANCE"}],
            },
        ),
        answer=_ONE,
        status=201,
    ),
    Operation(
        method="GET",
        path="/maintenances/{maintenance_id}",
        id="getMaintenance",
        tag=Tag.MAINTENANCES,
        summary="Get a maintenance",
        description="Returns one maintenance with the monitors that it affects.",
        answer=_ONE,
    ),
    Operation(
        method="PATCH",
        path="/maintenances/{maintenance_id}",
        id="updateMaintenance",
        tag=Tag.MAINTENANCES,
        summary="Change a maintenance",
        description="Changes the fields that are given. Another start, rule or duration replaces the events that are "
        "still to come.",
        body=Body(ref("UpdateMaintenanceRequest"), {"duration_seconds": 7200, "status": "ACTIVE"}),
        answer=_ONE,
    ),
    Operation(
        method="DELETE",
        path="/maintenances/{maintenance_id}",
        id="deleteMaintenance",
        tag=Tag.MAINTENANCES,
        summary="Delete a maintenance",
        description="Deletes a maintenance with all its events.",
        answer=ref("MessageResponse"),
    ),
)

FAMILY = Family(Tag.MAINTENANCES, "Planned work, and when it happens.", _OPERATIONS, _SCHEMAS)
