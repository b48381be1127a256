"""What alerts go by: the last samples of many monitors, and shares of good ones over windows; a function a statement.

Alerts go by what was observed, what people pushed and what stood in where nothing was known. Overlays are not for
them; neither is a sample that says nothing: NO_DATA, or a check that the network policy refused (`raw_status`).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from models.database import is_postgres, reader
from models.enums import SampleType, Status
from models.samples.sample import STATUS_CODE, STATUSES, TYPE_CODE

_OVERLAYS = (SampleType.INCIDENT, SampleType.MAINTENANCE)
_TYPES = ", ".join(str(code) for kind, code in TYPE_CODE.items() if kind not in _OVERLAYS)
_NO_DATA = STATUS_CODE[Status.NO_DATA]
VISIBLE = f"sample.type IN ({_TYPES}) AND sample.status <> {_NO_DATA} AND coalesce(sample.raw_status, -1) <> {_NO_DATA}"
# Before every minute that there is.
_NEVER = -(2**62)


class Seen(NamedTuple):
    """A sample that counts for alerts; `minute` in epoch seconds, `latency` in milliseconds."""

    minute: int
    status: Status
    latency: float | None


class Source(NamedTuple):
    """Whose samples are asked for: a monitor's; all that count, or those with a latency."""

    monitor_id: int
    with_latency: bool


@dataclass(frozen=True, slots=True)
class Window:
    """The samples of a monitor in the `span` seconds that end with a minute, that one included.

    With a `limit` (milliseconds) those that have a latency are counted, and are good where it is not above it; without,
    those whose status is one of `counted`, and are good where it is one of `good`.
    """

    monitor_id: int
    minute: int
    span: int
    limit: float | None = None
    good: tuple[Status, ...] = ()
    counted: tuple[Status, ...] = ()


class Share(NamedTuple):
    """How many samples of a window are good, of how many."""

    good: int
    counted: int


async def tails(since: Mapping[Source, int], until: int, count: int) -> dict[Source, list[Seen]]:
    """Return the samples after each source's minute up to `until`, and the last `count` up to it, oldest first."""
    if not since:
        return {}
    connection = reader()
    if is_postgres(connection):
        mine = f"""
            SELECT minute, status, latency FROM sample
            WHERE monitor_id = wanted.id AND {VISIBLE} AND (NOT with_latency OR latency IS NOT NULL)
            """  # noqa: S608 - numbers of our own
        statement = f"""
            SELECT wanted.id, with_latency, seen.minute, seen.status, seen.latency
            FROM unnest($1::bigint[], $2::boolean[], $3::bigint[]) AS wanted (id, with_latency, since)
            CROSS JOIN LATERAL (
                ({mine} AND minute <= since ORDER BY minute DESC LIMIT $5)
                UNION ALL ({mine} AND minute > since AND minute <= $4)
            ) AS seen
            ORDER BY wanted.id, seen.minute
            """  # noqa: S608 - as above
        columns = zip(*((*source, minute) for source, minute in since.items()), strict=True)
        _, rows = await connection.execute_query(statement, [*(list(each) for each in columns), until, count])
    else:
        counts = f"{VISIBLE} AND (wanted.value ->> 1 = 0 OR sample.latency IS NOT NULL)"
        statement = f"""
            SELECT monitor_id, wanted.value ->> 1, minute, status, latency
            FROM json_each(?1) AS wanted JOIN sample ON monitor_id = wanted.value ->> 0
                AND minute >= coalesce((SELECT minute FROM sample WHERE monitor_id = wanted.value ->> 0
                    AND minute <= wanted.value ->> 2 AND {counts} ORDER BY minute DESC LIMIT 1 OFFSET ?3 - 1), {_NEVER})
                AND minute <= ?2
            WHERE {counts}
            ORDER BY monitor_id, minute
            """  # noqa: S608 - numbers of our own
        wanted = json.dumps([(*source, minute) for source, minute in since.items()])
        _, rows = await connection.execute_query(statement, [wanted, until, count])
    found: dict[Source, list[Seen]] = {source: [] for source in since}
    for monitor_id, with_latency, minute, status, latency in (tuple(row) for row in rows):
        found[Source(monitor_id, bool(with_latency))].append(Seen(minute, STATUSES[status], latency))
    return found


# A set of statuses is a number with a bit for each.
_IS_GOOD = """
CASE WHEN {limit} IS NOT NULL THEN sample.latency <= {limit} ELSE ({good} >> sample.status) & 1 = 1 END
"""
_IS_COUNTED = """
CASE WHEN {limit} IS NOT NULL THEN sample.latency IS NOT NULL ELSE ({counted} >> sample.status) & 1 = 1 END
"""


