"""What the local days of a place come to, for many monitors in one statement.

A local day is a UTC day, more or less its edges: the time between a local midnight and the UTC midnight that belongs to
it. An edge goes by the nearest bound of three hours: from the midnight to there are rollups of three hours, and from
there at most an hour and a half of quarter hours, either added or taken away. Samples are read of the quarter hour
alone in which the last day ends, for nothing else is known of a part of one.
"""

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import add, sub
from typing import Any

import orjson

from models.database import is_postgres, reader
from models.samples.rollups import BOUNDED_LATENCY, COUNTS
from models.samples.sample import STATUS_CODE, STATUSES
from models.samples.stretches import DAY, QUARTER_HOUR, THREE_HOURS, floor

# For each day, by column: counts by status in the order of STATUSES, the number of latencies, and their sum.
Columns = Sequence[Sequence[Any]]
# So many days of monitors take 4 ms, and a thread keeps the others from their turns for 5 ms at a time.
ON_THE_LOOP = 5_000


@dataclass(frozen=True, slots=True)
class _Edge:
    """The time from a local midnight to a UTC one; `place` is the number of the day that begins there.

    First the rollups of three hours, then the quarter hours: whether they are added (1) or taken away (-1), and their
    bounds.
    """

    place: int
    three_hours_sign: int
    three_hours_start: int
    three_hours_end: int
    quarters_sign: int
    quarters_start: int
    quarters_end: int

    def row(self) -> tuple[int, ...]:
        return (
            self.place,
            self.three_hours_sign,
            self.three_hours_start,
            self.three_hours_end,
            self.quarters_sign,
            self.quarters_start,
            self.quarters_end,
        )


_VALUES = (*COUNTS, "latency_count", "latency_sum")
_EDGE = ", ".join(_Edge.__dataclass_fields__)
_SIGNED = tuple(f"coalesce(sum(sign * {column}), 0)" for column in _VALUES)
_OF_SAMPLES = ", ".join(
    [
        *(f"coalesce(sum(CASE WHEN status = {STATUS_CODE[status]} THEN 1 ELSE 0 END), 0)" for status in STATUSES),
        "count(latency)",
        f"coalesce(sum({BOUNDED_LATENCY}), 0)",
    ]
)
_OF_EDGE = " UNION ALL ".join(
    f"""
    SELECT {part}_sign AS sign, {", ".join(_VALUES)} FROM sample_rollup
    WHERE monitor_id = wanted.id AND span = {span} AND bucket >= {part}_start AND bucket < {part}_end
        AND {part}_start < {part}_end
    """  # noqa: S608 - names and numbers of our own
    for part, span in (("three_hours", THREE_HOURS), ("quarters", QUARTER_HOUR))
)
_FROM_DAYS = """FROM sample_rollup WHERE monitor_id = wanted.id AND span = 86400
                AND bucket >= {first} AND bucket < {stop}"""
_FROM_SAMPLES = "FROM sample WHERE monitor_id = wanted.id AND minute >= {start} AND minute < {end}"

# One text a monitor and part, because rows and values of their own cost more than reading them from JSON.
_SQLITE = f"""
WITH edge ({_EDGE}) AS MATERIALIZED (
    SELECT {", ".join(f"value ->> {place}" for place in range(len(_Edge.__dataclass_fields__)))} FROM json_each(?2))
SELECT wanted.id,
    (SELECT json_array(json_group_array((bucket - ?3) / {DAY}), {", ".join(f"json_group_array({v})" for v in _VALUES)})
     {_FROM_DAYS.format(first="?3", stop="?4")}),
    (SELECT group_concat((SELECT json_array(place, {", ".join(_SIGNED)}) FROM ({_OF_EDGE}))) FROM edge),
    (SELECT json_array({_OF_SAMPLES}) {_FROM_SAMPLES.format(start="?5", end="?6")} AND ?5 < ?6)
FROM (SELECT value AS id FROM json_each(?1)) AS wanted
"""  # noqa: S608 - names and numbers of our own
_NAMED = ", ".join(f"{value} AS value_{place}" for place, value in enumerate(_SIGNED))
# Subqueries with their own aggregates, not joins: PostgreSQL would read and sort the whole table for these.
_POSTGRES = f"""
WITH edge AS MATERIALIZED (
    SELECT * FROM unnest($2::integer[], $3::integer[], $4::bigint[], $5::bigint[], $6::integer[], $7::bigint[],
                         $8::bigint[]) AS edge ({_EDGE}))
SELECT wanted.id, day.*, edges.*, last.*
FROM unnest($1::bigint[]) AS wanted (id)
CROSS JOIN LATERAL (
    SELECT array_agg((bucket - $9::bigint) / {DAY}), {", ".join(f"array_agg({v})" for v in _VALUES)}
    {_FROM_DAYS.format(first="$9", stop="$10::bigint")}) AS day
CROSS JOIN LATERAL (
    SELECT array_agg(place), {", ".join(f"array_agg(value_{place})" for place in range(len(_VALUES)))}
    FROM edge CROSS JOIN LATERAL (SELECT {_NAMED} FROM ({_OF_EDGE}) AS part) AS signed) AS edges
CROSS JOIN LATERAL (
    SELECT {_OF_SAMPLES} {_FROM_SAMPLES.format(start="$11::bigint", end="$12::bigint")} AND $11 < $12) AS last
"""  # noqa: S608 - names and numbers of our own


