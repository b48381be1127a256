"""The signals of heartbeat monitors, read in bulk: one statement, both dialects side by side."""

import json
from collections.abc import Sequence

from models.database import is_postgres, reader
from models.enums import SignalKind
from models.signals import Signal, Signals

# Each is found at once by the index (monitor_id, received_at), however many signals a monitor has.
_NEWEST_OUTCOME = "kind IN ('SUCCESS', 'FAIL') ORDER BY received_at DESC, id DESC LIMIT 1"
_FIRST = "kind <> 'LOG' ORDER BY received_at, id LIMIT 1"
_SELECT = """
SELECT {is_outcome} AS is_outcome, signal.monitor_id, kind, received_at, duration_ms, exit_code, body
FROM {wanted} JOIN heartbeat_signal AS signal ON signal.id = (
  SELECT id FROM heartbeat_signal WHERE monitor_id = wanted.value AND {which}
)
"""
_WANTED_POSTGRES = "unnest($1::bigint[]) AS wanted (value)"
_WANTED_SQLITE = "json_each(?1) AS wanted"


def _statement(wanted: str) -> str:
    return " UNION ALL ".join(
        _SELECT.format(is_outcome=is_outcome, wanted=wanted, which=which)
        for is_outcome, which in ((1, _NEWEST_OUTCOME), (0, _FIRST))
    )


_POSTGRES, _SQLITE = _statement(_WANTED_POSTGRES), _statement(_WANTED_SQLITE)


async def latest(monitor_ids: Sequence[int]) -> dict[int, Signals]:
    """Return what the check of each monitor goes by; monitors without any such signal are absent."""
    connection = reader()
    rows = (
        await connection.execute_query_dict(_POSTGRES, [list(monitor_ids)])
        if is_postgres(connection)
        else await connection.execute_query_dict(_SQLITE, [json.dumps(list(monitor_ids))])
    )
    outcomes: dict[int, Signal] = {}
    firsts: dict[int, Signal] = {}
    for row in rows:
        signal = Signal(SignalKind(row["kind"]), row["received_at"], row["duration_ms"], row["exit_code"], row["body"])
        (outcomes if row["is_outcome"] else firsts)[row["monitor_id"]] = signal
    return {monitor_id: Signals(outcomes.get(monitor_id), first) for monitor_id, first in firsts.items()}
