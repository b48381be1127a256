"""Whether rollups hold what the level below them comes to, and where that level is."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.database import is_postgres, reader, transaction
from models.samples import sketch
from models.samples.rollups import (
    COLUMNS,
    QUARTER_VALUES_POSTGRES,
    QUARTER_VALUES_SQLITE,
    STRETCHES_POSTGRES,
    STRETCHES_SQLITE,
    SUMS_POSTGRES,
    SUMS_SQLITE,
    as_json,
    take_turn,
)
from models.samples.stretches import SPANS, Stretch, columns

_Key = tuple[int, int]
# Engines add up in an order of their own.
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Difference:
    """A value of a bucket that is not what it should be; None is a bucket, or value, that is not there."""

    monitor_id: int
    span: int
    bucket: int
    column: str
    stored: object
    expected: object


@dataclass(frozen=True, slots=True)
class Extent:
    """The first and the last minute that a monitor has samples or rollups of."""

    monitor_id: int
    first: int
    last: int


_ENDS = ", ".join(
    f"(SELECT {end}({column}) FROM {table} WHERE {table}.monitor_id = monitor.id{span})"  # noqa: S608 - our own
    for end in ("min", "max")
    for table, column, span in (
        ("sample", "minute", ""),
        *(("sample_rollup", "bucket", f" AND span = {span}") for span in SPANS),
    )
)


async def extents(monitor_ids: Sequence[int]) -> list[Extent]:
    """Return from when to when there is anything, for the monitors that have something, by id."""
    connection = reader()
    if is_postgres(connection):
        statement = f"SELECT id, {_ENDS} FROM monitor WHERE id = ANY($1::bigint[]) ORDER BY id"  # noqa: S608 - our own
        _, rows = await connection.execute_query(statement, [list(monitor_ids)])
    else:
        statement = f"SELECT id, {_ENDS} FROM monitor WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"  # noqa: S608 - our own
        _, rows = await connection.execute_query(statement, [json.dumps(list(monitor_ids))])
    found = []
    for monitor_id, *ends in rows:
        known = [end for end in ends if end is not None]
        if known:
            found.append(Extent(monitor_id, min(known), max(known)))
    return found


async def differences(stretch: Stretch) -> list[Difference]:
    """Compare the buckets of a stretch, whose bounds are bounds of UTC days; nobody writes to it meanwhile.

    Frozen quarter hours are right by definition.
    """
    async with transaction() as connection:
        await take_turn(connection, [stretch.monitor_id])
        given: list[Any]
        if is_postgres(connection):
            given = columns([stretch])
            statements = [
                _STORED.format(STRETCHES_POSTGRES, "JOIN"),
                QUARTER_VALUES_POSTGRES,
                *SUMS_POSTGRES.values(),
            ]
        else:
            given = [as_json([stretch])]
            statements = [
                _STORED.format(STRETCHES_SQLITE, "CROSS JOIN"),
                QUARTER_VALUES_SQLITE,
                *SUMS_SQLITE.values(),
            ]
        stored, *levels = [(await connection.execute_query(statement, given))[1] for statement in statements]
    expected = {(row[1], row[2]): tuple(row) for level in levels for row in level}
    frozen = {(row[1], row[2]) for row in stored if row[-1]}
    found = {(row[1], row[2]): tuple(row)[:-1] for row in stored}
    return [
        difference
        for key in sorted(expected.keys() | found.keys())
        if key not in frozen
        for difference in _compared(stretch.monitor_id, key, found.get(key), expected.get(key))
    ]


_STORED = f"""
SELECT {", ".join(f"sample_rollup.{column}" for column in COLUMNS)}, is_frozen FROM {{}} {{}} sample_rollup
    ON sample_rollup.monitor_id = stretch.monitor_id AND span IN ({", ".join(map(str, SPANS))})
    AND bucket >= stretch."start" AND bucket < stretch."end"
"""  # noqa: S608 - names of our own


def _compared(
    monitor_id: int, key: _Key, stored: tuple[Any, ...] | None, expected: tuple[Any, ...] | None
) -> list[Difference]:
    if stored is None or expected is None:
        there = "not there", "there"
        return [Difference(monitor_id, *key, "bucket", *(there if stored is None else reversed(there)))]
    return [
        Difference(monitor_id, *key, column, left, right)
        for column, left, right in zip(COLUMNS, stored, expected, strict=True)
        if not _equal(column, left, right)
    ]


def _equal(column: str, left: Any, right: Any) -> bool:
    if column == "latency_sum":
        return math.isclose(left, right, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
    if column == "latency_sketch" and left is not None and right is not None:
        return sketch.compacted(left) == sketch.compacted(right)
    return bool(left == right)
