"""Taking deliveries to send: a function a statement. SQLite and PostgreSQL read the same text; parameters differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.database import is_postgres, reader, writer

# A delivery that is to be sent, and whose turn it is but for the clock: its trigger is neither paused nor put aside,
# and no earlier message of the same alert is still on its way there.
_READY = """
FROM delivery LEFT JOIN "trigger" ON "trigger".id = delivery.trigger_id
WHERE delivery.state IN ('PENDING', 'FAILED')
  AND (delivery.trigger_id IS NULL OR ("trigger".status = 'ACTIVE' AND NOT "trigger".is_paused))
  AND NOT EXISTS (
    SELECT 1 FROM delivery AS earlier
    WHERE earlier.trigger_id = delivery.trigger_id AND earlier.alert_id = delivery.alert_id
      AND earlier.id < delivery.id AND earlier.state IN ('PENDING', 'FAILED')
  )
"""
# The conditions on the row itself are repeated outside: PostgreSQL judges them anew when another process was faster.
_CLAIM = f"""
WITH busy AS (
    SELECT trigger_id, subscriber_id, count(*) AS running FROM delivery
    WHERE state IN ('PENDING', 'FAILED') AND claimed_until > $1 GROUP BY trigger_id, subscriber_id
), ready AS (
    SELECT delivery.id, delivery.trigger_id, delivery.subscriber_id, delivery.next_attempt_at, row_number() OVER (
        PARTITION BY delivery.trigger_id, delivery.subscriber_id ORDER BY delivery.next_attempt_at, delivery.id
    ) AS place
    {_READY}
      AND delivery.next_attempt_at <= $1 AND (delivery.claimed_until IS NULL OR delivery.claimed_until <= $1)
      AND delivery.attempt_count < $3
)
UPDATE delivery SET claimed_until = $2, attempt_count = attempt_count + 1
WHERE id IN (
    SELECT free.id FROM delivery AS free JOIN ready ON ready.id = free.id
    LEFT JOIN busy ON coalesce(busy.trigger_id, 0) = coalesce(ready.trigger_id, 0)
        AND coalesce(busy.subscriber_id, 0) = coalesce(ready.subscriber_id, 0)
    WHERE ready.place + coalesce(busy.running, 0) <= $4
    ORDER BY ready.next_attempt_at, ready.id LIMIT $5 {{lock}}
) AND state IN ('PENDING', 'FAILED') AND (claimed_until IS NULL OR claimed_until <= $1)
RETURNING id
"""  # noqa: S608 - text of our own
# Two processes that look at once don't fight about the same rows; on SQLite there is one writer anyway.
_SKIP_LOCKED = "FOR UPDATE OF free SKIP LOCKED"
_INTERRUPTED = """
UPDATE delivery_attempt SET error = $1
WHERE duration_ms IS NULL AND error IS NULL AND delivery_id IN ({ids})
"""
_BEGIN = """
INSERT INTO delivery_attempt (delivery_id, number, attempted_at)
SELECT delivery.id, coalesce(max(delivery_attempt.number), 0) + 1, CAST($1 AS BIGINT)
FROM delivery LEFT JOIN delivery_attempt ON delivery_attempt.delivery_id = delivery.id
WHERE delivery.id IN ({ids}) GROUP BY delivery.id
RETURNING id, delivery_id
"""
_GIVE_UP = """
UPDATE delivery SET state = 'DEAD', claimed_until = NULL
WHERE state IN ('PENDING', 'FAILED') AND attempt_count >= $2 AND (claimed_until IS NULL OR claimed_until <= $1)
RETURNING id
"""
_NEXT = f"""
SELECT min(at) AS next FROM (
    SELECT CASE WHEN delivery.claimed_until > delivery.next_attempt_at THEN delivery.claimed_until
                ELSE delivery.next_attempt_at END AS at
    {_READY}
) AS waiting WHERE at > $1
"""  # noqa: S608 - text of our own


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to send a delivery once, until `until` (epoch seconds), and the row of that attempt."""

    delivery_id: int
    attempt_id: int
    until: int


async def claim(now: int, until: int, *, attempts: int, per_receiver: int, limit: int) -> list[Claim]:
    """Take up to `limit` deliveries that are due, the longest due first, until `until`; within a transaction.

    Of one receiver's, no more are taken than make `per_receiver` with those that are on their way already. Two
    processes never take the same one.
    """
    statement = _CLAIM.format(lock=_SKIP_LOCKED if is_postgres(writer()) else "")
    taken = [row["id"] for row in await _write(statement, now, until, attempts, per_receiver, limit)]
    if not taken:
        return []
    ids = ", ".join(str(int(each)) for each in taken)
    await _write(_INTERRUPTED.format(ids=ids), "The worker that sent it ended before there was an answer")
    begun = await _write(_BEGIN.format(ids=ids), now)
    return [Claim(row["delivery_id"], row["id"], until) for row in begun]


async def give_up(now: int, *, attempts: int) -> list[int]:
    """Make DEAD what had all its attempts, the last one of which a crash may have cut off; returns the ids."""
    return [row["id"] for row in await _write(_GIVE_UP, now, attempts)]


async def next_due(now: int) -> int | None:
    """Return when the next delivery is due, or its claim runs out, after `now`; None when none is waiting."""
    connection = reader()
    statement = _NEXT if is_postgres(connection) else _NEXT.replace("$", "?")
    (row,) = await connection.execute_query_dict(statement, [now])
    found: int | None = row["next"]
    return found


async def _write(statement: str, *values: object) -> Sequence[dict[str, int]]:
    connection = writer()
    if not is_postgres(connection):
        statement = statement.replace("$", "?")
    return await connection.execute_query_dict(statement, list(values))
