"""Loaders of triggers."""

from resolvers import triggers
from schema.loading import Request, by_id


class TriggerLoaders:
    """One request's loaders."""

    def __init__(self, request: Request) -> None:
        """Load for the one who makes `request`."""
        self.by_id = by_id(request, triggers.by_ids)
