"""Completing values without what only errors, nulls and awaitables need: paths, information for resolvers, checks.

A function here either returns what the library would answer for a value, or raises: whatever it raises means that the
library's own way has to be gone from the start, which then finds the error, and says where it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from math import isfinite
from typing import Any

from graphql import (
    GRAPHQL_MAX_INT,
    GRAPHQL_MIN_INT,
    GraphQLBoolean,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLString,
)

Read = Callable[[Any], Any]
Complete = Callable[[Any], Any]
# Of these types nothing is an error, nothing can be awaited.
_VALUES = frozenset({bool, int, float, str, list, date, datetime})
# What a leaf may be written as; a scalar could also return something to be awaited.
_WRITTEN = frozenset({bool, int, float, str, list, dict})
_KEPT_LEAVES = 1000


class SurpriseError(Exception):
    """A value that can't be completed here."""


@dataclass(frozen=True, slots=True)
class PlainField:
    """A field of an object: how its value is read from the object, and completed.

    A value whose type is exactly `written_as_it_is` needs no completing, which spares half of the time.
    """

    name: str
    read: Read
    complete: Complete
    written_as_it_is: type | None


def or_null(complete: Complete) -> Complete:
    """Return the completion of a type that may be null."""
    return lambda value: None if value is None else complete(value)


def list_of(complete: Complete) -> Complete:
    """Return the completion of a list, by that of its items."""

    def complete_list(value: Any) -> list[Any]:
        if type(value) is not list and type(value) is not tuple:
            raise SurpriseError
        return [complete(item) for item in value]

    return complete_list


def object_of(fields: Sequence[PlainField], is_awaitable: Read, is_type_of: Read | None) -> Complete:
    """Return the completion of an object, by that of its fields."""
    steps = [(field.name, field.read, field.written_as_it_is, field.complete) for field in fields]

    def complete_object(value: Any) -> dict[str, Any]:
        if value is None or isinstance(value, Exception) or is_awaitable(value):
            raise SurpriseError
        if is_type_of is not None and not is_type_of(value):
            raise SurpriseError
        written = {}
        for name, read, written_as_it_is, complete in steps:
            found = read(value)
            written[name] = found if type(found) is written_as_it_is else complete(found)
        return written

    return complete_object


@lru_cache(_KEPT_LEAVES)
def leaf(leaf_type: GraphQLLeafType) -> Complete:
    """Return the completion of a scalar or an enum."""

    def complete(value: Any) -> Any:
        if type(value) not in _VALUES and not isinstance(value, Enum):
            raise SurpriseError
        written = leaf_type.coerce_output_value(value)
        if type(written) not in _WRITTEN:
            raise SurpriseError
        return written

    def complete_int(value: Any) -> Any:
        return value if type(value) is int and GRAPHQL_MIN_INT <= value <= GRAPHQL_MAX_INT else complete(value)

    def complete_float(value: Any) -> Any:
        return value if type(value) is float and isfinite(value) else complete(value)

    if leaf_type is GraphQLInt:
        return complete_int
    if leaf_type is GraphQLFloat:
        return complete_float
    members = getattr(leaf_type, "wrapped_cls", None)
    if members is None:
        return complete
    # The library looks through all values each time. By id: members stay, and equal ones of other enums are others.
    words = {id(member): leaf_type.coerce_output_value(member) for member in members}

    def complete_member(value: Any) -> Any:
        word = words.get(id(value))
        return complete(value) if word is None else word

    return complete_member


def written_as_it_is(leaf_type: GraphQLLeafType) -> type | None:
    """Return the type whose values a scalar writes as they are."""
    if leaf_type is GraphQLString or leaf_type is GraphQLID:
        return str
    return bool if leaf_type is GraphQLBoolean else None
