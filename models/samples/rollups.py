"""Rollups: what the minutes of a quarter hour, of three hours, and of a UTC day, come to.

A bucket is always recomputed from the level below, quarter hours from samples, three hours from quarter hours and
days from three hours, in the transaction that changes the samples. A quarter hour whose samples retention has removed
is frozen (ADR 0011).
"""

import asyncio
import json
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient

from models.database import is_postgres, within_transaction
from models.enums import SampleType
from models.samples import sketch
from models.samples.sample import STATUS_CODE, STATUSES, TYPE_CODE
from models.samples.stretches import QUARTER_HOUR, SPANS, Stretch, columns, of_monitors, widened
from models.samples.versions import renew as renew_versions

COUNTS = tuple(f"{status.lower()}_count" for status in STATUSES)
# How many of the samples were set by people; tells where to look for the last of them.
MANUAL = "manual_count"
LATENCIES = ("latency_count", "latency_sum", "latency_min", "latency_max", "latency_sketch")
COLUMNS = ("monitor_id", "span", "bucket", *COUNTS, MANUAL, *LATENCIES)
_NAMES = ", ".join(COLUMNS)
# A latency beyond all reason (30,000 years) must not make a sum that no database can hold.
_LONGEST_MS = 1e15
BOUNDED_LATENCY = f"CASE WHEN latency > {_LONGEST_MS} THEN {_LONGEST_MS} ELSE latency END"
# Writers of the same monitor take turns; as many locks as one transaction may well hold.
_LOCK_SPACE = 0x726F6C6C  # "roll"; any number that only we use
_LOCKS = 1024

_REPLACE = "ON CONFLICT (monitor_id, span, bucket) DO UPDATE SET " + ", ".join(
    f"{column} = excluded.{column}" for column in COLUMNS[3:]
)
REPLACE = f"{_REPLACE} WHERE NOT sample_rollup.is_frozen"
# For buckets of which every minute is known.
REPLACE_ALSO_FROZEN = f"{_REPLACE}, is_frozen = FALSE"
STRETCHES_SQLITE = """(SELECT value ->> 0 AS monitor_id, value ->> 1 AS "start", value ->> 2 AS "end"
                       FROM json_each(?1)) AS stretch"""
STRETCHES_POSTGRES = 'unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS stretch (monitor_id, "start", "end")'


def bucket_of(span: int) -> str:
    """Return SQL for the bucket that a minute lies in; both engines round quotients towards zero."""
    return f"minute - ((minute % {span}) + {span}) % {span}"


_COUNTED = ", ".join(
    f"count(*) FILTER (WHERE {condition})"
    for condition in (
        *(f"status = {STATUS_CODE[status]}" for status in STATUSES),
        f"type = {TYPE_CODE[SampleType.MANUAL]}",
    )
)
_SUMMED = ", ".join(f"sum({column})" for column in (*COUNTS, MANUAL))

# What the samples of a quarter hour come to, in the order of COLUMNS.
_QUARTER = f"{_COUNTED}, count(latency), coalesce(sum({BOUNDED_LATENCY}), 0), min(latency), max(latency)"
_QUARTER_SQLITE = f"{_QUARTER}, CAST(group_concat({sketch.SQLITE_BIN}, '') AS BLOB)"
QUARTER_POSTGRES = f"{_QUARTER}, convert_to(string_agg({sketch.POSTGRES_BIN}, ''), 'UTF8')"

QUARTER_VALUES_SQLITE = f"""
SELECT sample.monitor_id, {QUARTER_HOUR}, {bucket_of(QUARTER_HOUR)} AS bucket, {_QUARTER_SQLITE}
FROM {STRETCHES_SQLITE} CROSS JOIN sample
    ON sample.monitor_id = stretch.monitor_id AND minute >= stretch."start" AND minute < stretch."end"
WHERE true GROUP BY 1, 3
"""  # noqa: S608 - names and numbers of our own
# OFFSET 0 keeps PostgreSQL from reading a whole table to join it.
QUARTER_VALUES_POSTGRES = f"""
SELECT sample.monitor_id, {QUARTER_HOUR}, {bucket_of(QUARTER_HOUR)} AS bucket, {QUARTER_POSTGRES}
FROM {STRETCHES_POSTGRES} CROSS JOIN LATERAL (
    SELECT * FROM sample WHERE monitor_id = stretch.monitor_id AND minute >= stretch."start" AND minute < stretch."end"
    OFFSET 0
) AS sample
GROUP BY 1, 3
"""  # noqa: S608 - names and numbers of our own
INSERT = f"INSERT INTO sample_rollup ({_NAMES}) "


