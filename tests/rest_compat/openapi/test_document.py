"""The document: valid, complete, and true to the routes."""

import jsonschema_rs
import pytest
from schemathesis.specs.openapi.definitions import OPENAPI_31

from rest_compat.app import _RESOURCES
from rest_compat.openapi.document import FAMILIES, document
from tests.contract.schema_comparison import resolve

OPERATIONS = [operation for family in FAMILIES for operation in family.operations]
SCHEMAS = document()["components"]["schemas"]


def parts(schema, where):
    """Return every schema within a schema, with the place where it stands."""
    yield where, schema
    for name, each in schema.get("properties", {}).items():
        yield from parts(each, f"{where}.{name}")
    if "items" in schema:
        yield f"{where}[]", schema["items"]
    for key in ("oneOf", "allOf"):
        for index, each in enumerate(schema.get(key, ())):
            if each.get("properties"):
                yield from parts(each, f"{where}.{key}{index}")


def references(part):
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from references(each)


def test_it_is_openapi_3_1():
    assert [str(error) for error in jsonschema_rs.Draft202012Validator(OPENAPI_31).iter_errors(document())] == []


def test_every_route_is_described_and_nothing_else_is():
    routes = {(method, resource.path) for resource in _RESOURCES for method in resource.methods}

    assert {(operation.method, operation.path) for operation in OPERATIONS} == routes


def test_every_schema_is_json_schema():
    for schema in SCHEMAS.values():
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})


def test_everything_has_a_description():
    described = [
        *((operation.id, {"description": operation.description}) for operation in OPERATIONS),
        *((operation.id, {"description": operation.summary}) for operation in OPERATIONS),
        *((query.name, query.schema) for operation in OPERATIONS for query in operation.query),
        *((name, each) for name, each in document()["components"]["parameters"].items()),
        *((name, each) for name, each in document()["components"]["responses"].items()),
        *(place for operation in OPERATIONS if operation.body for place in parts(operation.body.schema, operation.id)),
        *(place for operation in OPERATIONS for place in parts(operation.answer, operation.id)),
        *(place for name, schema in SCHEMAS.items() for place in parts(schema, name)),
    ]

    assert [where for where, each in described if not (each.get("description") or "$ref" in each)] == []
    assert len(described) > 300


def test_every_reference_leads_somewhere_and_everything_is_referred_to():
    found = set(references(document()))

    assert [reference for reference in found if not resolve(document(), {"$ref": reference})] == []
    named = {f"#/components/schemas/{name}" for name in SCHEMAS}
    assert named - found == set()


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.body], ids=lambda operation: operation.id)
def test_the_example_of_a_body_fits_its_schema(operation):
    schema = {**operation.body.schema, "components": document()["components"]}

    assert jsonschema_rs.is_valid(schema, dict(operation.body.example))


def test_writing_can_be_forbidden_and_a_body_too_large():
    items = document()["paths"].values()
    by_id = {each["operationId"]: each for item in items for method, each in item.items() if method != "parameters"}

    assert list(by_id["createMonitor"]["responses"]) == ["201", "400", "401", "403", "413", "500"]
    assert list(by_id["getMonitor"]["responses"]) == ["200", "401", "404", "500"]
    assert list(by_id["deletePage"]["responses"]) == ["200", "400", "401", "403", "404", "500"]
