from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    parse,
    validate,
)

from schema import graphiql
from schema.root import print_schema
from tests.schema.whole import whole_schema

FILE = Path(__file__).parents[2] / "schema" / "schema.graphql"


def test_the_committed_schema_is_fresh():
    assert FILE.read_text() == print_schema(), "run `make schema` and review the change"


def test_everything_in_the_schema_is_described():
    undescribed = []
    for name, kind in whole_schema()._schema.type_map.items():
        if name.startswith("__"):
            continue
        if not kind.description:
            undescribed.append(name)
        if isinstance(kind, GraphQLEnumType):
            undescribed += [f"{name}.{value}" for value, each in kind.values.items() if not each.description]
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for field_name, field in kind.fields.items():
                if not field.description:
                    undescribed.append(f"{name}.{field_name}")
                arguments = getattr(field, "args", {})
                undescribed += [f"{name}.{field_name}({a})" for a, each in arguments.items() if not each.description]

    assert undescribed == []


def test_the_first_query_that_graphiql_shows_is_valid():
    assert validate(whole_schema()._schema, parse(graphiql.DEFAULT_QUERY)) == []
