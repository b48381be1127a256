"""What the server answers is what the schema says, for queries and mutations that schemathesis makes up from it."""

import asyncio

import pytest
import schemathesis
from graphql import introspection_from_schema, parse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.graphql import nodes

from tests.schema import test_authorization
from tests.schema.conformity import departures
from tests.schema.whole import whole_schema

SCHEMA = whole_schema()._schema
_DOCUMENT = schemathesis.graphql.from_dict(introspection_from_schema(SCHEMA))
_OPERATIONS = {each.definition.field_name: each for each in (found.ok() for found in _DOCUMENT.get_all_operations())}
# An error must be one of these: what is wrong with us is INTERNAL_ERROR, and a bug.
_KNOWN = {"BAD_USER_INPUT", "NOT_FOUND", "CONFLICT", "UNAVAILABLE", "TOO_COSTLY", None}
_bounded = settings(
    max_examples=8,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
schemathesis.graphql.scalar("Duration", st.integers(1, 10**7).map(nodes.Int))
secrets, world = test_authorization.secrets, test_authorization.world


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", _OPERATIONS)
@pytest.mark.usefixtures("world")
async def test_answers_are_as_the_schema_says(name, client, keys):
    loop = asyncio.get_running_loop()
    headers = {"Authorization": f"Bearer {keys['admin']}"}

    @_bounded
    @given(case=_OPERATIONS[name].as_strategy())
    def run(case):
        sent = client.post("/graphql", json={"query": case.body}, headers=headers)
        response = asyncio.run_coroutine_threadsafe(sent, loop).result()
        answer = response.json()
        assert response.status_code == 200, case.body
        codes = {error.get("extensions", {}).get("code") for error in answer.get("errors", ())}
        assert codes <= _KNOWN, (case.body, answer)
        if answer.get("data") is not None:
            assert departures(SCHEMA, parse(case.body), answer["data"]) == [], case.body

    await asyncio.to_thread(run)


def test_an_answer_that_departs_from_the_schema_is_found():
    query = parse("{ monitors { edges { node { tag status } } pageInfo { hasNextPage } } site { name } }")
    right = {"edges": [{"node": {"tag": "a", "status": "ACTIVE"}}], "pageInfo": {"hasNextPage": True}}
    site = {"name": None}

    assert departures(SCHEMA, query, {"monitors": right, "site": site}) == []
    assert departures(SCHEMA, query, {"monitors": {**right, "pageInfo": {"hasNextPage": 1}}, "site": site}) == [
        "query.monitors.pageInfo.hasNextPage: 1 is no Boolean"
    ]
    assert departures(SCHEMA, query, {"monitors": {**right, "edges": [{"node": {"tag": None}}]}, "site": site}) == [
        "query.monitors.edges.0.node: has ['tag'], wanted ['status', 'tag']"
    ]
    assert departures(SCHEMA, query, {"monitors": None, "site": {"name": 7}}) == [
        "query.monitors: null where nothing may be null",
        "query.site.name: 7 is no String",
    ]
