"""How a configuration's fields travel between GraphQL and `type_data`: by name, which is camel case in both."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from pydantic import BaseModel
from pydantic.alias_generators import to_camel

T = TypeVar("T")


def shown(kind: type[T], config: BaseModel, **instead: object) -> T:
    """Return `config` as the GraphQL type `kind`; `instead` are fields whose values are not taken as they are."""
    names = {field.name for field in fields(kind)} - set(instead)  # type: ignore[arg-type] # strawberry's types are dataclasses
    return kind(**{name: getattr(config, name) for name in names}, **instead)


def document(given: object, *, keys: Mapping[str, str] | None = None) -> dict[str, object]:
    """Return an input as `type_data` has it; what is null or left out is left out. `keys` are the odd names."""
    return {
        (keys or {}).get(field.name, to_camel(field.name)): _plain(value)
        for field in fields(given)  # type: ignore[arg-type] # strawberry's inputs are dataclasses
        if (value := getattr(given, field.name)) is not None
    }


def _plain(value: Any) -> object:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return document(value) if is_dataclass(value) else value
