"""What is known of an operation's selections is known the next time, and never where it could be another."""

from typing import Any

import pytest
import strawberry
from graphql import DocumentNode, FragmentDefinitionNode, OperationDefinitionNode, parse
from strawberry.extensions import ParserCache

from schema.execution import ShortWay
from schema.plans import Plan, Plans

LIST = "{ things { name other { name } } }"


def of(plans: Plans, document: DocumentNode, *known_by: object) -> Plan:
    operation = next(each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    return plans.of(operation, fragments, *known_by)


def test_a_document_that_comes_again_has_its_plan():
    plans, document = Plans(), parse("{ a { ...F } } fragment F on A { b { c } }")

    first = of(plans, document, "schema")

    assert of(plans, document, "schema") is first
    assert of(plans, document, "another schema") is not first
    assert of(plans, parse("{ a { ...F } } fragment F on A { b { c } }"), "schema") is not first


@pytest.mark.parametrize(
    "query",
    [
        "query Q($yes: Boolean!) { a @include(if: $yes) }",
        "query Q($yes: Boolean!) { a { ...F @skip(if: $yes) } } fragment F on A { b }",
        "query Q($yes: Boolean!) { a { ... on A @skip(if: $yes) { b } } }",
        "query Q($yes: Boolean!) { a { ...F } } fragment F on A { b { c @skip(if: $yes) } }",
        "{ a { ... @defer { b } } }",
    ],
)
def test_what_is_not_selected_each_time_has_a_new_plan_each_time(query: str):
    plans, document = Plans(), parse(query)

    assert of(plans, document) is not of(plans, document)


def test_what_fragments_select_by_their_own_variables_has_a_new_plan_each_time():
    query = "{ a { ...F(first: 1) } } fragment F($first: Int) on A { b(first: $first) }"
    plans, document = Plans(), parse(query, experimental_fragment_arguments=True)

    assert of(plans, document) is not of(plans, document)


def test_the_plans_that_were_not_asked_for_the_longest_make_room():
    plans = Plans(max_selections=5)
    two, another, large = parse("{ a { b } }"), parse("{ c { d } }"), parse("{ a { b c d e f } }")
    first, second = of(plans, two), of(plans, another)
    of(plans, two)

    assert of(plans, large) is not of(plans, large)
    assert (of(plans, two), of(plans, another)) == (first, second)
    of(plans, two)
    of(plans, parse("{ e { f } }"))
    assert of(plans, two) is first
    assert of(plans, another) is not second


@strawberry.type
class Thing:
    name: str
    other: "Thing | None" = None


class Watched(ShortWay):
    """The short way, which counts how often it has to find something out."""

    plans = Plans()
    found_out = 0

    def collect_subfields(self, return_type: Any, field_details_list: Any) -> Any:
        known = len(self._relevant_sub_fields)
        collected = super().collect_subfields(return_type, field_details_list)
        Watched.found_out += len(self._relevant_sub_fields) - known
        return collected


def schema_of(things: list[Any]) -> strawberry.Schema:
    @strawberry.type
    class Query:
        @strawberry.field
        def things(self) -> list[Thing | None]:
            return things

    return strawberry.Schema(Query, extensions=[ParserCache], execution_context_class=Watched)


async def test_an_operation_is_found_out_once_and_shows_what_is_there_each_time():
    things: list[Any] = [Thing(name="a", other=Thing(name="b"))]
    schema = schema_of(things)
    Watched.found_out = 0

    answers = [(await schema.execute(LIST)).data]
    things.append(Thing(name="c"))
    answers.append((await schema.execute(LIST)).data)

    both = {"name": "a", "other": {"name": "b"}}
    assert answers == [{"things": [both]}, {"things": [both, {"name": "c", "other": None}]}]
    assert Watched.found_out == 2


async def test_a_surprise_is_none_the_next_time():
    things: list[Any] = [Thing(name=None)]  # type: ignore[arg-type] # the surprise
    schema = schema_of(things)
    faulty = await schema.execute(LIST)
    things[0] = Thing(name="a")
    long_way: list[Any] = []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ShortWay, "complete_list_value", lambda *_arguments: long_way.append(1))
        right = await schema.execute(LIST)

    assert [str(error.path) for error in faulty.errors or ()] == ["['things', 0, 'name']"]
    assert right.data == {"things": [{"name": "a", "other": None}]}
    assert long_way == []
