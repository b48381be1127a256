"""What the installation says of itself."""

import strawberry

from schema.context import Info
from schema.site.types import Site


@strawberry.type
class SiteQueries:
    """Questions about the site."""

    @strawberry.field(description="What the installation says of itself, and how it behaves.")
    async def site(self, info: Info) -> Site:
        """Return the site."""
        return Site.of(await info.context.site.entries(), await info.context.principal())
