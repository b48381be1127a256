"""Freezing: rollups that outlive their samples are not computed anew."""

from models.database import is_postgres, writer


async def freeze_before(minute: int) -> int:
    """Freeze the rollups that end at `minute`, where a day starts; returns the minute before which samples may go.

    Remove the samples in the same transaction.
    """
    connection = writer()
    place = "$1" if is_postgres(connection) else "?1"
    await connection.execute_query(
        f"UPDATE sample_rollup SET is_frozen = TRUE WHERE bucket < {place} AND NOT is_frozen",  # noqa: S608 - no value
        [minute],
    )
    return minute
