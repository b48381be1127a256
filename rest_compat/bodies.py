"""Typed reading of what clients send: the body, its fields, and the parameters of the query.

A reader returns the value in its type, None for an optional field that is null or not there, and raises InvalidInput
with v4's message for anything else. A field that a PATCH does not mention is UNSET.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

import orjson
from starlette.requests import Request

from core.errors import InvalidInput
from core.unset import UNSET, Unset
from rest_compat.errors import PayloadTooLarge

MAX_BODY_BYTES = 1024 * 1024
MAX_DEPTH = 100  # far beyond what clients send, far below what the interpreter's stack takes
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_MAX_INTEGER = 2**63 - 1
_MOST_DIGITS = len(str(_MAX_INTEGER))
_INVALID_JSON = "Invalid JSON body"
Word = TypeVar("Word", bound=StrEnum)
Body = Mapping[str, Any]


async def read(request: Request) -> Body:
    """Return the JSON object that the request carries, whatever its content type says.

    Raises InvalidInput for anything else, and PayloadTooLarge before a large body was read to its end.
    """
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > MAX_BODY_BYTES:
            raise PayloadTooLarge(f"The body is larger than {MAX_BODY_BYTES} bytes")
    try:
        # Refuses NaN, infinities and half surrogate pairs; integers beyond 64 bits become floats, as in v4.
        body = orjson.loads(received.removeprefix(_BYTE_ORDER_MARK))
    except orjson.JSONDecodeError:
        raise InvalidInput(_INVALID_JSON) from None
    if not isinstance(body, dict):
        raise InvalidInput(_INVALID_JSON)
    if _is_deeper(body, MAX_DEPTH):
        raise InvalidInput(f"{_INVALID_JSON}: nested deeper than {MAX_DEPTH} levels")
    return body


def _is_deeper(body: dict[str, Any], levels: int) -> bool:
    level: list[dict[str, Any] | list[Any]] = [body]
    for _ in range(levels):
        level = [
            child
            for parent in level
            for child in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True


def is_integer(value: object) -> bool:
    """Return whether a JSON value is a whole number of 64 bits; 4.0 is one, true is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return (isinstance(value, int) or value.is_integer()) and -_MAX_INTEGER <= value <= _MAX_INTEGER


def is_number(value: object) -> bool:
    """Return whether a JSON value is a number that a float can hold; true is none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _MAX_INTEGER


def required_text(body: Body, field: str, message: str) -> str:
    """Return a text that must be there and not blank; else InvalidInput with `message`."""
    value = body.get(field)
    if not isinstance(value, str) or not value.strip():
        raise InvalidInput(message, field)
    return value


def text(body: Body, field: str) -> str | None:
    """Return a text, or None."""
    value = body.get(field)
    if value is not None and not isinstance(value, str):
        raise InvalidInput(f"{field} must be a string", field)
    return value


def changed_text(body: Body, field: str) -> str | Unset | None:
    """Return the new text, None to clear it, or UNSET."""
    return text(body, field) if field in body else UNSET


def integer(body: Body, field: str, message: str) -> int | None:
    """Return a whole number, or None; else InvalidInput with `message`."""
    value = body.get(field)
    if value is None:
        return None
    if not is_integer(value):
        raise InvalidInput(message, field)
    return int(value)


def word(body: Body, field: str, words: type[Word]) -> Word | None:
    """Return a word of an enum, or None; else InvalidInput naming those that there are."""
    value = body.get(field)
    if value is None:
        return None
    if not isinstance(value, str) or value not in {each.value for each in words}:
        raise InvalidInput(f"{field} must be one of: {', '.join(each.value for each in words)}", field)
    return words(value)


def yes_no(body: Body, field: str) -> bool | None:
    """Return v4's "YES" or "NO" as a boolean, or None."""
    value = body.get(field)
    if value is None:
        return None
    if value not in ("YES", "NO"):
        raise InvalidInput(f"{field} must be one of: YES, NO", field)
    return bool(value == "YES")


def object_(body: Body, field: str) -> dict[str, Any] | None:
    """Return a JSON object, or None."""
    value = body.get(field)
    if value is not None and not isinstance(value, dict):
        raise InvalidInput(f"{field} must be an object", field)
    return value


def list_(body: Body, field: str, message: str) -> list[Any] | None:
    """Return a JSON list, or None; else InvalidInput with `message`."""
    value = body.get(field)
    if value is not None and not isinstance(value, list):
        raise InvalidInput(message, field)
    return value


def row_id(digits: str) -> int | None:
    """Return the id that stands in a path; None for what can't be one ("0", "-1", "abc", "1abc")."""
    if not (digits.isascii() and digits.isdigit()) or len(digits) > _MOST_DIGITS:
        return None
    number = int(digits)
    return number if 0 < number <= _MAX_INTEGER else None
