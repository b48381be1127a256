"""Loaders of what a list of maintenances would otherwise ask for one by one."""

from resolvers import maintenances
from schema.loading import Request, by_id, lists_of


class MaintenanceLoaders:
    """One request's loaders."""

    def __init__(self, request: Request) -> None:
        """Load for the one who makes `request`."""
        self.by_id = by_id(request, maintenances.by_ids)
        self.affected = lists_of(request, maintenances.affected_by)
