"""How far changes of status have been confirmed: read and written for a whole batch, both dialects side by side."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.database import is_postgres, writer
from models.enums import Status


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a monitor shows, and the run of observed samples on the other side that is not shown yet.

    `shown` is None before the first observed sample. `pending` is what the run saw last, `since` the minute (epoch
    seconds) that it began at; both are None, and `count` is 0, where there is no run.
    """

    shown: Status | None = None
    pending: Status | None = None
    count: int = 0
    since: int | None = None


_READ = "SELECT monitor_id, shown_status, pending_status, pending_count, pending_since FROM monitor_clock WHERE "
# In the order in which an edit of a monitor takes its locks (the monitor, then its clock), and by id: so nobody who
# waits for us is somebody whom we wait for.
_HOLD_MONITORS = "SELECT id FROM monitor WHERE id = ANY($1::bigint[]) ORDER BY id FOR KEY SHARE"


async def lock(monitor_ids: Sequence[int]) -> dict[int, Confirmation]:
    """Return how far each monitor is, and let nobody else change it until the caller's transaction ends.

    Monitors that are gone are absent.
    """
    connection = writer()
    if is_postgres(connection):
        await connection.execute_query(_HOLD_MONITORS, [list(monitor_ids)])
        where = "monitor_id = ANY($1::bigint[]) ORDER BY monitor_id FOR UPDATE"
        rows = await connection.execute_query_dict(_READ + where, [list(monitor_ids)])
    else:
        # A transaction of ours holds the only write lock from its first moment.
        where = "monitor_id IN (SELECT value FROM json_each(?1))"
        rows = await connection.execute_query_dict(_READ + where, [json.dumps(list(monitor_ids))])
    return {row["monitor_id"]: _read(row) for row in rows}


def _read(row: Mapping[str, Any]) -> Confirmation:
    shown, pending = row["shown_status"], row["pending_status"]
    return Confirmation(
        Status(shown) if shown else None,
        Status(pending) if pending else None,
        row["pending_count"],
        row["pending_since"],
    )


async def store(changed: Mapping[int, Confirmation]) -> None:
    """Remember how far these monitors are now."""
    if not changed:
        return
    connection = writer()
    rows = [(monitor_id, each.shown, each.pending, each.count, each.since) for monitor_id, each in changed.items()]
    if is_postgres(connection):
        await connection.execute_query(
            "UPDATE monitor_clock SET shown_status = new.shown, pending_status = new.pending,"
            " pending_count = new.count, pending_since = new.since"
            " FROM unnest($1::bigint[], $2::text[], $3::text[], $4::smallint[], $5::bigint[])"
            " AS new (id, shown, pending, count, since) WHERE monitor_id = new.id",
            [list(column) for column in zip(*rows, strict=True)],
        )
    else:
        await connection.execute_query(
            "UPDATE monitor_clock SET shown_status = new.value ->> 1, pending_status = new.value ->> 2,"
            " pending_count = new.value ->> 3, pending_since = new.value ->> 4"
            " FROM json_each(?1) AS new WHERE monitor_id = new.value ->> 0",
            [json.dumps(rows)],
        )
