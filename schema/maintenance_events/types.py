"""The maintenance event type."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Self

import strawberry
from strawberry import relay

from core.errors import NotFound
from models.maintenance import MaintenanceEvent as MaintenanceEventRow
from schema.context import Info
from schema.enums import MaintenanceEventStatus
from schema.instants import instant
from schema.monitors.affected import AffectedMonitor
from schema.node import loaded

if TYPE_CHECKING:
    from schema.maintenances.types import Maintenance


@strawberry.type(description="One occurrence of a maintenance.")
class MaintenanceEvent(relay.Node):
    """An event, as far as the one who asks may see it."""

    id: relay.NodeID[int]
    number: int = strawberry.field(description="The number that links and REST v4 know it by.")
    status: MaintenanceEventStatus = strawberry.field(description="Where it stands.")
    starts_at: datetime = strawberry.field(description="When it begins.")
    ends_at: datetime = strawberry.field(description="When it ends, or ended.")
    created_at: datetime = strawberry.field(description="When it was made.")
    updated_at: datetime = strawberry.field(description="When it was last changed.")
    maintenance_id: strawberry.Private[int]

    @classmethod
    async def resolve_nodes(
        cls,
        *,
        info: Info,
        node_ids: Iterable[str],
        required: bool = False,
    ) -> list[Any]:
        """Return the events of these ids, null for those that are not there for the one who asks."""
        return await loaded(info.context.maintenance_events.by_id.load_many, node_ids, cls.of)

    @classmethod
    def of(cls, row: MaintenanceEventRow) -> Self:
        """Return the event of a row."""
        return cls(
            id=row.id,
            number=row.id,
            status=row.status,
            starts_at=instant(row.start_date_time),
            ends_at=instant(row.end_date_time),
            created_at=row.created_at,
            updated_at=row.updated_at,
            maintenance_id=row.maintenance_id,
        )

    @strawberry.field(description="Where people read of it.")
    async def url(self, info: Info) -> str:
        """Return the absolute address."""
        return await info.context.addresses.of_maintenance_event(self.number)

    @strawberry.field(description="The maintenance that it is an occurrence of.")
    async def maintenance(self, info: Info) -> Annotated["Maintenance", strawberry.lazy("schema.maintenances.types")]:
        """Return the maintenance; raises NotFound when it was removed at this moment."""
        from schema.maintenances.types import Maintenance  # noqa: PLC0415 - a maintenance has events, which have it

        row = await info.context.maintenances.by_id.load(self.maintenance_id)
        if row is None:
            raise NotFound(f"Maintenance with id '{self.maintenance_id}' not found")
        return Maintenance.of(row)

    @strawberry.field(description="The monitors that it affects, of those that the one who asks may see.")
    async def monitors(self, info: Info) -> list[AffectedMonitor]:
        """Return the impacts, which are those of the maintenance."""
        affected = await info.context.maintenances.affected.load(self.maintenance_id)
        return [AffectedMonitor.of(each) for each in affected]
