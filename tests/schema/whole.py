"""The whole schema, built once for all tests of a process, as a process that serves it does.

Building it takes a tenth of a second, and leaves much to be cleared away. It never changes; who changes one builds one.
"""

from functools import cache
from unittest.mock import patch

from fastapi import FastAPI

from schema.app import add_to
from schema.root import Schema, build_schema


@cache
def whole_schema() -> Schema:
    """Return the schema."""
    return build_schema()


def add_graphql(app: FastAPI) -> None:
    """Let `app` answer at /graphql by `whole_schema`; what it keeps of answers and documents is its own."""
    with patch("schema.app.build_schema", whole_schema):
        add_to(app)
