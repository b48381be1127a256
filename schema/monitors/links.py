"""What a monitor leads to: its incidents and maintenances, its pages, and the groups that it is in.

Those types lead back to monitors, so they are known here by name alone until a schema is built.
"""

from typing import TYPE_CHECKING, Annotated

import strawberry

from models.monitor import Monitor as MonitorRow
from resolvers import monitor_links, starts
from schema.connections import MAX_PAGE, After, Before, Connection, First, Last, Window, connection, window
from schema.context import Info

if TYPE_CHECKING:
    from schema.incidents.types import Incident
    from schema.maintenance_events.types import MaintenanceEvent
    from schema.maintenances.types import Maintenance
    from schema.monitors.types import Monitor
    from schema.pages.types import Page

_Incident = Annotated["Incident", strawberry.lazy("schema.incidents.types")]
_Maintenance = Annotated["Maintenance", strawberry.lazy("schema.maintenances.types")]
_MaintenanceEvent = Annotated["MaintenanceEvent", strawberry.lazy("schema.maintenance_events.types")]
_Monitor = Annotated["Monitor", strawberry.lazy("schema.monitors.types")]
_Page = Annotated["Page", strawberry.lazy("schema.pages.types")]

Ongoing = Annotated[
    bool | None, strawberry.argument(description="Those that last now, or those that do not; all by default.")
]


@strawberry.type(description="A monitor in a group.")
class WeightedMonitor:
    """A member."""

    monitor: _Monitor = strawberry.field(description="The monitor.")
    weight: float | None = strawberry.field(
        description="How much its status weighs; all weights sum to 1. Null for who has no key."
    )


@strawberry.type
class MonitorLinks:
    """What the monitor type inherits."""

    row: strawberry.Private[MonitorRow]

    @strawberry.field(description="The incidents that name it, the latest start first.")
    async def incidents(  # noqa: PLR0917 - GraphQL's arguments have names
        self,
        info: Info,
        ongoing: Ongoing = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[_Incident]:
        """Return a page of incidents; a cursor's position is a start with an id."""
        from schema.incidents.types import Incident  # noqa: PLC0415 - an incident has monitors that have incidents

        asked = window(first, last, after, before)
        rows = await info.context.links.incidents.load((self.row.id, (_part(asked), ongoing)))
        return connection(rows, asked, position=starts.position_of, node=Incident.of)

    @strawberry.field(description="The incidents that name it and last now, the latest start first.")
    async def open_incidents(self, info: Info) -> list[_Incident]:
        """Return what is wrong now."""
        from schema.incidents.types import Incident  # noqa: PLC0415 - an incident has monitors that have incidents

        part = monitor_links.slice_of(limit=MAX_PAGE)
        rows = await info.context.links.incidents.load((self.row.id, (part, True)))
        return [Incident.of(row) for row in rows]

    @strawberry.field(description="The maintenances that name it, the latest start first.")
    async def maintenances(
        self, info: Info, first: First = None, last: Last = None, after: After = None, before: Before = None
    ) -> Connection[_Maintenance]:
        """Return a page of maintenances; a cursor's position is a start with an id."""
        from schema.maintenances.types import Maintenance  # noqa: PLC0415 - it has monitors that have maintenances

        asked = window(first, last, after, before)
        rows = await info.context.links.maintenances.load((self.row.id, (_part(asked),)))
        return connection(rows, asked, position=starts.position_of, node=Maintenance.of)

    @strawberry.field(description="The maintenance events that are planned for it, soonest first.")
    async def upcoming_events(self, info: Info) -> list[_MaintenanceEvent]:
        """Return what is to come."""
        from schema.maintenance_events.types import MaintenanceEvent  # noqa: PLC0415 - its maintenance has monitors

        rows = await info.context.links.events.load((self.row.id, monitor_links.UPCOMING))
        return [MaintenanceEvent.of(row) for row in rows]

    @strawberry.field(description="The maintenance events that are going on for it.")
    async def ongoing_events(self, info: Info) -> list[_MaintenanceEvent]:
        """Return what goes on."""
        from schema.maintenance_events.types import MaintenanceEvent  # noqa: PLC0415 - its maintenance has monitors

        rows = await info.context.links.events.load((self.row.id, monitor_links.ONGOING))
        return [MaintenanceEvent.of(row) for row in rows]

    @strawberry.field(description="The pages that it is on.")
    async def pages(self, info: Info) -> list[_Page]:
        """Return the pages."""
        from schema.pages.types import Page  # noqa: PLC0415 - a page has monitors that have pages

        return [Page.of(row) for row in await info.context.links.pages.load(self.row.id)]

    @strawberry.field(description="The groups that it is a member of, of those that the one who asks may see.")
    async def groups(self, info: Info) -> list[_Monitor]:
        """Return the groups."""
        from schema.monitors.types import Monitor  # noqa: PLC0415 - it inherits from this class

        return [Monitor.of(row) for row in await info.context.links.groups.load(self.row.id)]

    @strawberry.field(
        description="The members of a GROUP, of those that the one who asks may see; none for other types."
    )
    async def members(self, info: Info) -> list[WeightedMonitor]:
        """Return the members."""
        from schema.monitors.types import Monitor  # noqa: PLC0415 - it inherits from this class

        members = await info.context.links.members.load(self.row.id)
        return [WeightedMonitor(monitor=Monitor.of(member.monitor), weight=member.weight) for member in members]


def _part(asked: Window[int]) -> monitor_links.Slice:
    return monitor_links.slice_of(limit=asked.limit + 1, after=asked.after, before=asked.before, last=asked.from_end)
