"""Schemas drawn as HTML: what type a value has, and which properties an object."""

from typing import Any

import orjson

from rest_compat.openapi.elements import Content, Html, element, joined, prose
from rest_compat.openapi.schemas import Schema

_LIMITS = {"minimum": "at least", "maximum": "at most", "minLength": "characters: at least", "default": "default"}


def name_of(reference: str) -> str:
    """Return the name that a reference ends with."""
    return reference.rpartition("/")[2]


def type_of(schema: Schema) -> Html:
    """Return the type of a value, in words, with a link to the schema that has a name."""
    if "$ref" in schema:
        name = name_of(schema["$ref"])
        return element("a", name, href=f"#schema-{name}")
    if "oneOf" in schema:
        return _parted(" or ", [type_of(each) for each in schema["oneOf"]])
    types = schema.get("type", "any")
    names = [types] if isinstance(types, str) else list(types)
    return _parted(" or ", [_array(schema) if name == "array" else Html(name) for name in names])


def _array(schema: Schema) -> Html:
    return joined("array of ", type_of(schema["items"]))


def _parted(by: str, parts: list[Html]) -> Html:
    content: list[Content] = []
    for index, part in enumerate(parts):
        content += [by, part] if index else [part]
    return joined(*content)


def limits_of(schema: Schema) -> Html:
    """Return what a value is limited to, and an example, as a list; nothing where there is neither."""
    said: list[Html] = []
    if "enum" in schema:
        said.append(joined("one of ", _parted(", ", [element("code", _json(each)) for each in schema["enum"]])))
    said += [
        joined(f"{words} ", element("code", _json(schema[key]))) for key, words in _LIMITS.items() if key in schema
    ]
    if "format" in schema:
        said.append(joined("format ", element("code", schema["format"])))
    if "examples" in schema:
        said.append(joined("such as ", _parted(", ", [element("code", _json(each)) for each in schema["examples"]])))
    return element("ul", *(element("li", each) for each in said), class_="limits") if said else Html("")


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def drawn(schema: Schema) -> Html:
    """Return everything about a schema below its name and description."""
    if "allOf" in schema:
        return _listed("All of", "and", schema["allOf"])
    if "oneOf" in schema:
        return _listed("Either", "or", schema["oneOf"])
    if "properties" in schema:
        return _properties(schema)
    return element("p", type_of(schema))


def _listed(first: str, other: str, schemas: list[Schema]) -> Html:
    return joined(*(_part(other if index else first, each) for index, each in enumerate(schemas)))


def _part(word: str, schema: Schema) -> Html:
    if "$ref" in schema:
        return element("p", f"{word}: ", type_of(schema))
    title = schema.get("title", schema.get("description", ""))
    return joined(element("p", f"{word}: {title}"), drawn(schema))


def _properties(schema: Schema) -> Html:
    required = schema.get("required", ())
    rows = [_property(name, each, required=name in required) for name, each in schema["properties"].items()]
    return element("dl", *rows, class_="fields")


def _property(name: str, schema: Schema, *, required: bool) -> Html:
    mark = element("span", "required", class_="required")
    return field(name, schema, schema.get("description", ""), mark if required else Html(""))


def field(name: str, schema: Schema, description: str, mark: Html) -> Html:
    """Return one named value: its type, what it means, its limits, and what lies within it."""
    inner = schema.get("items", schema)
    nested = Html("")
    if "properties" in inner:
        nested = element("details", element("summary", f"Properties of {name}"), _properties(inner))
    return joined(
        element("dt", element("code", name), " ", element("span", type_of(schema), class_="type"), " ", mark),
        element("dd", element("p", prose(description)), limits_of(schema), nested),
    )
