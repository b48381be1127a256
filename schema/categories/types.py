"""The category type."""

from typing import Self

import strawberry

from models.monitor import Monitor as MonitorRow
from resolvers.categories import Category as Found
from schema.context import Info
from schema.enums import Status
from schema.monitors.types import Monitor


@strawberry.type(description="A heading that monitors stand under.")
class Category:
    """A category, as far as the one who asks may see it."""

    name: str = strawberry.field(description="The heading.")
    description: str | None = strawberry.field(description="What stands under the heading.")
    is_hidden: bool = strawberry.field(description="Whether the public does not see it.")
    rows: strawberry.Private[list[MonitorRow]]

    @classmethod
    def of(cls, found: Found) -> Self:
        """Return the category as GraphQL shows it."""
        return cls(name=found.name, description=found.description, is_hidden=found.is_hidden, rows=found.monitors)

    @strawberry.field(description="The monitors under it by name, of those that the one who asks may see.")
    async def monitors(self, info: Info) -> list[Monitor]:
        """Return the monitors."""
        return await Monitor.of_all(info, self.rows)

    @strawberry.field(description="The worst of the statuses of its active monitors.")
    async def overall_status(self, info: Info) -> Status:
        """Return how its monitors are together."""
        return await info.context.monitors.overall_status(self.rows)
