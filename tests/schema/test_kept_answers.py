"""Answers to queries are kept, and no stale one is ever given."""

import asyncio
from itertools import count

import httpx
import pytest

from core.clock import ManualClock
from core.principal import SYSTEM
from models.enums import Status
from models.monitor import Monitor
from resolvers import monitors, samples
from resolvers.monitors import MonitorChanges, NewMonitor
from tests.conftest import START
from tests.statements import recorded
from tests.undisturbed import undisturbed

QUERY = '{ monitor(tag: "shop") { name currentStatus } viewer { name } }'


@pytest.fixture
async def shop(db, now) -> Monitor:
    return await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop"))


async def test_a_question_asked_again_is_answered_by_one_look_at_the_database(client, shop):
    async def asked_twice() -> tuple[bytes, bytes, int]:
        first = await client.get("/graphql", params={"query": QUERY})
        with recorded() as statements:
            again = await client.post("/graphql", json={"query": QUERY})
        return first.content, again.content, len(statements)

    first, again, looks = await undisturbed(asked_twice)

    assert again == first
    assert looks == 1


async def test_every_write_shows_at_once(ask, shop, now: ManualClock):
    async def asked() -> tuple[str, str]:
        shown = (await ask(QUERY))["data"]["monitor"]
        return shown["name"], shown["currentStatus"]

    seen = [await asked()]
    await monitors.update(SYSTEM, "shop", MonitorChanges(name="Store"))
    seen.append(await asked())
    await samples.set_one(SYSTEM, shop, START, status=Status.DOWN, latency=1)
    seen.append(await asked())
    await samples.delete_range(SYSTEM, shop, START, START + 60)
    seen.append(await asked())
    await ask('mutation { monitorUpdate(input: {tag: "shop", name: "Shop"}) { userErrors { message } } }', by="write")
    seen.append(await asked())

    assert seen == [
        ("Shop", "NO_DATA"),
        ("Store", "NO_DATA"),
        ("Store", "DOWN"),
        ("Store", "NO_DATA"),
        ("Shop", "NO_DATA"),
    ]


async def test_what_time_alone_changes_shows_in_its_minute(ask, shop, now: ManualClock):
    await samples.set_one(SYSTEM, shop, START + 60, status=Status.DOWN, latency=1)
    before = (await ask(QUERY))["data"]["monitor"]["currentStatus"]

    now.advance(60)

    assert before == "NO_DATA"
    assert (await ask(QUERY))["data"]["monitor"]["currentStatus"] == "DOWN"


async def test_everybody_gets_their_own_answer(ask, shop):
    names = [(await ask(QUERY, by=by))["data"]["viewer"]["name"] for by in (None, "read", "write", None, "read")]

    assert names == ["the public", "read", "write", "the public", "read"]


async def test_a_mutation_is_carried_out_each_time(ask, shop):
    delete = 'mutation { monitorDelete(input: {tag: "shop"}) { userErrors { code } } }'

    answers = [(await ask(delete, by="write"))["data"]["monitorDelete"]["userErrors"] for _ in range(2)]

    assert answers == [[], [{"code": "NOT_FOUND"}]]


async def test_a_client_that_has_the_answer_is_told_so_until_it_changes(client: httpx.AsyncClient, shop):
    first = await client.get("/graphql", params={"query": QUERY})
    tag = {"If-None-Match": first.headers["etag"]}
    same = await client.get("/graphql", params={"query": QUERY}, headers=tag)
    await monitors.update(SYSTEM, "shop", MonitorChanges(name="Store"))
    other = await client.get("/graphql", params={"query": QUERY}, headers=tag)

    assert first.headers["cache-control"] == "public, no-cache"
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", first.headers["etag"])
    assert (other.status_code, other.json()["data"]["monitor"]["name"]) == (200, "Store")


async def test_what_a_key_is_shown_is_kept_from_shared_caches(client: httpx.AsyncClient, keys):
    answer = await client.get("/graphql", params={"query": QUERY}, headers={"Authorization": f"Bearer {keys['read']}"})

    assert answer.headers["cache-control"] == "private, no-cache"


async def test_an_answer_with_errors_is_not_kept(client: httpx.AsyncClient, keys, monkeypatch):
    async def fail(*_arguments: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(monitors, "find", fail)
        failed = await client.post("/graphql", json={"query": QUERY})
    mended = await client.post("/graphql", json={"query": QUERY})

    assert "errors" in failed.json()
    assert "errors" not in mended.json()


async def test_a_database_that_is_away_is_said_in_the_shape_of_an_answer(client: httpx.AsyncClient, monkeypatch):
    async def fail() -> str:
        raise OSError("no such host: the database's name")

    monkeypatch.setattr("resolvers.freshness.mark", fail)

    answer = await client.post("/graphql", json={"query": QUERY})

    assert answer.status_code == 500
    assert answer.json() == {
        "errors": [
            {
                "message": "An unexpected error occurred; it has been logged.",
                "extensions": {"code": "INTERNAL_ERROR"},
            }
        ]
    }


async def test_what_is_made_of_more_than_the_database_is_not_kept(client: httpx.AsyncClient, keys):
    headers = {"Authorization": f"Bearer {keys['read']}"}
    query = {"query": "{ jobs { missedMinuteCount } }"}
    await client.post("/graphql", json=query, headers=headers)

    with recorded() as statements:
        await client.post("/graphql", json=query, headers=headers)

    assert len(statements) > 1


async def test_many_who_ask_at_once_after_a_change_cost_one_answer(ask, shop):
    names = (f"Store {number}" for number in count())
    name = ""

    async def change() -> None:
        nonlocal name
        name = next(names)
        await ask(QUERY, by="read")
        await monitors.update(SYSTEM, "shop", MonitorChanges(name=name))

    async def many() -> tuple[set[str], int]:
        with recorded() as statements:
            answers = await asyncio.gather(*(ask(QUERY, by="read") for _ in range(20)))
        made = sum("FROM monitor " in statement for statement in statements)
        return {answer["data"]["monitor"]["name"] for answer in answers}, made

    shown, made = await undisturbed(many, after=change)

    assert shown == {name}
    assert made == 1


async def test_mutations_that_come_at_once_are_carried_out_each(ask, shop):
    delete = 'mutation { monitorDelete(input: {tag: "shop"}) { userErrors { code } } }'

    answers = await asyncio.gather(*(ask(delete, by="write") for _ in range(3)))

    errors = sorted(len(answer["data"]["monitorDelete"]["userErrors"]) for answer in answers)
    assert errors == [0, 1, 1]
