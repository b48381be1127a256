"""Finding pages."""

from typing import Annotated

import strawberry

from core.errors import NotFound
from resolvers import pages
from schema.context import Info
from schema.pages.types import Page


@strawberry.type
class PageQueries:
    """Questions about pages."""

    @strawberry.field(description="The page at this path, the home page by default; null where there is none.")
    async def page(
        self,
        info: Info,
        path: Annotated[str, strawberry.argument(description="The page's path; `~home` is the home page, too.")] = "",
    ) -> Page | None:
        """Return one page."""
        try:
            return Page.of(await pages.get(await info.context.principal(), path))
        except NotFound:
            return None

    @strawberry.field(description="All pages: the home page first, then the others as they were made.")
    async def pages(self, info: Info) -> list[Page]:
        """Return the pages."""
        return [Page.of(row) for row in await pages.list_pages(await info.context.principal())]