async def daily(monitor_ids: Sequence[int], bounds: Sequence[int]) -> dict[int, Columns]:
    """Return for each monitor, by column, what it had from each of the `bounds` to the next.

    They are the epoch seconds at which local days begin, in order; the last is where the last day ends, or how far it
    is to be counted. All but the last are bounds of quarter hours.
    """
    count = len(bounds) - 1
    # Each local day has a UTC day of its own, whichever way clocks are changed: only the edges are longer then.
    first = floor(bounds[-2] + DAY // 2, DAY) - (count - 1) * DAY
    whole = floor(bounds[-1], QUARTER_HOUR)
    edges = list(_edges((*bounds[:-1], whole), first))
    rest = [first, first + count * DAY, whole, bounds[-1]]
    connection = reader()
    if is_postgres(connection):
        columns = [[edge.row()[place] for edge in edges] for place in range(len(_Edge.__dataclass_fields__))]
        _, found = await connection.execute_query(_POSTGRES, [list(monitor_ids), *columns, *rest])
        shape = _from_postgres
    else:
        given = [json.dumps(list(monitor_ids)), json.dumps([edge.row() for edge in edges])]
        _, found = await connection.execute_query(_SQLITE, [*given, *rest])
        shape = _from_sqlite
    rows = [tuple(row) for row in found]
    if len(rows) * count > ON_THE_LOOP:
        return await asyncio.to_thread(shape, rows, count)
    return shape(rows, count)


def _edges(bounds: Sequence[int], first: int) -> Iterator[_Edge]:
    for place, bound in enumerate(bounds):
        midnight, between = first + place * DAY, floor(bound + THREE_HOURS // 2, THREE_HOURS)
        if bound != midnight:
            yield _Edge(place, *_signed(between, midnight), *_signed(bound, between))


def _signed(start: int, end: int) -> tuple[int, int, int]:
    return (1, start, end) if start < end else (-1, end, start)


def _from_sqlite(rows: Sequence[tuple[Any, ...]], count: int) -> dict[int, Columns]:
    found = {}
    for monitor_id, of_days, of_edges, of_last in rows:
        edges = list(zip(*orjson.loads(f"[{of_edges}]"), strict=True)) if of_edges else []
        found[monitor_id] = _columns(count, orjson.loads(of_days), edges, orjson.loads(of_last))
    return found


def _from_postgres(rows: Sequence[tuple[Any, ...]], count: int) -> dict[int, Columns]:
    width = len(_VALUES)
    found = {}
    for monitor_id, *values in rows:
        days, edges, last = values[: width + 1], values[width + 1 : 2 * width + 2], values[2 * width + 2 :]
        found[monitor_id] = _columns(count, days if days[0] else [], edges if edges[0] else [], last)
    return found


def _columns(count: int, days: Columns, edges: Columns, last: Sequence[Any]) -> Columns:
    """Give each day what it lacks at its edges, and take away what it has too much; days and edges tell their places.

    `last` is what the last day has beyond the last edge.
    """
    result = [
        [*map(sub, map(add, day, edge), edge[1:])] if edges else list(day)
        for day, edge in zip(_placed(count, days), _placed(count + 1, edges), strict=True)
    ]
    for column, value in zip(result, last, strict=True):
        column[-1] += value
    return result


def _placed(count: int, found: Columns) -> Columns:
    """Return columns of `count` values, with zeros where the first column does not name the place."""
    if not found:
        return [[0] * count] * len(_VALUES)
    places, *columns = found
    if list(places) == list(range(count)):
        return columns
    result = []
    for column in columns:
        values = [0] * count
        for place, value in zip(places, column, strict=True):
            values[place] = value
        result.append(values)
    return result
