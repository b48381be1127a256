"""Loaders of what a list of pages would otherwise ask for one by one."""

from resolvers import pages
from schema.loading import Request, by_id, lists_of


class PageLoaders:
    """One request's loaders."""

    def __init__(self, request: Request) -> None:
        """Load for the one who makes `request`."""
        self.by_id = by_id(request, pages.by_ids)
        self.placed = lists_of(request, pages.placed_on)
