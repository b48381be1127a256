"""How a request's loaders find out for whom they load."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Protocol, TypeVar, cast

from strawberry.dataloader import DataLoader as LibraryDataLoader

from core.principal import Principal

Key = TypeVar("Key")
Row = TypeVar("Row")
FindMany = Callable[[Principal, Sequence[int]], Awaitable[dict[int, Row]]]


class Request(Protocol):
    """What loaders need to know of a request."""

    async def principal(self) -> Principal:
        """Return who asks."""
        ...


class DataLoader(LibraryDataLoader[Key, Row]):
    """The library's loader, of which one who gives up takes nothing from the others.

    Where a field fails, the execution cancels the fields beside it. Those that wait for the same row in another part
    of the query must not be cancelled with them.
    """

    def load(self, key: Key) -> Awaitable[Row]:
        """Return what is found for the key, once those that are asked for at the same time are gathered."""
        return asyncio.shield(super().load(key))

    async def load_many(self, keys: Iterable[Key]) -> list[Row]:
        """Return what is found for the keys, in a third of the time of waiting for each: they are found together."""
        rows = [cast("asyncio.Future[Row]", super(DataLoader, self).load(key)) for key in keys]
        try:
            return [row.result() if row.done() else await asyncio.shield(row) for row in rows]
        except BaseException:
            for row in rows:
                row.add_done_callback(_seen)
            raise


def _seen(row: "asyncio.Future[Row]") -> None:
    """Let asyncio know that somebody was told: it complains of errors that nobody has asked for."""
    if not row.cancelled():
        row.exception()


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
