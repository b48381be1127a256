"""A sample, and the small numbers that its words are stored as."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.enums import SampleType, Status

# The numbers are on disk: new words go to the end.
STATUSES = (Status.UP, Status.DOWN, Status.DEGRADED, Status.MAINTENANCE, Status.NO_DATA)
TYPES = (
    SampleType.REALTIME,
    SampleType.TIMEOUT,
    SampleType.ERROR,
    SampleType.MANUAL,
    SampleType.DEFAULT,
    SampleType.INCIDENT,
    SampleType.MAINTENANCE,
)
STATUS_CODE: Mapping[Status, int] = {status: code for code, status in enumerate(STATUSES)}
TYPE_CODE: Mapping[SampleType, int] = {kind: code for code, kind in enumerate(TYPES)}
COLUMNS = ("monitor_id", "minute", "status", "raw_status", "latency", "type", "message")


@dataclass(frozen=True, slots=True)
class Sample:
    """One status and latency of a monitor at a minute.

    `minute` is the epoch second at which it began; `latency` is in milliseconds; `raw_status` is what a check
    saw where that differs from the status shown, or None.
    """

    monitor_id: int
    minute: int
    status: Status
    latency: float | None
    type: SampleType
    message: str | None = None
    raw_status: Status | None = None


def to_row(sample: Sample) -> tuple[int, int, int, int | None, float | None, int, str | None]:
    """Return the sample's values in the order of COLUMNS."""
    return (
        sample.monitor_id,
        sample.minute,
        STATUS_CODE[sample.status],
        None if sample.raw_status is None else STATUS_CODE[sample.raw_status],
        sample.latency,
        TYPE_CODE[sample.type],
        sample.message,
    )


def from_row(row: Sequence[Any]) -> Sample:
    """Read the values in the order of COLUMNS."""
    monitor_id, minute, status, raw_status, latency, kind, message = row
    return Sample(
        monitor_id,
        minute,
        STATUSES[status],
        latency,
        TYPES[kind],
        message,
        None if raw_status is None else STATUSES[raw_status],
    )
