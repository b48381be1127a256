"""Lists by start: pages of what has a `start_date_time`, and the position of each row in them.

A position is one number that sorts as the start and then the id do, so that no two rows share one.
"""

from typing import TypeVar

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models.incident import Incident
from models.maintenance import Maintenance, MaintenanceEvent
from resolvers.timestamps import clamp

_IDS = 2**63
Row = TypeVar("Row", Incident, Maintenance, MaintenanceEvent)


def position_of(row: Incident | Maintenance | MaintenanceEvent) -> int:
    """Return where a row stands."""
    return int(row.start_date_time) * _IDS + int(row.id)


def start_and_id(position: int) -> tuple[int, int]:
    """Return the start and the id that any position is made of; a database's integers hold them."""
    start, row_id = divmod(position, _IDS)
    return clamp(start), row_id


async def page(
    found: QuerySet[Row],
    *,
    limit: int,
    after: int | None = None,
    before: int | None = None,
    last: bool = False,
    latest_first: bool = False,
) -> list[Row]:
    """Return up to `limit` rows by their start, between two positions of that order.

    With `last` they are those at the end instead, in the same order.
    """
    earliest, latest = (before, after) if latest_first else (after, before)
    # The condition on the start alone is what an index can follow.
    if earliest is not None:
        start, row_id = start_and_id(earliest)
        found = found.filter(Q(start_date_time__gt=start) | Q(id__gt=row_id), start_date_time__gte=start)
    if latest is not None:
        start, row_id = start_and_id(latest)
        found = found.filter(Q(start_date_time__lt=start) | Q(id__lt=row_id), start_date_time__lte=start)
    sign = "-" if latest_first is not last else ""
    rows = await found.order_by(f"{sign}start_date_time", f"{sign}id").limit(limit)
    return rows[::-1] if last else rows
