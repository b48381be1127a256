"""Maintenance events, as OpenAPI describes them."""

from models.enums import Activity, MaintenanceEventStatus
from rest_compat.openapi.operations import Body, Family, Operation, Query, Tag
from rest_compat.openapi.schemas import (
    Schema,
    array,
    instant,
    integer,
    nothing,
    record,
    ref,
    seconds,
    shown,
    text,
    word,
    wrapped,
)

_STATUS = "Where the event stands; `COMPLETED` and `CANCELLED` are final."
_EVENT = {
    "id": integer("The number of the event."),
    "maintenance_id": integer("The maintenance that it belongs to."),
    "start_date_time": seconds("When it starts."),
    "end_date_time": seconds("When it ends."),
    "status": word(f"{_STATUS} The same as `event_status`.", MaintenanceEventStatus),
    "event_status": word(_STATUS, MaintenanceEventStatus),
    "created_at": instant("When the event was planned."),
    "updated_at": instant("When the event was last changed."),
    "url": text("The public address of the event.", form="uri"),
}
_FLAT = {
    "event_id": integer("The same as `id`."),
    "event_start_date_time": seconds("The same as `start_date_time`."),
    "event_end_date_time": seconds("The same as `end_date_time`."),
    "maintenance_title": text("The maintenance's title."),
    "maintenance_description": text("The maintenance's description.", nullable=True),
    "maintenance_status": word("The maintenance's status.", Activity),
    "maintenance_rrule": text("The maintenance's recurrence rule."),
    "maintenance_duration_seconds": integer("The maintenance's duration, in seconds.", least=1),
    "monitors": array("The monitors that the maintenance affects.", ref("MonitorImpact")),
    "maintenance": ref("Maintenance", "The maintenance that the event belongs to."),
}
_SCHEMAS = {
    "MaintenanceEvent": shown("One occurrence of a maintenance.", _EVENT),
    "MaintenanceEventDetailed": {
        "description": "An event with its maintenance, as an object and in flat fields.",
        "allOf": [
            ref("MaintenanceEvent"),
            shown("What the list of all events adds.", _FLAT),
        ],
    },
    "UpdateMaintenanceEventRequest": {
        "description": "Either another window or another status, never both.",
        "oneOf": [
            record(
                "The new window; a part of a minute is cut off.",
                {
                    "start_date_time": seconds("When the event is to start."),
                    "end_date_time": seconds("When the event is to end; after its start."),
                    "status": nothing("Not together with a window."),
                },
                required=["start_date_time", "end_date_time"],
            )
            | {"title": "Window edit"},
            record(
                "The new status.",
                {
                    "status": word(
                        "`COMPLETED` ends an event that goes on. `CANCELLED` calls off one that is not over yet. The "
                        "end of an event that goes on moves to now.",
                        [MaintenanceEventStatus.COMPLETED, MaintenanceEventStatus.CANCELLED],
                    ),
                    "start_date_time": nothing("Not together with a status."),
                    "end_date_time": nothing("Not together with a status."),
                },
                required=["status"],
            )
            | {"title": "Status transition"},
        ],
    },
}
_ONE = wrapped("The event.", event=ref("MaintenanceEvent", "The event."))
_PAGE: Schema = integer("Which page of the list, from 1 on.", least=1, default=1)
_LIMIT: Schema = integer("How many events a page has at most.", least=1, most=100, default=20)
_PAGING = (Query("page", _PAGE), Query("limit", _LIMIT))
_SHOWN_PAGE = integer("Which page this is.", least=1)
_SHOWN_LIMIT = integer("How many events a page has at most.", least=1, most=100)

_OPERATIONS = (
    Operation(
        method="GET",
        path="/maintenances/events",
        id="listMaintenanceEvents",
        tag=Tag.EVENTS,
        summary="List the events of all maintenances",
        description="Returns a page of the events that start from now on, or from `event_start_date_time`, earliest "
        "first. Values that are unusable are ignored.",
        query=(
            *_PAGING,
            Query(
                "monitors",
                text("Only events that affect one of these monitors: tags, parted by commas.", examples=["shop,api"]),
            ),
            Query("event_status", word("Only events that stand here.", MaintenanceEventStatus)),
            Query("event_start_date_time", seconds("Only events that start at this minute or later.")),
            Query("maintenance_id", integer("Only events of this maintenance.")),
        ),
        answer=wrapped(
            "A page of events.",
            events=array("The events of this page.", ref("MaintenanceEventDetailed")),
            page=_SHOWN_PAGE,
            limit=_SHOWN_LIMIT,
            total=integer("How many events there are on all pages.", least=0),
        ),
    ),
    Operation(
        method="GET",
        path="/maintenances/{maintenance_id}/events",
        id="listMaintenanceEventsByMaintenance",
        tag=Tag.EVENTS,
        summary="List the events of a maintenance",
        description="Returns a page of a maintenance's events, past ones, too.",
        query=_PAGING,
        answer=wrapped(
            "A page of events.",
            events=array("The events of this page.", ref("MaintenanceEvent")),
            page=_SHOWN_PAGE,
            limit=_SHOWN_LIMIT,
        ),
    ),
    Operation(
        method="GET",
        path="/maintenances/{maintenance_id}/events/{event_id}",
        id="getMaintenanceEvent",
        tag=Tag.EVENTS,
        summary="Get an event",
        description="Returns one event of a maintenance.",
        answer=_ONE,
    ),
    Operation(
        method="PATCH",
        path="/maintenances/{maintenance_id}/events/{event_id}",
        id="updateMaintenanceEvent",
        tag=Tag.EVENTS,
        summary="Move, complete or cancel an event",
        description="Gives an event another window, or ends it. A status that it can't take from the one that it has "
        "is refused with 400.",
        body=Body(ref("UpdateMaintenanceEventRequest"), {"status": "CANCELLED"}),
        answer=_ONE,
    ),
    Operation(
        method="DELETE",
        path="/maintenances/{maintenance_id}/events/{event_id}",
        id="deleteMaintenanceEvent",
        tag=Tag.EVENTS,
        summary="Delete an event",
        description="Deletes an event; its maintenance stays.",
        answer=ref("MessageResponse"),
    ),
)

FAMILY = Family(Tag.EVENTS, "The single occurrences of maintenances.", _OPERATIONS, _SCHEMAS)
