"""Automatic persisted queries: a document is sent once, and asked for by its hash from then on."""

import hashlib
import json
from typing import Any

import httpx
import pytest

from core.principal import SYSTEM
from resolvers import monitors
from resolvers.monitors import NewMonitor
from schema.http_request import Parameters
from schema.persisted_queries import PersistedQueries, PersistedQueryNotFoundError
from tests.contents import contents

QUERY = '{ monitor(tag: "shop") { name } }'
NOT_FOUND = {
    "errors": [{"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}],
}
RESPONSE = "application/graphql-response+json"


def sha256(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def extensions(hashed: Any, version: Any = 1) -> dict[str, Any]:
    return {"persistedQuery": {"version": version, "sha256Hash": hashed}}


def asking(document: str, *, with_it: bool = True) -> Parameters:
    return Parameters(document if with_it else None, None, None, extensions(sha256(document)))


@pytest.fixture
async def shop(db, now) -> None:
    await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop"))


async def by_get(client: httpx.AsyncClient, document: str, **headers: str) -> httpx.Response:
    """Ask as browsers do: by an address."""
    return await client.get(
        "/graphql", params={"extensions": json.dumps(extensions(sha256(document)))}, headers=headers
    )


async def test_a_document_is_sent_once_and_asked_for_by_its_hash_from_then_on(client, shop):
    hashed = extensions(sha256(QUERY))
    assert (await client.post("/graphql", json={"extensions": hashed})).json() == NOT_FOUND

    sent = await client.post("/graphql", json={"query": QUERY, "extensions": hashed})
    asked = await client.post("/graphql", json={"extensions": extensions(sha256(QUERY).upper())})

    assert sent.json()["data"] == asked.json()["data"] == {"monitor": {"name": "Shop"}}


async def test_a_variable_is_another_answer_of_the_same_document(client, shop):
    document = "query ($tag: String!) { monitor(tag: $tag) { name } }"
    hashed = extensions(sha256(document))
    await client.post("/graphql", json={"query": document, "extensions": hashed, "variables": {"tag": "shop"}})

    answers = [
        (await client.post("/graphql", json={"extensions": hashed, "variables": {"tag": tag}})).json()["data"]
        for tag in ("shop", "none")
    ]

    assert answers == [{"monitor": {"name": "Shop"}}, {"monitor": None}]


async def test_a_read_by_address_alone_can_be_kept_by_browsers_and_proxies(client, shop):
    missing = await by_get(client, QUERY)
    await client.post("/graphql", json={"query": QUERY, "extensions": extensions(sha256(QUERY))})
    first = await by_get(client, QUERY)
    again = await by_get(client, QUERY, **{"if-none-match": first.headers["etag"]})

    assert (missing.json(), missing.headers["cache-control"]) == (NOT_FOUND, "no-store")
    assert first.json()["data"] == {"monitor": {"name": "Shop"}}
    assert first.headers["cache-control"] == "public, no-cache"
    assert (again.status_code, again.content) == (304, b"")


async def test_a_browser_that_asks_by_hash_gets_an_answer_and_no_page(client, shop):
    answer = await by_get(client, QUERY, accept="text/html, */*;q=0.5")

    assert answer.json() == NOT_FOUND


async def test_the_media_type_says_with_which_status_a_document_is_missing(client):
    as_response = await client.post("/graphql", json={"extensions": extensions("0" * 64)}, headers={"accept": RESPONSE})
    as_json = await client.post("/graphql", json={"extensions": extensions("0" * 64)})

    assert (as_response.status_code, as_json.status_code) == (400, 200)
    assert as_response.json() == as_json.json() == NOT_FOUND


async def test_a_mutation_is_known_by_its_hash_but_never_carried_out_by_get(client, keys, shop):
    document = 'mutation { monitorUpdate(input: { tag: "shop", name: "Store" }) { userErrors { message } } }'
    headers = {"Authorization": f"Bearer {keys['write']}"}
    hashed = extensions(sha256(document))
    carried_out = {"monitorUpdate": {"userErrors": []}}
    sent = await client.post("/graphql", json={"query": document, "extensions": hashed}, headers=headers)
    assert sent.json()["data"] == carried_out
    before = await contents()

    refused = await by_get(client, document, **headers)

    assert refused.status_code == 405
    assert refused.json()["errors"][0]["message"] == "A mutation can't be sent by GET"
    assert await contents() == before
    repeated = await client.post("/graphql", json={"extensions": hashed}, headers=headers)
    assert repeated.json()["data"] == carried_out


async def test_a_hash_that_is_not_the_documents_is_refused_and_keeps_nothing(client):
    other = sha256("{ __schema { types { name } } }")
    refused = await client.post("/graphql", json={"query": QUERY, "extensions": extensions(other)})

    assert refused.status_code == 400
    message = refused.json()["errors"][0]["message"]
    assert message == f"The sha256Hash is not the query's: that is {sha256(QUERY)}; got {other}"
    for hashed in (other, sha256(QUERY)):
        assert (await client.post("/graphql", json={"extensions": extensions(hashed)})).json() == NOT_FOUND


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("abc", " must have the version 1; got 'abc'"),
        ({"sha256Hash": "0" * 64}, " must have the version 1; got {'sha256Hash': '"),
        ({"version": 2, "sha256Hash": "0" * 64}, " must have the version 1; got {'version': 2"),
        ({"version": 1}, ".sha256Hash must be 64 hexadecimal digits; got None"),
        ({"version": 1, "sha256Hash": "xyz"}, ".sha256Hash must be 64 hexadecimal digits; got 'xyz'"),
        ({"version": 1, "sha256Hash": ["0"]}, ".sha256Hash must be 64 hexadecimal digits; got ['0']"),
    ],
)
async def test_what_is_no_hash_is_refused_with_what_would_be_one(client, given, message):
    refused = await client.post("/graphql", json={"query": QUERY, "extensions": {"persistedQuery": given}})

    assert refused.status_code == 400
    assert refused.json()["errors"][0]["message"].startswith(f"extensions.persistedQuery{message}")


@pytest.mark.parametrize(
    "document", ["{ nothing }", "{ monitor", "query ($n: Int!) { monitors(first: $n) { edges { cursor } } }"]
)
async def test_a_document_that_could_not_be_carried_out_is_not_kept(client, document):
    refused = await client.post("/graphql", json={"query": document, "extensions": extensions(sha256(document))})

    assert "data" not in refused.json()
    assert (await client.post("/graphql", json={"extensions": extensions(sha256(document))})).json() == NOT_FOUND


def test_those_that_were_not_asked_for_the_longest_make_room():
    known = PersistedQueries(max_documents=2, max_bytes=100)
    for document in ("{ a }", "{ b }"):
        known.keep(asking(document))
    known.complete(asking("{ a }", with_it=False))

    known.keep(asking("{ c }"))

    assert [known.complete(asking(each, with_it=False)).query for each in ("{ a }", "{ c }")] == ["{ a }", "{ c }"]
    with pytest.raises(PersistedQueryNotFoundError):
        known.complete(asking("{ b }", with_it=False))


def test_documents_take_no_more_bytes_than_they_may():
    known = PersistedQueries(max_documents=100, max_bytes=20)
    long, longer = "{ \u00e9" + "e" * 12 + " }", "{ " + "f" * 30 + " }"
    for document in ("{ a }", long, longer):
        known.keep(asking(document))

    for document in ("{ a }", long, longer):
        with pytest.raises(PersistedQueryNotFoundError):
            known.complete(asking(document, with_it=False))
    known.keep(asking("{ b }"))
    assert known.complete(asking("{ b }", with_it=False)).query == "{ b }"
