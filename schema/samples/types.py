"""Samples as objects, for paging, and as columns, for drawing."""

from collections.abc import Sequence
from datetime import datetime

import strawberry

from models.samples import Sample as SampleRow
from schema.enums import SampleType, Status
from schema.instants import instant
from schema.scalars import FloatList, IntList, StringList


@strawberry.type(description="One status and latency of a monitor at a minute.")
class Sample:
    """A sample as an object."""

    minute: datetime = strawberry.field(description="When the minute began (UTC).")
    status: Status = strawberry.field(description="The status shown for the minute.")
    latency: float | None = strawberry.field(description="How long the target took, in milliseconds.")
    type: SampleType = strawberry.field(description="Where the status comes from.")
    message: str | None = strawberry.field(description="What went wrong, where something did.")


@strawberry.type(description="Samples as columns of equal length, oldest first.")
class SampleSeries:
    """A dense series."""

    timestamps: IntList = strawberry.field(description="The epoch second at which each minute began.")
    statuses: StringList = strawberry.field(description="The status of each minute, as in `Status`.")
    latencies: FloatList = strawberry.field(description="The latency of each minute in milliseconds, or null.")


def sample(row: SampleRow) -> Sample:
    """Return the sample as GraphQL shows it."""
    return Sample(
        minute=instant(row.minute),
        status=row.status,
        latency=row.latency,
        type=row.type,
        message=row.message,
    )


def series(rows: Sequence[SampleRow]) -> SampleSeries:
    """Return samples as columns."""
    return SampleSeries(
        timestamps=IntList([row.minute for row in rows]),
        statuses=StringList([row.status.value for row in rows]),
        latencies=FloatList([row.latency for row in rows]),
    )
