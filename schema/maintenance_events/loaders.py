"""Loaders of the events of many maintenances."""

from collections.abc import Awaitable
from dataclasses import dataclass

from models.maintenance import MaintenanceEvent
from resolvers import maintenance_events
from schema.connections import Window
from schema.loading import DataLoader, Request, by_id, lists_of


@dataclass(frozen=True, slots=True)
class EventsAsked:
    """A page of a maintenance's events."""

    maintenance_id: int
    page: Window[int]


class MaintenanceEventLoaders:
    """One request's loaders."""

    def __init__(self, request: Request) -> None:
        """Load for the one who makes `request`."""

        async def load_pages(asked: list[EventsAsked]) -> list[list[MaintenanceEvent]]:
            found = {page: await pages_of(page, asked) for page in {each.page for each in asked}}
            return [found[each.page].get(each.maintenance_id, []) for each in asked]

        async def pages_of(page: Window[int], asked: list[EventsAsked]) -> dict[int, list[MaintenanceEvent]]:
            return await maintenance_events.pages_of(
                await request.principal(),
                [each.maintenance_id for each in asked if each.page == page],
                limit=page.limit + 1,
                after=page.after,
                before=page.before,
                last=page.from_end,
            )

        self.by_id = by_id(request, maintenance_events.by_ids)
        self.open = lists_of(request, maintenance_events.open_of)
        self.pages: DataLoader[EventsAsked, list[MaintenanceEvent]] = DataLoader(load_pages)

    def page(self, maintenance_id: int, page: Window[int]) -> Awaitable[list[MaintenanceEvent]]:
        """Return a page of a maintenance's events, and one event more at its far end; the same pages are gathered."""
        return self.pages.load(EventsAsked(maintenance_id, page))
