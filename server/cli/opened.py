"""What a command that works on the database runs in."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from core import settings
from core.errors import SettingsError

T = TypeVar("T")


def run(process: str, action: Callable[[], Awaitable[T]]) -> T:
    """Run `action` with the database open; the running processes hear of what it changes.

    The log names the `process`. Raises SettingsError when the database can't be used.
    """
    from tortoise.exceptions import OperationalError

    from server.resources import opened_for_a_command, prepare_process

    chosen = settings.load()
    prepare_process(chosen, process=process)

    async def act() -> T:
        async with opened_for_a_command(chosen):
            try:
                return await action()
            except OperationalError as error:
                raise SettingsError(
                    f"DATABASE_URL: the database can't be used ({error}); 'heliograph migrate' brings it up to date"
                ) from None

    return asyncio.run(act())
