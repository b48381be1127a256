"""Outages: the runs of samples that are not UP, found in SQL for many monitors at once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from models.database import is_postgres, reader
from models.enums import Status
from models.samples.sample import STATUS_CODE, STATUSES
from models.samples.stretches import QUARTER_HOUR, THREE_HOURS


@dataclass(frozen=True, slots=True)
class Run:
    """A maximal run of samples that are not UP, from the minute `start`; NO_DATA neither ends nor makes one.

    `end` is the minute of the UP sample that ended it, or None; `minutes` counts its samples; `message` is the first
    that one of them carries.
    """

    monitor_id: int
    start: int
    end: int | None
    minutes: int
    worst: Status
    message: str | None


_UP, _NO_DATA = STATUS_CODE[Status.UP], STATUS_CODE[Status.NO_DATA]
# The codes go from the worst to the least: DOWN, DEGRADED, MAINTENANCE.
_BAD = f"BETWEEN {STATUS_CODE[Status.DOWN]} AND {STATUS_CODE[Status.MAINTENANCE]}"
_BEFORE_ALL = -(2**62)


def _statement(*, wanted: str, start: str, end: str, now: str, each: str) -> str:
    """Return the statement in one of the dialects; `each` joins every row so far with its rows of a table.

    A run begins with a sample that is not UP after one that is, or none. It is looked for in the quarter hours that
    have such a sample, by their rollups, and for these in the three hours that have; a run that goes on at the start of
    the range is followed back to its beginning.
    """
    any_bad = "down_count + degraded_count + maintenance_count > 0"
    bad_three_hours = each.format(
        table="sample_rollup",
        condition=f"""sample_rollup.monitor_id = asked.monitor_id AND span = {THREE_HOURS}
            AND bucket > last_up - {THREE_HOURS} AND bucket < {end} AND {any_bad}""",
    )
    bad_quarters = each.format(
        table="sample_rollup",
        condition=f"""sample_rollup.monitor_id = longer.monitor_id AND span = {QUARTER_HOUR}
            AND sample_rollup.bucket >= longer.bucket AND sample_rollup.bucket < longer.bucket + {THREE_HOURS}
            AND sample_rollup.bucket > last_up - {QUARTER_HOUR} AND sample_rollup.bucket < {end} AND {any_bad}""",
    )
    in_them = each.format(
        table="sample",
        condition=f"""sample.monitor_id = bad.monitor_id AND minute >= bucket AND minute < bucket + {QUARTER_HOUR}
            AND minute > last_up AND minute < {end} AND status {_BAD}""",
    )
    of_run = each.format(
        table="sample",
        condition=f"""sample.monitor_id = run.monitor_id AND minute >= first AND minute < coalesce(up_again, {now})
            AND status {_BAD}""",
    )
    return f"""
    WITH asked AS MATERIALIZED (
        SELECT wanted.monitor_id, coalesce(
            (SELECT minute FROM sample WHERE sample.monitor_id = wanted.monitor_id AND minute < {start}
                AND status = {_UP} ORDER BY minute DESC LIMIT 1), {_BEFORE_ALL}) AS last_up
        FROM {wanted}
    ), longer AS MATERIALIZED (
        SELECT asked.monitor_id, bucket, last_up FROM asked {bad_three_hours}
    ), bad AS MATERIALIZED (
        SELECT longer.monitor_id, sample_rollup.bucket, last_up FROM longer {bad_quarters}
    ), beginning AS MATERIALIZED (
        SELECT bad.monitor_id, minute AS first FROM bad {in_them}
        WHERE coalesce((SELECT status FROM sample AS before WHERE before.monitor_id = bad.monitor_id
            AND before.minute < sample.minute AND before.status <> {_NO_DATA} ORDER BY minute DESC LIMIT 1), {_UP}
            ) = {_UP}
    ), run AS MATERIALIZED (
        SELECT monitor_id, first, (SELECT minute FROM sample WHERE sample.monitor_id = beginning.monitor_id
            AND minute > first AND minute < {now} AND status = {_UP} ORDER BY minute LIMIT 1) AS up_again
        FROM beginning
    )
    SELECT run.monitor_id, first, up_again, count(*), min(status),
        (SELECT message FROM sample AS said WHERE said.monitor_id = run.monitor_id AND said.minute >= first
            AND said.minute < coalesce(up_again, {now}) AND said.status {_BAD} AND said.message IS NOT NULL
            ORDER BY minute LIMIT 1)
    FROM run {of_run}
    GROUP BY run.monitor_id, first, up_again
    HAVING coalesce(up_again, {now}) > {start}
    ORDER BY run.monitor_id, first
    """  # noqa: S608 - names and numbers of our own


_SQLITE = _statement(
    wanted="(SELECT value AS monitor_id FROM json_each(?1)) AS wanted",
    start="?2",
    end="?3",
    now="?4",
    each="CROSS JOIN {table} ON {condition}",
)
# OFFSET 0 keeps PostgreSQL from reading whole tables to join them.
_POSTGRES = _statement(
    wanted="unnest($1::bigint[]) AS wanted (monitor_id)",
    start="$2",
    end="$3",
    now="$4",
    each="CROSS JOIN LATERAL (SELECT * FROM {table} WHERE {condition} OFFSET 0) AS {table}",
)


async def runs(monitor_ids: Sequence[int], start: int, end: int, *, now: int) -> list[Run]:
    """Return the runs that reach into the minutes [start, end), by monitor, oldest first.

    They are whole: they begin and end where they do, also outside of the range. Minutes from `now` on are not looked
    at. Only what still has its samples can be found.
    """
    connection = reader()
    values = [start, min(end, now), now]
    if is_postgres(connection):
        _, rows = await connection.execute_query(_POSTGRES, [list(monitor_ids), *values])
    else:
        _, rows = await connection.execute_query(_SQLITE, [json.dumps(list(monitor_ids)), *values])
    return [
        Run(monitor_id, first, up_again, minutes, STATUSES[worst], message)
        for monitor_id, first, up_again, minutes, worst, message in rows
    ]
