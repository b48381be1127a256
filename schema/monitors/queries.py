"""Finding monitors."""

from typing import Annotated

import strawberry

from resolvers import monitors
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
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

    @strawberry.field(description="The monitors that the one who asks may see, newest first.")
    async def monitors(
        self, info: Info, first: First = None, last: Last = None, after: After = None, before: Before = None
    ) -> Connection[Monitor]:
        """Return a page of monitors; a cursor's position is an id."""
        asked = window(first, last, after, before)
        rows = await monitors.page(
            await info.context.principal(),
            after=asked.after,
            before=asked.before,
            limit=asked.limit + 1,
            last=asked.from_end,
        )
        return connection(rows, asked, position=lambda row: row.id, node=Monitor.of)
