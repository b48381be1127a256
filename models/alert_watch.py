"""Since when somebody has looked at the alerts every minute, in one statement."""

from models.database import is_postgres, writer

_LOOK = """
INSERT INTO alert_watch (id, since, looked_at) VALUES (1, {minute}, {minute})
ON CONFLICT (id) DO UPDATE SET
    since = CASE WHEN alert_watch.looked_at < {oldest} THEN {minute} ELSE alert_watch.since END,
    looked_at = {later}(alert_watch.looked_at, {minute})
RETURNING since
"""


async def look(minute: int, gap_seconds: int) -> int:
    """Remember that somebody looks at `minute`; returns since when that was done without a gap longer than this."""
    connection = writer()
    if is_postgres(connection):
        statement = _LOOK.format(minute="$1::bigint", oldest="$2::bigint", later="greatest")
    else:
        statement = _LOOK.format(minute="?1", oldest="?2", later="max")
    (row,) = await connection.execute_query_dict(statement, [minute, minute - gap_seconds])
    return int(row["since"])
