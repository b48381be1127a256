"""The incident type."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Self

import strawberry
from strawberry import relay

from models.incident import Incident as IncidentRow
from schema.comments.types import IncidentComment
from schema.context import Info
from schema.enums import IncidentSource, IncidentState
from schema.instants import instant
from schema.monitors.affected import AffectedMonitor
from schema.node import loaded

if TYPE_CHECKING:
    from schema.alerts.types import Alert


@strawberry.type(description="Something went wrong: its story, and the monitors that it affects.")
class Incident(relay.Node):
    """An incident, as far as the one who asks may see it."""

    id: relay.NodeID[int]
    number: int = strawberry.field(description="The number that links and REST v4 know it by.")
    title: str = strawberry.field(description="What happened, in a line.")
    state: IncidentState = strawberry.field(description="How far it has come.")
    source: IncidentSource = strawberry.field(description="Who opened it.")
    started_at: datetime = strawberry.field(description="When it began.")
    ended_at: datetime | None = strawberry.field(description="When it ended; null while it lasts.")
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
        """Return the incidents of these ids, null for those that are not there for the one who asks."""
        return await loaded(info.context.incidents.by_id.load_many, node_ids, cls.of)

    @classmethod
    def of(cls, row: IncidentRow) -> Self:
        """Return the incident of a row."""
        return cls(
            id=row.id,
            number=row.id,
            title=row.title,
            state=row.state,
            source=row.source,
            started_at=instant(row.start_date_time),
            ended_at=None if row.end_date_time is None else instant(row.end_date_time),
            is_global=row.is_global,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )

    @strawberry.field(description="Where people read of it.")
    async def url(self, info: Info) -> str:
        """Return the absolute address."""
        return await info.context.addresses.of_incident(self.number)

    @strawberry.field(description="The monitors that it affects, of those that the one who asks may see.")
    async def monitors(self, info: Info) -> list[AffectedMonitor]:
        """Return the impacts."""
        return [AffectedMonitor.of(each) for each in await info.context.incidents.affected.load(self.number)]

    @strawberry.field(description="What was said of it, newest first.")
    async def comments(self, info: Info) -> list[IncidentComment]:
        """Return the comments."""
        return [IncidentComment.of(row) for row in await info.context.incidents.comments.load(self.number)]

    @strawberry.field(description="The alerts that opened it, newest first; empty for who has no key.")
    async def alerts(self, info: Info) -> list[Annotated["Alert", strawberry.lazy("schema.alerts.types")]]:
        """Return the alerts."""
        from schema.alerts.types import Alert  # noqa: PLC0415 - an alert has an incident, which has alerts

        return [Alert.of(row) for row in await info.context.alerts.of_incident.load(self.number)]
