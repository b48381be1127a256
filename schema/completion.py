"""Completing values without what only errors, nulls and awaitables need: paths, information for resolvers, checks.

A function here either returns what the library would answer for values, or raises: whatever it raises means that the
library's own way has to be gone from the start, which then finds the error, and says where it is.

Values are completed column by column: the names of a hundred monitors together, then their kinds. What is done for each
value is then mostly done by Python itself: a list of objects takes half of the time of one object after the other.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import lru_cache
from itertools import chain, islice
from math import isfinite
from operator import attrgetter
from types import NoneType
from typing import Any

import orjson
from graphql import (
    GRAPHQL_MAX_INT,
    GRAPHQL_MIN_INT,
    GraphQLBoolean,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLNamedType,
    GraphQLString,
)
from strawberry.schema.types.base_scalars import DateTimeDefinition

Read = Callable[[Any], Any]
Check = Callable[[Sequence[Any]], None]
Complete = Callable[[Sequence[Any]], Sequence[Any]]
"""Returns what each of several values is written as, in their order."""
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

    `attribute` is the name by which the object has it, if that is all that reading takes.
    """

    name: str
    read: Read
    attribute: str | None
    complete: Complete


def or_null(complete: Complete) -> Complete:
    """Return the completion of a type that may be null."""

    def complete_or_null(values: Sequence[Any]) -> Sequence[Any]:
        if NoneType not in set(map(type, values)):
            return complete(values)
        completed = iter(complete([value for value in values if value is not None]))
        return [None if value is None else next(completed) for value in values]

    return complete_or_null


def list_of(complete: Complete) -> Complete:
    """Return the completion of a list, by that of its items."""

    def complete_lists(values: Sequence[Any]) -> Sequence[Any]:
        if not {list, tuple}.issuperset(map(type, values)):
            raise SurpriseError
        completed = iter(complete([*chain.from_iterable(values)]))
        return [[*islice(completed, len(value))] for value in values]

    return complete_lists


def object_of(fields: Sequence[PlainField], check: Check) -> Complete:
    """Return the completion of an object, by that of its fields; `check` raises where a value is no such object."""
    names = [field.name for field in fields]
    read_columns = _reading(fields)
    completions = [field.complete for field in fields]

    def complete_objects(values: Sequence[Any]) -> Sequence[Any]:
        if not values:
            return []
        check(values)
        if not names:
            return [{} for _ in values]
        columns = [complete(column) for complete, column in zip(completions, read_columns(values), strict=True)]
        # As many as there are names, of which each is read: to have that checked again takes a quarter of the time.
        return [dict(zip(names, row)) for row in zip(*columns)]  # noqa: B905 - see above

    return complete_objects


def objects_of(is_awaitable: Read, is_type_of: Read | None) -> Check:
    """Return the check of objects, which raises where one of them is none, is to be awaited, or is of another type."""

    def check(values: Sequence[Any]) -> None:
        for value in values:
            if value is None or isinstance(value, Exception) or is_awaitable(value):
                raise SurpriseError
            if is_type_of is not None and not is_type_of(value):
                raise SurpriseError

    return check


def _reading(fields: Sequence[PlainField]) -> Callable[[Sequence[Any]], Iterable[Sequence[Any]]]:
    """Return what reads the fields of several objects, a column each; the attributes of an object are read at once."""
    attributes = [field.attribute for field in fields if field.attribute is not None]
    # Of a single name it returns no tuple.
    read_attributes: Any = attrgetter(*attributes) if len(attributes) > 1 else None

    def read(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
        columns = zip(*map(read_attributes, values), strict=True) if read_attributes else None
        for field in fields:
            if columns is not None and field.attribute is not None:
                yield next(columns)
            else:
                yield [field.read(value) for value in values]

    return read


@lru_cache(_KEPT_LEAVES)
def leaf(leaf_type: GraphQLLeafType) -> Complete:
    """Return the completion of a scalar or an enum."""
    write = leaf_type.coerce_output_value

    def complete(value: Any) -> Any:
        if type(value) not in _VALUES and not isinstance(value, Enum):
            raise SurpriseError
        written = write(value)
        if type(written) not in _WRITTEN:
            raise SurpriseError
        return written

    if (kind := _AS_THEY_ARE.get(leaf_type)) is not None:
        return _as_they_are(kind, complete)
    if (quick := _QUICK.get(leaf_type)) is not None:
        return _each(quick, complete)
    if leaf_type.extensions.get("strawberry-definition") is DateTimeDefinition:
        return _each(_instant, complete)
    members = getattr(leaf_type, "wrapped_cls", None)
    if members is None:
        return lambda values: [complete(value) for value in values]
    # The library looks through all values each time. By id: members stay, and equal ones of other enums are others.
    words = {id(member): write(member) for member in members}
    return _each(lambda value: words.get(id(value)), complete)


def _each(quick: Read, complete: Read) -> Complete:
    """Return the completion of values that are mostly what they should be: `quick` returns None for all others."""

    def complete_each(values: Sequence[Any]) -> Sequence[Any]:
        written = [quick(value) for value in values]
        if None not in written:
            return written
        return [complete(value) if word is None else word for word, value in zip(written, values, strict=True)]

    return complete_each


def _as_they_are(kind: type, complete: Read) -> Complete:
    """Return the completion of a scalar that writes values of one type as they are."""

    def complete_all(values: Sequence[Any]) -> Sequence[Any]:
        return values if {kind}.issuperset(map(type, values)) else [complete(value) for value in values]

    return complete_all


def _int(value: Any) -> Any:
    return value if type(value) is int and GRAPHQL_MIN_INT <= value <= GRAPHQL_MAX_INT else None


def _float(value: Any) -> Any:
    return value if type(value) is float and isfinite(value) else None


def _instant(value: Any) -> Any:
    # orjson writes it as `isoformat` does, in a third of the time.
    return orjson.dumps(value)[1:-1].decode() if type(value) is datetime and value.tzinfo is UTC else None


_AS_THEY_ARE: Mapping[GraphQLNamedType, type] = {GraphQLString: str, GraphQLID: str, GraphQLBoolean: bool}
_QUICK: Mapping[GraphQLNamedType, Read] = {GraphQLInt: _int, GraphQLFloat: _float}
