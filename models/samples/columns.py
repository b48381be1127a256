"""Samples as columns: what a drawing needs of many minutes, without an object for each."""

from dataclasses import dataclass

from models.database import is_postgres, reader
from models.enums import Status
from models.samples.sample import STATUSES


@dataclass(frozen=True, slots=True)
class Columns:
    """Samples in the order of their minutes: epoch seconds, statuses, and latencies in milliseconds."""

    minutes: list[int]
    statuses: list[str]
    latencies: list[float | None]


_WORDS = tuple(Status(status).value for status in STATUSES)


async def columns_within(monitor_id: int, start: int, end: int) -> Columns:
    """Return the monitor's samples of the minutes [start, end), oldest first."""
    connection = reader()
    where = (
        "monitor_id = $1 AND minute >= $2 AND minute < $3"
        if is_postgres(connection)
        else "monitor_id = ?1 AND minute >= ?2 AND minute < ?3"
    )
    _, rows = await connection.execute_query(
        f"SELECT minute, status, latency FROM sample WHERE {where} ORDER BY minute",  # noqa: S608 - words of our own
        [monitor_id, start, end],
    )
    return Columns(
        [row[0] for row in rows],
        [_WORDS[row[1]] for row in rows],
        [row[2] for row in rows],
    )
