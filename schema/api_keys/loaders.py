"""Loaders of API keys."""

from models.api_key import ApiKey
from resolvers import api_keys
from schema.loading import DataLoader, Request, by_id


class ApiKeyLoaders:
    """One request's loaders."""

    def __init__(self, request: Request) -> None:
        """Load for the one who makes `request`."""
        self.by_id: DataLoader[int, ApiKey | None] = by_id(request, api_keys.by_ids)
