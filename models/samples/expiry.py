"""Removing samples that are too old, in pieces that block nobody for long."""

import asyncpg

from models.database import is_postgres, writer
from models.samples import partitions

# Less than PostgreSQL's deadlock_timeout: whoever waits for the table behind us waits no longer than this.
_LOCK_TIMEOUT = "500ms"


class TableBusyError(Exception):
    """Others are at work with the table."""


async def delete_some(before: int, limit: int) -> int:
    """Remove up to `limit` samples of the minutes before `before`; returns how many there were.

    The primary key leads to each monitor's oldest samples: what is not removed is not looked at.
    """
    connection = writer()
    if is_postgres(connection):
        statement = """
            DELETE FROM sample USING (
                SELECT oldest.* FROM monitor CROSS JOIN LATERAL (
                    SELECT monitor_id, minute FROM sample WHERE monitor_id = monitor.id AND minute < $1
                    ORDER BY minute LIMIT $2) AS oldest
                LIMIT $2) AS old
            WHERE sample.monitor_id = old.monitor_id AND sample.minute = old.minute
            """
    else:
        # CROSS JOIN keeps SQLite from beginning with the samples.
        statement = """
            DELETE FROM sample WHERE (monitor_id, minute) IN (
                SELECT old.monitor_id, old.minute FROM monitor CROSS JOIN sample AS old
                WHERE old.monitor_id = monitor.id AND old.minute < ?1 LIMIT ?2)
            """
    count, _ = await connection.execute_query(statement, [before, limit])
    return count


async def droppable(before: int) -> list[str]:
    """Return the partitions that hold nothing but samples of the minutes before `before`, the oldest first."""
    connection = writer()
    if not is_postgres(connection):
        return []
    return sorted(name for name in await partitions.existing(connection) if partitions.bounds_of(name)[1] <= before)


async def drop(partition: str) -> None:
    """Remove a partition with its samples; within a transaction, which then has to end.

    Raises TableBusyError when others hold the table for longer than half a second.
    """
    connection = writer()
    await connection.execute_script(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
    try:
        await connection.execute_script(f'DROP TABLE "{partition}"')
    except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError) as error:
        raise TableBusyError(str(error)) from error
