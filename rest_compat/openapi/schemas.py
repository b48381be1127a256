"""The words that schemas are written in: each function returns a JSON Schema (2020-12) with its description.

`nullable` says that null is possible, too: in a request it means "not set", in an answer that nothing is set.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

Schema = dict[str, Any]


def text(
    description: str, *, nullable: bool = False, at_least: int | None = None, form: str | None = None, **more: Any
) -> Schema:
    """Return a string of `at_least` characters, in the format `form`."""
    limits = {"minLength": at_least, "format": form}
    return {**_typed("string", nullable), **_given(limits), **more, "description": description}


def integer(
    description: str,
    *,
    nullable: bool = False,
    least: int | None = None,
    most: int | None = None,
    default: int | None = None,
) -> Schema:
    """Return a whole number from `least` to `most`."""
    limits = {"minimum": least, "maximum": most, "default": default}
    return {**_typed("integer", nullable), **_given(limits), "description": description}


def number(
    description: str, *, nullable: bool = False, least: float | None = None, default: float | None = None
) -> Schema:
    """Return a number from `least` on."""
    limits = {"minimum": least, "default": default}
    return {**_typed("number", nullable), **_given(limits), "description": description}


def flag(description: str, *, default: bool) -> Schema:
    """Return true or false."""
    return {"type": "boolean", "default": default, "description": description}


def word(description: str, words: Iterable[StrEnum | str], *, nullable: bool = False, **more: Any) -> Schema:
    """Return one of `words`."""
    listed: list[str | None] = [str(each) for each in words]
    return {
        **_typed("string", nullable),
        "enum": [*listed, None] if nullable else listed,
        **more,
        "description": description,
    }


def nothing(description: str) -> Schema:
    """Return null."""
    return {"type": "null", "description": description}


def anything(description: str) -> Schema:
    """Return any JSON value."""
    return {"description": description}


def array(description: str, items: Schema, *, nullable: bool = False) -> Schema:
    """Return a list of `items`."""
    return {**_typed("array", nullable), "items": items, "description": description}


def record(
    description: str, properties: Mapping[str, Schema], *, required: Sequence[str] = (), nullable: bool = False
) -> Schema:
    """Return an object with these properties, and perhaps others."""
    return {
        **_typed("object", nullable),
        **({"required": list(required)} if required else {}),
        "properties": dict(properties),
        "description": description,
    }


def shown(description: str, properties: Mapping[str, Schema]) -> Schema:
    """Return an object as answers show it: all these properties are always there, and more may come."""
    return {**record(description, properties, required=tuple(properties)), "additionalProperties": True}


def free_object(description: str, *, nullable: bool = False) -> Schema:
    """Return an object of any properties."""
    schema: Schema = {"type": "object", "additionalProperties": True}
    return {**({"oneOf": [schema, {"type": "null"}]} if nullable else schema), "description": description}


def ref(name: str, description: str | None = None) -> Schema:
    """Return the schema of this name in the document's components."""
    return {"$ref": f"#/components/schemas/{name}", **_given({"description": description})}


def wrapped(description: str, **properties: Schema) -> Schema:
    """Return the object that an answer is, all of whose properties are always there."""
    return record(description, properties, required=tuple(properties))


def seconds(description: str, *, nullable: bool = False) -> Schema:
    """Return an instant, as whole seconds since 1970 in UTC."""
    return integer(f"{description} In epoch seconds, UTC.", nullable=nullable)


def instant(description: str) -> Schema:
    """Return an instant in ISO 8601."""
    return text(description, form="date-time")


def _typed(name: str, nullable: bool) -> Schema:  # noqa: FBT001 - the only one of its kind
    return {"type": [name, "null"] if nullable else name}


def _given(limits: Mapping[str, object]) -> Schema:
    return {name: value for name, value in limits.items() if value is not None}
