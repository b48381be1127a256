"""Finding categories, and how sets of monitors are together."""

from typing import Annotated

import strawberry

from resolvers import categories, overall_status
from resolvers.overall_status import SetFilter
from schema.categories.types import Category
from schema.context import Info
from schema.enums import Status


@strawberry.input(description="Which monitors are meant; what is left out asks for any.")
class OverallStatusFilterInput:
    """Conditions that must all hold."""

    tags: list[str] | None = strawberry.field(default=None, description="Those with one of these tags.")
    category_names: list[str] | None = strawberry.field(default=None, description="Those under one of these headings.")
    page_path: str | None = strawberry.field(
        default=None, description="Those on the page at this path; empty for the home page."
    )


@strawberry.type
class CategoryQueries:
    """Questions about many monitors at once."""

    @strawberry.field(
        description="The headings that monitors stand under: in the site's order, then the others by name."
    )
    async def categories(self, info: Info) -> list[Category]:
        """Return the categories."""
        return [Category.of(found) for found in await categories.list_(await info.context.principal())]

    @strawberry.field(
        description="The worst of the current statuses of the active monitors that the one who asks may see: DOWN, "
        "then DEGRADED, MAINTENANCE, UP; NO_DATA when nothing is known."
    )
    async def overall_status(
        self,
        info: Info,
        filter: Annotated[
            OverallStatusFilterInput | None, strawberry.argument(description="Which monitors are meant.")
        ] = None,
    ) -> Status:
        """Return how some monitors are together."""
        asked = filter or OverallStatusFilterInput()
        wanted = SetFilter(tags=asked.tags, category_names=asked.category_names, page_path=asked.page_path)
        return await overall_status.find(await info.context.principal(), wanted)
