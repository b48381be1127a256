"""Maintenances, and the monitors that they affect."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

import strawberry
from strawberry import relay

from models.maintenance import Maintenance as MaintenanceRow
from schema.context import Info
from schema.enums import Activity
from schema.instants import instant
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
        )

    @strawberry.field(description="The monitors that it affects, of those that the one who asks may see.")
    async def monitors(self, info: Info) -> list[AffectedMonitor]:
        """Return the impacts."""
        return [AffectedMonitor.of(each) for each in await info.context.maintenances.affected.load(self.number)]
