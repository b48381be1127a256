"""Monitors, as OpenAPI describes them."""

from models.enums import Activity, MonitorType, Status
from resolvers.monitors import MAX_CONFIRMATION_THRESHOLD
from rest_compat.openapi.operations import Body, Family, Operation, Query, Tag
from rest_compat.openapi.schemas import (
    Schema,
    array,
    free_object,
    instant,
    integer,
    nothing,
    record,
    ref,
    shown,
    text,
    word,
    wrapped,
)

_YES_NO = ("YES", "NO")
_TYPE_DATA = (
    "The configuration of the check, whose properties depend on `monitor_type`: `url` and `method` of an API monitor, "
    "`host` and `port` of a TCP monitor, and so on."
)
_SETTINGS = (
    "More settings, such as the formulas of the uptime, `uptime_formula_numerator` and `uptime_formula_denominator`."
)


def _fields(*, nullable: bool) -> dict[str, Schema]:
    """Return the fields that a monitor has in requests and answers alike; `nullable` are those that can be empty."""
    return {
        "description": text("What the monitor is about.", nullable=True),
        "image": text("The address of a picture that is shown beside the name.", nullable=True),
        "cron": text(
            "When the monitor is checked: a cron expression of five fields, or a word such as `@hourly`. Without one "
            "it is never checked.",
            nullable=True,
            examples=["* * * * *"],
        ),
        "default_status": word(
            "The status of a minute of which nothing else is known; with `null` and `NO_DATA` such a minute has none.",
            Status,
            nullable=True,
        ),
        "status": word("Whether the monitor is checked (`ACTIVE`) or put aside.", Activity, nullable=nullable),
        "category_name": text("The category that the monitor is listed under.", nullable=True),
        "monitor_type": word("How the monitor finds out how its target is.", MonitorType, nullable=nullable),
        "include_degraded_in_downtime": word("Whether degraded minutes count as downtime.", _YES_NO, nullable=nullable),
        "is_hidden": word(
            "Whether the public does not see the monitor; it is checked all the same.", _YES_NO, nullable=nullable
        ),
        "external_url": text("Where the monitor's name leads to.", nullable=True),
        "confirmation_threshold": integer(
            "After how many results in a row the status that is shown changes; 1 changes it at once.",
            nullable=nullable,
            least=1,
            most=MAX_CONFIRMATION_THRESHOLD,
        ),
    }


_TAG = text(
    "The unique name by which programs know the monitor: lower case letters, digits, `-` and `_`, beginning and ending "
    "with a letter or digit. It never changes.",
    at_least=1,
    pattern=r"^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$",
    examples=["shop"],
)
_NAME = "The name by which people know the monitor."
_OLD_COLUMN = nothing("Always `null`. The older product had this field; clients still expect it.")

MONITOR_FIELDS: dict[str, Schema] = {
    "id": integer("The number of the monitor; of two monitors the newer one has the higher number."),
    "tag": text("The unique name by which programs know the monitor.", examples=["shop"]),
    "name": text(_NAME, examples=["The shop"]),
    **_fields(nullable=False),
    "type_data": free_object(_TYPE_DATA),
    "monitor_settings_json": free_object(_SETTINGS),
    "down_trigger": _OLD_COLUMN,
    "degraded_trigger": _OLD_COLUMN,
    "day_degraded_minimum_count": _OLD_COLUMN,
    "day_down_minimum_count": _OLD_COLUMN,
    "created_at": instant("When the monitor was made."),
    "updated_at": instant("When the monitor was last changed."),
}

