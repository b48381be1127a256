"""The alert type."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

import strawberry
from strawberry import relay

from core.errors import NotFound
from models.alert import Alert as AlertRow
from schema.alert_configurations.types import AlertConfiguration
from schema.context import Info
from schema.enums import AlertReason, AlertStatus
from schema.incidents.types import Incident
from schema.instants import instant
from schema.monitors.types import Monitor
from schema.node import loaded


@strawberry.type(description="What a configuration raised on a monitor; for keys. At most one stands on each pair.")
class Alert(relay.Node):
    """A fired instance of a configuration."""

    id: relay.NodeID[int]
    number: int = strawberry.field(description="The number that messages know it by.")
    state: AlertStatus = strawberry.field(description="Whether it stands.")
    reason: AlertReason = strawberry.field(description="What raised it.")
    value: str | None = strawberry.field(
        description="What was seen then: a status, milliseconds or percent; null where nothing was."
    )
    triggered_at: datetime = strawberry.field(description="When it began.")
    resolved_at: datetime | None = strawberry.field(description="When it ended; null while it stands.")
    reminded_at: datetime | None = strawberry.field(description="When people were last reminded of it, if ever.")
    created_at: datetime = strawberry.field(description="When it was written down.")
    updated_at: datetime = strawberry.field(description="When it was last changed.")
    row: strawberry.Private[AlertRow]

    @classmethod
    async def resolve_nodes(
        cls,
        *,
        info: Info,
        node_ids: Iterable[str],
        required: bool = False,
    ) -> list[Any]:
        """Return the alerts of these ids, null for those that are not there for the one who asks."""
        return await loaded(info.context.alerts.by_id.load_many, node_ids, cls.of)

    @classmethod
    def of(cls, row: AlertRow) -> Self:
        """Return the alert of a row."""
        return cls(
            id=row.id,
            number=row.id,
            state=row.status,
            reason=row.reason,
            value=row.value,
            triggered_at=instant(row.triggered_at),
            resolved_at=None if row.resolved_at is None else instant(row.resolved_at),
            reminded_at=None if row.reminded_at is None else instant(row.reminded_at),
            created_at=row.created_at,
            updated_at=row.updated_at,
            row=row,
        )

    @strawberry.field(description="The configuration that raised it.")
    async def configuration(self, info: Info) -> AlertConfiguration:
        """Return the configuration; raises NotFound when it was removed at this moment."""
        row = await info.context.alert_configurations.by_id.load(self.row.configuration_id)
        if row is None:
            raise NotFound(f"Alert configuration with id '{self.row.configuration_id}' not found")
        return AlertConfiguration.of(row)

    @strawberry.field(description="The monitor that it is about.")
    async def monitor(self, info: Info) -> Monitor:
        """Return the monitor; raises NotFound when it was removed at this moment."""
        row = await info.context.monitors.by_id.load(self.row.monitor_id)
        if row is None:
            raise NotFound(f"Monitor with id '{self.row.monitor_id}' not found")
        return Monitor.of(row)

    @strawberry.field(description="The incident that it opened; null where it opened none, or where it was removed.")
    async def incident(self, info: Info) -> Incident | None:
        """Return the incident."""
        if self.row.incident_id is None:
            return None
        row = await info.context.incidents.by_id.load(self.row.incident_id)
        return None if row is None else Incident.of(row)
