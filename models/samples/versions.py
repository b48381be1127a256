"""Numbers for the state of each monitor's samples: what was computed from them holds until they change.

They are drawn anew in the transaction that changes the samples, so that whoever has read them, and then computed
something, can tell in any process whether that still holds. Events can't promise that: they may be lost. Drawn and
not counted, so that no other database has the same number for something else.

One number changes with every sample, and so each minute. The other changes only with samples that are older than a day
when they are changed: what is made of days that have long passed holds for long.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from tortoise.backends.base.client import BaseDBAsyncClient

from core import clock
from models.database import is_postgres, reader
from models.samples.stretches import DAY, Stretch

SETTLED_AFTER = 2 * DAY
"""How long minutes have passed when `past` tells of all their changes, in seconds: a day more than when it begins to.

A writer may have looked at the clock long before it commits.
"""
_PAST_AFTER = DAY

# Those that are gone get none. In the first row of a monitor both numbers are drawn, because ids may come again;
# a `past` that is negative takes the place of none.
_SQLITE = """
INSERT INTO sample_version (monitor_id, version, past)
SELECT monitor.id, random(),
       CASE WHEN changed.value ->> 1 THEN 1 ELSE -1 END * ((random() & 9223372036854775806) + 1)
FROM json_each(?) AS changed JOIN monitor ON monitor.id = changed.value ->> 0 WHERE true
"""
_POSTGRES = """
INSERT INTO sample_version (monitor_id, version, past)
SELECT id, (random() * 9e18)::bigint, CASE WHEN is_past THEN 1 ELSE -1 END * ((random() * 9e18)::bigint + 1)
FROM unnest($1::bigint[], $2::boolean[]) AS changed (monitor_id, is_past) JOIN monitor ON id = changed.monitor_id
"""
_REPLACE = """
ON CONFLICT (monitor_id) DO UPDATE SET version = excluded.version,
    past = CASE WHEN excluded.past > 0 THEN excluded.past ELSE sample_version.past END
"""


@dataclass(frozen=True, slots=True)
class Version:
    """The state of a monitor's samples: of all, and of those whose minutes have passed for SETTLED_AFTER."""

    all: int
    past: int


_NONE = Version(0, 0)


async def renew(connection: BaseDBAsyncClient, changed: Sequence[Stretch]) -> None:
    """Give the monitors whose samples were changed new versions."""
    past_before = clock.current_minute() - _PAST_AFTER
    is_past = {each.monitor_id: False for each in changed}
    is_past |= {each.monitor_id: True for each in changed if each.start < past_before}
    ids = sorted(is_past)
    if is_postgres(connection):
        await connection.execute_query(_POSTGRES + _REPLACE, [ids, [is_past[key] for key in ids]])
    else:
        await connection.execute_query(_SQLITE + _REPLACE, [json.dumps([(key, is_past[key]) for key in ids])])


async def versions(monitor_ids: Sequence[int]) -> dict[int, Version]:
    """Return the versions of monitors' samples. Read them before what depends on them."""
    connection = reader()
    if is_postgres(connection):
        statement = "SELECT monitor_id, version, past FROM sample_version WHERE monitor_id = ANY($1::bigint[])"
        _, rows = await connection.execute_query(statement, [list(monitor_ids)])
    else:
        statement = (
            "SELECT monitor_id, version, past FROM sample_version WHERE monitor_id IN (SELECT value FROM json_each(?))"
        )
        _, rows = await connection.execute_query(statement, [json.dumps(list(monitor_ids))])
    return {**dict.fromkeys(monitor_ids, _NONE), **{row[0]: Version(row[1], row[2]) for row in rows}}
