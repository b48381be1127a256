"""Answers to reads are kept, and no stale one is ever given."""

import asyncio
from itertools import count

import httpx
import pytest

from core.principal import SYSTEM
from models.enums import Status
from resolvers import monitors, samples
from resolvers.monitors import NewMonitor
from tests.conftest import START
from tests.statements import recorded
from tests.undisturbed import undisturbed


@pytest.fixture
async def shop(db, now):
    return await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop"))


async def test_a_read_that_is_repeated_takes_one_look_at_the_database(reader: httpx.AsyncClient, shop):
    async def asked() -> tuple[httpx.Response, httpx.Response, httpx.Response, int]:
        first = await reader.get("/monitors")
        with recorded() as statements:
            again = await reader.get("/monitors")
            head = await reader.head("/monitors")
        return first, again, head, len(statements)

    first, again, head, looks = await undisturbed(asked)

    assert (again.content, again.headers["content-type"]) == (first.content, first.headers["content-type"])
    assert (head.status_code, head.content) == (200, b"")
    assert looks == 2


async def test_every_write_shows_at_once(client: httpx.AsyncClient, reader: httpx.AsyncClient, shop):
    async def seen() -> tuple[str, list[str]]:
        points = (await reader.get(f"/monitors/shop/data?start_ts={START}&end_ts={START + 120}")).json()["data"]
        return (await reader.get("/monitors/shop")).json()["monitor"]["name"], [each["status"] for each in points]

    before = await seen()
    await client.patch("/monitors/shop", json={"name": "Store"})
    renamed = await seen()
    await client.patch(f"/monitors/shop/data/{START}", json={"status": "DOWN", "latency": 1})
    pushed = await seen()
    await samples.set_one(SYSTEM, shop, START + 60, status=Status.UP, latency=1)

    assert [before, renamed, pushed, await seen()] == [
        ("Shop", []),
        ("Store", []),
        ("Store", ["DOWN"]),
        ("Store", ["DOWN", "UP"]),
    ]


async def test_what_is_gone_is_gone(client: httpx.AsyncClient, reader: httpx.AsyncClient, shop):
    there = await reader.get("/monitors/shop")
    await client.delete("/monitors/shop")

    assert (there.status_code, (await reader.get("/monitors/shop")).status_code) == (200, 404)


async def test_other_parameters_are_another_question(reader: httpx.AsyncClient, shop):
    await monitors.create(SYSTEM, NewMonitor(tag="bank", name="Bank", is_hidden=True))

    tags = [
        [each["tag"] for each in (await reader.get(path)).json()["monitors"]]
        for path in ("/monitors", "/monitors?is_hidden=YES", "/monitors?is_hidden=NO", "/monitors")
    ]

    assert tags == [["bank", "shop"], ["bank"], ["shop"], ["bank", "shop"]]


async def test_many_who_ask_at_once_after_a_change_cost_one_answer(client: httpx.AsyncClient, reader, shop):
    names = (f"Store {number}" for number in count())
    name = ""

    async def change() -> None:
        nonlocal name
        name = next(names)
        await reader.get("/monitors/shop")
        await client.patch("/monitors/shop", json={"name": name})

    async def many() -> tuple[set[str], int]:
        with recorded() as statements:
            answers = await asyncio.gather(*(reader.get("/monitors/shop") for _ in range(20)))
        made = sum("FROM monitor " in statement for statement in statements)
        return {answer.json()["monitor"]["name"] for answer in answers}, made

    shown, made = await undisturbed(many, after=change)

    assert shown == {name}
    assert made == 1
