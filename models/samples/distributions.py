"""How latencies were distributed in equal steps of time, for many monitors in one statement."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from models.database import is_postgres, reader
from models.samples.stretches import DAY, QUARTER_HOUR


@dataclass(frozen=True, slots=True)
class Distribution:
    """The latencies of a step of time that began at the epoch second `start`, in milliseconds."""

    monitor_id: int
    start: int
    count: int
    sum: float
    min: float
    max: float
    sketch: bytes


_STEPS = "bucket - (((bucket - {start}) % {step}) + {step}) % {step}"
_SUMS = "sum(latency_count), sum(latency_sum), min(latency_min), max(latency_max)"
_SQLITE = f"""
SELECT wanted.value, {_STEPS.format(start="?3", step="?5")} AS step, {_SUMS},
       CAST(group_concat(CAST(latency_sketch AS TEXT), '') AS BLOB)
FROM json_each(?1) AS wanted CROSS JOIN sample_rollup ON monitor_id = wanted.value AND span = ?2
    AND bucket >= ?3 AND bucket < ?4 AND latency_count > 0
GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608 - names of our own
_POSTGRES = f"""
SELECT monitor_id, {_STEPS.format(start="$3::bigint", step="$5::bigint")} AS step, {_SUMS},
       string_agg(latency_sketch, '')
FROM unnest($1::bigint[]) AS wanted (id) JOIN sample_rollup ON monitor_id = wanted.id AND span = $2
    AND bucket >= $3 AND bucket < $4 AND latency_count > 0
GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608 - names of our own


async def distributions(monitor_ids: Sequence[int], start: int, end: int, step: int) -> list[Distribution]:
    """Return the steps of [start, end) in which latencies were measured, by monitor, oldest first.

    `start` and `end` are bounds of quarter hours, and `step` is a whole number of these.
    """
    connection = reader()
    span = DAY if start % DAY == 0 and end % DAY == 0 and step % DAY == 0 else QUARTER_HOUR
    if is_postgres(connection):
        _, rows = await connection.execute_query(_POSTGRES, [list(monitor_ids), span, start, end, step])
    else:
        _, rows = await connection.execute_query(_SQLITE, [json.dumps(list(monitor_ids)), span, start, end, step])
    return [Distribution(*row) for row in rows]
