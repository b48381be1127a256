"""Editing a whole range of a monitor's minutes: SQLite's and PostgreSQL's form side by side.

The rows that are there are changed, and those that are missing are added. The rollups of the range are recomputed in
the same transaction, as by `models.samples.store`.
"""

import secrets
from collections.abc import Iterable

from tortoise.backends.base.client import BaseDBAsyncClient

from core.clock import MINUTE
from models.database import is_postgres, within_transaction
from models.samples import partitions, rollups
from models.samples.freezing import make_way, refuse_parts
from models.samples.sample import COLUMNS, STATUS_CODE, TYPE_CODE, Sample
from models.samples.stretches import QUARTER_HOUR, Stretch, cut, of_monitors, whole

_COLUMNS = ", ".join(COLUMNS)
_DELETE_SQLITE = "DELETE FROM sample WHERE monitor_id = ?1 AND minute >= ?2 AND minute < ?3"
_DELETE_POSTGRES = "DELETE FROM sample WHERE monitor_id = $1 AND minute >= $2 AND minute < $3"

# Drawn evenly around the given latency; SQLite's random numbers are all those of 64 bits.
_LATENCY_SQLITE = "max(0, ?6 + ?7 * (random() / 9223372036854775808.0))"
_CHANGE_SQLITE = f"""
UPDATE sample SET status = ?4, raw_status = NULL, latency = {_LATENCY_SQLITE}, type = ?5, message = NULL
WHERE monitor_id = ?1 AND minute >= ?2 AND minute < ?3
"""  # noqa: S608 - our own
_FILL_SQLITE = f"""
WITH RECURSIVE minutes (minute) AS (
    SELECT ?2 UNION ALL SELECT minute + {MINUTE} FROM minutes WHERE minute + {MINUTE} < ?3
)
INSERT INTO sample ({_COLUMNS}) SELECT ?1, minute, ?4, NULL, {_LATENCY_SQLITE}, ?5, NULL FROM minutes WHERE true
ON CONFLICT (monitor_id, minute) DO NOTHING
"""  # noqa: S608 - column names and numbers of our own

# PostgreSQL draws by a hash of the minute and of a number ($8) that each edit has for itself: whoever asks again gets
# what was written, and need not read it. That is half of what the quarter hours would take, and where the samples of
# many monitors lie mixed, as they do after months of checks, a tenth.
_LATENCY_POSTGRES = (
    "greatest(0, $6::float8 + $7::float8 * (hashint8extended(minute, $8) / 9223372036854775808::float8))"
)
_CHANGE_POSTGRES = f"""
UPDATE sample SET status = $4, raw_status = NULL, latency = {_LATENCY_POSTGRES}, type = $5, message = NULL
WHERE monitor_id = $1 AND minute >= $2 AND minute < $3
"""  # noqa: S608 - our own
_FILL_POSTGRES = f"""
INSERT INTO sample ({_COLUMNS}) SELECT $1, minute, $4, NULL, {_LATENCY_POSTGRES}, $5, NULL
FROM generate_series($2::bigint, $3::bigint - 1, {MINUTE}) AS new (minute)
WHERE NOT EXISTS (SELECT FROM sample WHERE monitor_id = $1 AND minute >= $2 AND minute < $3 AND minute = new.minute)
"""  # noqa: S608 - column names and numbers of our own
_ENDS_POSTGRES = "SELECT min(minute), max(minute) FROM sample WHERE monitor_id = $1 AND minute >= $2 AND minute < $3"
# OFFSET 0 keeps PostgreSQL from drawing a latency anew wherever it is used.
_QUARTERS_POSTGRES = f"""
{rollups.INSERT} SELECT $1::bigint, {QUARTER_HOUR}, bucket, quarter.*
FROM generate_series($2::bigint, $3::bigint - 1, {QUARTER_HOUR}) AS bucket CROSS JOIN LATERAL (
    SELECT {rollups.QUARTER_POSTGRES} FROM (
        SELECT $4::smallint AS status, $5::smallint AS type, {_LATENCY_POSTGRES} AS latency
        FROM generate_series(bucket, bucket + {QUARTER_HOUR - MINUTE}, {MINUTE}) AS minute OFFSET 0
    ) AS sample
) AS quarter
{rollups.REPLACE_ALSO_FROZEN}
"""  # noqa: S608 - names and numbers of our own


