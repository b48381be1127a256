"""Samples as columns: what a drawing needs of many minutes, without an object for each."""

from dataclasses import dataclass

from models.database import is_postgres, reader
from models.samples.sample import STATUSES, TYPES


@dataclass(frozen=True, slots=True)
class Columns:
    """Samples in the order of their minutes: epoch seconds, statuses, latencies in milliseconds, and types."""

    minutes: list[int]
    statuses: list[str]
    latencies: list[float | None]
    types: list[str]


_WORDS = tuple(status.value for status in STATUSES)
_TYPE_WORDS = tuple(kind.value for kind in TYPES)


async def columns_within(monitor_id: int, start: int, end: int) -> Columns:
    """Return the monitor's samples of the minutes [start, end), oldest first."""
    connection = reader()
    where = (
        "monitor_id = $1 AND minute >= $2 AND minute < $3"
        if is_postgres(connection)
        else "monitor_id = ?1 AND minute >= ?2 AND minute < ?3"
    )
    _, rows = await connection.execute_query(
        f"SELECT minute, status, latency, type FROM sample WHERE {where} ORDER BY minute",  # noqa: S608 - words of our own
        [monitor_id, start, end],
    )
    return Columns(
        [row[0] for row in rows],
        [_WORDS[row[1]] for row in rows],
        [row[2] for row in rows],
        [_TYPE_WORDS[row[3]] for row in rows],
    )
