"""Single samples of many monitors: those of one minute, and the last that people set."""

import json
from collections.abc import Sequence

from models.database import is_postgres, reader
from models.enums import SampleType
from models.samples.sample import COLUMNS, TYPE_CODE, Sample, from_row
from models.samples.stretches import QUARTER_HOUR

_COLUMNS = ", ".join(f"sample.{column}" for column in COLUMNS)
_INDEXED = "INDEXED BY sample_rollup_manual"
# At most two quarter hours are looked through: all that people set in the first may be of `before` or later. SQLite has
# to be told of the index, which holds the quarter hours alone in which people set something.
_LAST_MANUAL = f"""
SELECT {{columns}} FROM (
    SELECT bucket FROM sample_rollup {{index}} WHERE monitor_id = {{monitor}} AND span = {QUARTER_HOUR}
        AND manual_count > 0 AND NOT is_frozen AND bucket < {{before}} ORDER BY bucket DESC LIMIT 2
) AS quarter CROSS JOIN sample
WHERE sample.monitor_id = {{monitor}} AND minute >= bucket AND minute < bucket + {QUARTER_HOUR}
    AND minute < {{before}} AND type = {TYPE_CODE[SampleType.MANUAL]}
"""  # noqa: S608 - names and numbers of our own
_LAST_MANUAL_SQLITE = f"""
SELECT {_COLUMNS} FROM json_each(?1) AS wanted JOIN sample ON sample.monitor_id = wanted.value AND sample.minute = (
    {_LAST_MANUAL.format(columns="max(minute)", index=_INDEXED, monitor="wanted.value", before="?2")}
)
"""  # noqa: S608 - names of our own
_LAST_MANUAL_POSTGRES = f"""
SELECT newest.* FROM unnest($1::bigint[]) AS wanted (id) CROSS JOIN LATERAL (
    {_LAST_MANUAL.format(columns=_COLUMNS, index="", monitor="wanted.id", before="$2")}
    ORDER BY minute DESC LIMIT 1
) AS newest
"""  # noqa: S608 - names of our own


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
        _, rows = await connection.execute_query(_LAST_MANUAL_POSTGRES, [list(monitor_ids), before])
    else:
        _, rows = await connection.execute_query(_LAST_MANUAL_SQLITE, [json.dumps(list(monitor_ids)), before])
    return {sample.monitor_id: sample for sample in (from_row(tuple(row)) for row in rows)}
