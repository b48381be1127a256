"""Which incidents and maintenance events cover a minute, and with which impacts: one statement for all of them."""

from dataclasses import dataclass

from models.database import is_postgres, reader
from models.enums import Impact, SampleType


@dataclass(frozen=True, slots=True)
class Cover:
    """One impact of an incident (`type` INCIDENT) or of a maintenance (MAINTENANCE) that covers a minute.

    `source_id` is the incident's or the maintenance's id. One that names no monitor has one line without
    `monitor_id` and `impact`.
    """

    type: SampleType
    source_id: int
    is_global: bool
    monitor_id: int | None
    impact: Impact | None


# An event that is over still covers the minutes of its window: what was seen in the last of them may come late.
# An incident that an alert opened tells what is seen, and lies over nothing: else its alert would never see the end.
_COVERING = """
SELECT 'INCIDENT' AS type, incident.id AS source_id, is_global, monitor_id, impact
FROM incident LEFT JOIN incident_monitor ON incident_id = incident.id
WHERE source <> 'ALERT' AND start_date_time <= {minute}
    AND (end_date_time > {minute} OR end_date_time IS NULL AND state <> 'RESOLVED')
UNION ALL
SELECT 'MAINTENANCE', maintenance.id, is_global, monitor_id, impact
FROM maintenance_event AS event JOIN maintenance ON maintenance.id = event.maintenance_id
LEFT JOIN maintenance_monitor ON maintenance_monitor.maintenance_id = maintenance.id
WHERE event.start_date_time <= {minute} AND event.end_date_time > {minute} AND event.status <> 'CANCELLED'
    AND maintenance.status = 'ACTIVE'
"""


async def covering(minute: int) -> list[Cover]:
    """Return the impacts that cover the minute `minute` (epoch seconds), in no order."""
    connection = reader()
    statement = _COVERING.format(minute="$1" if is_postgres(connection) else "?1")
    rows = await connection.execute_query_dict(statement, [minute])
    return [
        Cover(
            SampleType(row["type"]),
            row["source_id"],
            bool(row["is_global"]),
            row["monitor_id"],
            Impact(row["impact"]) if row["impact"] else None,
        )
        for row in rows
    ]
