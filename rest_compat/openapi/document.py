"""The document: all families of routes in one OpenAPI 3.1 description."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from rest_compat.openapi import comments, data, events, incidents, maintenances, monitors, pages, site
from rest_compat.openapi.addresses import ADDRESSES
from rest_compat.openapi.errors import ERROR_SCHEMAS, FAILURES, failures_of, response_of
from rest_compat.openapi.operations import Operation
from rest_compat.openapi.schemas import Schema

PREFIX = "/api/v4"
FAMILIES = (
    monitors.FAMILY,
    data.FAMILY,
    incidents.FAMILY,
    comments.FAMILY,
    pages.FAMILY,
    site.FAMILY,
    maintenances.FAMILY,
    events.FAMILY,
)
_SCHEMAS: Mapping[str, Schema] = ERROR_SCHEMAS | {
    name: schema for family in FAMILIES for name, schema in family.schemas.items()
}
_INTRODUCTION = """\
The API that clients of the older product know. New programs do better with GraphQL, at `/graphql`.

Every request needs an API key, sent as `Authorization: Bearer KEY`. A key of the scope `read` may GET; all else takes \
`write`. `HEAD` answers as `GET` does, without the body.

Bodies are JSON, whatever the content type says; unknown fields are ignored. Of several mistakes an answer names the \
first, in the order of key, route, scope, what the path addresses, method, body, fields. A request that is refused \
changes nothing. A path that does not exist is 404, a method that a path does not have is 405, both in the form of \
`ErrorResponse`.
"""


@cache
def document() -> dict[str, Any]:
    """Return the document; nobody may change it."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Heliograph REST v4", "version": "4.0.0", "description": _INTRODUCTION},
        "servers": [{"url": "/", "description": "The server that this document comes from."}],
        "security": [{"bearerAuth": []}],
        "tags": [{"name": str(family.tag), "description": family.description} for family in FAMILIES],
        "paths": _paths(),
        "components": {
            "securitySchemes": {
                "bearerAuth": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "API key",
                    "description": "An API key, which `heliograph keys` makes.",
                }
            },
            "parameters": {address.component: _address(name) for name, address in ADDRESSES.items()},
            "responses": {failure.component: response_of(failure) for failure in FAILURES},
            "schemas": _SCHEMAS,
        },
    }


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for operation in (operation for family in FAMILIES for operation in family.operations):
        path = paths.setdefault(f"{PREFIX}{operation.path}", _path(operation))
        path[operation.method.lower()] = _operation(operation)
    return paths


def _path(operation: Operation) -> dict[str, Any]:
    names = re.findall(r"\{(\w+)\}", operation.path)
    references = [{"$ref": f"#/components/parameters/{ADDRESSES[name].component}"} for name in names]
    return {"parameters": references} if references else {}


def _address(name: str) -> dict[str, Any]:
    address = ADDRESSES[name]
    return {"name": name, "in": "path", "required": True, "description": address.description, "schema": address.schema}


def _operation(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.id,
        "tags": [str(operation.tag)],
        "summary": operation.summary,
        "description": operation.description,
    }
    if operation.query:
        described["parameters"] = [
            {
                "name": query.name,
                "in": "query",
                "required": query.required,
                "description": query.schema["description"],
                "schema": {name: value for name, value in query.schema.items() if name != "description"},
            }
            for query in operation.query
        ]
    if operation.body:
        content = {"schema": operation.body.schema, "example": dict(operation.body.example)}
        described["requestBody"] = {"required": True, "content": {"application/json": content}}
    described["responses"] = {
        str(operation.status): {
            "description": _described(operation),
            "content": {"application/json": {"schema": operation.answer}},
        },
        **{str(each.status): {"$ref": f"#/components/responses/{each.component}"} for each in failures_of(operation)},
    }
    return described


def _described(operation: Operation) -> str:
    """Return what the answer is, in words."""
    reference = operation.answer.get("$ref", "")
    answer = _SCHEMAS[reference.rpartition("/")[2]] if reference else operation.answer
    return str(answer["description"])
