"""Lists of monitors, page by page, in any order."""

from datetime import UTC, datetime
from functools import partial

import strawberry

from resolvers import ids, monitor_lists
from resolvers.monitor_lists import TIMES, MonitorFilter, MonitorOrder, Ordering, Place, Value
from schema import ahead
from schema.connections import Connection, connection, window_of
from schema.context import Info
from schema.cost import Cost
from schema.monitors.filters import MonitorFilterInput, MonitorOrderInput
from schema.monitors.types import Monitor


@strawberry.type(description="A page of a list of monitors.")
class MonitorConnection(Connection[Monitor]):
    """Some monitors, and whether there are more."""

    wanted: strawberry.Private[MonitorFilter]

    @strawberry.field(description="How many monitors the whole list holds.", directives=[Cost(weight=10)])
    async def total_count(self, info: Info) -> int:
        """Count them, where somebody wants to know."""
        return await monitor_lists.count(await info.context.principal(), self.wanted)


async def monitor_page(
    info: Info,
    wanted: MonitorFilterInput | None,
    order_by: MonitorOrderInput | None,
    *,
    first: int | None,
    last: int | None,
    after: str | None,
    before: str | None,
) -> MonitorConnection:
    """Return a page of monitors; a cursor's position is the value that they are in order by, and the id."""
    described = (wanted or MonitorFilterInput()).wanted()
    ordering = order_by.ordering() if order_by else Ordering()
    asked = window_of(first, last, after, before, read=partial(_read, ordering.by))
    rows = await monitor_lists.page(
        await info.context.principal(),
        described,
        ordering,
        limit=asked.limit + 1,
        after=asked.after,
        before=asked.before,
        last=asked.from_end,
    )
    page = connection(
        rows,
        asked,
        position=lambda row: monitor_lists.place_of(row, ordering.by),
        node=Monitor.of,
        written=partial(_written, ordering.by),
    )
    await ahead.load(info, [edge.node for edge in page.edges])
    return MonitorConnection(page_info=page.page_info, edges=page.edges, wanted=described)


def _written(by: MonitorOrder, place: Place) -> str:
    value = place.value.isoformat() if isinstance(place.value, datetime) else place.value
    return f"{by}:{place.id}:{value}"


def _read(by: MonitorOrder, written: str) -> Place:
    """Return the place that a cursor of this order means; raises ValueError for any other text."""
    theirs, number, value = written.split(":", 2)
    if theirs != by or not ids.can_exist(int(number)) or "\0" in value:
        raise ValueError(f"no place in the order {by}")
    return Place(_value(by, value), int(number))


def _value(by: MonitorOrder, written: str) -> Value:
    if by not in TIMES:
        return written
    instant = datetime.fromisoformat(written)
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        raise ValueError("an instant that no database can hold") from None
