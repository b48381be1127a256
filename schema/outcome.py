"""What becomes of a mutation: the row that a resolver returns, or what was wrong with the input."""

from collections.abc import Awaitable
from typing import TypeVar

from core.errors import DomainError
from schema.errors import UserError, user_error

Row = TypeVar("Row")


async def outcome(action: Awaitable[Row], renamed: dict[str, str] | None = None) -> tuple[Row | None, list[UserError]]:
    """Carry out an action, and return its row with no errors, or no row with the errors of the input.

    `renamed` are the fields that REST v4 calls differently, as for `user_error`. Raises the errors that are not the
    input's: about who asks, and about what does not work here.
    """
    try:
        return await action, []
    except DomainError as error:
        return None, [user_error(error, renamed)]
