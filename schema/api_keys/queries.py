"""Finding API keys."""

import strawberry

from resolvers import api_keys
from schema.api_keys.types import ApiKey
from schema.context import Info


@strawberry.type
class ApiKeyQueries:
    """Questions about API keys."""

    @strawberry.field(description="All API keys, newest first; for administrators.")
    async def api_keys(self, info: Info) -> list[ApiKey]:
        """Return all keys."""
        return [ApiKey.of(row) for row in await api_keys.list_keys(await info.context.principal())]
