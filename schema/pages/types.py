"""Status pages, and the monitors on them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

import strawberry
from strawberry import relay

from models.page import Page as PageRow
from resolvers import pages
from schema.context import Info
from schema.cost import ListSize
from schema.enums import Status
from schema.history.of_page import PageHistory
from schema.incidents.types import Incident
from schema.maintenance_events.types import MaintenanceEvent
from schema.monitors.types import Monitor
from schema.node import loaded
from schema.pages.settings import PageSettings

_MONITORS = 50  # on a page, as queries are counted


@strawberry.type(description="A monitor on a page, and where it stands there.")
class Placement:
    """A monitor's place."""

    position: int = strawberry.field(
        description="Where it stands, counted from 0; positions have gaps where monitors were deleted or are hidden."
    )
    monitor: Monitor = strawberry.field(description="The monitor.")


@strawberry.type(description="A public status page.")
class Page(PageHistory, relay.Node):
    """A page."""

    id: relay.NodeID[int]
    path: str = strawberry.field(description="Where it stands below the site's address; empty for the home page.")
    title: str = strawberry.field(description="The title that browsers show.")
    header: str = strawberry.field(description="The heading.")
    subheader: str | None = strawberry.field(description="What stands under the heading, as Markdown.")
    logo: str | None = strawberry.field(description="The address of its logo.")
    settings: PageSettings = strawberry.field(description="What it shows, and how.")
    created_at: datetime = strawberry.field(description="When it was made.")
    updated_at: datetime = strawberry.field(description="When it was last changed.")
    row: strawberry.Private[PageRow]

    @classmethod
    async def resolve_nodes(
        cls,
        *,
        info: Info,
        node_ids: Iterable[str],
        required: bool = False,
    ) -> list[Any]:
        """Return the pages of these ids, null for those that are not there."""
        return await loaded(info.context.pages.by_id.load_many, node_ids, cls.of)

    @classmethod
    def of(cls, row: PageRow) -> Self:
        """Return the page of a row."""
        return cls(
            id=row.id,
            path=row.path,
            title=row.title,
            header=row.header,
            subheader=row.subheader,
            logo=row.logo,
            settings=PageSettings.of(pages.settings_of(row)),
            created_at=row.created_at,
            updated_at=row.updated_at,
            row=row,
        )

    @strawberry.field(description="Where people read it.")
    async def url(self, info: Info) -> str:
        """Return the absolute address."""
        return await info.context.addresses.of_page(self.path)

    @strawberry.field(
        description="The monitors on it in their order, of those that the one who asks may see.",
        directives=[ListSize(assumed=_MONITORS)],
    )
    async def monitors(self, info: Info) -> list[Monitor]:
        """Return the monitors."""
        placed = await info.context.pages.placed.load(self.row.id)
        return await Monitor.of_all(info, [each.monitor for each in placed])

    @strawberry.field(
        description="The same monitors, with the position of each.", directives=[ListSize(assumed=_MONITORS)]
    )
    async def placements(self, info: Info) -> list[Placement]:
        """Return the monitors' places."""
        placed = await info.context.pages.placed.load(self.row.id)
        found = await Monitor.of_all(info, [each.monitor for each in placed])
        return [Placement(position=each.position, monitor=monitor) for each, monitor in zip(placed, found, strict=True)]

    @strawberry.field(description="The worst of the current statuses of the active monitors on it.")
    async def overall_status(self, info: Info) -> Status:
        """Return how its monitors are together."""
        placed = await info.context.pages.placed.load(self.row.id)
        return await info.context.monitors.overall_status([each.monitor for each in placed])

    @strawberry.field(
        description="The incidents that last now, the latest start first: those that affect a monitor on the page, "
        "those that are global, and on the home page those that name no monitor. None where the settings show none."
    )
    async def open_incidents(self, info: Info) -> list[Incident]:
        """Return what is wrong now."""
        return [Incident.of(row) for row in await info.context.pages.open_incidents.load(self.row)]

    @strawberry.field(description="The resolved incidents that its settings show, the latest end first.")
    async def past_incidents(self, info: Info) -> list[Incident]:
        """Return what was wrong."""
        return [Incident.of(row) for row in await info.context.pages.past_incidents.load(self.row)]

    @strawberry.field(description="The maintenance events that are going on, where its settings show them.")
    async def ongoing_events(self, info: Info) -> list[MaintenanceEvent]:
        """Return what goes on."""
        return [MaintenanceEvent.of(row) for row in await info.context.pages.ongoing_events.load(self.row)]

    @strawberry.field(description="The planned maintenance events that its settings show, soonest first.")
    async def upcoming_events(self, info: Info) -> list[MaintenanceEvent]:
        """Return what is to come."""
        return [MaintenanceEvent.of(row) for row in await info.context.pages.upcoming_events.load(self.row)]

    @strawberry.field(description="The completed maintenance events that its settings show, the latest end first.")
    async def past_events(self, info: Info) -> list[MaintenanceEvent]:
        """Return what was done."""
        return [MaintenanceEvent.of(row) for row in await info.context.pages.past_events.load(self.row)]
