"""Holds one OpenAPI document against another: what the second promises, the first must promise, too.

It may promise more: more operations, answers, properties, words and types. What a request must have is the same.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Documents:
    """The document that is tested, and the one that it must live up to."""

    ours: Json
    contract: Json

    def differences(self) -> list[str]:
        """Return, in words, what the contract has and ours has not."""
        return list(self._paths())

    def _paths(self) -> Iterator[str]:
        for path, item in self.contract["paths"].items():
            mine = self.ours["paths"].get(path)
            if mine is None:
                yield f"{path}: is missing"
                continue
            for method in item.keys() - {"parameters"}:
                where = f"{method.upper()} {path}"
                if method not in mine:
                    yield f"{where}: is missing"
                else:
                    yield from self._operation(where, mine, mine[method], item, item[method])

    def _operation(self, where: str, mine_item: Json, mine: Json, item: Json, operation: Json) -> Iterator[str]:
        for key in ("operationId", "tags"):
            if mine[key] != operation[key]:
                yield f"{where}: {key} is {mine[key]}, not {operation[key]}"
        yield from self._parameters(where, self._given(self.ours, mine_item, mine), item, operation)
        if "requestBody" in operation:
            yield from self._body(f"{where} body", mine.get("requestBody", {}), operation["requestBody"])
        elif "requestBody" in mine:
            yield f"{where}: takes a body"
        for status, named in operation["responses"].items():
            if status not in mine["responses"]:
                yield f"{where}: {status} is missing"
                continue
            answer = resolve(self.contract, named)["content"]["application/json"]["schema"]
            my_answer = resolve(self.ours, mine["responses"][status])["content"]["application/json"]["schema"]
            yield from self._schema(f"{where} {status}", my_answer, answer, request=False)

    @staticmethod
    def _given(document: Json, item: Json, operation: Json) -> dict[tuple[str, str], Json]:
        listed = [resolve(document, each) for each in (*item.get("parameters", ()), *operation.get("parameters", ()))]
        return {(each["in"], each["name"]): each for each in listed}

    def _parameters(self, where: str, mine: dict[tuple[str, str], Json], item: Json, operation: Json) -> Iterator[str]:
        for key, parameter in self._given(self.contract, item, operation).items():
            if key not in mine:
                yield f"{where}: the parameter {key} is missing"
                continue
            if mine[key].get("required", False) != parameter.get("required", False):
                yield f"{where}: required of the parameter {key} differs"
            yield from self._schema(f"{where} {key}", mine[key]["schema"], parameter["schema"], request=True)

    def _body(self, where: str, mine: Json, body: Json) -> Iterator[str]:
        if mine.get("required") != body["required"]:
            yield f"{where}: required differs"
        for media, content in body["content"].items():
            my_schema = mine.get("content", {}).get(media, {}).get("schema")
            if my_schema is None:
                yield f"{where}: {media} is missing"
            else:
                yield from self._schema(where, my_schema, content["schema"], request=True)

    def _schema(self, where: str, mine: Json, schema: Json, *, request: bool) -> Iterator[str]:
        mine, schema = merged(self.ours, mine), merged(self.contract, schema)
        yield from self._value(where, mine, schema)
        yield from self._bounds(where, mine, schema, request=request)
        yield from self._required(where, mine, schema, request=request)
        for name, each in schema.get("properties", {}).items():
            if name in mine.get("properties", {}):
                yield from self._schema(f"{where}.{name}", mine["properties"][name], each, request=request)
            else:
                yield f"{where}: the property {name} is missing"
        if "items" in schema:
            yield from self._schema(f"{where}[]", mine.get("items", {}), schema["items"], request=request)
        my_alternatives = {each.get("title"): each for each in mine.get("oneOf", ())}
        for title, each in ((each["title"], each) for each in schema.get("oneOf", ()) if "title" in each):
            if title in my_alternatives:
                yield from self._schema(f"{where} {title}", my_alternatives[title], each, request=request)
            else:
                yield f"{where}: the alternative {title} is missing"

    @staticmethod
    def _value(where: str, mine: Json, schema: Json) -> Iterator[str]:
        if missing := types(schema) - types(mine):
            yield f"{where}: the types {sorted(missing)} are missing"
        if "enum" in schema and "enum" not in mine:
            yield f"{where}: the words are not listed"
        if lacking := [word for word in schema.get("enum", ()) if word not in mine.get("enum", schema["enum"])]:
            yield f"{where}: the words {lacking} are missing"
        for key in ("default", "format", "title"):
            if key in schema and mine.get(key) != schema[key]:
                yield f"{where}: {key} is {mine.get(key)}, not {schema[key]}"
        if schema.get("additionalProperties") is True and mine.get("additionalProperties", True) is not True:
            yield f"{where}: other properties are not allowed"

    @staticmethod
    def _bounds(where: str, mine: Json, schema: Json, *, request: bool) -> Iterator[str]:
        """Compare limits: a request may be limited less, an answer more; servers limit what the contract does not."""
        for key, outwards in (("minimum", -1), ("minLength", -1), ("maximum", 1)):
            if key not in schema:
                continue
            beyond = (mine[key] - schema[key]) * outwards if key in mine else math.inf
            if beyond < 0 if request else beyond > 0:
                yield f"{where}: {key} is {mine.get(key)}, not {schema[key]}"

    @staticmethod
    def _required(where: str, mine: Json, schema: Json, *, request: bool) -> Iterator[str]:
        required, my_required = set(schema.get("required", ())), set(mine.get("required", ()))
        if required - my_required:
            yield f"{where}: {sorted(required - my_required)} are not required"
        if request and my_required - required:
            yield f"{where}: {sorted(my_required - required)} are required"


def resolve(document: Json, part: Json) -> Json:
    """Return a part, looked up where it is only named; what stands beside the name counts, too."""
    if "$ref" not in part:
        return part
    found: Any = document
    for name in part["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return {**resolve(document, found), **{key: value for key, value in part.items() if key != "$ref"}}


def merged(document: Json, schema: Json) -> Json:
    """Return a schema with everything that it is made of (allOf) in one."""
    schema = resolve(document, schema)
    if "allOf" not in schema:
        return schema
    parts = [merged(document, part) for part in schema["allOf"]]
    return {
        **{key: value for part in parts for key, value in part.items()},
        "properties": {name: each for part in parts for name, each in part.get("properties", {}).items()},
        "required": [name for part in parts for name in part.get("required", ())],
    }


def types(schema: Json) -> set[str]:
    """Return the JSON types that a value may have; none for any."""
    if "oneOf" in schema:
        return {name for each in schema["oneOf"] for name in types(each)}
    named = schema.get("type", [])
    return {named} if isinstance(named, str) else set(named)