_SCHEMAS = {
    "Monitor": shown("One watched thing.", MONITOR_FIELDS),
    "CreateMonitorRequest": record(
        "What a monitor is made from. A field that is `null` or missing takes its default: `monitor_type` API, "
        "`status` ACTIVE, `default_status` UP, `confirmation_threshold` 1, the others NO or nothing.",
        {
            "tag": _TAG,
            "name": text(_NAME, at_least=1, examples=["The shop"]),
            **_fields(nullable=True),
            "type_data": free_object(_TYPE_DATA, nullable=True),
            "monitor_settings_json": free_object(_SETTINGS, nullable=True),
        },
        required=["tag", "name"],
    ),
    "UpdateMonitorRequest": record(
        "What is to change; a field that is missing stays as it is. `null` empties a field that can be empty, and is "
        "refused for the others. The tag can't change.",
        {
            "name": text(_NAME),
            **_fields(nullable=False),
            "confirmation_threshold": integer(
                "After how many results in a row the status that is shown changes; `null` sets it to 1.",
                nullable=True,
                least=1,
                most=MAX_CONFIRMATION_THRESHOLD,
            ),
            "type_data": free_object(
                f"{_TYPE_DATA} Properties are merged one by one; `null` removes all.", nullable=True
            ),
            "monitor_settings_json": free_object(
                f"{_SETTINGS} Properties are merged one by one; `null` resets all.", nullable=True
            ),
        },
    ),
}

_EXAMPLE = {
    "tag": "shop",
    "name": "The shop",
    "monitor_type": "API",
    "type_data": {"url": "https://shop.example.com/health", "method": "GET", "timeout": 5000},
    "cron": "* * * * *",
}
_ONE = wrapped("The monitor.", monitor=ref("Monitor", "The monitor."))


def _filter(name: str, description: str, *examples: str) -> Query:
    return Query(name, text(f"{description} Empty asks for any.", examples=list(examples)))


_OPERATIONS = (
    Operation(
        method="GET",
        path="/monitors",
        id="listMonitors",
        tag=Tag.MONITORS,
        summary="List monitors",
        description="Returns all monitors that are as the query says, newest first. A word that no monitor can have "
        "finds none.",
        query=(
            _filter("status", "Only monitors with this status: `ACTIVE` or `INACTIVE`.", *Activity),
            _filter("category_name", "Only monitors of this category.", "Payments"),
            _filter("monitor_type", "Only monitors of this type.", *MonitorType),
            _filter("is_hidden", "`YES` for hidden monitors only, `NO` for the others.", *_YES_NO),
        ),
        answer=wrapped("The monitors.", monitors=array("The monitors that were found, newest first.", ref("Monitor"))),
        refuses=True,
    ),
    Operation(
        method="POST",
        path="/monitors",
        id="createMonitor",
        tag=Tag.MONITORS,
        summary="Create a monitor",
        description="Makes a monitor. It is checked for the first time at the next minute that its cron names. A tag "
        "that is taken is refused with 400.",
        body=Body(ref("CreateMonitorRequest"), _EXAMPLE),
        answer=_ONE,
        status=201,
    ),
    Operation(
        method="GET",
        path="/monitors/{monitor_tag}",
        id="getMonitor",
        tag=Tag.MONITORS,
        summary="Get a monitor",
        description="Returns one monitor with its configuration.",
        answer=_ONE,
    ),
    Operation(
        method="PATCH",
        path="/monitors/{monitor_tag}",
        id="updateMonitor",
        tag=Tag.MONITORS,
        summary="Change a monitor",
        description="Changes the fields that are given. `type_data` and `monitor_settings_json` are merged one level "
        "deep.",
        body=Body(ref("UpdateMonitorRequest"), {"name": "The new shop", "type_data": {"timeout": 8000}}),
        answer=_ONE,
    ),
    Operation(
        method="DELETE",
        path="/monitors/{monitor_tag}",
        id="deleteMonitor",
        tag=Tag.MONITORS,
        summary="Delete a monitor",
        description="Deletes a monitor with everything that is kept of it: its samples, its places on pages, in "
        "incidents and in maintenances. Groups that it was in share its weight out among their other members.",
        answer=ref("MessageResponse"),
    ),
)

FAMILY = Family(Tag.MONITORS, "The things that are watched.", _OPERATIONS, _SCHEMAS)
