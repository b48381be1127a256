"""The maintenance type."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Self

import strawberry
from strawberry import relay

from models.maintenance import Maintenance as MaintenanceRow
from resolvers import starts
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.enums import Activity, MaintenanceEventStatus
from schema.instants import instant
from schema.maintenance_events.types import MaintenanceEvent
from schema.monitors.affected import AffectedMonitor
from schema.node import loaded
from schema.scalars import Duration


@strawberry.type(description="Planned work: a first start, a recurrence rule and a duration.")
class Maintenance(relay.Node):
    """A maintenance, as far as the one who asks may see it."""

    id: relay.NodeID[int]
    number: int = strawberry.field(description="The number that links and REST v4 know it by.")
    title: str = strawberry.field(description="What is done, in a line.")
    description: str | None = strawberry.field(description="What is done, in full.")
    starts_at: datetime = strawberry.field(description="When it begins for the first time.")
    rrule: str = strawberry.field(description="When it comes again: a recurrence rule of RFC 5545.")
    duration: Duration = strawberry.field(description="How long each event lasts.")
    time_zone: str = strawberry.field(description="The IANA time zone whose wall clock the rule follows.")
    status: Activity = strawberry.field(description="Whether it takes place.")
    is_global: bool = strawberry.field(description="Whether it affects all monitors.")
    created_at: datetime = strawberry.field(description="When it was made.")
    updated_at: datetime = strawberry.field(description="When it was last changed.")

    @classmethod
    async def resolve_nodes(
        cls,
        *,
        info: Info,
        node_ids: Iterable[str],
        required: bool = False,
    ) -> list[Any]:
        """Return the maintenances of these ids, null for those that are not there for the one who asks."""
        return await loaded(info.context.maintenances.by_id.load_many, node_ids, cls.of)

    @classmethod
    def of(cls, row: MaintenanceRow) -> Self:
        """Return the maintenance of a row."""
        return cls(
            id=row.id,
            number=row.id,
            title=row.title,
            description=row.description,
            starts_at=instant(row.start_date_time),
            rrule=row.rrule,
            duration=Duration(row.duration_seconds),
            time_zone=row.time_zone,
            status=row.status,
            is_global=row.is_global,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )

    @strawberry.field(description="Where people read of it.")
    async def url(self, info: Info) -> str:
        """Return the absolute address."""
        return await info.context.addresses.of_maintenance(self.number)

    @strawberry.field(description="Its events, the earliest start first.")
    async def events(
        self, info: Info, first: First = None, last: Last = None, after: After = None, before: Before = None
    ) -> Connection[MaintenanceEvent]:
        """Return a page of events; a cursor's position is a start with an id."""
        asked = window(first, last, after, before)
        rows = await info.context.maintenance_events.page(self.number, asked)
        return connection(rows, asked, position=starts.position_of, node=MaintenanceEvent.of)

    @strawberry.field(description="The event that is going on, the earliest of several; null when there is none.")
    async def current_event(self, info: Info) -> MaintenanceEvent | None:
        """Return the event that is ONGOING."""
        return await self._first_event(info, (MaintenanceEventStatus.ONGOING,))

    @strawberry.field(description="The event that comes next: the first one that is SCHEDULED or READY.")
    async def next_event(self, info: Info) -> MaintenanceEvent | None:
        """Return the next event."""
        return await self._first_event(info, (MaintenanceEventStatus.SCHEDULED, MaintenanceEventStatus.READY))

    async def _first_event(self, info: Info, statuses: Collection[MaintenanceEventStatus]) -> MaintenanceEvent | None:
        rows = await info.context.maintenance_events.open.load(self.number)
        return next((MaintenanceEvent.of(row) for row in rows if row.status in statuses), None)

    @strawberry.field(description="The monitors that it affects, of those that the one who asks may see.")
    async def monitors(self, info: Info) -> list[AffectedMonitor]:
        """Return the impacts."""
        return [AffectedMonitor.of(each) for each in await info.context.maintenances.affected.load(self.number)]
