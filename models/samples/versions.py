"""A number for the state of each monitor's samples: what was computed from them holds until it changes.

It is drawn anew in the transaction that changes the samples, so that whoever has read a number, and then computed
something, can tell in any process whether that still holds. Events can't promise that: they may be lost. Drawn and
not counted, so that no other database, nor an older copy of this one, has the same number for something else.
"""

import json
from collections.abc import Iterable, Sequence

from tortoise.backends.base.client import BaseDBAsyncClient

from models.database import is_postgres, reader

_REPLACE = "ON CONFLICT (monitor_id) DO UPDATE SET version = excluded.version"


async def renew(connection: BaseDBAsyncClient, monitor_ids: Iterable[int]) -> None:
    """Give monitors new versions; those that are gone get none."""
    ids = sorted(monitor_ids)
    if is_postgres(connection):
        statement = f"""
            INSERT INTO sample_version (monitor_id, version) SELECT id, (random() * 9e18)::bigint FROM monitor
            WHERE id = ANY($1::bigint[])
            {_REPLACE}
            """  # noqa: S608 - our own
        await connection.execute_query(statement, [ids])
    else:
        statement = f"""
            INSERT INTO sample_version (monitor_id, version)
            SELECT id, random() FROM monitor WHERE id IN (SELECT value FROM json_each(?)) {_REPLACE}
            """  # noqa: S608 - our own
        await connection.execute_query(statement, [json.dumps(ids)])


async def versions(monitor_ids: Sequence[int]) -> dict[int, int]:
    """Return the versions of monitors' samples; 0 where there never was one. Read them before what depends on them."""
    connection = reader()
    if is_postgres(connection):
        statement = "SELECT monitor_id, version FROM sample_version WHERE monitor_id = ANY($1::bigint[])"
        _, rows = await connection.execute_query(statement, [list(monitor_ids)])
    else:
        statement = (
            "SELECT monitor_id, version FROM sample_version WHERE monitor_id IN (SELECT value FROM json_each(?))"
        )
        _, rows = await connection.execute_query(statement, [json.dumps(list(monitor_ids))])
    return {**dict.fromkeys(monitor_ids, 0), **{row[0]: row[1] for row in rows}}
