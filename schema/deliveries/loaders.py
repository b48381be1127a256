"""Loaders of what a list of deliveries would otherwise ask for one by one."""

from resolvers import deliveries
from schema.loading import Request, by_id, lists_of


class DeliveryLoaders:
    """One request's loaders."""

    def __init__(self, request: Request) -> None:
        """Load for the one who makes `request`."""
        self.by_id = by_id(request, deliveries.by_ids)
        self.attempts = lists_of(request, deliveries.attempts_of)
