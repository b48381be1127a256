"""The API key type."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

import strawberry
from strawberry import relay

from models.api_key import ApiKey as ApiKeyRow
from schema.context import Info
from schema.enums import Activity, Scope
from schema.node import loaded


@strawberry.type(description="A key that opens the API as far as its scope reaches; its secret is not kept.")
class ApiKey(relay.Node):
    """A key, as administrators see it."""

    id: relay.NodeID[int]
    name: str = strawberry.field(description="What people call it.")
    masked_key: str = strawberry.field(description="The secret's beginning and end, to be recognized by.")
    scope: Scope = strawberry.field(description="What it may do.")
    status: Activity = strawberry.field(description="Whether it opens anything at all.")
    expires_at: datetime | None = strawberry.field(description="From when on it opens nothing; null: never.")
    last_used_at: datetime | None = strawberry.field(description="When it was last used, to a minute.")
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
        """Return the keys of these ids, null for those that are not there for the one who asks."""
        return await loaded(info.context.api_keys.by_id.load_many, node_ids, cls.of)

    @classmethod
    def of(cls, row: ApiKeyRow) -> Self:
        """Return the key of a row."""
        return cls(
            id=row.id,
            name=row.name,
            masked_key=row.masked_key,
            scope=row.scope,
            status=row.status,
            expires_at=row.expires_at,
            last_used_at=row.last_used_at,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
