"""Single samples of many monitors: those of one minute, and the last that people set."""

import json
from collections.abc import Sequence

from models.database import is_postgres, reader
from models.enums import SampleType
from models.samples.sample import COLUMNS, TYPE_CODE, Sample, from_row

_COLUMNS = ", ".join(f"sample.{column}" for column in COLUMNS)
# The index `sample_manual` holds these alone (migration 0003). The type has to stand in the statement for it to be
# used, and SQLite has to be told: it does not know how rare they are.
_MANUAL = TYPE_CODE[SampleType.MANUAL]


async def of_minute(monitor_ids: Sequence[int], minute: int) -> dict[int, Sample]:
    """Return the monitors' samples of `minute`, by monitor id; monitors without one are absent."""
    connection = reader()
    if is_postgres(connection):
        where, ids = "monitor_id = ANY($1::bigint[]) AND minute = $2", list(monitor_ids)
        _, rows = await connection.execute_query(f"SELECT {_COLUMNS} FROM sample WHERE {where}", [ids, minute])  # noqa: S608 - column names of our own
    else:
        source = "json_each(?1) AS wanted JOIN sample ON monitor_id = wanted.value AND minute = ?2"
        values = [json.dumps(list(monitor_ids)), minute]
        _, rows = await connection.execute_query(f"SELECT {_COLUMNS} FROM {source}", values)  # noqa: S608 - as above
    return {sample.monitor_id: sample for sample in (from_row(tuple(row)) for row in rows)}


async def last_manual(monitor_ids: Sequence[int], before: int) -> dict[int, Sample]:
    """Return each monitor's newest MANUAL sample of a minute before `before`; monitors without one are absent."""
    connection = reader()
    if is_postgres(connection):
        statement = f"""
            SELECT newest.* FROM unnest($1::bigint[]) AS wanted (id)
            CROSS JOIN LATERAL (SELECT {_COLUMNS} FROM sample
                                WHERE monitor_id = wanted.id AND minute < $2 AND type = {_MANUAL}
                                ORDER BY minute DESC LIMIT 1) AS newest
            """  # noqa: S608 - names and numbers of our own
        _, rows = await connection.execute_query(statement, [list(monitor_ids), before])
    else:
        statement = f"""
            SELECT {_COLUMNS} FROM json_each(?1) AS wanted
            JOIN sample ON sample.monitor_id = wanted.value
                AND sample.minute = (SELECT max(minute) FROM sample INDEXED BY sample_manual
                                     WHERE monitor_id = wanted.value AND minute < ?2 AND type = {_MANUAL})
            """  # noqa: S608 - names and numbers of our own
        _, rows = await connection.execute_query(statement, [json.dumps(list(monitor_ids)), before])
    return {sample.monitor_id: sample for sample in (from_row(tuple(row)) for row in rows)}
