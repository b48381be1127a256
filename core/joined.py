"""One look for many who want to know at once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Joined(Generic[T]):
    """Answers everybody by a look that began after they asked; those who ask during a look share the next one."""

    def __init__(self, look: Callable[[], Awaitable[T]]) -> None:
        """Look by `look`."""
        self._look = look
        self._waiting: list[asyncio.Future[T]] = []
        self._looking: asyncio.Task[None] | None = None

    async def ask(self) -> T:
        """Return what a look finds that begins now or later; raises what it raises."""
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(answer)
        if self._looking is None:
            self._looking = asyncio.create_task(self._look_for_all())
        return await answer

    async def _look_for_all(self) -> None:
        """Look until nobody waits any more."""
        try:
            while self._waiting:
                asked, self._waiting = self._waiting, []
                await self._look_for(asked)
        finally:
            self._looking = None

    async def _look_for(self, asked: list[asyncio.Future[T]]) -> None:
        try:
            found = await self._look()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is theirs who asked
            for answer in asked:
                if not answer.done():
                    answer.set_exception(error)
        else:
            for answer in asked:
                if not answer.done():
                    answer.set_result(found)
