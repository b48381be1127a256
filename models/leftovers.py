"""Removing what nobody needs any more, in pieces that block nobody for long. Both engines read the same text."""

from models.database import writer

# What the check of a heartbeat goes by stays, whatever its age: how its newest run ended and began, and, where no run
# has ended yet, the first signal of all.
_SIGNALS = """
DELETE FROM heartbeat_signal WHERE id IN (
    WITH kept AS (
        SELECT (SELECT id FROM heartbeat_signal WHERE monitor_id = monitor.id AND kind IN ('SUCCESS', 'FAIL')
                ORDER BY received_at DESC, id DESC LIMIT 1) AS id FROM monitor WHERE monitor_type = 'HEARTBEAT'
        UNION ALL
        SELECT (SELECT id FROM heartbeat_signal WHERE monitor_id = monitor.id AND kind = 'START'
                ORDER BY received_at DESC, id DESC LIMIT 1) FROM monitor WHERE monitor_type = 'HEARTBEAT'
        UNION ALL
        SELECT (SELECT id FROM heartbeat_signal WHERE monitor_id = monitor.id AND kind <> 'LOG'
                ORDER BY received_at, id LIMIT 1) FROM monitor WHERE monitor_type = 'HEARTBEAT'
            AND NOT EXISTS (SELECT 1 FROM heartbeat_signal AS ended
                WHERE ended.monitor_id = monitor.id AND ended.kind IN ('SUCCESS', 'FAIL'))
    )
    SELECT id FROM heartbeat_signal WHERE received_at < $1
        AND id NOT IN (SELECT id FROM kept WHERE id IS NOT NULL) LIMIT $2)
"""
# The index by state and next attempt leads to them; their attempts go with them. The state is looked at again outside:
# PostgreSQL judges it anew where somebody has just asked for the message to be sent once more.
_DELIVERIES = """
DELETE FROM delivery WHERE id IN (
    SELECT id FROM delivery WHERE state IN ('SENT', 'DEAD') AND next_attempt_at < $1 LIMIT $2
) AND state IN ('SENT', 'DEAD') RETURNING id
"""


async def delete_signals(before: int, limit: int) -> int:
    """Remove up to `limit` signals from before `before` that no check goes by; returns how many there were."""
    count, _ = await writer().execute_query(_SIGNALS, [before, limit])
    return count


async def delete_deliveries(before: int, limit: int) -> int:
    """Remove up to `limit` deliveries that were sent or given up before `before`; returns how many there were."""
    # Not the count of the statement: SQLite's holds the attempts, too.
    return len(await writer().execute_query_dict(_DELIVERIES, [before, limit]))
