"""Loaders of what a list of incidents would otherwise ask for one by one."""

from resolvers import comments, incidents
from schema.loading import Request, by_id, lists_of


class IncidentLoaders:
    """One request's loaders."""

    def __init__(self, request: Request) -> None:
        """Load for the one who makes `request`."""
        self.by_id = by_id(request, incidents.by_ids)
        self.affected = lists_of(request, incidents.affected_by)
        self.comments = lists_of(request, comments.of_incidents)
