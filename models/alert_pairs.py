"""A configuration on a monitor, a pair, and how far it has been judged: read and moved on in bulk, a statement each."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.database import is_postgres, reader, writer
from models.enums import AlertFor, AlertReason
from models.samples.tails import VISIBLE

# In the order in which all who change them take their locks, and by id: nobody waits for whom he keeps waiting.
_HOLD_MONITORS = """
SELECT id FROM monitor WHERE id IN (SELECT monitor_id FROM alert_configuration_monitor WHERE id = ANY($1::bigint[]))
ORDER BY id FOR KEY SHARE
"""
_HOLD_CONFIGURATIONS = """
SELECT id FROM alert_configuration
WHERE id IN (SELECT configuration_id FROM alert_configuration_monitor WHERE id = ANY($1::bigint[]))
ORDER BY id FOR KEY SHARE
"""
_LOCK = "SELECT id FROM alert_configuration_monitor WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE"
_ACTIVE = """
alert_configuration_monitor AS link
JOIN alert_configuration AS configuration ON configuration.id = link.configuration_id
    AND configuration.status = 'ACTIVE'
JOIN monitor ON monitor.id = link.monitor_id AND monitor.status = 'ACTIVE'
"""
_READ = f"""
SELECT link.id AS link_id, link.revision, link.judged_until, link.monitor_id, link.configuration_id,
       alert_for, alert_value, window_minutes, percentile, failure_threshold, success_threshold, no_data_minutes,
       monitor.settings AS monitor_settings, alert.id AS alert_id, alert.reason AS alert_reason, alert.triggered_at
FROM {_ACTIVE}
LEFT JOIN alert ON alert.configuration_id = link.configuration_id AND alert.monitor_id = link.monitor_id
    AND alert.status = 'TRIGGERED'
WHERE
"""  # noqa: S608 - names of our own


_JUDGE_ANEW = "UPDATE alert_configuration_monitor SET judged_until = NULL, revision = revision + 1 WHERE "


@dataclass(frozen=True, slots=True)
class Pair:
    """An active configuration on an active monitor; what begins with `alert_` but its first two is of what stands.

    Minutes and instants are epoch seconds.
    """

    link_id: int
    revision: int
    judged_until: int | None
    monitor_id: int
    configuration_id: int
    alert_for: AlertFor
    alert_value: str
    window_minutes: int | None
    percentile: float | None
    failure_threshold: int
    success_threshold: int
    no_data_minutes: int | None
    monitor_settings: Mapping[str, Any]
    alert_id: int | None
    alert_reason: AlertReason | None
    triggered_at: int | None


def _pair(row: dict[str, Any]) -> Pair:
    return Pair(
        **{
            **row,
            "alert_for": AlertFor(row["alert_for"]),
            "monitor_settings": json.loads(row["monitor_settings"]),
            "alert_reason": AlertReason(row["alert_reason"]) if row["alert_reason"] else None,
        }
    )


async def _read(where: str, ids: Sequence[int]) -> list[Pair]:
    connection = reader()
    if is_postgres(connection):
        rows = await connection.execute_query_dict(f"{_READ} {where} = ANY($1::bigint[])", [list(ids)])
    else:
        among = "IN (SELECT value FROM json_each(?1))"
        rows = await connection.execute_query_dict(f"{_READ} {where} {among}", [json.dumps(list(ids))])
    return [_pair(dict(row)) for row in rows]


async def of_monitors(monitor_ids: Sequence[int]) -> list[Pair]:
    """Return the pairs of these monitors, in no order."""
    return await _read("link.monitor_id", monitor_ids)


async def by_links(link_ids: Sequence[int]) -> list[Pair]:
    """Return those of the pairs that are active, in no order."""
    return await _read("link.id", link_ids)


async def lock(link_ids: Sequence[int]) -> None:
    """Let nobody else judge or change these pairs until the caller's transaction ends."""
    connection = writer()
    if is_postgres(connection):
        # A transaction of ours on SQLite holds the only write lock from its first moment.
        for statement in (_HOLD_MONITORS, _HOLD_CONFIGURATIONS, _LOCK):
            await connection.execute_query(statement, [list(link_ids)])


@dataclass(frozen=True, slots=True)
class Step:
    """How far a pair has been judged, by somebody who saw it at `revision`; `changed` tells the others of it."""

    link_id: int
    revision: int
    judged_until: int | None
    changed: bool = False


async def advance(steps: Sequence[Step]) -> None:
    """Remember how far pairs have been judged: those that are still what they were at their revision."""
    if not steps:
        return
    connection = writer()
    rows = [(each.link_id, each.revision, each.judged_until, int(each.changed)) for each in steps]
    if is_postgres(connection):
        await connection.execute_query(
            "WITH locked AS MATERIALIZED (SELECT id, revision FROM alert_configuration_monitor"
            " WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE)"
            " UPDATE alert_configuration_monitor AS link SET judged_until = greatest(link.judged_until, new.until),"
            " revision = link.revision + new.changed"
            " FROM locked JOIN unnest($1::bigint[], $2::int[], $3::bigint[], $4::int[])"
            " AS new (id, revision, until, changed) ON new.id = locked.id AND new.revision = locked.revision"
            " WHERE link.id = locked.id",
            [list(column) for column in zip(*rows, strict=True)],
        )
    else:
        await connection.execute_query(
            "UPDATE alert_configuration_monitor"
            " SET judged_until = max(coalesce(judged_until, new.value ->> 2), coalesce(new.value ->> 2, judged_until)),"
            " revision = revision + (new.value ->> 3)"
            " FROM json_each(?1) AS new"
            " WHERE alert_configuration_monitor.id = new.value ->> 0 AND revision = new.value ->> 1",
            [json.dumps(rows)],
        )


async def unjudged(since: int, until: int) -> list[int]:
    """Return the monitors of pairs with samples of the minutes (since, until] that they have not judged yet.

    Those of pairs that are to judge their newest sample, whenever it was, are among them.
    """
    connection = reader()
    lowest, name = ("greatest", "$") if is_postgres(connection) else ("max", "?")
    rows = await connection.execute_query_dict(
        f"""
        SELECT DISTINCT link.monitor_id FROM {_ACTIVE}
        WHERE link.judged_until IS NULL OR EXISTS (
            SELECT 1 FROM sample WHERE sample.monitor_id = link.monitor_id
                AND minute > {lowest}(link.judged_until, {name}1) AND minute <= {name}2 AND {VISIBLE})
        ORDER BY link.monitor_id
        """,  # noqa: S608 - names of our own
        [since, until],
    )
    return [row["monitor_id"] for row in rows]


async def edited(monitor_id: int, first_minute: int) -> None:
    """Let the newest sample be judged anew where minutes from `first_minute` on were judged already."""
    connection = writer()
    if is_postgres(connection):
        chosen = (
            "id IN (SELECT id FROM alert_configuration_monitor WHERE monitor_id = $1 AND judged_until >= $2"
            " ORDER BY id FOR UPDATE)"
        )
    else:
        chosen = "monitor_id = ?1 AND judged_until >= ?2"
    await connection.execute_query(_JUDGE_ANEW + chosen, [monitor_id, first_minute])


async def watched_for_silence() -> list[Pair]:
    """Return the pairs that are told of the absence of samples, and have no alert that stands."""
    connection = reader()
    rows = await connection.execute_query_dict(f"{_READ} no_data_minutes IS NOT NULL AND alert.id IS NULL")
    return [_pair(dict(row)) for row in rows]
