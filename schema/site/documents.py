"""How the JSON of the site's entries travels to and from GraphQL's types.

A field's name in JSON is its GraphQL name, unless `json_name` says another one.
"""

import math
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import strawberry
from pydantic.alias_generators import to_camel
from strawberry.scalars import JSON

_NAME = "json_name"
_HIGHEST = 2**31 - 1  # GraphQL's Int
_YES_AND_NO: Mapping[object, bool] = {"YES": True, "NO": False}


def json_name(name: str) -> dict[object, object]:
    """Return the metadata of a field that is called otherwise in JSON."""
    return {_NAME: name}


def readable(kind: Any, value: object) -> Any:  # noqa: PLR0911 - a table, a line a kind
    """Return a JSON value as `kind`: a type of GraphQL's, a word, or a list of these; None when it is none.

    Within an object, what can't be read is its field's default, or None; an object without a field that it needs is
    None, and is left out of a list.
    """
    kind = next((each for each in get_args(kind) if NoneType in get_args(kind) and each is not NoneType), kind)
    if kind is JSON:
        return value
    if get_origin(kind) is list:
        (each,) = get_args(kind)
        items = [readable(each, item) for item in value] if isinstance(value, list) else None
        return None if items is None else [item for item in items if item is not None]
    if is_dataclass(kind):
        return _object(kind, value) if isinstance(value, Mapping) else None
    if kind is bool:
        return value if isinstance(value, bool) else _YES_AND_NO.get(value) if isinstance(value, str) else None
    if kind is int:
        return _whole(value)
    if kind is float:
        return value if _is_number(value) else None
    if issubclass(kind, StrEnum):
        return kind(value) if value in set(kind) else None
    return value if isinstance(value, str) else None


def _object(kind: Any, value: Mapping[str, object]) -> Any:
    hints = hints_of(kind)
    read: dict[str, object] = {}
    for field in fields(kind):
        found = readable(hints[field.name], value.get(_key(field)))
        if found is None and field.default is not MISSING:
            continue
        if found is None and field.default_factory is not MISSING:
            continue
        if found is None and NoneType not in get_args(hints[field.name]):
            return None
        read[field.name] = found
    return kind(**read)


@cache
def hints_of(kind: Any) -> dict[str, Any]:
    """Return the types of a type's fields."""
    return get_type_hints(kind)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _whole(value: object) -> int | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    is_whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _HIGHEST
    return value if is_whole else None  # type: ignore[return-value] # mypy does not see through the line above


def written(value: Any) -> object:
    """Return what an input holds as JSON; fields that are null or left out are left out."""
    if isinstance(value, list):
        return [written(item) for item in value]
    if isinstance(value, StrEnum):
        return value.value
    if not is_dataclass(value):
        return value
    given = {_key(field): getattr(value, field.name) for field in fields(value)}
    return {key: written(item) for key, item in given.items() if item is not None and item is not strawberry.UNSET}


def _key(field: Field[Any]) -> str:
    return str(field.metadata.get(_NAME, to_camel(field.name)))
