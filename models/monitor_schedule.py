"""Which monitors are due: read and moved on in bulk, a statement each, both dialects side by side."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from models.database import is_postgres, reader, writer

_FROM_DUE = """
FROM monitor_clock JOIN monitor ON monitor.id = monitor_id
WHERE status = 'ACTIVE' AND cron IS NOT NULL AND next_due <= """
_DUE = "SELECT monitor.id AS monitor_id, cron, time_zone, next_due" + _FROM_DUE
_COUNT = "SELECT count(*) AS due" + _FROM_DUE


@dataclass(frozen=True, slots=True)
class Due:
    """An active monitor whose next due minute has come, or has passed unseen."""

    monitor_id: int
    cron: str
    time_zone: str
    next_due: int


async def due(minute: int) -> list[Due]:
    """Return the active monitors that are due at `minute` or were due before it, in no order."""
    connection = reader()
    parameter = "$1" if is_postgres(connection) else "?1"
    rows = await connection.execute_query_dict(_DUE + parameter, [minute])
    return [Due(**row) for row in rows]


async def count_due(minute: int) -> int:
    """Return how many monitors `due` would return."""
    connection = reader()
    rows = await connection.execute_query_dict(_COUNT + ("$1" if is_postgres(connection) else "?1"), [minute])
    return int(rows[0]["due"])


async def advance(minute: int, next_due: Mapping[int, int | None]) -> None:
    """Set when each monitor is due next; one that was rescheduled meanwhile, past `minute`, keeps that."""
    connection = writer()
    if is_postgres(connection):
        # Locked by monitor id, as settling does: two that lock the same rows in two orders would block each other.
        await connection.execute_query(
            "WITH locked AS MATERIALIZED (SELECT id, monitor_id FROM monitor_clock"
            " WHERE monitor_id = ANY($1::bigint[]) AND next_due <= $3 ORDER BY monitor_id FOR UPDATE)"
            " UPDATE monitor_clock SET next_due = new.due"
            " FROM locked JOIN unnest($1::bigint[], $2::bigint[]) AS new (id, due) ON new.id = locked.monitor_id"
            " WHERE monitor_clock.id = locked.id",
            [list(next_due), list(next_due.values()), minute],
        )
    else:
        await connection.execute_query(
            "UPDATE monitor_clock SET next_due = new.value ->> 1 FROM json_each(?1) AS new"
            " WHERE monitor_id = new.value ->> 0 AND next_due <= ?2",
            [json.dumps(list(next_due.items())), minute],
        )
