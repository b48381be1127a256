"""Finding monitors."""

from typing import Annotated

import strawberry

from resolvers import monitors
from schema.connections import After, Before, First, Last
from schema.context import Info
from schema.monitors.filters import Filter, OrderBy
from schema.monitors.lists import MonitorConnection, monitor_page
from schema.monitors.types import Monitor


@strawberry.type
class MonitorQueries:
    """Questions about monitors."""

    @strawberry.field(description="The monitor with this tag; null where there is none for the one who asks.")
    async def monitor(
        self, info: Info, tag: Annotated[str, strawberry.argument(description="The monitor's tag.")]
    ) -> Monitor | None:
        """Return one monitor."""
        row = await monitors.find(await info.context.principal(), tag)
        return None if row is None else Monitor.of(row)

    @strawberry.field(description="The monitors that the one who asks may see, newest first if nothing else is said.")
    async def monitors(  # noqa: PLR0917 - GraphQL's arguments have names
        self,
        info: Info,
        filter: Filter = None,
        order_by: OrderBy = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> MonitorConnection:
        """Return a page of monitors."""
        return await monitor_page(info, filter, order_by, first=first, last=last, after=after, before=before)
