"""Finding single samples of many monitors in one statement, both dialects side by side."""

import json
from collections.abc import Sequence

from models.database import is_postgres, reader
from models.samples.sample import COLUMNS, Sample, from_row

_COLUMNS = ", ".join(f"sample.{column}" for column in COLUMNS)
_SQLITE = f"""
SELECT {_COLUMNS} FROM json_each(?1) AS wanted
JOIN sample ON monitor_id = wanted.value ->> 0 AND minute = wanted.value ->> 1
"""  # noqa: S608 - column names of our own
_POSTGRES = f"""
SELECT {_COLUMNS} FROM unnest($1::bigint[], $2::bigint[]) AS wanted (monitor, at)
JOIN sample ON monitor_id = wanted.monitor AND minute = wanted.at
"""  # noqa: S608 - column names of our own


async def at_many(places: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Sample]:
    """Return the samples at these places, each a monitor's id and a minute; those that are not there are absent."""
    connection = reader()
    if is_postgres(connection):
        monitors, minutes = [place[0] for place in places], [place[1] for place in places]
        _, rows = await connection.execute_query(_POSTGRES, [monitors, minutes])
    else:
        _, rows = await connection.execute_query(_SQLITE, [json.dumps(places)])
    found = (from_row(tuple(row)) for row in rows)
    return {(sample.monitor_id, sample.minute): sample for sample in found}
