"""Incidents, their comments, and the monitors that they affect."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Self

import strawberry
from strawberry import relay

from models.incident import Incident as IncidentRow
from models.incident import IncidentComment as IncidentCommentRow
from resolvers.incidents import Affected
from schema.context import Info
from schema.enums import Impact, IncidentSource, IncidentState
from schema.monitors.types import Monitor


@strawberry.type(description="A monitor that an incident affects, and how.")
class IncidentMonitor:
    """One impact."""

    monitor: Monitor = strawberry.field(description="The monitor.")
    impact: Impact = strawberry.field(description="The status that the monitor has while the incident lasts.")

    @classmethod
    def of(cls, affected: Affected) -> Self:
        """Return the impact as GraphQL shows it."""
        return cls(monitor=Monitor.of(affected.monitor), impact=affected.impact)


@strawberry.type(description="What was said of an incident, and the state that it moved it to.")
class IncidentComment:
    """One comment."""

    comment: str = strawberry.field(description="What was said.")
    state: IncidentState = strawberry.field(description="The incident's state from then on.")
    timestamp: datetime = strawberry.field(description="When it was said.")

    @classmethod
    def of(cls, row: IncidentCommentRow) -> Self:
        """Return the comment of a row."""
        return cls(comment=row.comment, state=row.state, timestamp=datetime.fromtimestamp(row.timestamp, UTC))


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

    @classmethod
    async def resolve_nodes(
        cls,
        *,
        info: Info,
        node_ids: Iterable[str],
        required: bool = False,
    ) -> list[Any]:
        """Return the incidents of these ids, null for those that are not there for the one who asks."""
        rows = await info.context.incidents.by_id.load_many([int(node_id) for node_id in node_ids])
        return [None if row is None else cls.of(row) for row in rows]

    @classmethod
    def of(cls, row: IncidentRow) -> Self:
        """Return the incident of a row."""
        return cls(
            id=row.id,
            number=row.id,
            title=row.title,
            state=row.state,
            source=row.source,
            started_at=datetime.fromtimestamp(row.start_date_time, UTC),
            ended_at=None if row.end_date_time is None else datetime.fromtimestamp(row.end_date_time, UTC),
            is_global=row.is_global,
        )

    @strawberry.field(description="The monitors that it affects, of those that the one who asks may see.")
    async def monitors(self, info: Info) -> list[IncidentMonitor]:
        """Return the impacts."""
        return [IncidentMonitor.of(each) for each in await info.context.incidents.affected.load(self.number)]

    @strawberry.field(description="What was said of it, newest first.")
    async def comments(self, info: Info) -> list[IncidentComment]:
        """Return the comments."""
        return [IncidentComment.of(row) for row in await info.context.incidents.comments.load(self.number)]
