"""Samples as columns: what a drawing needs of many minutes, without an object for each."""

from dataclasses import dataclass

from core.clock import MINUTE
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
# So many take some 5 ms: whoever else waits for the event loop has a turn in between.
_AT_ONCE = 15_000


async def columns_within(monitor_id: int, start: int, end: int) -> Columns:
    """Return the monitor's samples of the minutes [start, end), oldest first; a statement for each _AT_ONCE of them."""
    connection = reader()
    where = (
        "monitor_id = $1 AND minute >= $2 AND minute < $3 ORDER BY minute LIMIT $4"
        if is_postgres(connection)
        else "monitor_id = ?1 AND minute >= ?2 AND minute < ?3 ORDER BY minute LIMIT ?4"
    )
    statement = f"SELECT minute, status, latency, type FROM sample WHERE {where}"  # noqa: S608 - words of our own
    found = Columns([], [], [], [])
    while True:
        first = found.minutes[-1] + MINUTE if found.minutes else start
        _, rows = await connection.execute_query(statement, [monitor_id, first, end, _AT_ONCE])
        minutes, statuses, latencies, types = zip(*rows, strict=True) if rows else ((), (), (), ())
        found.minutes.extend(minutes)
        found.statuses.extend(map(_WORDS.__getitem__, statuses))
        found.latencies.extend(latencies)
        found.types.extend(map(_TYPE_WORDS.__getitem__, types))
        if len(rows) < _AT_ONCE:
            return found
