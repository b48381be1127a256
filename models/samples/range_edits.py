"""Editing a whole range of a monitor's minutes: SQLite's and PostgreSQL's form side by side.

The rollups of the range are recomputed in the same transaction, as by `models.samples.store`.
"""

from collections.abc import Iterable

from tortoise.backends.base.client import BaseDBAsyncClient

from core.clock import MINUTE
from models.database import is_postgres, within_transaction
from models.samples import partitions, rollups
from models.samples.freezing import make_way
from models.samples.sample import COLUMNS, STATUS_CODE, TYPE_CODE, Sample
from models.samples.stretches import of_monitors

_COLUMNS = ", ".join(COLUMNS)
_DELETE_SQLITE = "DELETE FROM sample WHERE monitor_id = ?1 AND minute >= ?2 AND minute < ?3"
_DELETE_POSTGRES = "DELETE FROM sample WHERE monitor_id = $1 AND minute >= $2 AND minute < $3"

# Drawn evenly around the given latency; SQLite's random numbers are all those of 64 bits.
_LATENCY_SQLITE = "max(0, ?6 + ?7 * (random() / 9223372036854775808.0))"
_LATENCY_POSTGRES = "greatest(0, $6::float8 + $7::float8 * (2 * random() - 1))"
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
_INSERT_POSTGRES = f"""
INSERT INTO sample ({_COLUMNS}) SELECT $1, minute, $4, NULL, {_LATENCY_POSTGRES}, $5, NULL
FROM generate_series($2::bigint, $3::bigint - 1, {MINUTE}) AS minute
"""  # noqa: S608 - column names and numbers of our own


async def overwrite_range(first: Sample, last_minute: int, deviation: float = 0) -> None:
    """Write `first` to every minute from its own to `last_minute`, in the place of what was there.

    With a `deviation` the latency of each minute is drawn evenly from [latency - deviation, latency + deviation],
    and never below 0. Raises InvalidInput when that would change a part of what retention has frozen.
    """
    end = last_minute + MINUTE
    edited = of_monitors([first.monitor_id], first.minute, end)
    async with within_transaction() as connection:
        await rollups.take_turn(connection, [first.monitor_id])
        await make_way(connection, edited)
        if is_postgres(connection):
            await _replace_in_postgres(connection, first, end, deviation)
        else:
            await _replace_in_sqlite(connection, first, end, deviation)
        await rollups.recompute_stretches(connection, edited, emptied=False)


async def _replace_in_sqlite(connection: BaseDBAsyncClient, first: Sample, end: int, deviation: float) -> None:
    values = _values(first, end, deviation)
    # To change the rows that are there takes a third of what ON CONFLICT takes with them.
    changed, _ = await connection.execute_query(_CHANGE_SQLITE, values)
    if changed < (end - first.minute) // MINUTE:
        await connection.execute_query(_FILL_SQLITE, values)


async def _replace_in_postgres(connection: BaseDBAsyncClient, first: Sample, end: int, deviation: float) -> None:
    await partitions.ensure(connection, _months_between(first.minute, end))
    # To remove the old rows first takes a third less than ON CONFLICT, and less than to change them.
    await connection.execute_query(_DELETE_POSTGRES, [first.monitor_id, first.minute, end])
    await connection.execute_query(_INSERT_POSTGRES, _values(first, end, deviation))


def _values(first: Sample, end: int, deviation: float) -> list[object]:
    return [
        first.monitor_id,
        first.minute,
        end,
        STATUS_CODE[first.status],
        TYPE_CODE[first.type],
        first.latency,
        deviation,
    ]


def _months_between(start: int, end: int) -> Iterable[int]:
    minute = start
    while minute < end:
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
