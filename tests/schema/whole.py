"""The whole schema, built once for all tests of a process, as a process that serves it does.

Building it takes a tenth of a second, and FastAPI keeps hold of some hundred routers, each with its schema, which the
collector of garbage then looks through again and again. A schema never changes; who changes one builds one.
"""

from functools import cache
from unittest.mock import patch

from fastapi import FastAPI
from strawberry.fastapi import GraphQLRouter

from schema.app import add_to
from schema.root import Schema, build_schema


@cache
def whole_schema() -> Schema:
    """Return the schema."""
    return build_schema()


_router = cache(GraphQLRouter)


def add_graphql(app: FastAPI) -> None:
    """Let `app` answer at /graphql by `whole_schema`; what it keeps of answers and documents is its own."""
    with patch.multiple("schema.app", build_schema=whole_schema, GraphQLRouter=_router):
        add_to(app)
