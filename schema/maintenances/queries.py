"""Finding maintenances."""

from typing import Annotated

import strawberry

from resolvers import maintenances
from resolvers.maintenances import MaintenanceFilter
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.maintenances.types import Maintenance
from schema.node import row_id


@strawberry.type
class MaintenanceQueries:
    """Questions about maintenances."""

    @strawberry.field(description="The maintenance with this id; null where there is none for the one who asks.")
    async def maintenance(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Its global id, or the number that links show.")],
    ) -> Maintenance | None:
        """Return one maintenance."""
        row = await info.context.maintenances.by_id.load(row_id(id, "Maintenance"))
        return None if row is None else Maintenance.of(row)

    @strawberry.field(description="The maintenances that the one who asks may see, newest first.")
    async def maintenances(
        self, info: Info, first: First = None, last: Last = None, after: After = None, before: Before = None
    ) -> Connection[Maintenance]:
        """Return a page of maintenances; a cursor's position is an id."""
        asked = window(first, last, after, before)
        rows = await maintenances.page(
            await info.context.principal(),
            MaintenanceFilter(),
            limit=asked.limit + 1,
            after=asked.after,
            before=asked.before,
            last=asked.from_end,
        )
        return connection(rows, asked, position=lambda row: row.id, node=Maintenance.of)
