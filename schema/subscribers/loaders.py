"""Loaders of what a list of subscribers would otherwise ask for one by one."""

from resolvers import subscribers
from resolvers.followed import Followed
from schema.loading import DataLoader, Request, by_id


class SubscriberLoaders:
    """One request's loaders."""

    def __init__(self, request: Request) -> None:
        """Load for the one who makes `request`."""

        async def load_follows(ids: list[int]) -> list[Followed]:
            found = await subscribers.follows_of(await request.principal(), ids)
            return [found[each] for each in ids]

        self.by_id = by_id(request, subscribers.by_ids)
        self.follows: DataLoader[int, Followed] = DataLoader(load_follows)
