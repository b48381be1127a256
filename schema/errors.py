"""The errors of the domain, as GraphQL shows them: user errors of a mutation, or masked top-level errors."""

import re
from enum import StrEnum

import strawberry
from graphql import GraphQLError
from strawberry.schema.exceptions import CannotGetOperationTypeError
from strawberry.utils.str_converters import to_camel_case

from core.errors import Conflict, DomainError, Forbidden, InvalidInput, NotFound, Unauthenticated, Unavailable
from core.logging import logger
from schema.enums import described

_log = logger(__name__)
_MASKED = "An unexpected error occurred; it has been logged."
_INTERNAL = "INTERNAL_ERROR"
_HINT = re.compile(r"\s*Did you mean .*\?$", re.DOTALL)


class UserErrorCode(StrEnum):
    """The codes of user errors."""

    INVALID_INPUT = "INVALID_INPUT"
    NOT_FOUND = "NOT_FOUND"
    CONFLICT = "CONFLICT"


described(
    UserErrorCode,
    "Why a mutation could not be carried out.",
    INVALID_INPUT="A field has a value that can't be taken.",
    NOT_FOUND="What the input addresses does not exist.",
    CONFLICT="It is there already, or stands in the way.",
)


@strawberry.type(description="What was wrong with a mutation's input; nothing was changed.")
class UserError:
    """One sentence for the person who wrote the input."""

    code: UserErrorCode = strawberry.field(description="What kind of error it is.")
    message: str = strawberry.field(description="What was wrong, with which value, and what would be right.")
    field: list[str] | None = strawberry.field(description="The path of the input field concerned, if it is one.")


_USER_ERRORS: dict[type[DomainError], UserErrorCode] = {
    InvalidInput: UserErrorCode.INVALID_INPUT,
    NotFound: UserErrorCode.NOT_FOUND,
    Conflict: UserErrorCode.CONFLICT,
}
_CODES: dict[type[DomainError], str] = {
    InvalidInput: "BAD_USER_INPUT",
    NotFound: "NOT_FOUND",
    Conflict: "CONFLICT",
    Unauthenticated: "UNAUTHENTICATED",
    Forbidden: "FORBIDDEN",
    Unavailable: "UNAVAILABLE",
}


def user_error(error: DomainError, renamed: dict[str, str] | None = None) -> UserError:
    """Return the error as a mutation's payload shows it.

    `renamed` maps the input fields that REST v4 calls differently ("type_data" to "configuration.api"); the first
    that fits counts. Errors about
    who asks are not the input's: they are raised again.
    """
    code = _USER_ERRORS.get(type(error))
    if code is None:
        raise error
    return UserError(code=code, message=error.message, field=_path(error.field, renamed or {}))


def _path(field: str | None, renamed: dict[str, str]) -> list[str] | None:
    if field is None:
        return None
    for theirs, ours in renamed.items():
        if field == theirs or field.startswith((f"{theirs}.", f"{theirs}[")):
            field = ours + field.removeprefix(theirs)
            break
    # hosts[0].port is the port of item 0.
    return [to_camel_case(part) for part in re.split(r"[.\[\]]+", field) if part]


def shown(error: GraphQLError) -> GraphQLError:
    """Return the error as everybody may read it; one that was no error of the domain is logged, and masked."""
    original = error.original_error
    if original is None or isinstance(original, GraphQLError | CannotGetOperationTypeError):
        return error
    if isinstance(original, DomainError):
        extensions = {**(error.extensions or {}), "code": _CODES.get(type(original), _INTERNAL)}
        return GraphQLError(error.message, error.nodes, path=error.path, extensions=extensions)
    if isinstance(original, RecursionError) and error.path is None:
        # Parsing and validating go down as deep as the document does.
        return GraphQLError("The document is nested too deeply", extensions={"code": "BAD_USER_INPUT"})
    _log.error("resolver_failed", path=error.path, exc_info=original)
    return GraphQLError(_MASKED, error.nodes, path=error.path, extensions={"code": _INTERNAL})


def without_hint(error: GraphQLError) -> GraphQLError:
    """Return the error without the names that graphql-core supposes were meant: the public may not fish for them."""
    message = _HINT.sub("", error.message)
    if message == error.message:
        return error
    return GraphQLError(message, error.nodes, path=error.path, extensions=error.extensions)
