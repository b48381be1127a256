"""What many monitors' samples come to over many ranges, read from rollups, in one statement."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import orjson

from core.clock import MINUTE
from models.database import is_postgres, reader
from models.samples.rollups import BOUNDED_LATENCY, COUNTS
from models.samples.sample import STATUS_CODE, STATUSES
from models.samples.stretches import DAY, QUARTER_HOUR, THREE_HOURS

# Counts by status in the order of STATUSES, the number of latencies, and their sum.
Totals = Sequence[float]
NOTHING: Totals = (0, 0, 0, 0, 0, 0, 0.0)


class Source(IntEnum):
    """Where a piece is read from: the length of its buckets in seconds."""

    DAYS = DAY
    THREE_HOURS = THREE_HOURS
    QUARTER_HOURS = QUARTER_HOUR
    SAMPLES = MINUTE


@dataclass(frozen=True, slots=True)
class Piece:
    """The time [start, end), read from `source`, whose bounds they are; pieces of one `label` are added up."""

    label: int
    source: Source
    start: int
    end: int


_ROLLUP_SUMS = ", ".join(f"coalesce(sum({column}), 0)" for column in (*COUNTS, "latency_count", "latency_sum"))
_SAMPLE_SUMS = ", ".join(
    [
        *(f"coalesce(sum(CASE WHEN status = {STATUS_CODE[status]} THEN 1 ELSE 0 END), 0)" for status in STATUSES),
        "count(latency)",
        f"coalesce(sum({BOUNDED_LATENCY}), 0)",
    ]
)
_FROM_ROLLUPS = """FROM sample_rollup WHERE sample_rollup.monitor_id = wanted.monitor_id AND span = piece.source
                   AND bucket >= piece."start" AND bucket < piece."end" """
_FROM_SAMPLES = """FROM sample WHERE sample.monitor_id = wanted.monitor_id
                   AND minute >= piece."start" AND minute < piece."end" """

# A subquery for each monitor and piece; a join with GROUP BY would sort all that it reads, and takes twice as long.
# One text a monitor, because rows and values of their own cost more than reading them from JSON.
_SQLITE = f"""
WITH piece AS MATERIALIZED (SELECT value ->> 0 AS label, value ->> 1 AS source, value ->> 2 AS "start",
                                   value ->> 3 AS "end" FROM json_each(?2))
SELECT wanted.monitor_id,
       (SELECT json_group_array(json((SELECT json_array(label, {_ROLLUP_SUMS}) {_FROM_ROLLUPS})))
        FROM piece WHERE source <> {Source.SAMPLES.value}),
       (SELECT json_group_array(json((SELECT json_array(label, {_SAMPLE_SUMS}) {_FROM_SAMPLES})))
        FROM piece WHERE source = {Source.SAMPLES.value})
FROM (SELECT value AS monitor_id FROM json_each(?1)) AS wanted
"""  # noqa: S608 - names and numbers of our own
_POSTGRES = f"""
WITH wanted AS MATERIALIZED (SELECT * FROM unnest($1::bigint[]) AS wanted (monitor_id)),
     piece AS MATERIALIZED (SELECT * FROM unnest($2::integer[], $3::integer[], $4::bigint[], $5::bigint[])
                            AS piece (label, source, "start", "end"))
SELECT wanted.monitor_id, label, found.*
FROM wanted CROSS JOIN piece CROSS JOIN LATERAL (SELECT {_ROLLUP_SUMS} {_FROM_ROLLUPS}) AS found
WHERE source <> {Source.SAMPLES.value}
UNION ALL
SELECT wanted.monitor_id, label, found.*
FROM wanted CROSS JOIN piece CROSS JOIN LATERAL (SELECT {_SAMPLE_SUMS} {_FROM_SAMPLES}) AS found
WHERE source = {Source.SAMPLES.value}
"""  # noqa: S608 - names and numbers of our own


async def totals(monitor_ids: Sequence[int], labels: int, pieces: Sequence[Piece]) -> dict[int, list[Totals]]:
    """Return for each monitor what the pieces of each label, from 0 to `labels` - 1, come to."""
    found: dict[int, list[Totals]] = {monitor_id: [NOTHING] * labels for monitor_id in monitor_ids}
    if not monitor_ids or not pieces:
        return found
    connection = reader()
    columns = [
        [p.label for p in pieces],
        [p.source for p in pieces],
        [p.start for p in pieces],
        [p.end for p in pieces],
    ]
    if is_postgres(connection):
        _, rows = await connection.execute_query(_POSTGRES, [list(monitor_ids), *columns])
        for monitor_id, label, *values in rows:
            _add(found[monitor_id], label, values)
    else:
        given = [json.dumps(list(monitor_ids)), json.dumps(list(zip(*columns, strict=True)))]
        _, rows = await connection.execute_query(_SQLITE, given)
        for monitor_id, from_rollups, from_samples in rows:
            for label, *values in (*orjson.loads(from_rollups), *orjson.loads(from_samples)):
                _add(found[monitor_id], label, values)
    return found


def _add(by_label: list[Totals], label: int, values: Totals) -> None:
    before = by_label[label]
    by_label[label] = values if before is NOTHING else [a + b for a, b in zip(before, values, strict=True)]
