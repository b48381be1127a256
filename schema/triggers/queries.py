"""Finding triggers."""

from typing import Annotated

import strawberry

from core.principal import Access
from resolvers import triggers
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.node import row_id
from schema.triggers.types import Trigger


@strawberry.type
class TriggerQueries:
    """Questions about triggers."""

    @strawberry.field(description="The trigger with this id; null where there is none. For keys.")
    async def trigger(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Its global id, or its number.")],
    ) -> Trigger | None:
        """Return one trigger."""
        (await info.context.principal()).require(Access.READ)
        row = await info.context.triggers.by_id.load(row_id(id, "Trigger"))
        return None if row is None else Trigger.of(row)

    @strawberry.field(description="All triggers, newest first. For keys.")
    async def triggers(
        self, info: Info, first: First = None, last: Last = None, after: After = None, before: Before = None
    ) -> Connection[Trigger]:
        """Return a page of triggers; a cursor's position is an id."""
        asked = window(first, last, after, before)
        rows = await triggers.page(
            await info.context.principal(),
            after=asked.after,
            before=asked.before,
            limit=asked.limit + 1,
            last=asked.from_end,
        )
        return connection(rows, asked, position=lambda row: row.id, node=Trigger.of)
