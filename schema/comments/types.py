"""The comment type."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Self

import strawberry
from strawberry import relay

from core.errors import NotFound
from models.incident import IncidentComment as IncidentCommentRow
from schema.context import Info
from schema.enums import IncidentState
from schema.instants import instant
from schema.node import loaded

if TYPE_CHECKING:
    from schema.incidents.types import Incident


@strawberry.type(description="What was said of an incident, and the state that it moved it to.")
class IncidentComment(relay.Node):
    """One comment."""

    id: relay.NodeID[int]
    number: int = strawberry.field(description="The number that REST v4 knows it by.")
    comment: str = strawberry.field(description="What was said.")
    state: IncidentState = strawberry.field(description="The incident's state from then on.")
    timestamp: datetime = strawberry.field(description="When it was said.")
    created_at: datetime = strawberry.field(description="When it was written down.")
    updated_at: datetime = strawberry.field(description="When it was last corrected.")
    incident_id: strawberry.Private[int]

    @classmethod
    async def resolve_nodes(
        cls,
        *,
        info: Info,
        node_ids: Iterable[str],
        required: bool = False,
    ) -> list[Any]:
        """Return the comments of these ids, null for those that are not there for the one who asks."""
        return await loaded(info.context.comments.by_id.load_many, node_ids, cls.of)

    @classmethod
    def of(cls, row: IncidentCommentRow) -> Self:
        """Return the comment of a row."""
        return cls(
            id=row.id,
            number=row.id,
            comment=row.comment,
            state=row.state,
            timestamp=instant(row.timestamp),
            created_at=row.created_at,
            updated_at=row.updated_at,
            incident_id=row.incident_id,
        )

    @strawberry.field(description="The incident that it was said of.")
    async def incident(self, info: Info) -> Annotated["Incident", strawberry.lazy("schema.incidents.types")]:
        """Return the incident; raises NotFound when it was removed at this moment."""
        from schema.incidents.types import Incident  # noqa: PLC0415 - an incident has comments, which have an incident

        row = await info.context.incidents.by_id.load(self.incident_id)
        if row is None:
            raise NotFound(f"Incident with id '{self.incident_id}' not found")
        return Incident.of(row)
