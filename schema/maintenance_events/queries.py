"""Finding maintenance events."""

from datetime import datetime
from typing import Annotated

import strawberry

from resolvers import maintenance_events, starts
from resolvers.maintenance_events import EventFilter
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.enums import MaintenanceEventStatus
from schema.instants import optional_seconds
from schema.maintenance_events.types import MaintenanceEvent
from schema.node import row_id


@strawberry.input(
    description="""Which maintenance events are wanted; what is left out asks for any.

What happens within a time begins before its end, and ends after its start: `startsBefore` and `endsAfter`."""
)
class MaintenanceEventFilterInput:
    """Conditions that must all hold."""

    maintenance_id: strawberry.ID | None = strawberry.field(
        default=None, description="Those of this maintenance: its global id, or the number that links show."
    )
    monitor_tags: list[str] | None = strawberry.field(
        default=None, description="Those whose maintenance names one of these monitors as affected."
    )
    statuses: list[MaintenanceEventStatus] | None = strawberry.field(
        default=None, description="Those that stand at one of these."
    )
    starts_after: datetime | None = strawberry.field(default=None, description="Those that begin then or later.")
    starts_before: datetime | None = strawberry.field(default=None, description="Those that begin then or earlier.")
    ends_after: datetime | None = strawberry.field(default=None, description="Those that end then or later.")
    ends_before: datetime | None = strawberry.field(default=None, description="Those that end then or earlier.")

    def wanted(self) -> EventFilter:
        """Return what the resolver takes."""
        return EventFilter(
            maintenance_id=None if self.maintenance_id is None else row_id(self.maintenance_id, "Maintenance"),
            monitor_tags=self.monitor_tags,
            statuses=self.statuses,
            starts_after=optional_seconds(self.starts_after),
            starts_before=optional_seconds(self.starts_before),
            ends_after=optional_seconds(self.ends_after),
            ends_before=optional_seconds(self.ends_before),
        )


@strawberry.type
class MaintenanceEventQueries:
    """Questions about maintenance events."""

    @strawberry.field(description="The maintenance event with this id; null where there is none for the one who asks.")
    async def maintenance_event(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Its global id, or the number that links show.")],
    ) -> MaintenanceEvent | None:
        """Return one event."""
        row = await info.context.maintenance_events.by_id.load(row_id(id, MaintenanceEvent.__name__))
        return None if row is None else MaintenanceEvent.of(row)

    @strawberry.field(description="The maintenance events that the one who asks may see, the earliest start first.")
    async def maintenance_events(  # noqa: PLR0917 - GraphQL's arguments have names
        self,
        info: Info,
        filter: Annotated[
            MaintenanceEventFilterInput | None, strawberry.argument(description="Which events are wanted.")
        ] = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[MaintenanceEvent]:
        """Return a page of events; a cursor's position is a start with an id."""
        asked = window(first, last, after, before)
        rows = await maintenance_events.page(
            await info.context.principal(),
            (filter or MaintenanceEventFilterInput()).wanted(),
            limit=asked.limit + 1,
            after=asked.after,
            before=asked.before,
            last=asked.from_end,
        )
        return connection(rows, asked, position=starts.position_of, node=MaintenanceEvent.of)
