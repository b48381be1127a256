"""Looking at what holds only as long as nobody writes: other tests use the same PostgreSQL server at the same time."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from models.revision import revision

Found = TypeVar("Found")
_ATTEMPTS = 200


async def nothing() -> None:
    """Prepare nothing."""


async def undisturbed(
    look: Callable[[], Awaitable[Found]], *, after: Callable[[], Awaitable[object]] = nothing
) -> Found:
    """Return what `look` finds after `after` while nobody writes; both are done again until nobody does.

    The mark of a PostgreSQL database changes with what is written to any other of its server.
    """
    for _ in range(_ATTEMPTS):
        await after()
        before = await revision()
        found = await look()
        if await revision() == before:
            return found
    raise AssertionError(f"somebody wrote during each of {_ATTEMPTS} looks")
