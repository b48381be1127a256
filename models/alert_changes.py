"""Alerts and their incidents, written in bulk: a function a statement, both dialects side by side.

All of it within the caller's transaction.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.database import is_postgres, writer
from models.enums import AlertReason, Impact


@dataclass(frozen=True, slots=True)
class NewAlert:
    """An alert to be fired; `value` is what was seen, `triggered_at` in epoch seconds."""

    configuration_id: int
    monitor_id: int
    reason: AlertReason
    value: str | None
    triggered_at: int


@dataclass(frozen=True, slots=True)
class NewAlertIncident:
    """An incident to be opened with an alert, and the first comment on it; `started_at` in epoch seconds."""

    title: str
    comment: str
    monitor_id: int
    impact: Impact
    started_at: int


async def _run(postgres: str, sqlite: str, rows: Sequence[tuple[Any, ...]], *at: datetime) -> list[dict[str, Any]]:
    """Run a statement over rows: as columns on PostgreSQL, as one document on SQLite; `at` is its last value."""
    connection = writer()
    if is_postgres(connection):
        columns: list[Any] = [list(column) for column in zip(*rows, strict=True)]
        return [dict(row) for row in await connection.execute_query_dict(postgres, [*columns, *at])]
    values = [json.dumps(rows), *(instant.isoformat(" ") for instant in at)]
    return [dict(row) for row in await connection.execute_query_dict(sqlite, values)]


async def fire(alerts: Sequence[NewAlert], at: datetime) -> dict[tuple[int, int], int]:
    """Write alerts, but where one stands already; returns the new ids by configuration and monitor."""
    rows = [(each.configuration_id, each.monitor_id, each.reason, each.value, each.triggered_at) for each in alerts]
    columns = "(configuration_id, monitor_id, status, reason, value, triggered_at, created_at, updated_at)"
    end = "ON CONFLICT DO NOTHING RETURNING id, configuration_id, monitor_id"
    written = await _run(
        f"""
        INSERT INTO alert {columns}
        SELECT configuration_id, monitor_id, 'TRIGGERED', reason, value, triggered_at, $6::timestamptz, $6::timestamptz
        FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[])
            AS new (configuration_id, monitor_id, reason, value, triggered_at)
        {end}
        """,  # noqa: S608 - column names of our own
        f"""
        INSERT INTO alert {columns}
        SELECT value ->> 0, value ->> 1, 'TRIGGERED', value ->> 2, value ->> 3, value ->> 4, ?2, ?2
        FROM json_each(?1) WHERE true
        {end}
        """,  # noqa: S608 - as above
        rows,
        at,
    )
    return {(row["configuration_id"], row["monitor_id"]): row["id"] for row in written}


async def resolve(resolved_at: Mapping[int, int], at: datetime) -> set[int]:
    """End those of the alerts that still stand, each at its instant; returns the ids of those that did."""
    end = "alert.status = 'TRIGGERED' RETURNING alert.id"
    written = await _run(
        f"""
        UPDATE alert SET status = 'RESOLVED', updated_at = $3::timestamptz, resolved_at = new.instant
        FROM unnest($1::bigint[], $2::bigint[]) AS new (id, instant) WHERE alert.id = new.id AND {end}
        """,  # noqa: S608 - words of our own
        f"""
        UPDATE alert SET status = 'RESOLVED', updated_at = ?2, resolved_at = new.value ->> 1
        FROM json_each(?1) AS new WHERE alert.id = new.value ->> 0 AND {end}
        """,  # noqa: S608 - as above
        list(resolved_at.items()),
        at,
    )
    return {row["id"] for row in written}


async def open_incidents(incidents: Mapping[int, NewAlertIncident], at: datetime) -> dict[int, int]:
    """Open an incident for each alert, in five statements; returns the incidents' ids by alert."""
    new = list(incidents.values())
    made = await _run(
        """
        INSERT INTO incident (title, start_date_time, state, incident_type, source, is_global, created_at, updated_at)
        SELECT title, start, 'INVESTIGATING', 'INCIDENT', 'ALERT', FALSE, $3::timestamptz, $3::timestamptz
        FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS new (title, start, place) ORDER BY place
        RETURNING id
        """,
        """
        INSERT INTO incident (title, start_date_time, state, incident_type, source, is_global, created_at, updated_at)
        SELECT value ->> 0, value ->> 1, 'INVESTIGATING', 'INCIDENT', 'ALERT', FALSE, ?2, ?2
        FROM json_each(?1) WHERE true ORDER BY key
        RETURNING id
        """,
        [(each.title, each.started_at) for each in new],
        at,
    )
    # Both engines number the rows in the order in which they insert them, but return them in any.
    ids = sorted(row["id"] for row in made)
    await say([(incident_id, each.comment, each.started_at) for incident_id, each in zip(ids, new, strict=True)], at)
    await _run(
        """
        INSERT INTO incident_monitor (incident_id, monitor_id, impact)
        SELECT new.* FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS new
        """,
        """
        INSERT INTO incident_monitor (incident_id, monitor_id, impact)
        SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?1)
        """,
        [(incident_id, each.monitor_id, each.impact) for incident_id, each in zip(ids, new, strict=True)],
    )
    opened = dict(zip(incidents, ids, strict=True))
    await _run(
        """
        UPDATE alert SET incident_id = new.incident_id, updated_at = $3::timestamptz
        FROM unnest($1::bigint[], $2::bigint[]) AS new (id, incident_id) WHERE alert.id = new.id
        """,
        """
        UPDATE alert SET incident_id = new.value ->> 1, updated_at = ?2
        FROM json_each(?1) AS new WHERE alert.id = new.value ->> 0
        """,
        list(opened.items()),
        at,
    )
    return opened