def _sums_sqlite(span: int, below: int) -> str:
    """Return what computes the buckets of `span` seconds from those of `below`."""
    return f"""
    SELECT sample_rollup.monitor_id, {span}, bucket - ((bucket % {span}) + {span}) % {span} AS longer, {_SUMMED},
           sum(latency_count), sum(latency_sum), min(latency_min), max(latency_max),
           CAST(group_concat(CAST(latency_sketch AS TEXT), '') AS BLOB)
    FROM {STRETCHES_SQLITE} CROSS JOIN sample_rollup ON sample_rollup.monitor_id = stretch.monitor_id
        AND span = {below} AND bucket >= stretch."start" AND bucket < stretch."end"
    WHERE true GROUP BY 1, 3
    """  # noqa: S608 - names and numbers of our own


def _sums_postgres(span: int, below: int) -> str:
    return f"""
    SELECT sample_rollup.monitor_id, {span}, bucket - ((bucket % {span}) + {span}) % {span} AS longer, {_SUMMED},
           sum(latency_count), sum(latency_sum), min(latency_min), max(latency_max), string_agg(latency_sketch, '')
    FROM {STRETCHES_POSTGRES} CROSS JOIN LATERAL (
        SELECT * FROM sample_rollup WHERE monitor_id = stretch.monitor_id AND span = {below}
            AND bucket >= stretch."start" AND bucket < stretch."end" OFFSET 0
    ) AS sample_rollup
    GROUP BY 1, 3
    """  # noqa: S608 - names and numbers of our own


# What computes each level above quarter hours from the one below it, from the bottom up.
SUMS_SQLITE = {span: _sums_sqlite(span, below) for below, span in pairwise(SPANS)}
SUMS_POSTGRES = {span: _sums_postgres(span, below) for below, span in pairwise(SPANS)}

_ELEMENTS = ", ".join(f"value ->> {place}" for place in range(len(COLUMNS) - 1))
_WRITE_SQLITE = f"""
{INSERT} SELECT {_ELEMENTS}, CAST(value ->> {len(COLUMNS) - 1} AS BLOB) FROM json_each(?) WHERE true
{REPLACE}
"""  # noqa: S608 - names and numbers of our own
_TYPES = ("bigint", "integer", "bigint", *["integer"] * 7, *["float8"] * 3, "bytea")
_WRITE_POSTGRES = f"""
{INSERT} SELECT * FROM unnest({", ".join(f"${place}::{kind}[]" for place, kind in enumerate(_TYPES, 1))})
{REPLACE}
"""  # noqa: S608 - names and numbers of our own


async def take_turn(connection: BaseDBAsyncClient, monitor_ids: Iterable[int]) -> None:
    """Wait for the transactions that write samples of these monitors, and keep others waiting until this one ends.

    A bucket is computed from what a statement can see. Of two writers at once, neither sees the other's samples;
    the second would leave out the first's. SQLite has one writer at a time anyway.
    """
    if is_postgres(connection):
        await connection.execute_query(
            f"SELECT pg_advisory_xact_lock({_LOCK_SPACE}, key) FROM unnest($1::integer[]) AS key",  # noqa: S608 - a number of our own
            [sorted({monitor_id % _LOCKS for monitor_id in monitor_ids})],
        )


