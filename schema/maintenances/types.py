"""Maintenances, and the monitors that they affect."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Self

import strawberry
from strawberry import relay

from models.maintenance import Maintenance as MaintenanceRow
from resolvers.maintenances import Affected
from schema.context import Info
from schema.enums import Activity, Impact
from schema.monitors.types import Monitor


@strawberry.type(description="A monitor that a maintenance affects, and how.")
class MaintenanceMonitor:
    """One impact."""

    monitor: Monitor = strawberry.field(description="The monitor.")
    impact: Impact = strawberry.field(description="The status that the monitor has while an event of it lasts.")

    @classmethod
    def of(cls, affected: Affected) -> Self:
        """Return the impact as GraphQL shows it."""
        return cls(monitor=Monitor.of(affected.monitor), impact=affected.impact)


@strawberry.type(description="Planned work: a first start, a recurrence rule and a duration.")
class Maintenance(relay.Node):
    """A maintenance, as far as the one who asks may see it."""

    id: relay.NodeID[int]
    number: int = strawberry.field(description="The number that links and REST v4 know it by.")
    title: str = strawberry.field(description="What is done, in a line.")
    description: str | None = strawberry.field(description="What is done, in full.")
    starts_at: datetime = strawberry.field(description="When it begins for the first time.")
    rrule: str = strawberry.field(description="When it comes again: a recurrence rule of RFC 5545.")
    duration_seconds: int = strawberry.field(description="How long each event lasts, in seconds.")
    time_zone: str = strawberry.field(description="The IANA time zone whose wall clock the rule follows.")
    status: Activity = strawberry.field(description="Whether it takes place.")
    is_global: bool = strawberry.field(description="Whether it affects all monitors.")

    @classmethod
    async def resolve_nodes(
        cls,
        *,
        info: Info,
        node_ids: Iterable[str],
        required: bool = False,
    ) -> list[Any]:
        """Return the maintenances of these ids, null for those that are not there for the one who asks."""
        rows = await info.context.maintenances.by_id.load_many([int(node_id) for node_id in node_ids])
        return [None if row is None else cls.of(row) for row in rows]

    @classmethod
    def of(cls, row: MaintenanceRow) -> Self:
        """Return the maintenance of a row."""
        return cls(
            id=row.id,
            number=row.id,
            title=row.title,
            description=row.description,
            starts_at=datetime.fromtimestamp(row.start_date_time, UTC),
            rrule=row.rrule,
            duration_seconds=row.duration_seconds,
            time_zone=row.time_zone,
            status=row.status,
            is_global=row.is_global,
        )

    @strawberry.field(description="The monitors that it affects, of those that the one who asks may see.")
    async def monitors(self, info: Info) -> list[MaintenanceMonitor]:
        """Return the impacts."""
        return [MaintenanceMonitor.of(each) for each in await info.context.maintenances.affected.load(self.number)]
