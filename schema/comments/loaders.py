"""Loaders of comments."""

from resolvers import comments
from schema.loading import Request, by_id


class CommentLoaders:
    """One request's loaders."""

    def __init__(self, request: Request) -> None:
        """Load for the one who makes `request`."""
        self.by_id = by_id(request, comments.by_ids)
