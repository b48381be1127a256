"""Who asks, and how far the key reaches."""

from enum import StrEnum

import strawberry

from core.principal import Access
from resolvers.api_keys import ACCESS_OF
from schema.context import Info
from schema.enums import Scope, described


class ViewerAccess(StrEnum):
    """The levels of access."""

    PUBLIC = "PUBLIC"
    READ = "READ"
    WRITE = "WRITE"
    ADMIN = "ADMIN"


described(
    ViewerAccess,
    "How far somebody may go; each level includes the ones before it.",
    PUBLIC="Without a key: what is public.",
    READ="Everything may be read, but keys.",
    WRITE="Everything may be changed, but keys.",
    ADMIN="Keys may be made and withdrawn, too.",
)


@strawberry.type(description="The one who sent this request.")
class Viewer:
    """Who asks."""

    name: str = strawberry.field(description="The API key's name; 'the public' without one.")
    access: ViewerAccess = strawberry.field(description="How far the viewer may go.")
    scopes: list[Scope] = strawberry.field(
        description="The scopes that the key reaches, each including the ones before it; none without a key."
    )


@strawberry.type
class ViewerQueries:
    """Questions about the one who asks."""

    @strawberry.field(description="Who sent this request, and how far the key reaches.")
    async def viewer(self, info: Info) -> Viewer:
        """Return who asks."""
        principal = await info.context.principal()
        return Viewer(
            name=principal.name,
            access=ViewerAccess(Access(principal.access).name),
            scopes=[scope for scope, access in ACCESS_OF.items() if principal.access >= access],
        )
