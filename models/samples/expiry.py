"""Removing samples that are too old, in pieces that block nobody for long."""

from models.database import is_postgres, writer
from models.samples import partitions

# Less than PostgreSQL's deadlock_timeout: whoever waits for the table behind us waits no longer than this.
_LOCK_TIMEOUT = "500ms"
# The primary key leads to each monitor's oldest samples; the scan ends with the limit.
_OLD = """SELECT sample.monitor_id, sample.minute FROM monitor JOIN sample ON sample.monitor_id = monitor.id
          WHERE sample.minute < {before} LIMIT {limit}"""


async def delete_some(before: int, limit: int) -> int:
    """Remove up to `limit` samples of the minutes before `before`; returns how many there were."""
    connection = writer()
    if is_postgres(connection):
        statement = f"""
            DELETE FROM sample USING ({_OLD.format(before="$1", limit="$2")}) AS old
            WHERE sample.monitor_id = old.monitor_id AND sample.minute = old.minute
            """  # noqa: S608 - no values
    else:
        old = _OLD.format(before="?1", limit="?2")
        statement = f"DELETE FROM sample WHERE (monitor_id, minute) IN ({old})"  # noqa: S608 - no values
    count, _ = await connection.execute_query(statement, [before, limit])
    return count


async def droppable(before: int) -> list[str]:
    """Return the partitions that hold nothing but samples of the minutes before `before`, the oldest first."""
    connection = writer()
    if not is_postgres(connection):
        return []
    return sorted(name for name in await partitions.existing(connection) if partitions.end_of(name) <= before)


async def drop(partition: str) -> None:
    """Remove a partition with its samples; within a transaction.

    Raises OperationalError when others hold the table for longer than half a second.
    """
    connection = writer()
    await connection.execute_script(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
    await connection.execute_script(f'DROP TABLE "{partition}"')
