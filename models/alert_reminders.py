"""Alerts that people are to be reminded of: a function a statement, both dialects side by side."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from models.database import is_postgres, reader, writer
from models.enums import AlertReason

_DUE = """
SELECT alert.id AS alert_id, configuration_id, monitor_id, reason, value, triggered_at, incident_id,
       reminder_minutes * 60 AS period
FROM alert JOIN alert_configuration AS configuration ON configuration.id = configuration_id
WHERE alert.status = 'TRIGGERED' AND configuration.status = 'ACTIVE'
    AND coalesce(reminded_at, triggered_at) + reminder_minutes * 60 <= {now}
ORDER BY alert.id
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """An alert that stands, of which people are reminded every `period` seconds; instants are epoch seconds."""

    alert_id: int
    configuration_id: int
    monitor_id: int
    reason: AlertReason
    value: str | None
    triggered_at: int
    incident_id: int | None
    period: int


async def due(now: int) -> list[Standing]:
    """Return the alerts that people are to be reminded of at the instant `now`."""
    connection = reader()
    statement = _DUE.format(now="$1::bigint" if is_postgres(connection) else "?1")
    rows = await connection.execute_query_dict(statement, [now])
    return [Standing(**{**row, "reason": AlertReason(row["reason"])}) for row in rows]


async def note(reminded_at: Mapping[int, int]) -> set[int]:
    """Remember until when people were reminded of alerts; returns those of which nobody had reminded them so far."""
    connection = writer()
    if is_postgres(connection):
        rows = await connection.execute_query_dict(
            "UPDATE alert SET reminded_at = new.instant"
            " FROM unnest($1::bigint[], $2::bigint[]) AS new (id, instant) WHERE alert.id = new.id"
            " AND status = 'TRIGGERED' AND coalesce(reminded_at, triggered_at) < new.instant RETURNING alert.id",
            [list(reminded_at), list(reminded_at.values())],
        )
    else:
        rows = await connection.execute_query_dict(
            "UPDATE alert SET reminded_at = new.value ->> 1"
            " FROM json_each(?1) AS new WHERE alert.id = new.value ->> 0"
            " AND status = 'TRIGGERED' AND coalesce(reminded_at, triggered_at) < new.value ->> 1 RETURNING alert.id",
            [json.dumps(list(reminded_at.items()))],
        )
    return {row["id"] for row in rows}
