"""Changing the site's entries."""

from typing import Annotated

import strawberry

from core.principal import Principal
from resolvers import site
from resolvers.site_keys import SiteKey
from schema.context import Info
from schema.errors import UserError
from schema.outcome import outcome
from schema.site.inputs import SiteEntryResetInput, SiteEntrySetInput, SiteUpdateInput
from schema.site.places import PLACES
from schema.site.types import Site, SiteEntry

_PATHS = {"config_key": "key"}
# A longer key first: `analytics.plausible` is no part of `analytics`.
_PLACE_OF = {
    SiteKey.SITE_URL.value: "url",
    **dict(sorted(((key.value, name) for name, key in PLACES.items()), key=lambda pair: -len(pair[0]))),
}


@strawberry.type(description="What became of setting or resetting an entry of the site.")
class SiteEntryPayload:
    """The entry, or why nothing was done."""

    entry: SiteEntry | None = strawberry.field(
        description="The entry as it is now; null when it was reset, or nothing was done."
    )
    site: Site | None = strawberry.field(description="The site as it is now; null when nothing was done.")
    user_errors: list[UserError] = strawberry.field(
        description="What was wrong with the input; empty when the action was carried out."
    )


@strawberry.type(description="What became of changing the site.")
class SitePayload:
    """The site, or why nothing was done."""

    site: Site | None = strawberry.field(description="The site as it is now; null when nothing was done.")
    user_errors: list[UserError] = strawberry.field(
        description="What was wrong with the input; empty when the action was carried out."
    )


@strawberry.type
class SiteMutations:
    """Actions on the site."""

    @strawberry.mutation(description="Change the site: several entries in one piece, each in its own type.")
    async def site_update(
        self, info: Info, input: Annotated[SiteUpdateInput, strawberry.argument(description="What is to change.")]
    ) -> SitePayload:
        """Change entries."""
        principal = await info.context.principal()
        _, errors = await outcome(site.update(principal, input.changes()), _PLACE_OF)
        return SitePayload(site=None if errors else await _now(info, principal), user_errors=errors)

    @strawberry.mutation(description="Set an entry of the site, whatever its shape.")
    async def site_entry_set(
        self, info: Info, input: Annotated[SiteEntrySetInput, strawberry.argument(description="The entry.")]
    ) -> SiteEntryPayload:
        """Set an entry."""
        principal = await info.context.principal()
        entry, errors = await outcome(site.put(principal, input.key, input.value), _PATHS)
        return SiteEntryPayload(
            entry=None if entry is None else SiteEntry.of(entry),
            site=None if errors else await _now(info, principal),
            user_errors=errors,
        )

    @strawberry.mutation(description="Forget an entry of the site, so that its default counts again.")
    async def site_entry_reset(
        self, info: Info, input: Annotated[SiteEntryResetInput, strawberry.argument(description="The entry.")]
    ) -> SiteEntryPayload:
        """Reset an entry."""
        principal = await info.context.principal()
        _, errors = await outcome(site.reset(principal, input.key), _PATHS)
        return SiteEntryPayload(entry=None, site=None if errors else await _now(info, principal), user_errors=errors)


async def _now(info: Info, principal: Principal) -> Site:
    return Site.of(await info.context.site.entries(), principal)
