"""How latencies were distributed in equal steps of time, for many monitors in one statement."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from models.database import is_postgres, reader
from models.samples.stretches import SPANS


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


_SUMS = "sum(latency_count), sum(latency_sum), min(latency_min), max(latency_max)"
# A subquery a step, because GROUP BY would sort all sketches; and one text a monitor, as in `models.samples.sums`.
_SQLITE = f"""
SELECT wanted.value, (
    SELECT json_group_array(json((
        SELECT json_array(step.value, {_SUMS}, group_concat(CAST(latency_sketch AS TEXT), '')) FROM sample_rollup
        WHERE monitor_id = wanted.value AND span = ?2 AND bucket >= step.value AND bucket < step.value + ?4
            AND latency_count > 0
    ))) FROM json_each(?3) AS step)
FROM json_each(?1) AS wanted
"""  # noqa: S608 - names of our own
# OFFSET 0 keeps PostgreSQL from reading the whole table to join it.
_POSTGRES = f"""
SELECT monitor_id, bucket - (bucket - $3::bigint) % $5::bigint AS step, {_SUMS}, string_agg(latency_sketch, '')
FROM unnest($1::bigint[]) AS wanted (id) CROSS JOIN LATERAL (
    SELECT * FROM sample_rollup
    WHERE monitor_id = wanted.id AND span = $2 AND bucket >= $3 AND bucket < $4 AND latency_count > 0 OFFSET 0
) AS found
GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608 - names of our own


async def distributions(monitor_ids: Sequence[int], start: int, end: int, step: int) -> list[Distribution]:
    """Return the steps of [start, end) in which latencies were measured, by monitor, oldest first.

    `start` is a bound of a quarter hour and `step` a whole number of these. The longest buckets are read of which the
    steps are made.
    """
    connection = reader()
    span = next(span for span in reversed(SPANS) if not (start % span or step % span))
    if is_postgres(connection):
        _, rows = await connection.execute_query(_POSTGRES, [list(monitor_ids), span, start, end, step])
        return [Distribution(*row) for row in rows]
    ids, steps = json.dumps(sorted(monitor_ids)), json.dumps(list(range(start, end, step)))
    _, rows = await connection.execute_query(_SQLITE, [ids, span, steps, step])
    return [
        Distribution(monitor_id, first, count, total, low, high, sketch.encode())
        for monitor_id, found in rows
        for first, count, total, low, high, sketch in sorted(orjson.loads(found))
        if sketch is not None
    ]
