"""Samples as objects, for paging, and as columns, for drawing."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

import strawberry
from strawberry import relay

from models.samples import Sample as SampleRow
from models.samples.columns import Columns
from schema.context import Info
from schema.enums import SampleType, Status
from schema.instants import instant
from schema.scalars import FloatList, IntList, StringList

_ID = re.compile(r"([0-9]{1,19}):(-?[0-9]{1,12})", re.ASCII)


@strawberry.type(description="One status and latency of a monitor at a minute.")
class Sample(relay.Node):
    """A sample as an object; its id is made of the monitor's number and the minute's epoch second."""

    id: relay.NodeID[str]
    minute: datetime = strawberry.field(description="When the minute began (UTC).")
    status: Status = strawberry.field(description="The status shown for the minute.")
    latency: float | None = strawberry.field(description="How long the target took, in milliseconds.")
    type: SampleType = strawberry.field(description="Where the status comes from.")
    message: str | None = strawberry.field(description="What went wrong, where something did.")

    @classmethod
    async def resolve_nodes(
        cls,
        *,
        info: Info,
        node_ids: Iterable[str],
        required: bool = False,
    ) -> list[Any]:
        """Return the samples of these ids, null for those that are not there for the one who asks."""
        rows = await info.context.monitors.sample.load_many([_monitor_and_minute(node_id) for node_id in node_ids])
        return [None if row is None else cls.of(row) for row in rows]

    @classmethod
    def of(cls, row: SampleRow) -> Self:
        """Return the sample of a row."""
        return cls(
            id=f"{row.monitor_id}:{row.minute}",
            minute=instant(row.minute),
            status=row.status,
            latency=row.latency,
            type=row.type,
            message=row.message,
        )


def _monitor_and_minute(node_id: str) -> tuple[int, int]:
    """Return what a sample's id is made of; of what is none, a monitor that does not exist."""
    match = _ID.fullmatch(node_id)
    return (int(match[1]), int(match[2])) if match else (0, 0)


@strawberry.type(description="Samples as columns of equal length, oldest first.")
class SampleSeries:
    """A dense series."""

    timestamps: IntList = strawberry.field(description="The epoch second at which each minute began.")
    statuses: StringList = strawberry.field(description="The status of each minute, as in `Status`.")
    latencies: FloatList = strawberry.field(description="The latency of each minute in milliseconds, or null.")


def series(columns: Columns) -> SampleSeries:
    """Return samples as columns."""
    return SampleSeries(
        timestamps=IntList(columns.minutes),
        statuses=StringList(columns.statuses),
        latencies=FloatList(columns.latencies),
    )