async def shares(windows: Sequence[Window]) -> dict[Window, Share]:
    """Return how much of each window is good; windows without any sample that counts are absent."""
    if not windows:
        return {}
    connection = reader()
    rows = [
        (
            number,
            each.monitor_id,
            each.minute - each.span,
            each.minute,
            each.limit,
            _bits(each.good),
            _bits(each.counted),
        )
        for number, each in enumerate(windows)
    ]
    if is_postgres(connection):
        good = _IS_GOOD.format(limit="most", good="good_bits")
        statement = f"""
            SELECT number, share.good, share.counted
            FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[], $5::float8[], $6::int[], $7::int[])
                AS asked (number, id, since, until, most, good_bits, counted_bits)
            CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE {good}) AS good, count(*) AS counted FROM sample
                WHERE monitor_id = id AND minute > since AND minute <= until AND {VISIBLE}
                    AND {_IS_COUNTED.format(limit="most", counted="counted_bits")}
            ) AS share
            WHERE share.counted > 0
            """  # noqa: S608 - numbers of our own
        _, found = await connection.execute_query(statement, [list(column) for column in zip(*rows, strict=True)])
    else:
        limit = "(asked.value ->> 4)"
        good = _IS_GOOD.format(limit=limit, good="(asked.value ->> 5)")
        statement = f"""
            SELECT asked.value ->> 0, sum({good}), count(*)
            FROM json_each(?1) AS asked JOIN sample ON monitor_id = asked.value ->> 1
                AND minute > asked.value ->> 2 AND minute <= asked.value ->> 3
            WHERE {VISIBLE} AND {_IS_COUNTED.format(limit=limit, counted="(asked.value ->> 6)")}
            GROUP BY asked.key
            """  # noqa: S608 - numbers of our own
        _, found = await connection.execute_query(statement, [json.dumps(rows)])
    return {windows[number]: Share(good, counted) for number, good, counted in (tuple(row) for row in found)}


def _bits(statuses: Sequence[Status]) -> int:
    return sum(1 << STATUS_CODE[status] for status in statuses)


async def percentiles(windows: Sequence[tuple[Window, float]]) -> dict[tuple[Window, float], float]:
    """Return each window's latency (milliseconds) at a percentile, by the nearest rank.

    Windows without any latency are absent.
    """
    if not windows:
        return {}
    connection = reader()
    rows = [
        (number, each.monitor_id, each.minute - each.span, each.minute, percentile)
        for number, (each, percentile) in enumerate(windows)
    ]
    ranked = """
        SELECT number, min(latency) FROM (
            SELECT number, percentile, latency, row_number() OVER (PARTITION BY number ORDER BY latency) AS rank,
                   count(*) OVER (PARTITION BY number) AS counted
            FROM {asked} JOIN sample ON monitor_id = id AND minute > since AND minute <= until
            WHERE latency IS NOT NULL AND {visible}
        ) AS ranked WHERE 100 * rank >= percentile * counted GROUP BY number
        """
    if is_postgres(connection):
        asked = """unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[], $5::float8[])
            AS asked (number, id, since, until, percentile)"""
        values: list[object] = [list(column) for column in zip(*rows, strict=True)]
    else:
        asked = """(SELECT value ->> 0 AS number, value ->> 1 AS id, value ->> 2 AS since, value ->> 3 AS until,
            value ->> 4 AS percentile FROM json_each(?1)) AS asked"""
        values = [json.dumps(rows)]
    _, found = await connection.execute_query(ranked.format(asked=asked, visible=VISIBLE), values)
    return {windows[number]: latency for number, latency in (tuple(row) for row in found)}


async def last_words(monitor_ids: Sequence[int], until: int) -> dict[int, int]:
    """Return the minute of each monitor's last sample up to `until` that counts, or that is an overlay."""
    connection = reader()
    overlays = ", ".join(str(TYPE_CODE[kind]) for kind in _OVERLAYS)
    newest = f"""
        SELECT minute FROM sample WHERE monitor_id = wanted.id AND minute <= {{until}}
            AND ({VISIBLE} OR sample.type IN ({overlays})) ORDER BY minute DESC LIMIT 1
        """  # noqa: S608 - numbers of our own
    if is_postgres(connection):
        statement = f"SELECT id, ({newest.format(until='$2')}) FROM unnest($1::bigint[]) AS wanted (id)"  # noqa: S608 - as above
        _, rows = await connection.execute_query(statement, [list(monitor_ids), until])
    else:
        statement = f"SELECT id, ({newest.format(until='?2')}) FROM (SELECT value AS id FROM json_each(?1)) AS wanted"  # noqa: S608 - as above
        _, rows = await connection.execute_query(statement, [json.dumps(list(monitor_ids)), until])
    return {monitor_id: minute for monitor_id, minute in (tuple(row) for row in rows) if minute is not None}
