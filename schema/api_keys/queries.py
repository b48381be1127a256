"""Finding API keys."""

from typing import Annotated

import strawberry

from core.principal import Access
from resolvers import api_keys
from schema.api_keys.types import ApiKey
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.node import row_id


@strawberry.type
class ApiKeyQueries:
    """Questions about API keys."""

    @strawberry.field(description="The API key with this id; null where there is none. For administrators.")
    async def api_key(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The key's global id.")]
    ) -> ApiKey | None:
        """Return one key."""
        (await info.context.principal()).require(Access.ADMIN)
        row = await info.context.api_keys.by_id.load(row_id(id, ApiKey.__name__))
        return None if row is None else ApiKey.of(row)

    @strawberry.field(description="The API keys, newest first; for administrators.")
    async def api_keys(
        self, info: Info, first: First = None, last: Last = None, after: After = None, before: Before = None
    ) -> Connection[ApiKey]:
        """Return a page of keys; a cursor's position is an id."""
        asked = window(first, last, after, before)
        rows = await api_keys.page(
            await info.context.principal(),
            after=asked.after,
            before=asked.before,
            limit=asked.limit + 1,
            last=asked.from_end,
        )
        return connection(rows, asked, position=lambda row: row.id, node=ApiKey.of)
