"""What a page shows of incidents and maintenance events: one statement for any number of pages.

An incident or an event belongs to a page when it affects a monitor that is on it. A page may also show what is
global, and what names no monitor at all.
"""

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from enum import Enum

from models.database import is_postgres, reader


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the rows come from, which of them count, and which come first."""

    owner: str  # whose impacts these are: the incident's or the maintenance's
    row: str
    condition: str
    order: str


_EVENTS = "maintenance_event"
_ENDED = "coalesce(incident.end_date_time, incident.start_date_time)"


class Shown(Enum):
    """The lists that a page has."""

    OPEN_INCIDENTS = _Source(
        "incident",
        "incident",
        "incident.state <> 'RESOLVED' AND incident.start_date_time <= wanted.latest",
        "incident.start_date_time DESC, incident.id DESC",
    )
    PAST_INCIDENTS = _Source(
        "incident",
        "incident",
        f"incident.state = 'RESOLVED' AND {_ENDED} >= wanted.earliest",
        f"{_ENDED} DESC, incident.id DESC",
    )
    ONGOING_EVENTS = _Source(
        "maintenance",
        _EVENTS,
        f"{_EVENTS}.status = 'ONGOING'",
        f"{_EVENTS}.start_date_time, {_EVENTS}.id",
    )
    UPCOMING_EVENTS = _Source(
        "maintenance",
        _EVENTS,
        f"{_EVENTS}.status IN ('SCHEDULED', 'READY') AND {_EVENTS}.start_date_time <= wanted.latest",
        f"{_EVENTS}.start_date_time, {_EVENTS}.id",
    )
    PAST_EVENTS = _Source(
        "maintenance",
        _EVENTS,
        f"{_EVENTS}.status = 'COMPLETED' AND {_EVENTS}.end_date_time >= wanted.earliest",
        f"{_EVENTS}.end_date_time DESC, {_EVENTS}.id DESC",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What one page wants: how much at most, and what neither ended before `earliest` nor begins after `latest`.

    Both are epoch seconds.
    """

    page_id: int
    earliest: int
    latest: int
    limit: int
    with_global: bool
    with_unnamed: bool


# The same names on both engines, so that one body serves both.
_WANTED_SQLITE = """
WITH wanted (page_id, earliest, latest, max_count, with_global, with_unnamed) AS (
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM json_each(?1)
), viewer (sees_all) AS (SELECT ?2)
"""
_WANTED_POSTGRES = """
WITH wanted (page_id, earliest, latest, max_count, with_global, with_unnamed) AS (
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::boolean[], $6::boolean[])
), viewer (sees_all) AS (SELECT $7::boolean)
"""


async def find(shown: Shown, wanted: Sequence[Wanted], *, sees_all: bool) -> dict[int, list[int]]:
    """Return the ids of the incidents or events of each page, in their order; pages without any are absent.

    Who does not see all sees what affects an ACTIVE monitor that is not hidden, or names none and is not private.
    """
    if not wanted:
        return {}
    connection = reader()
    rows = [astuple(each) for each in wanted]
    body = _body(shown.value)
    if is_postgres(connection):
        columns = [list(column) for column in zip(*rows, strict=True)]
        found = await connection.execute_query_dict(_WANTED_POSTGRES + body, [*columns, sees_all])
    else:
        found = await connection.execute_query_dict(_WANTED_SQLITE + body, [json.dumps(rows), sees_all])
    ids: dict[int, list[int]] = {}
    for row in found:
        ids.setdefault(row["page_id"], []).append(row["id"])
    return ids


def _body(source: _Source) -> str:
    owner, row = source.owner, source.row
    # Events of a maintenance that was put aside are on no page.
    join = "" if row == owner else f"JOIN {owner} ON {owner}.id = {row}.{owner}_id AND {owner}.status = 'ACTIVE'"
    return f"""
    SELECT page_id, id FROM (
        SELECT wanted.page_id, {row}.id, wanted.max_count,
               row_number() OVER (PARTITION BY wanted.page_id ORDER BY {source.order}) AS place
        FROM wanted CROSS JOIN viewer JOIN {row} ON {source.condition} {join}
        WHERE EXISTS (
            SELECT 1 FROM {owner}_monitor AS link JOIN monitor ON monitor.id = link.monitor_id
            LEFT JOIN page_monitor AS spot ON spot.monitor_id = link.monitor_id AND spot.page_id = wanted.page_id
            WHERE link.{owner}_id = {owner}.id
              AND (viewer.sees_all OR (monitor.status = 'ACTIVE' AND NOT monitor.is_hidden))
              AND (spot.id IS NOT NULL OR (wanted.with_global AND {owner}.is_global))
        ) OR (
            (wanted.with_unnamed OR (wanted.with_global AND {owner}.is_global))
            AND (viewer.sees_all OR NOT {owner}.is_private)
            AND NOT EXISTS (SELECT 1 FROM {owner}_monitor AS link WHERE link.{owner}_id = {owner}.id)
        )
    ) AS ranked WHERE place <= max_count ORDER BY page_id, place
    """  # noqa: S608 - names of our own
