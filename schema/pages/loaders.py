"""Loaders of what a list of pages would otherwise ask for one by one."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from core.principal import Principal
from models.page import Page
from models.page_events import Shown
from resolvers import page_events, pages
from resolvers.site_keys import SiteKey
from schema.loading import DataLoader, Request, by_id, lists_of
from schema.site.loaders import SiteLoaders

Row = TypeVar("Row")
FindShown = Callable[
    [Principal, Shown, Sequence[Page], Mapping[SiteKey, object]], Coroutine[Any, Any, dict[int, list[Row]]]
]


class _Request(Request, Protocol):
    @property
    def site(self) -> SiteLoaders: ...


class PageLoaders:
    """One request's loaders."""

    def __init__(self, request: _Request) -> None:
        """Load for the one who makes `request`."""
        self.by_id = by_id(request, pages.by_ids)
        self.placed = lists_of(request, pages.placed_on)
        self.open_incidents = _shown(request, page_events.incidents_on, Shown.OPEN_INCIDENTS)
        self.past_incidents = _shown(request, page_events.incidents_on, Shown.PAST_INCIDENTS)
        self.ongoing_events = _shown(request, page_events.events_on, Shown.ONGOING_EVENTS)
        self.upcoming_events = _shown(request, page_events.events_on, Shown.UPCOMING_EVENTS)
        self.past_events = _shown(request, page_events.events_on, Shown.PAST_EVENTS)


def _shown(
    request: _Request,
    find: FindShown[Row],
    shown: Shown,
) -> DataLoader[Page, list[Row]]:
    """Return a loader of what pages show; their settings are on their rows."""

    async def load(on: list[Page]) -> list[list[Row]]:
        found = await find(await request.principal(), shown, on, await request.site.entries())
        return [found.get(page.id, []) for page in on]

    return DataLoader(load, cache_key_fn=lambda page: page.id)