async def overwrite_range(first: Sample, last_minute: int, deviation: float = 0) -> None:
    """Write `first` to every minute from its own to `last_minute`, in the place of what was there.

    With a `deviation` the latency of each minute is drawn evenly from [latency - deviation, latency + deviation],
    and never below 0. Raises InvalidInput when that would change a part of what retention has frozen.
    """
    edited = Stretch(first.monitor_id, first.minute, last_minute + MINUTE)
    async with within_transaction() as connection:
        await rollups.take_turn(connection, [first.monitor_id])
        if is_postgres(connection):
            await refuse_parts(connection, [edited])
            await _write_in_postgres(connection, first, edited, deviation)
        else:
            await make_way(connection, [edited])
            await _write_in_sqlite(connection, first, edited, deviation)
        await rollups.recompute_above(connection, [edited])


async def _write_in_sqlite(connection: BaseDBAsyncClient, first: Sample, edited: Stretch, deviation: float) -> None:
    values = _values(first, edited, deviation)
    # To change the rows that are there takes a third of what ON CONFLICT takes with them.
    changed, _ = await connection.execute_query(_CHANGE_SQLITE, values)
    if changed < _minutes(edited):
        await connection.execute_query(_FILL_SQLITE, values)
    await rollups.recompute_quarters(connection, [edited])


async def _write_in_postgres(connection: BaseDBAsyncClient, first: Sample, edited: Stretch, deviation: float) -> None:
    edit = secrets.randbits(63)
    values = [*_values(first, edited, deviation), edit]
    changed, _ = await connection.execute_query(_CHANGE_POSTGRES, values)
    if changed < _minutes(edited):
        await partitions.ensure(connection, _months_of(edited))
        for gap in await _gaps(connection, edited, changed):
            await connection.execute_query(_FILL_POSTGRES, [*_values(first, gap, deviation), edit])
    # Every minute of these holds now what was drawn for it, because the monitor's other writers wait.
    for quarters in whole(edited, QUARTER_HOUR):
        await connection.execute_query(_QUARTERS_POSTGRES, [*_values(first, quarters, deviation), edit])
    if edges := cut(edited, QUARTER_HOUR):
        await rollups.recompute_quarters(connection, edges)


async def _gaps(connection: BaseDBAsyncClient, edited: Stretch, found: int) -> list[Stretch]:
    """Return where samples may be missing, of which `found` are there.

    Mostly what is missing lies before a monitor's first sample, or is the newest minute. To compare minute by minute
    takes a sixth of an edit.
    """
    _, rows = await connection.execute_query(_ENDS_POSTGRES, [edited.monitor_id, edited.start, edited.end])
    oldest, newest = rows[0]
    if not found or _minutes(Stretch(edited.monitor_id, oldest, newest + MINUTE)) > found:
        return [edited]
    return of_monitors([edited.monitor_id], edited.start, oldest) + of_monitors(
        [edited.monitor_id], newest + MINUTE, edited.end
    )


def _values(first: Sample, stretch: Stretch, deviation: float) -> list[object]:
    return [
        stretch.monitor_id,
        stretch.start,
        stretch.end,
        STATUS_CODE[first.status],
        TYPE_CODE[first.type],
        first.latency,
        deviation,
    ]


def _minutes(stretch: Stretch) -> int:
    return (stretch.end - stretch.start) // MINUTE


def _months_of(stretch: Stretch) -> Iterable[int]:
    """Return a minute of each calendar month that the stretch touches."""
    minute = stretch.start
    while minute < stretch.end:
        yield minute
        minute = partitions.partition_of(minute)[2]


async def delete_range(monitor_id: int, start: int, end: int) -> int:
    """Remove the monitor's samples of the minutes [start, end); returns how many there were.

    Raises InvalidInput when that would change a part of what retention has frozen.
    """
    edited = of_monitors([monitor_id], start, end)
    async with within_transaction() as connection:
        await rollups.take_turn(connection, [monitor_id])
        await make_way(connection, edited)
        count, _ = await connection.execute_query(
            _DELETE_POSTGRES if is_postgres(connection) else _DELETE_SQLITE, [monitor_id, start, end]
        )
        await rollups.recompute_stretches(connection, edited, emptied=True)
    return count
