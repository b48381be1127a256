"""What queries cost, counted by hand, and what costs too much."""

import pytest

from schema.connections import DEFAULT_PAGE
from schema.cost import MAX_COST


@pytest.mark.parametrize(
    ("query", "variables", "cost"),
    [
        ("{ viewer { name access } }", {}, 3),
        ('{ monitor(tag: "a") { tag } }', {}, 2),
        # monitors, edges, and for each of two: node, tag, name.
        ("{ monitors(first: 2) { edges { node { tag name } } } }", {}, 2 + 2 * 3),
        ("{ monitors { edges { node { tag } } } }", {}, 2 + DEFAULT_PAGE * 2),
        ("query ($n: Int) { monitors(last: $n) { edges { node { tag } } } }", {"n": 7}, 2 + 7 * 2),
        ("query ($n: Int) { monitors(last: $n) { edges { node { tag } } } }", {"n": 7.0}, 2 + 7 * 2),
        ("query ($n: Int = 3) { monitors(first: $n) { edges { cursor } } }", {}, 2 + 3),
        ("{ monitors(first: 2) { ...page } } fragment page on MonitorConnection { edges { cursor } }", {}, 2 + 2),
        ("{ monitors(first: 2) { ... { edges { cursor } } } }", {}, 2 + 2),
        # Pages within pages multiply.
        (
            "{ monitors(first: 3) { edges { node { samples(first: 4) { edges { cursor } } } } } }",
            {},
            2 + 3 * (1 + 1 + 1 + 4),
        ),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', {}, 1 + 3),
        ("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["a", "b"]}, 1 + 2),
        # Other lists are taken to have ten items.
        ("{ pages { path } }", {}, 1 + 10),
        ("{ __typename __schema { types { name fields { name } } } }", {}, 2),
    ],
)
async def test_a_query_costs_its_fields_times_the_sizes_that_it_asks_for(ask, query, variables, cost):
    answer = await ask(query, by="read", **variables)

    assert answer["extensions"]["cost"] == {"requested": cost, "limit": MAX_COST}


async def test_a_query_that_costs_too_much_is_refused_with_what_it_costs(ask):
    query = "{ monitors(first: 1000) { edges { node { samples(first: 1000) { edges { node { status } } } } } } }"

    answer = await ask(query)

    cost = 2 + 1000 * (1 + 2 + 1000 * 2)
    assert "data" not in answer
    assert answer["errors"] == [
        {
            "message": f"The query costs {cost}, and {MAX_COST} is allowed: ask for fewer fields, or smaller pages",
            "extensions": {"code": "TOO_COSTLY", "cost": {"requested": cost, "limit": MAX_COST}},
        }
    ]


async def test_only_the_operation_that_is_asked_for_counts(client):
    two = "query A { viewer { name } } query B { pages { path } }"

    answer = await client.post("/graphql", json={"query": two, "operationName": "A"})

    assert answer.json()["extensions"]["cost"]["requested"] == 2
