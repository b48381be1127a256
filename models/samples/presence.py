"""Which monitors have a sample of a minute already."""

import json
from collections.abc import Sequence

from models.database import is_postgres, reader


async def recorded(minute: int, monitor_ids: Sequence[int]) -> set[int]:
    """Return those of the monitors that have a sample of `minute`, whatever it says."""
    connection = reader()
    if is_postgres(connection):
        statement = "SELECT monitor_id FROM sample WHERE minute = $1 AND monitor_id = ANY($2::bigint[])"
        rows = await connection.execute_query_dict(statement, [minute, list(monitor_ids)])
    else:
        statement = "SELECT monitor_id FROM json_each(?2) JOIN sample ON monitor_id = value AND minute = ?1"
        rows = await connection.execute_query_dict(statement, [minute, json.dumps(list(monitor_ids))])
    return {row["monitor_id"] for row in rows}
