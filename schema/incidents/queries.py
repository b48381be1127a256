"""Finding incidents."""

from datetime import datetime
from typing import Annotated

import strawberry

from resolvers import incidents, starts
from resolvers.incidents import IncidentFilter
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.enums import IncidentSource, IncidentState
from schema.incidents.types import Incident
from schema.instants import optional_seconds
from schema.node import row_id


@strawberry.input(description="Which incidents are wanted; what is left out asks for any.")
class IncidentFilterInput:
    """Conditions that must all hold."""

    states: list[IncidentState] | None = strawberry.field(default=None, description="Those in one of these states.")
    monitor_tags: list[str] | None = strawberry.field(
        default=None, description="Those that name one of these monitors as affected."
    )
    started_after: datetime | None = strawberry.field(default=None, description="Those that began then or later.")
    started_before: datetime | None = strawberry.field(default=None, description="Those that began then or earlier.")
    ongoing: bool | None = strawberry.field(default=None, description="Those that last now, or those that do not.")
    sources: list[IncidentSource] | None = strawberry.field(default=None, description="Those that one of these opened.")

    def wanted(self) -> IncidentFilter:
        """Return what the resolver takes."""
        return IncidentFilter(
            states=self.states,
            monitor_tags=self.monitor_tags,
            started_after=optional_seconds(self.started_after),
            started_before=optional_seconds(self.started_before),
            ongoing=self.ongoing,
            sources=self.sources,
        )


@strawberry.type
class IncidentQueries:
    """Questions about incidents."""

    @strawberry.field(description="The incident with this id; null where there is none for the one who asks.")
    async def incident(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Its global id, or the number that links show.")],
    ) -> Incident | None:
        """Return one incident."""
        row = await info.context.incidents.by_id.load(row_id(id, "Incident"))
        return None if row is None else Incident.of(row)

    @strawberry.field(description="The incidents that the one who asks may see, the latest start first.")
    async def incidents(  # noqa: PLR0917 - GraphQL's arguments have names
        self,
        info: Info,
        filter: Annotated[
            IncidentFilterInput | None, strawberry.argument(description="Which incidents are wanted.")
        ] = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Incident]:
        """Return a page of incidents; a cursor's position is a start with an id."""
        asked = window(first, last, after, before)
        rows = await incidents.page(
            await info.context.principal(),
            (filter or IncidentFilterInput()).wanted(),
            limit=asked.limit + 1,
            after=asked.after,
            before=asked.before,
            last=asked.from_end,
        )
        return connection(rows, asked, position=starts.position_of, node=Incident.of)
