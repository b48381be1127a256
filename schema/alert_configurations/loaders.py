"""Loaders of what a list of alert configurations would otherwise ask for one by one."""

from resolvers import alert_configurations
from schema.loading import Request, by_id, lists_of


class AlertConfigurationLoaders:
    """One request's loaders."""

    def __init__(self, request: Request) -> None:
        """Load for the one who makes `request`."""
        self.by_id = by_id(request, alert_configurations.by_ids)
        self.monitors = lists_of(request, alert_configurations.monitors_of)
        self.triggers = lists_of(request, alert_configurations.triggers_of)
