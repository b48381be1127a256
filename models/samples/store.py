"""Reading and writing samples: a function a statement, SQLite's and PostgreSQL's form side by side.

Whatever writes also recomputes the rollups that it touches, in the same transaction (`models.samples.rollups`).
"""

import json
from collections.abc import Sequence
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient

from core.clock import MINUTE
from models.database import is_postgres, reader, within_transaction
from models.samples import partitions, rollups
from models.samples.freezing import NOT_FROZEN, make_way
from models.samples.sample import COLUMNS, Sample, from_row, to_row
from models.samples.stretches import of_minutes

_COLUMNS = ", ".join(COLUMNS)

# One statement writes a whole batch. The join drops rows of monitors that were deleted meanwhile.
_INSERT_SQLITE = f"""
INSERT INTO sample ({_COLUMNS})
SELECT new.value ->> 0, new.value ->> 1, new.value ->> 2, new.value ->> 3, new.value ->> 4, new.value ->> 5,
       new.value ->> 6
FROM json_each(?) AS new JOIN monitor ON monitor.id = new.value ->> 0
WHERE {NOT_FROZEN.format(monitor="monitor.id", minute="(new.value ->> 1)")}
"""  # noqa: S608 - column names of our own
_INSERT_POSTGRES = f"""
INSERT INTO sample ({_COLUMNS})
SELECT new.* FROM unnest($1::bigint[], $2::bigint[], $3::smallint[], $4::smallint[], $5::float8[], $6::smallint[],
                         $7::text[]) AS new ({_COLUMNS})
JOIN monitor ON monitor.id = new.monitor_id
WHERE {NOT_FROZEN.format(monitor="monitor.id", minute="new.minute")}
"""  # noqa: S608 - column names of our own
_KEEP = "ON CONFLICT (monitor_id, minute) DO NOTHING"
_REPLACE = """ON CONFLICT (monitor_id, minute) DO UPDATE SET status = excluded.status, raw_status = excluded.raw_status,
    latency = excluded.latency, type = excluded.type, message = excluded.message"""
_RETURNING = " RETURNING monitor_id, minute"


async def record(samples: Sequence[Sample]) -> set[tuple[int, int]]:
    """Write samples where their minute has none yet; a batch that runs again changes nothing.

    Nothing is written into what retention has frozen. Returns the (monitor id, minute) of those that were written.
    """
    if not samples:
        return set()
    async with within_transaction() as connection:
        await rollups.take_turn(connection, {sample.monitor_id for sample in samples})
        return await _insert(connection, samples, _KEEP)


async def overwrite(samples: Sequence[Sample]) -> set[tuple[int, int]]:
    """Write samples, in the place of those that their minutes had. Returns the (monitor id, minute) written.

    Raises InvalidInput when they would change a part of what retention has frozen.
    """
    if not samples:
        return set()
    async with within_transaction() as connection:
        await rollups.take_turn(connection, {sample.monitor_id for sample in samples})
        await make_way(connection, of_minutes((sample.monitor_id, sample.minute) for sample in samples))
        return await _insert(connection, samples, _REPLACE)


async def _insert(connection: BaseDBAsyncClient, samples: Sequence[Sample], on_conflict: str) -> set[tuple[int, int]]:
    rows = [to_row(sample) for sample in samples]
    if is_postgres(connection):
        await partitions.ensure(connection, {sample.minute for sample in samples})
        columns = [list(column) for column in zip(*rows, strict=True)]
        found = await connection.execute_query_dict(_INSERT_POSTGRES + on_conflict + _RETURNING, columns)
    else:
        found = await connection.execute_query_dict(_INSERT_SQLITE + on_conflict + _RETURNING, [json.dumps(rows)])
    written = {(row["monitor_id"], row["minute"]) for row in found}
    await rollups.recompute_stretches(connection, of_minutes(written), emptied=False)
    return written


async def within(monitor_id: int, start: int, end: int, *, limit: int | None = None) -> list[Sample]:
    """Return the monitor's samples of the minutes [start, end), oldest first; the first `limit` of them."""
    connection = reader()
    where = (
        "monitor_id = $1 AND minute >= $2 AND minute < $3 ORDER BY minute LIMIT $4"
        if is_postgres(connection)
        else "monitor_id = ?1 AND minute >= ?2 AND minute < ?3 ORDER BY minute LIMIT coalesce(?4, -1)"
    )
    return await _read(connection, f"SELECT {_COLUMNS} FROM sample WHERE {where}", [monitor_id, start, end, limit])  # noqa: S608 - column names of our own


async def newest_before(monitor_id: int, end: int, *, start: int, limit: int) -> list[Sample]:
    """Return the monitor's last `limit` samples of the minutes [start, end), newest first."""
    connection = reader()
    where = (
        "monitor_id = $1 AND minute < $2 AND minute >= $3 ORDER BY minute DESC LIMIT $4"
        if is_postgres(connection)
        else "monitor_id = ?1 AND minute < ?2 AND minute >= ?3 ORDER BY minute DESC LIMIT ?4"
    )
    return await _read(connection, f"SELECT {_COLUMNS} FROM sample WHERE {where}", [monitor_id, end, start, limit])  # noqa: S608 - column names of our own


async def at(monitor_id: int, minute: int) -> Sample | None:
    """Return the monitor's sample of a minute, where there is one."""
    found = await within(monitor_id, minute, minute + MINUTE, limit=1)
    return found[0] if found else None


async def latest(monitor_ids: Sequence[int], before: int) -> dict[int, Sample]:
    """Return each monitor's newest sample of a minute before `before`; monitors without one are absent.

    One index look-up a monitor: on a table of millions of rows that takes a fraction of what GROUP BY does.
    """
    connection = reader()
    if is_postgres(connection):
        statement = f"""
            SELECT newest.* FROM unnest($1::bigint[]) AS wanted (id)
            CROSS JOIN LATERAL (SELECT {_COLUMNS} FROM sample WHERE monitor_id = wanted.id AND minute < $2
                                ORDER BY minute DESC LIMIT 1) AS newest
            """  # noqa: S608 - column names of our own
        rows = await _read(connection, statement, [list(monitor_ids), before])
    else:
        statement = f"""
            SELECT {", ".join(f"sample.{column}" for column in COLUMNS)} FROM json_each(?1) AS wanted
            JOIN sample ON sample.monitor_id = wanted.value
                AND sample.minute = (SELECT max(minute) FROM sample WHERE monitor_id = wanted.value AND minute < ?2)
            """  # noqa: S608 - column names of our own
        rows = await _read(connection, statement, [json.dumps(list(monitor_ids)), before])
    return {sample.monitor_id: sample for sample in rows}


async def _read(connection: BaseDBAsyncClient, statement: str, values: list[Any]) -> list[Sample]:
    _, rows = await connection.execute_query(statement, values)
    return [from_row(tuple(row)) for row in rows]
