"""What hangs on monitors: their incidents, maintenances and events, read for many monitors at once.

Global incidents and maintenances that do not name a monitor are not among its own.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from core import clock
from core.principal import Principal
from models import monitor_links
from models.enums import MaintenanceEventStatus
from models.incident import Incident
from models.maintenance import Maintenance, MaintenanceEvent
from models.monitor_links import Slice
from resolvers import incidents, maintenance_events, maintenances, starts
from resolvers.timestamps import EARLIEST, LATEST

__all__ = ["ONGOING", "UPCOMING", "Slice", "events_of", "incidents_of", "maintenances_of", "slice_of"]

UPCOMING = (MaintenanceEventStatus.SCHEDULED, MaintenanceEventStatus.READY)
ONGOING = (MaintenanceEventStatus.ONGOING,)
_IDS_AT_ONCE = 10_000  # no statement takes more than some 32,000 values
Row = TypeVar("Row")


def slice_of(*, limit: int, after: int | None = None, before: int | None = None, last: bool = False) -> Slice:
    """Return the part of a list between two positions (`resolvers.starts`), the latest start first."""
    return Slice(
        limit=limit,
        after=(LATEST + 1, 0) if after is None else starts.start_and_id(after),
        before=(EARLIEST - 1, 0) if before is None else starts.start_and_id(before),
        last=last,
    )


async def incidents_of(
    principal: Principal, monitor_ids: Sequence[int], part: Slice, *, ongoing: bool | None = None
) -> dict[int, list[Incident]]:
    """Return the incidents that name each monitor, the latest start first; `ongoing` ones, or the others."""
    ids = await monitor_links.incidents_of(monitor_ids, part, ongoing=ongoing, now=clock.current_minute())
    return await _rows(principal, ids, incidents.by_ids)


async def maintenances_of(
    principal: Principal, monitor_ids: Sequence[int], part: Slice
) -> dict[int, list[Maintenance]]:
    """Return the maintenances that name each monitor, the latest start first."""
    ids = await monitor_links.maintenances_of(monitor_ids, part, inactive=principal.may_read_private)
    return await _rows(principal, ids, maintenances.by_ids)


async def events_of(
    principal: Principal, monitor_ids: Sequence[int], statuses: Sequence[MaintenanceEventStatus]
) -> dict[int, list[MaintenanceEvent]]:
    """Return the events of active maintenances that name each monitor, with one of these statuses, soonest first."""
    ids = await monitor_links.events_of(monitor_ids, statuses)
    return await _rows(principal, ids, maintenance_events.by_ids)


async def _rows(
    principal: Principal,
    ids: Mapping[int, Sequence[int]],
    by_ids: Callable[[Principal, Sequence[int]], Awaitable[dict[int, Row]]],
) -> dict[int, list[Row]]:
    distinct = sorted({each for theirs in ids.values() for each in theirs})
    found: dict[int, Row] = {}
    for start in range(0, len(distinct), _IDS_AT_ONCE):
        found.update(await by_ids(principal, distinct[start : start + _IDS_AT_ONCE]))
    return {owner: [found[each] for each in theirs if each in found] for owner, theirs in ids.items()}
