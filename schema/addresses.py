"""The absolute addresses of things; the site's own address is read once a request."""

from resolvers import addresses
from schema.site.loaders import SiteLoaders


class Addresses:
    """One request's addresses."""

    def __init__(self, site: SiteLoaders) -> None:
        """Find the site's own address by `site`."""
        self._site = site

    async def of_page(self, path: str) -> str:
        """Return where a page is shown."""
        return addresses.of_page(await self._site.url(), path)

    async def of_incident(self, incident_id: int) -> str:
        """Return where an incident is shown."""
        return addresses.of_incident(await self._site.url(), incident_id)

    async def of_maintenance(self, maintenance_id: int) -> str:
        """Return where a maintenance is shown."""
        return addresses.of_maintenance(await self._site.url(), maintenance_id)

    async def of_maintenance_event(self, event_id: int) -> str:
        """Return where one occurrence of a maintenance is shown."""
        return addresses.of_maintenance_event(await self._site.url(), event_id)

    async def of_badge(self, tag: str) -> str:
        """Return where a public monitor's badge is drawn."""
        return addresses.of_badge(await self._site.url(), tag)
