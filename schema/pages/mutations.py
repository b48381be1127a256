"""Making and changing pages."""

from collections.abc import Awaitable
from typing import Annotated

import strawberry

from core.errors import NotFound
from core.principal import Principal
from models.page import Page as PageRow
from resolvers import pages
from schema.context import Info
from schema.errors import UserError
from schema.outcome import outcome
from schema.pages.inputs import (
    PageCreateInput,
    PageDeleteInput,
    PageMonitorAddInput,
    PageMonitorRemoveInput,
    PageMonitorsReorderInput,
    PageUpdateInput,
)
from schema.pages.settings import PATHS
from schema.pages.types import Page

_PATHS = {
    **PATHS,
    "page_path": "path",
    "page_title": "title",
    "page_header": "header",
    "page_subheader": "subheader",
    "page_logo": "logo",
}


@strawberry.type(description="What became of an action on a page.")
class PagePayload:
    """The page, or why nothing was done."""

    page: Page | None = strawberry.field(
        description="The page as it is now; of a deleted one, as it was, without its monitors. Null when nothing was "
        "done."
    )
    user_errors: list[UserError] = strawberry.field(
        description="What was wrong with the input; empty when the action was carried out."
    )


@strawberry.type
class PageMutations:
    """Actions on pages."""

    @strawberry.mutation(description="Make a page.")
    async def page_create(
        self, info: Info, input: Annotated[PageCreateInput, strawberry.argument(description="The new page.")]
    ) -> PagePayload:
        """Make a page."""
        return await _payload(pages.create(await info.context.principal(), input.new_page()))

    @strawberry.mutation(description="Change a page.")
    async def page_update(
        self,
        info: Info,
        input: Annotated[PageUpdateInput, strawberry.argument(description="The page, and what is to change.")],
    ) -> PagePayload:
        """Change a page."""
        return await _payload(_update(await info.context.principal(), input), {"page_path": "new_path"})

    @strawberry.mutation(description="Remove a page, not the monitors on it.")
    async def page_delete(
        self, info: Info, input: Annotated[PageDeleteInput, strawberry.argument(description="The page.")]
    ) -> PagePayload:
        """Remove a page."""
        return await _payload(pages.delete(await info.context.principal(), input.path))

    @strawberry.mutation(description="Put a monitor on a page; one that is there already moves.")
    async def page_monitor_add(
        self,
        info: Info,
        input: Annotated[PageMonitorAddInput, strawberry.argument(description="The page and the monitor.")],
    ) -> PagePayload:
        """Put a monitor on a page."""
        action = pages.add_monitor(await info.context.principal(), input.path, input.tag, position=input.position)
        return await _payload(action, {"monitors": "tag"})

    @strawberry.mutation(description="Take a monitor off a page.")
    async def page_monitor_remove(
        self,
        info: Info,
        input: Annotated[PageMonitorRemoveInput, strawberry.argument(description="The page and the monitor.")],
    ) -> PagePayload:
        """Take a monitor off a page."""
        action = pages.remove_monitor(await info.context.principal(), input.path, input.tag)
        return await _payload(action, {"monitor_tag": "tag"})

    @strawberry.mutation(description="Put the monitors of a page into another order.")
    async def page_monitors_reorder(
        self,
        info: Info,
        input: Annotated[PageMonitorsReorderInput, strawberry.argument(description="The page and the order.")],
    ) -> PagePayload:
        """Put monitors into another order."""
        action = pages.reorder(await info.context.principal(), input.path, input.tags)
        return await _payload(action, {"monitors": "tags"})


async def _update(principal: Principal, given: PageUpdateInput) -> PageRow:
    try:
        return await pages.update(principal, given.path, given.changes())
    except NotFound as error:
        # The path that addresses the page; every other error about a path is about the new one.
        raise NotFound(error.message, "path") from None


async def _payload(action: Awaitable[PageRow], paths: dict[str, str] | None = None) -> PagePayload:
    row, errors = await outcome(action, {**_PATHS, **(paths or {})})
    return PagePayload(page=None if row is None else Page.of(row), user_errors=errors)
