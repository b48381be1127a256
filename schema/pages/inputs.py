"""What pages are made from and changed by."""

from typing import Any

import strawberry

from core.unset import UNSET
from resolvers.pages import NewPage, PageChanges
from schema.changes import mentioned
from schema.pages.settings import PageSettingsInput

_PATH = "The page's path; empty, or `~home`, for the home page."


@strawberry.input(description="A new page.")
class PageCreateInput:
    """What a page is made from; what is left out takes its default."""

    path: str = strawberry.field(
        description="Where it stands below the site's address; becomes lower case, with hyphens for blanks and nothing "
        "else than letters, digits, '-' and '_'."
    )
    title: str = strawberry.field(description="The title that browsers show.")
    header: str = strawberry.field(description="The heading.")
    subheader: str | None = strawberry.field(default=None, description="What stands under the heading, as Markdown.")
    logo: str | None = strawberry.field(default=None, description="The address of its logo.")
    monitors: list[str] | None = strawberry.field(
        default=None, description="The tags of the monitors on it, in their order."
    )
    settings: PageSettingsInput | None = strawberry.field(default=None, description="What it shows, and how.")

    def new_page(self) -> NewPage:
        """Return what the resolver takes."""
        return NewPage(
            path=self.path,
            title=self.title,
            header=self.header,
            subheader=self.subheader,
            logo=self.logo,
            monitors=self.monitors or (),
            settings=UNSET if self.settings is None else self.settings.changes(),
        )


@strawberry.input(description="What is to change of a page: what is left out stays as it is, null clears.")
class PageUpdateInput:
    """Changes of a page."""

    path: str = strawberry.field(description=_PATH)
    new_path: str | None = strawberry.field(
        default=strawberry.UNSET, description="Where it is to stand; never null. The home page stays where it is."
    )
    title: str | None = strawberry.field(
        default=strawberry.UNSET, description="The title that browsers show; never null."
    )
    header: str | None = strawberry.field(default=strawberry.UNSET, description="The heading; never null.")
    subheader: str | None = strawberry.field(
        default=strawberry.UNSET, description="What stands under the heading, as Markdown."
    )
    logo: str | None = strawberry.field(default=strawberry.UNSET, description="The address of its logo.")
    monitors: list[str] | None = strawberry.field(
        default=strawberry.UNSET,
        description="The tags of the monitors on it from then on, in their order; never null.",
    )
    settings: PageSettingsInput | None = strawberry.field(
        default=strawberry.UNSET, description="What it shows, and how; never null."
    )

    def changes(self) -> PageChanges:
        """Return what the resolver takes; raises InvalidInput for a null where nothing can be cleared."""
        given: dict[str, Any] = mentioned(self, never_null=_NEVER_NULL, but=("path",))
        if "new_path" in given:
            given["path"] = given.pop("new_path")
        if "settings" in given:
            given["settings"] = given["settings"].changes()
        return PageChanges(**given)


_NEVER_NULL = ("new_path", "title", "header", "monitors", "settings")


@strawberry.input(description="A page to remove.")
class PageDeleteInput:
    """A page."""

    path: str = strawberry.field(description="The page's path; the home page can't be removed.")


@strawberry.input(description="A monitor that is to be on a page.")
class PageMonitorAddInput:
    """A page and a monitor."""

    path: str = strawberry.field(description=_PATH)
    tag: str = strawberry.field(description="The monitor's tag.")
    position: int | None = strawberry.field(
        default=None, description="How many of the others stand before it; the end by default."
    )


@strawberry.input(description="A monitor that is to be on a page no longer.")
class PageMonitorRemoveInput:
    """A page and a monitor."""

    path: str = strawberry.field(description=_PATH)
    tag: str = strawberry.field(description="The monitor's tag.")


@strawberry.input(description="The order of the monitors on a page.")
class PageMonitorsReorderInput:
    """A page and all its monitors."""

    path: str = strawberry.field(description=_PATH)
    tags: list[str] = strawberry.field(
        description="The tags of all monitors on the page, each once, in the order that they are to have."
    )
