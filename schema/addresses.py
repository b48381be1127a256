"""The absolute addresses of things; the site's own address is read once a request."""

from strawberry.dataloader import DataLoader

from resolvers import addresses, site

_SITE = "site"


class Addresses:
    """One request's addresses."""

    def __init__(self) -> None:
        """Read nothing yet."""

        async def load(keys: list[str]) -> list[str]:
            return [await site.site_url()] * len(keys)

        self._of: DataLoader[str, str] = DataLoader(load)

    async def of_incident(self, incident_id: int) -> str:
        """Return where an incident is shown."""
        return addresses.of_incident(await self._of.load(_SITE), incident_id)

    async def of_maintenance(self, maintenance_id: int) -> str:
        """Return where a maintenance is shown."""
        return addresses.of_maintenance(await self._of.load(_SITE), maintenance_id)

    async def of_maintenance_event(self, event_id: int) -> str:
        """Return where one occurrence of a maintenance is shown."""
        return addresses.of_maintenance_event(await self._of.load(_SITE), event_id)

    async def of_badge(self, tag: str) -> str:
        """Return where a public monitor's badge is drawn."""
        return addresses.of_badge(await self._of.load(_SITE), tag)
