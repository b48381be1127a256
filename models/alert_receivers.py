"""Who is told of alerts: the active triggers of configurations, in one statement."""

import json
from collections import defaultdict
from collections.abc import Sequence

from models.database import is_postgres, writer

_READ = """
SELECT link.configuration_id, link.trigger_id FROM alert_configuration_trigger AS link
JOIN trigger ON trigger.id = link.trigger_id AND trigger.status = 'ACTIVE'
WHERE link.configuration_id {wanted} ORDER BY link.trigger_id, link.configuration_id
"""


async def of_configurations(configuration_ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the ids of each configuration's active triggers, which nobody removes until the transaction ends."""
    connection = writer()
    if is_postgres(connection):
        statement = _READ.format(wanted="= ANY($1::bigint[])") + " FOR KEY SHARE OF trigger"
        rows = await connection.execute_query_dict(statement, [list(configuration_ids)])
    else:
        statement = _READ.format(wanted="IN (SELECT value FROM json_each(?1))")
        rows = await connection.execute_query_dict(statement, [json.dumps(list(configuration_ids))])
    found: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        found[row["configuration_id"]].append(row["trigger_id"])
    return dict(found)
