"""GraphQL over HTTP: what may be sent, and the status that each media type answers with."""

import json
import logging

import httpx
import pytest

JSON = "application/json"
RESPONSE = "application/graphql-response+json"
POST = {"content-type": JSON}


async def test_an_answer_is_of_the_type_that_was_asked_for(client: httpx.AsyncClient):
    wanted = {
        None: JSON,
        "*/*": JSON,
        "application/*": JSON,
        JSON: JSON,
        RESPONSE: RESPONSE,
        f"{RESPONSE}, {JSON};q=0.9": RESPONSE,
        f"{RESPONSE};q=0.5, {JSON}": JSON,
        f"text/html;q=0.9, {RESPONSE};q=0.1": RESPONSE,
    }
    for accept, media in wanted.items():
        headers = {} if accept is None else {"accept": accept}
        client.headers.pop("accept", None)
        answer = await client.post("/graphql", json={"query": "{ __typename }"}, headers=headers)

        assert (answer.status_code, answer.headers["content-type"]) == (200, f"{media}; charset=utf-8"), accept
        assert answer.headers["vary"] == "Accept, Authorization"


@pytest.mark.parametrize("accept", ["text/plain", f"{JSON};q=0", f"{RESPONSE};q=nonsense"])
async def test_an_answer_of_another_type_is_not_to_be_had(client, accept):
    answer = await client.post("/graphql", json={"query": "{ __typename }"}, headers={"accept": accept})

    assert answer.status_code == 406
    assert "text/plain" not in answer.text


@pytest.mark.parametrize(
    ("query", "response_status"),
    [
        ("{ __typename }", 200),
        ("{ nothing }", 400),
        ("{ __typename", 400),
        ("query A { __typename } query B { __typename }", 400),
        ("{ a" * 1500 + "}" * 1500, 400),
        ("{ monitor(tag: " + "[" * 1500 + "]" * 1500 + ") { tag } }", 400),
        ("query ($n: Int!) { monitors(first: $n) { edges { cursor } } }", 400),
        ("{ apiKeys { edges { node { name } } } }", 401),
        ('{ monitor(tag: "none") { tag } }', 200),
    ],
)
async def test_the_status_says_what_the_media_type_lets_it_say(client, query, response_status):
    as_json = await client.post("/graphql", json={"query": query}, headers={"accept": JSON})
    as_response = await client.post("/graphql", json={"query": query}, headers={"accept": RESPONSE})

    assert as_json.status_code == 200
    assert as_response.status_code == response_status
    assert as_json.json() == as_response.json()
    assert ("data" in as_json.json()) is (response_status != 400)


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"", POST, 400),
        (b"{", POST, 400),
        (b"null", POST, 400),
        (b'"query"', POST, 400),
        (b"[]", POST, 400),
        (b'[{"query": "{ __typename }"}]', POST, 400),
        (b"{}", POST, 400),
        (b'{"query": 7}', POST, 400),
        (b'{"query": "{ __typename }", "variables": []}', POST, 400),
        (b'{"query": "{ __typename }", "extensions": "x"}', POST, 400),
        (b'{"query": "{ __typename }", "operationName": 7}', POST, 400),
        (b'{"query": "query A { __typename }", "operationName": "B"}', POST, 400),
        (b'{"query": "{ __typename }", "variables": {"x": "\\ud800"}}', POST, 400),
        (b'{"query": "\xff"}', POST, 400),
        (b'{"query": "{ __typename }"}', {}, 415),
        (b'{"query": "{ __typename }"}', {"content-type": "text/plain"}, 415),
        (b'{"query": "{ __typename }"}', {"content-type": "application/json; charset=latin-1"}, 415),
        (b"query={__typename}", {"content-type": "application/x-www-form-urlencoded"}, 415),
        (b"x" * (1024 * 1024 + 1), POST, 413),
    ],
)
async def test_what_is_no_request_is_refused_in_the_shape_of_an_answer(client, content, headers, status):
    answer = await client.post("/graphql", content=content, headers=headers)

    assert answer.status_code == status
    assert [error["extensions"] for error in answer.json()["errors"]] == [{"code": "BAD_REQUEST"}]
    assert "data" not in answer.json()


async def test_a_query_may_come_by_get_and_nothing_else_may(client, keys):
    admin = {"authorization": f"Bearer {keys['admin']}"}
    query = {"query": "query Q($tag: String!) { monitor(tag: $tag) { tag } }", "operationName": "Q"}
    mutation = {"query": 'mutation { apiKeyDelete(input: {id: "1"}) { userErrors { message } } }'}

    asked = await client.get("/graphql", params={**query, "variables": json.dumps({"tag": "none"})})
    unreadable = await client.get("/graphql", params={**query, "variables": "{"})
    done = await client.get("/graphql", params=mutation, headers=admin)
    keys_left = await client.post("/graphql", json={"query": "{ apiKeys { edges { node { name } } } }"}, headers=admin)

    assert (asked.status_code, asked.json()["data"]) == (200, {"monitor": None})
    assert unreadable.status_code == 400
    assert (done.status_code, done.headers["allow"]) == (405, "POST")
    assert len(keys_left.json()["data"]["apiKeys"]["edges"]) == 3


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_other_methods_are_not_allowed(client, method):
    answer = await client.request(method, "/graphql", json={"query": "{ __typename }"})

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


async def test_fragments_nested_too_deeply_are_refused_and_no_fault_of_ours(client, caplog):
    chain = "".join(f"fragment F{n} on Query {{ ...F{n + 1} }} " for n in range(450))
    query = f"{{ ...F0 }} {chain} fragment F450 on Query {{ __typename }}"

    with caplog.at_level(logging.ERROR):
        answer = await client.post("/graphql", json={"query": query}, headers={"accept": RESPONSE})

    assert answer.status_code == 400
    assert [error["message"] for error in answer.json()["errors"]] == ["The document is nested too deeply"]
    assert caplog.records == []


async def test_names_are_hinted_at_for_keys_alone(ask):
    public = await ask('{ monitor(tag: "x") { nam } }')
    keyed = await ask('{ monitor(tag: "x") { nam } }', by="read")

    assert public["errors"][0]["message"] == "Cannot query field 'nam' on type 'Monitor'."
    assert keyed["errors"][0]["message"].startswith("Cannot query field 'nam' on type 'Monitor'. Did you mean 'name'")
