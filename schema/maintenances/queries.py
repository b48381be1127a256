"""Finding maintenances."""

import asyncio
from datetime import datetime
from typing import Annotated

import strawberry

from resolvers import maintenances, starts
from resolvers.maintenances import MaintenanceFilter
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.cost import Cost
from schema.enums import Activity
from schema.instants import instant, seconds
from schema.maintenances.inputs import MaintenancePreviewInput
from schema.maintenances.types import Maintenance
from schema.node import row_id

# Hostile rules are expanded for up to 100 ms: as many of them as a request may have must not hold up a process.
_PREVIEW_COST = 5_000


@strawberry.input(description="Which maintenances are wanted; what is left out asks for any.")
class MaintenanceFilterInput:
    """Conditions that must all hold."""

    status: Activity | None = strawberry.field(
        default=None, description="Those that take place, or those that are put aside."
    )
    monitor_tags: list[str] | None = strawberry.field(
        default=None, description="Those that name one of these monitors as affected."
    )

    def wanted(self) -> MaintenanceFilter:
        """Return what the resolver takes."""
        return MaintenanceFilter(status=self.status, monitor_tags=self.monitor_tags)


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

    @strawberry.field(description="The maintenances that the one who asks may see, the latest first start first.")
    async def maintenances(  # noqa: PLR0917 - GraphQL's arguments have names
        self,
        info: Info,
        filter: Annotated[
            MaintenanceFilterInput | None, strawberry.argument(description="Which maintenances are wanted.")
        ] = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Maintenance]:
        """Return a page of maintenances; a cursor's position is a start with an id."""
        asked = window(first, last, after, before)
        rows = await maintenances.page(
            await info.context.principal(),
            (filter or MaintenanceFilterInput()).wanted(),
            limit=asked.limit + 1,
            after=asked.after,
            before=asked.before,
            last=asked.from_end,
        )
        return connection(rows, asked, position=starts.position_of, node=Maintenance.of)

    @strawberry.field(
        description="""When the next occurrences of a schedule begin, from now on; for who has a key.

Of a rule that can't be followed, or takes too much work to expand, the error says why: its code is BAD_USER_INPUT.""",
        directives=[Cost(weight=_PREVIEW_COST)],
    )
    async def maintenance_preview(
        self, info: Info, input: Annotated[MaintenancePreviewInput, strawberry.argument(description="The schedule.")]
    ) -> list[datetime]:
        """Return the starts; to expand a rule may take some 100 ms, so that is done beside the loop."""
        found = await asyncio.to_thread(
            maintenances.preview,
            await info.context.principal(),
            rrule=input.rrule,
            start_date_time=seconds(input.starts_at),
            time_zone=input.time_zone,
            first=input.first,
        )
        return [instant(each) for each in found]
