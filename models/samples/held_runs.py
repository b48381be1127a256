"""Runs of samples that were held back until a change of status was confirmed."""

import json
from collections.abc import Mapping

from tortoise.backends.base.client import BaseDBAsyncClient

from models.database import is_postgres, within_transaction
from models.enums import SampleType, Status
from models.samples import rollups
from models.samples.sample import STATUS_CODE, TYPE_CODE
from models.samples.stretches import of_minutes

_OBSERVED = ", ".join(str(TYPE_CODE[each]) for each in (SampleType.REALTIME, SampleType.TIMEOUT, SampleType.ERROR))
# What differs from what was seen is held back. Overlays and what people pushed stay, and so does what a refused
# check could not see.
_REVEAL = f"""
UPDATE sample SET status = sample.raw_status, raw_status = NULL FROM {{runs}}
WHERE sample.monitor_id = {{monitor}} AND sample.minute >= {{since}}
    AND sample.type IN ({_OBSERVED}) AND sample.raw_status <> {STATUS_CODE[Status.NO_DATA]}
RETURNING sample.monitor_id, sample.minute
"""  # noqa: S608 - numbers of our own


async def reveal(since: Mapping[int, int]) -> set[tuple[int, int]]:
    """Show what was seen in each monitor's run, which began at the minute given by its id and lasts until now.

    Returns the (monitor id, minute) of the samples that changed.
    """
    if not since:
        return set()
    async with within_transaction() as connection:
        await rollups.take_turn(connection, since)
        changed = await _reveal(connection, since)
        await rollups.recompute_stretches(connection, of_minutes(changed), emptied=False)
    return changed


async def _reveal(connection: BaseDBAsyncClient, since: Mapping[int, int]) -> set[tuple[int, int]]:
    if is_postgres(connection):
        statement = _REVEAL.format(
            runs="unnest($1::bigint[], $2::bigint[]) AS run (monitor_id, since)",
            monitor="run.monitor_id",
            since="run.since",
        )
        rows = await connection.execute_query_dict(statement, [list(since), list(since.values())])
    else:
        statement = _REVEAL.format(runs="json_each(?1) AS run", monitor="run.value ->> 0", since="run.value ->> 1")
        rows = await connection.execute_query_dict(statement, [json.dumps(list(since.items()))])
    return {(row["monitor_id"], row["minute"]) for row in rows}
