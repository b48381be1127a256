"""The type of alert configurations."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

import strawberry
from strawberry import relay

from models.alert import AlertConfiguration as AlertConfigurationRow
from resolvers import alert_messages
from schema.alert_configurations.conditions import AlertCondition, duration, shown
from schema.context import Info
from schema.enums import Activity, Severity
from schema.monitors.types import Monitor
from schema.node import loaded
from schema.scalars import Duration
from schema.triggers.types import Trigger


@strawberry.type(description="When alerts begin and end, on which monitors, and who is told; for keys.")
class AlertConfiguration(relay.Node):
    """A configuration."""

    id: relay.NodeID[int]
    number: int = strawberry.field(description="The number that the database knows it by.")
    name: str = strawberry.field(description="What people call it.")
    description: str | None = strawberry.field(description="What it is for.")
    condition: AlertCondition = strawberry.field(description="What makes a sample a bad one.")
    failure_threshold: int = strawberry.field(description="How many bad samples in a row raise an alert.")
    success_threshold: int = strawberry.field(description="How many good samples in a row resolve it.")
    severity: Severity = strawberry.field(description="How much its alerts matter.")
    creates_incident: bool = strawberry.field(description="Whether an alert opens an incident.")
    no_data_after: Duration | None = strawberry.field(
        description="After how long without any sample an alert is raised, too; null: never."
    )
    remind_every: Duration | None = strawberry.field(
        description="How often people are reminded of an alert that stands; null: never."
    )
    status: Activity = strawberry.field(description="Whether it takes part.")
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
        """Return the configurations of these ids, null for those that are not there for the one who asks."""
        return await loaded(info.context.alert_configurations.by_id.load_many, node_ids, cls.of)

    @classmethod
    def of(cls, row: AlertConfigurationRow) -> Self:
        """Return the configuration of a row."""
        return cls(
            id=row.id,
            number=row.id,
            name=row.name,
            description=row.description,
            condition=shown(alert_messages.condition_of(row)),
            failure_threshold=row.failure_threshold,
            success_threshold=row.success_threshold,
            severity=row.severity,
            creates_incident=row.creates_incident,
            no_data_after=duration(row.no_data_minutes),
            remind_every=duration(row.reminder_minutes),
            status=row.status,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )

    @strawberry.field(description="The monitors that it watches.")
    async def monitors(self, info: Info) -> list[Monitor]:
        """Return the monitors."""
        return [Monitor.of(row) for row in await info.context.alert_configurations.monitors.load(self.number)]

    @strawberry.field(description="The triggers that it tells.")
    async def triggers(self, info: Info) -> list[Trigger]:
        """Return the triggers."""
        return [Trigger.of(row) for row in await info.context.alert_configurations.triggers.load(self.number)]