async def recompute(monitor_ids: Iterable[int], start: int, end: int) -> None:
    """Compute the buckets anew that the minutes [start, end) of the monitors fall into.

    Those that have no samples any more are removed. For whoever changes samples in other ways than
    `models.samples` does; its own functions keep the rollups right by themselves.
    """
    ids = sorted(set(monitor_ids))
    async with within_transaction() as connection:
        await take_turn(connection, ids)
        await recompute_stretches(connection, of_monitors(ids, start, end), emptied=True)


async def recompute_stretches(connection: BaseDBAsyncClient, changed: Sequence[Stretch], *, emptied: bool) -> None:
    """Compute the buckets anew that `changed` touches, in the transaction of `connection`, after `take_turn`.

    `emptied` says that buckets may have lost their last sample; frozen ones stay as they are.
    """
    if not changed:
        return
    if emptied:
        for span in SPANS:
            await _clear(connection, widened(changed, span), span)
    await recompute_quarters(connection, changed)
    await recompute_above(connection, changed)


async def recompute_quarters(connection: BaseDBAsyncClient, changed: Iterable[Stretch]) -> None:
    """Compute the quarter hours anew that `changed` touches, as far as there are samples of them."""
    quarters = widened(changed, QUARTER_HOUR)
    if is_postgres(connection):
        await connection.execute_query(INSERT + QUARTER_VALUES_POSTGRES + REPLACE, columns(quarters))
    else:
        await connection.execute_query(INSERT + QUARTER_VALUES_SQLITE + REPLACE, [as_json(quarters)])


async def recompute_above(connection: BaseDBAsyncClient, changed: Sequence[Stretch]) -> None:
    """Compute what is above the quarter hours that `changed` touches, which were computed before."""
    for span in SPANS[1:]:
        await _sum_up(connection, widened(changed, span), span)
    await renew_versions(connection, changed)


async def _clear(connection: BaseDBAsyncClient, stretches: Sequence[Stretch], span: int) -> None:
    """Remove the buckets that are not frozen."""
    if is_postgres(connection):
        await connection.execute_query(
            f"""
            DELETE FROM sample_rollup USING {STRETCHES_POSTGRES} WHERE sample_rollup.monitor_id = stretch.monitor_id
                AND span = {span} AND bucket >= stretch."start" AND bucket < stretch."end" AND NOT is_frozen
            """,  # noqa: S608 - names and numbers of our own
            columns(stretches),
        )
    else:
        await connection.execute_query(
            f"""
            DELETE FROM sample_rollup WHERE (monitor_id, span, bucket) IN (
                SELECT each.monitor_id, each.span, each.bucket FROM {STRETCHES_SQLITE}
                CROSS JOIN sample_rollup AS each ON each.monitor_id = stretch.monitor_id AND each.span = {span}
                    AND each.bucket >= stretch."start" AND each.bucket < stretch."end" AND NOT each.is_frozen)
            """,  # noqa: S608 - names and numbers of our own
            [as_json(stretches)],
        )


async def _sum_up(connection: BaseDBAsyncClient, stretches: Sequence[Stretch], span: int) -> None:
    """Compute the buckets of `span` anew from the level below, their sketches made short."""
    if is_postgres(connection):
        _, found = await connection.execute_query(SUMS_POSTGRES[span], columns(stretches))
    else:
        _, found = await connection.execute_query(SUMS_SQLITE[span], [as_json(stretches)])
    if not found:
        return
    # Up to a tenth of a millisecond a sketch, of which an edit may have hundreds.
    rows = await asyncio.to_thread(_with_short_sketches, [tuple(row) for row in found])
    if is_postgres(connection):
        await connection.execute_query(_WRITE_POSTGRES, [list(column) for column in zip(*rows, strict=True)])
    else:
        texts = [(*row[:-1], None if row[-1] is None else row[-1].decode()) for row in rows]
        await connection.execute_query(_WRITE_SQLITE, [json.dumps(texts)])


def _with_short_sketches(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [(*row[:-1], None if row[-1] is None else sketch.compacted(row[-1])) for row in rows]


def as_json(stretches: Sequence[Stretch]) -> str:
    """Return the stretches as SQLite's statements take them."""
    return json.dumps([(s.monitor_id, s.start, s.end) for s in stretches])
