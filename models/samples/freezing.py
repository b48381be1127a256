"""Freezing: quarter hours that outlive their samples.

Retention first freezes, then removes samples. A frozen quarter hour is not computed anew. What checks saw too late is
kept out of it, and an edit has to cover it whole, because what its other minutes held is not known any more. Days are
sums of quarter hours, which are kept, and so need no freezing (ADR 0011).
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from tortoise.backends.base.client import BaseDBAsyncClient

from core.clock import MINUTE
from core.errors import InvalidInput
from models.database import is_postgres, within_transaction
from models.samples.rollups import STRETCHES_POSTGRES, STRETCHES_SQLITE, as_json
from models.samples.stretches import QUARTER_HOUR, Stretch, columns, cut, floor, whole, widened

# What keeps a sample out of a frozen quarter hour; `{minute}` and `{monitor}` are the sample's.
NOT_FROZEN = """NOT EXISTS (SELECT 1 FROM sample_rollup WHERE sample_rollup.monitor_id = {monitor}
    AND span = 900 AND bucket = {minute} - (({minute} % 900) + 900) % 900 AND is_frozen)"""

_OLDEST = """(SELECT id, (SELECT minute FROM sample WHERE monitor_id = monitor.id ORDER BY minute LIMIT 1) AS oldest
              FROM monitor) AS kept"""


async def freeze_before(minute: int) -> int:
    """Freeze the quarter hours that end at `minute` or before; returns the minute before which samples may go.

    That is where the quarter hour of `minute` begins. Looks only at quarter hours that still have samples, so a
    daily call takes a day's time. Remove the samples in the same transaction, with plain SQL: `delete_range`
    would refuse to.
    """
    until = floor(minute, QUARTER_HOUR)
    statement = f"""
        UPDATE sample_rollup SET is_frozen = TRUE FROM {_OLDEST}
        WHERE monitor_id = kept.id AND span = {QUARTER_HOUR} AND bucket > kept.oldest - {QUARTER_HOUR}
            AND bucket < {{until}} AND NOT is_frozen
        """  # noqa: S608 - names and numbers of our own
    async with within_transaction() as connection:
        place = "$1" if is_postgres(connection) else "?1"
        await connection.execute_query(statement.format(until=place), [until])
    return until


async def make_way(connection: BaseDBAsyncClient, edited: Sequence[Stretch]) -> None:
    """Let an edit of every minute of `edited` happen: what it covers whole is frozen no longer.

    Raises InvalidInput when it would change a part of a frozen quarter hour, whose other part is not known.
    """
    await refuse_parts(connection, edited)
    if covered := [buckets for each in widened(edited, MINUTE) for buckets in whole(each, QUARTER_HOUR)]:
        await _unfreeze(connection, covered)


async def refuse_parts(connection: BaseDBAsyncClient, edited: Sequence[Stretch]) -> None:
    """Raise InvalidInput when an edit of every minute of `edited` would change a part of a frozen quarter hour."""
    if touched := [bucket for each in widened(edited, MINUTE) for bucket in cut(each, QUARTER_HOUR)]:
        await _refuse_frozen(connection, touched)


async def _refuse_frozen(connection: BaseDBAsyncClient, quarters: Sequence[Stretch]) -> None:
    statement = """
        SELECT max(bucket) AS newest FROM {stretches} {join} sample_rollup ON sample_rollup.monitor_id =
            stretch.monitor_id AND span = 900 AND bucket >= stretch."start" AND bucket < stretch."end" AND is_frozen
        """
    if is_postgres(connection):
        statement = statement.format(stretches=STRETCHES_POSTGRES, join="JOIN")
        _, rows = await connection.execute_query(statement, columns(quarters))
    else:
        statement = statement.format(stretches=STRETCHES_SQLITE, join="CROSS JOIN")
        _, rows = await connection.execute_query(statement, [as_json(quarters)])
    if (newest := rows[0]["newest"]) is not None:
        start, end = (datetime.fromtimestamp(edge, UTC) for edge in (newest, newest + QUARTER_HOUR))
        raise InvalidInput(
            f"The samples from {start:%Y-%m-%dT%H:%MZ} to {end:%H:%MZ} were removed by the retention policy, and only "
            "their sums are kept; a change must cover these 15 minutes whole, or none of them"
        )


async def _unfreeze(connection: BaseDBAsyncClient, stretches: Sequence[Stretch]) -> None:
    if is_postgres(connection):
        await connection.execute_query(
            f"""
            UPDATE sample_rollup SET is_frozen = FALSE FROM {STRETCHES_POSTGRES}
            WHERE sample_rollup.monitor_id = stretch.monitor_id AND span = {QUARTER_HOUR}
                AND bucket >= stretch."start" AND bucket < stretch."end" AND is_frozen
            """,  # noqa: S608 - names and numbers of our own
            columns(stretches),
        )
    else:
        await connection.execute_query(
            f"""
            UPDATE sample_rollup SET is_frozen = FALSE FROM {STRETCHES_SQLITE}
            WHERE sample_rollup.monitor_id = stretch.monitor_id AND span = {QUARTER_HOUR}
                AND bucket >= stretch."start" AND bucket < stretch."end" AND is_frozen
            """,  # noqa: S608 - names and numbers of our own
            [as_json(stretches)],
        )
