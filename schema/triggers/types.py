"""The trigger type."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

import strawberry
from strawberry import relay

from models.trigger import Trigger as TriggerRow
from schema.context import Info
from schema.enums import Activity, TriggerType
from schema.node import loaded
from schema.triggers.configurations import TriggerConfiguration, configuration_of


@strawberry.type(description="Where alerts go, by one channel; for keys.")
class Trigger(relay.Node):
    """A receiver of alerts."""

    id: relay.NodeID[int]
    row: strawberry.Private[TriggerRow]
    name: str = strawberry.field(description="What people call it; unique.")
    description: str | None = strawberry.field(description="What it is for.")
    type: TriggerType = strawberry.field(description="By which channel it sends.")
    status: Activity = strawberry.field(
        description="An inactive one gets no new messages; a receiver that says that it is gone (410) becomes one."
    )
    is_paused: bool = strawberry.field(description="Whether its messages wait until it is resumed.")
    created_at: datetime = strawberry.field(description="When it was made.")
    updated_at: datetime = strawberry.field(description="When it was last changed.")

    @strawberry.field(
        description="What its channel is told; null where an older version wrote what this one can't read."
    )
    async def configuration(self, info: Info) -> TriggerConfiguration | None:
        """Return the configuration, with its secrets for who may write."""
        return configuration_of(self.row, await info.context.principal())

    @classmethod
    async def resolve_nodes(
        cls,
        *,
        info: Info,
        node_ids: Iterable[str],
        required: bool = False,
    ) -> list[Any]:
        """Return the triggers of these ids, null for those that do not exist for the one who asks."""
        return await loaded(info.context.triggers.by_id.load_many, node_ids, cls.of)

    @classmethod
    def of(cls, row: TriggerRow) -> Self:
        """Return the trigger of a row."""
        return cls(
            id=row.id,
            row=row,
            name=row.name,
            description=row.description,
            type=row.trigger_type,
            status=row.status,
            is_paused=row.is_paused,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
