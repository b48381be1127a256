"""Timestamps in bodies: numbers of UTC seconds, with or without a fraction."""

from core.errors import InvalidInput
from core.unset import UNSET, Unset
from rest_compat import bodies
from rest_compat.bodies import Body


def optional(body: Body, field: str) -> float | None:
    """Return the timestamp, or None."""
    value = body.get(field)
    if value is None:
        return None
    if not bodies.is_number(value):
        raise _not_valid(field)
    return float(value)


def required(body: Body, field: str) -> float:
    """Return a timestamp that must be there."""
    value = optional(body, field)
    if value is None:
        raise InvalidInput(f"{field} is required", field)
    return value


def changed(body: Body, field: str) -> float | Unset:
    """Return the new timestamp, which must not be null, or UNSET."""
    if field not in body:
        return UNSET
    value = optional(body, field)
    if value is None:
        raise _not_valid(field)
    return value


def _not_valid(field: str) -> InvalidInput:
    return InvalidInput(f"{field} must be a valid timestamp (UTC seconds)", field)
