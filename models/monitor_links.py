"""What hangs on each of many monitors: one statement for all of them.

Where each monitor's list is paged, the page is cut for each monitor by itself.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.database import is_postgres, reader
from models.enums import MaintenanceEventStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Which part of a list whose latest start comes first: what lies between `after` and `before`, starts with ids.

    With `last` it is the end of that part instead of its beginning.
    """

    limit: int
    after: tuple[int, int]
    before: tuple[int, int]
    last: bool = False


async def incidents_of(
    monitor_ids: Sequence[int], part: Slice, *, ongoing: bool | None, now: int
) -> dict[int, list[int]]:
    """Return the ids of the incidents that name each monitor; with `ongoing`, those that last at `now`, or do not."""
    lasts = f"(incident.state <> 'RESOLVED' AND incident.start_date_time <= {now:d})"
    condition = "TRUE" if ongoing is None else lasts if ongoing else f"NOT {lasts}"
    return await _page("incident", condition, monitor_ids, part)


async def maintenances_of(monitor_ids: Sequence[int], part: Slice, *, inactive: bool) -> dict[int, list[int]]:
    """Return the ids of the maintenances that name each monitor; `inactive` ones only where it is said."""
    return await _page("maintenance", "TRUE" if inactive else "maintenance.status = 'ACTIVE'", monitor_ids, part)


async def _page(owner: str, condition: str, monitor_ids: Sequence[int], part: Slice) -> dict[int, list[int]]:
    direction = "ASC" if part.last else "DESC"
    place = f"{owner}.start_date_time, {owner}.id"
    statement = f"""
    SELECT monitor_id, id FROM (
        SELECT link.monitor_id, {place},
               row_number() OVER (
                   PARTITION BY link.monitor_id ORDER BY {owner}.start_date_time {direction}, {owner}.id {direction}
               ) AS place
        FROM {owner}_monitor AS link JOIN {owner} ON {owner}.id = link.{owner}_id
        WHERE link.monitor_id IN (MONITORS) AND ({place}) < ($2, $3) AND ({place}) > ($4, $5) AND {condition}
    ) AS ranked WHERE place <= $6 ORDER BY monitor_id, start_date_time DESC, id DESC
    """  # noqa: S608 - names of our own
    return await _by_monitor(statement, monitor_ids, [*part.after, *part.before, part.limit])


async def events_of(monitor_ids: Sequence[int], statuses: Sequence[MaintenanceEventStatus]) -> dict[int, list[int]]:
    """Return the ids of the events with these statuses of the active maintenances that name each monitor, by start."""
    words = ", ".join(f"'{status}'" for status in statuses)
    statement = f"""
    SELECT link.monitor_id, event.id
    FROM maintenance_monitor AS link
    JOIN maintenance ON maintenance.id = link.maintenance_id AND maintenance.status = 'ACTIVE'
    JOIN maintenance_event AS event ON event.maintenance_id = link.maintenance_id
    WHERE link.monitor_id IN (MONITORS) AND event.status IN ({words})
    ORDER BY link.monitor_id, event.start_date_time, event.id
    """  # noqa: S608 - words of our own
    return await _by_monitor(statement, monitor_ids, [])


async def _by_monitor(statement: str, monitor_ids: Sequence[int], values: list[Any]) -> dict[int, list[int]]:
    connection = reader()
    if is_postgres(connection):
        bound = statement.replace("MONITORS", "SELECT unnest($1::bigint[])")
        rows = await connection.execute_query_dict(bound, [list(monitor_ids), *values])
    else:
        bound = statement.replace("MONITORS", "SELECT value FROM json_each($1)").replace("$", "?")
        rows = await connection.execute_query_dict(bound, [json.dumps(list(monitor_ids)), *values])
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(row["monitor_id"], []).append(row["id"])
    return found
