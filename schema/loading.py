"""How a request's loaders find out for whom they load."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from strawberry.dataloader import DataLoader

from core.principal import Principal

Row = TypeVar("Row")
FindMany = Callable[[Principal, Sequence[int]], Awaitable[dict[int, Row]]]


class Request(Protocol):
    """What loaders need to know of a request."""

    async def principal(self) -> Principal:
        """Return who asks."""
        ...


def by_id(request: Request, find: FindMany[Row]) -> DataLoader[int, Row | None]:
    """Return a loader that gathers ids and asks `find` for all of them at once; what it does not find is None."""

    async def load(ids: list[int]) -> list[Row | None]:
        found = await find(await request.principal(), ids)
        return [found.get(each) for each in ids]

    return DataLoader(load)


def lists_of(request: Request, find: FindMany[list[Row]]) -> DataLoader[int, list[Row]]:
    """Return a loader of lists; where `find` finds nothing, the list is empty."""

    async def load(ids: list[int]) -> list[list[Row]]:
        found = await find(await request.principal(), ids)
        return [found.get(each, []) for each in ids]

    return DataLoader(load)