async def say(comments: Sequence[tuple[int, str, int]], at: datetime, *, state: str = "INVESTIGATING") -> None:
    """Comment on incidents: (incident id, words, epoch seconds); the comments have this state."""
    await _run(
        f"""
        INSERT INTO incident_comment (incident_id, comment, state, timestamp, status, created_at, updated_at)
        SELECT id, words, '{state}', instant, 'ACTIVE', $4::timestamptz, $4::timestamptz
        FROM unnest($1::bigint[], $2::text[], $3::bigint[]) AS new (id, words, instant)
        """,  # noqa: S608 - words of our own
        f"""
        INSERT INTO incident_comment (incident_id, comment, state, timestamp, status, created_at, updated_at)
        SELECT value ->> 0, value ->> 1, '{state}', value ->> 2, 'ACTIVE', ?2, ?2 FROM json_each(?1)
        """,  # noqa: S608 - as above
        comments,
        at,
    )


_UNTOUCHED = """
SELECT id FROM incident
WHERE {wanted} AND state = 'INVESTIGATING' AND end_date_time IS NULL AND updated_at = created_at
    AND NOT EXISTS (
        SELECT 1 FROM incident_comment AS comment WHERE comment.incident_id = incident.id
            AND (comment.created_at <> incident.created_at OR comment.updated_at <> incident.created_at))
ORDER BY id
"""


async def untouched(incident_ids: Sequence[int]) -> list[int]:
    """Return those of the incidents that nobody has changed since their alert opened them, and keep it so."""
    connection = writer()
    values: object
    if is_postgres(connection):
        lock = "SELECT id FROM incident WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE"
        await connection.execute_query(lock, [list(incident_ids)])
        wanted, values = "id = ANY($1::bigint[])", list(incident_ids)
    else:
        wanted, values = "id IN (SELECT value FROM json_each(?1))", json.dumps(incident_ids)
    rows = await connection.execute_query_dict(_UNTOUCHED.format(wanted=wanted), [values])
    return [row["id"] for row in rows]


async def close_incidents(ended: Sequence[tuple[int, str, int]], at: datetime) -> None:
    """End incidents by closing comments: (incident id, words, epoch seconds)."""
    await say(ended, at, state="RESOLVED")
    await _run(
        """
        UPDATE incident SET state = 'RESOLVED', end_date_time = new.instant, updated_at = $3::timestamptz
        FROM unnest($1::bigint[], $2::bigint[]) AS new (id, instant) WHERE incident.id = new.id
        """,
        """
        UPDATE incident SET state = 'RESOLVED', end_date_time = new.value ->> 1, updated_at = ?2
        FROM json_each(?1) AS new WHERE incident.id = new.value ->> 0
        """,
        [(incident_id, instant) for incident_id, _, instant in ended],
        at,
    )
