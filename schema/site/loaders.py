"""The site's entries, read once a request."""

from asyncio import Task, create_task
from collections.abc import Mapping

from resolvers import site
from resolvers.site_keys import SiteKey


class SiteLoaders:
    """One request's entries."""

    def __init__(self) -> None:
        """Read nothing yet."""
        self._entries: Task[Mapping[SiteKey, object]] | None = None

    async def entries(self) -> Mapping[SiteKey, object]:
        """Return what was set, by key."""
        if self._entries is None:
            # A task, so that fields which ask at the same time wait for the same answer.
            self._entries = create_task(site.values())
        return await self._entries

    async def url(self) -> str:
        """Return the public address of this installation, without a slash at its end."""
        return site.url_in(await self.entries())
