"""Status pages, and the monitors on them."""

from collections.abc import Iterable
from typing import Any, Self

import strawberry
from strawberry import relay

from models.page import Page as PageRow
from schema.context import Info
from schema.monitors.types import Monitor
from schema.node import loaded


@strawberry.type(description="A public status page.")
class Page(relay.Node):
    """A page."""

    id: relay.NodeID[int]
    path: str = strawberry.field(description="Where it stands below the site's address; empty for the home page.")
    title: str = strawberry.field(description="The title that browsers show.")
    header: str = strawberry.field(description="The heading.")
    subheader: str | None = strawberry.field(description="What stands under the heading, as Markdown.")
    logo: str | None = strawberry.field(description="The address of its logo.")
    row_id: strawberry.Private[int]

    @classmethod
    async def resolve_nodes(
        cls,
        *,
        info: Info,
        node_ids: Iterable[str],
        required: bool = False,
    ) -> list[Any]:
        """Return the pages of these ids, null for those that are not there."""
        return await loaded(info.context.pages.by_id.load_many, node_ids, cls.of)

    @classmethod
    def of(cls, row: PageRow) -> Self:
        """Return the page of a row."""
        return cls(
            id=row.id,
            path=row.path,
            title=row.title,
            header=row.header,
            subheader=row.subheader,
            logo=row.logo,
            row_id=row.id,
        )

    @strawberry.field(description="The monitors on it in their order, of those that the one who asks may see.")
    async def monitors(self, info: Info) -> list[Monitor]:
        """Return the monitors."""
        return [Monitor.of(placed.monitor) for placed in await info.context.pages.placed.load(self.row_id)]
