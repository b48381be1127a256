"""What stays unknown to the public when the monitors that it names are removed: a statement a table."""

import json
from collections.abc import Sequence

from models.database import is_postgres, writer

# What named nothing but monitors that are not public is private from now on. The rows are taken in one order, so that
# two who remove monitors wait for each other; SQLite has one writer.
_KEEP = """
UPDATE {owner} SET is_private = NOT EXISTS (
    SELECT 1 FROM {owner}_monitor AS link JOIN monitor ON monitor.id = link.monitor_id
    WHERE link.{owner}_id = {owner}.id AND monitor.status = 'ACTIVE' AND NOT monitor.is_hidden)
WHERE id IN (
    SELECT id FROM {owner} WHERE id IN (SELECT {owner}_id FROM {owner}_monitor WHERE monitor_id IN ({monitors}))
    ORDER BY id {hold})
"""
_OWNERS = ("incident", "maintenance")


async def keep(monitor_ids: Sequence[int]) -> None:
    """Note of the incidents and maintenances that name these monitors whether the public may know of them.

    Call it in the transaction that removes the monitors, before it does: what names no monitor any more is shown to
    the public by what is noted here.
    """
    connection = writer()
    for owner in _OWNERS:
        if is_postgres(connection):
            statement = _KEEP.format(owner=owner, monitors="SELECT unnest($1::bigint[])", hold="FOR UPDATE")
            await connection.execute_query(statement, [list(monitor_ids)])
        else:
            statement = _KEEP.format(owner=owner, monitors="SELECT value FROM json_each(?1)", hold="")
            await connection.execute_query(statement, [json.dumps(list(monitor_ids))])
