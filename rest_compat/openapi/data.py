"""Monitoring data, as OpenAPI describes it."""

from models.enums import SampleType, Status
from resolvers.samples import MAX_EDIT_DAYS, PUSHED
from rest_compat.openapi.operations import Body, Family, Operation, Query, Tag
from rest_compat.openapi.schemas import array, integer, number, record, ref, seconds, shown, text, word, wrapped

_POINT = {
    "monitor_tag": text("The monitor.", examples=["shop"]),
    "timestamp": seconds("The start of the minute."),
    "status": word("How the monitor was at this minute.", Status),
    "latency": number("How long its answer took, in milliseconds; 0 where that was not measured.", least=0),
    "type": word(
        "Where the status comes from: `REALTIME`, `TIMEOUT` and `ERROR` from a check, `MANUAL` from this API, "
        "`DEFAULT` from the monitor's default status, the others from what covered the minute.",
        SampleType,
    ),
}
_SCHEMAS = {
    "MonitoringDataPoint": shown("The sample of a monitor at a minute.", _POINT),
    "BulkUpdateMonitorDataRequest": record(
        f"What to write, and to which minutes: those from `start_ts` to `end_ts`, {MAX_EDIT_DAYS} days at most.",
        {
            "start_ts": seconds("The first minute; a part of a minute counts as the whole."),
            "end_ts": seconds("The last minute; after `start_ts`."),
            "status": word("The status of each minute.", PUSHED),
            "latency": number("The latency of each minute, in milliseconds.", least=0),
            "deviation": number(
                "By how many milliseconds latencies differ from `latency`, drawn anew for each minute.",
                nullable=True,
                least=0,
                default=0,
            ),
        },
        required=["start_ts", "end_ts", "status", "latency"],
    ),
    "UpsertMonitorDataPointRequest": record(
        "What to write; what is missing stays as it is. A minute without a sample takes the monitor's default status "
        "and the latency 0.",
        {
            "status": word("The new status.", PUSHED),
            "latency": number("The new latency, in milliseconds.", least=0),
        },
    ),
}
_ONE = wrapped("The sample.", data=ref("MonitoringDataPoint", "The sample."))

_OPERATIONS = (
    Operation(
        method="GET",
        path="/monitors/{monitor_tag}/data",
        id="getMonitorDataRange",
        tag=Tag.DATA,
        summary="Get the samples of a range",
        description="Returns the samples of the minutes in [start_ts, end_ts), oldest first. Both bounds are floored "
        "to minutes before they are compared; minutes without a sample are left out.",
        query=(
            Query("start_ts", seconds("The first minute."), required=True),
            Query("end_ts", seconds("The minute before which the range ends; after `start_ts`."), required=True),
        ),
        answer=wrapped("The samples.", data=array("The samples, oldest first.", ref("MonitoringDataPoint"))),
        refuses=True,
    ),
    Operation(
        method="PATCH",
        path="/monitors/{monitor_tag}/data",
        id="bulkUpdateMonitorData",
        tag=Tag.DATA,
        summary="Write the samples of a range",
        description="Writes a sample of type `MANUAL` to every minute from `start_ts` to `end_ts`, that one included, "
        "in place of those that are there.",
        body=Body(
            ref("BulkUpdateMonitorDataRequest"),
            {"start_ts": 1_795_487_700, "end_ts": 1_795_488_000, "status": "UP", "latency": 120, "deviation": 15},
        ),
        answer=wrapped(
            "What was done.",
            message=text("What was done, for people."),
            updated_count=integer("How many minutes begin in [start_ts, end_ts).", least=0),
        ),
    ),
    Operation(
        method="GET",
        path="/monitors/{monitor_tag}/data/{timestamp}",
        id="getMonitorDataPoint",
        tag=Tag.DATA,
        summary="Get the sample of a minute",
        description="Returns the sample of the minute that `timestamp` lies in; 404 where it has none.",
        answer=_ONE,
        refuses=True,
    ),
    Operation(
        method="PATCH",
        path="/monitors/{monitor_tag}/data/{timestamp}",
        id="upsertMonitorDataPoint",
        tag=Tag.DATA,
        summary="Write the sample of a minute",
        description="Changes the sample of the minute that `timestamp` lies in, or makes it; it becomes `MANUAL`.",
        body=Body(ref("UpsertMonitorDataPointRequest"), {"status": "DEGRADED", "latency": 900}),
        answer=_ONE,
    ),
)

FAMILY = Family(Tag.DATA, "The samples of a monitor: its status and latency, minute by minute.", _OPERATIONS, _SCHEMAS)
