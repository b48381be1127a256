"""Writing news into the outbox for all its readers at once: one statement, however many news and subscribers.

News reaches subscribers only as far as the public may know of it: of an incident or maintenance that names monitors,
at least one must be ACTIVE and not hidden, and only such monitors lead to those who follow them, or their pages.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from core import clock
from models.database import is_postgres, writer
from models.enums import MessageKind, SubscriberChannel


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One message to everybody who follows an incident's monitors, or a maintenance's.

    `key` says what it tells of ("incident:7:created"); each reader's delivery has it at the beginning of its own key.
    """

    key: str
    kind: MessageKind
    message: dict[str, str]
    channels: frozenset[SubscriberChannel]
    incident_id: int | None = None
    maintenance_id: int | None = None


_NEWS_POSTGRES = """
SELECT * FROM jsonb_to_recordset($1::jsonb) AS given (
    place bigint, key text, kind text, message text, by_email boolean, by_webhook boolean,
    incident_id bigint, maintenance_id bigint)
"""
_NEWS_SQLITE = """
SELECT value ->> 'place' AS place, value ->> 'key' AS key, value ->> 'kind' AS kind, value ->> 'message' AS message,
    value ->> 'by_email' AS by_email, value ->> 'by_webhook' AS by_webhook,
    value ->> 'incident_id' AS incident_id, value ->> 'maintenance_id' AS maintenance_id
FROM json_each($1)
"""
# Waits for who changes a subscriber: one that is removed at this moment must not make the change fail that is told of.
_HOLD_POSTGRES = "FOR KEY SHARE OF subscriber"
_PUT = """
WITH news AS ({news}),
affected AS (
    SELECT news.key, monitor.id AS monitor_id FROM news
    JOIN incident_monitor AS link ON link.incident_id = news.incident_id
    JOIN monitor ON monitor.id = link.monitor_id WHERE monitor.status = 'ACTIVE' AND NOT monitor.is_hidden
    UNION ALL
    SELECT news.key, monitor.id FROM news
    JOIN maintenance_monitor AS link ON link.maintenance_id = news.maintenance_id
    JOIN monitor ON monitor.id = link.monitor_id WHERE monitor.status = 'ACTIVE' AND NOT monitor.is_hidden
),
known AS (
    SELECT news.*, incident.is_global FROM news JOIN incident ON incident.id = news.incident_id
    WHERE EXISTS (SELECT 1 FROM affected WHERE affected.key = news.key)
        OR (NOT incident.is_private
            AND NOT EXISTS (SELECT 1 FROM incident_monitor AS link WHERE link.incident_id = incident.id))
    UNION ALL
    SELECT news.*, maintenance.is_global FROM news JOIN maintenance ON maintenance.id = news.maintenance_id
    WHERE maintenance.status = 'ACTIVE' AND (
        EXISTS (SELECT 1 FROM affected WHERE affected.key = news.key)
        OR (NOT maintenance.is_private AND NOT EXISTS (
            SELECT 1 FROM maintenance_monitor AS link WHERE link.maintenance_id = maintenance.id)))
)
INSERT INTO delivery (
    key, kind, subscriber_id, message, state, attempt_count, next_attempt_at, created_at, updated_at
)
SELECT known.key || ':subscriber:' || subscriber.id, known.kind, subscriber.id, known.message, 'PENDING', 0,
    CAST($2 AS BIGINT), {instant}, {instant}
FROM known JOIN subscriber ON (known.by_email AND subscriber.channel = 'EMAIL')
    OR (known.by_webhook AND subscriber.channel = 'WEBHOOK')
WHERE subscriber.status = 'ACTIVE'
    AND ((known.incident_id IS NOT NULL AND subscriber.wants_incidents)
        OR (known.maintenance_id IS NOT NULL AND subscriber.wants_maintenances))
    AND EXISTS (
        SELECT 1 FROM subscription WHERE subscription.subscriber_id = subscriber.id AND (
            known.is_global
            OR (subscription.page_id IS NULL AND subscription.monitor_id IS NULL)
            OR subscription.monitor_id IN (SELECT monitor_id FROM affected WHERE affected.key = known.key)
            OR subscription.page_id IN (
                SELECT page_monitor.page_id FROM page_monitor
                JOIN affected ON affected.monitor_id = page_monitor.monitor_id WHERE affected.key = known.key)
        ))
ORDER BY known.place, subscriber.id
{hold}
ON CONFLICT (key) DO NOTHING
"""


async def put(news: Sequence[News]) -> None:
    """Write a delivery for each reader of each piece of news, within the caller's transaction.

    One that was written before stays as it is.
    """
    if not news:
        return
    given = [
        {
            "place": place,
            "key": each.key,
            "kind": each.kind.value,
            "message": json.dumps(each.message, separators=(",", ":")),
            "by_email": SubscriberChannel.EMAIL in each.channels,
            "by_webhook": SubscriberChannel.WEBHOOK in each.channels,
            "incident_id": each.incident_id,
            "maintenance_id": each.maintenance_id,
        }
        for place, each in enumerate(news)
    ]
    connection = writer()
    if is_postgres(connection):
        statement = _PUT.format(news=_NEWS_POSTGRES, hold=_HOLD_POSTGRES, instant="CAST($3 AS TIMESTAMPTZ)")
        await connection.execute_query(statement, [json.dumps(given), clock.timestamp(), clock.now()])
    else:
        statement = _PUT.format(news=_NEWS_SQLITE, hold="", instant="?3").replace("$", "?")
        await connection.execute_query(statement, [json.dumps(given), clock.timestamp(), str(clock.now())])
