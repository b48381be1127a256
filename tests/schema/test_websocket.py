"""GraphQL over WebSocket: graphql-transport-ws alone, each operation by what is stored when it comes."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn
import websockets
from fastapi import FastAPI

from core.principal import SYSTEM
from models.enums import Activity
from resolvers import api_keys, monitors
from resolvers.monitors import MonitorChanges, NewMonitor
from tests.schema.whole import add_graphql

PROTOCOL = "graphql-transport-ws"
NAME = '{ monitor(tag: "shop") { name } viewer { name } }'


@pytest.fixture
async def address(db, now) -> AsyncIterator[str]:
    """Where a real server takes sockets."""
    app = FastAPI()
    add_graphql(app)
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_config=None, ws="websockets-sansio"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - the server does not tell
        await asyncio.sleep(0)
    yield f"ws://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/graphql"
    server.should_exit = True
    await serving


async def said(socket: Any, message: dict[str, Any]) -> dict[str, Any]:
    await socket.send(json.dumps(message))
    return json.loads(await socket.recv())


async def asked(socket: Any, query: str, number: str) -> dict[str, Any]:
    """Ask a question; return its answer, which is followed by its end."""
    answer = await said(socket, {"id": number, "type": "subscribe", "payload": {"query": query}})
    assert json.loads(await socket.recv()) == {"id": number, "type": "complete"}
    return answer["payload"]["data"]


async def test_a_socket_that_stays_open_shows_what_is_stored_now(address, keys):
    await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop"))
    async with websockets.connect(address, subprotocols=[PROTOCOL]) as socket:
        init = {"type": "connection_init", "payload": {"Authorization": f"Bearer {keys['read']}"}}
        assert (await said(socket, init))["type"] == "connection_ack"

        before = await asked(socket, NAME, "1")
        await monitors.update(SYSTEM, "shop", MonitorChanges(name="Store"))
        after = await asked(socket, NAME, "2")

    assert before == {"monitor": {"name": "Shop"}, "viewer": {"name": "read"}}
    assert after == {"monitor": {"name": "Store"}, "viewer": {"name": "read"}}


async def test_what_loaders_found_is_forgotten_with_its_operation(address):
    monitor = await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop"))
    assert monitor.id == 1
    by_id = '{ node(id: "TW9uaXRvcjox") { ... on Monitor { name } } }'
    async with websockets.connect(address, subprotocols=[PROTOCOL]) as socket:
        await said(socket, {"type": "connection_init"})

        before = await asked(socket, by_id, "1")
        await monitors.update(SYSTEM, "shop", MonitorChanges(name="Store"))
        after = await asked(socket, by_id, "2")

    assert [each["node"]["name"] for each in (before, after)] == ["Shop", "Store"]


async def test_a_key_that_is_withdrawn_opens_no_more_on_a_socket_that_is_open(address, keys):
    async with websockets.connect(address, subprotocols=[PROTOCOL]) as socket:
        await said(socket, {"type": "connection_init", "payload": {"Authorization": f"Bearer {keys['read']}"}})
        before = await asked(socket, "{ viewer { name } }", "1")
        await api_keys.set_status(SYSTEM, 1, Activity.INACTIVE)
        question = {"id": "2", "type": "subscribe", "payload": {"query": "{ viewer { name } }"}}
        after = await said(socket, question)

    assert before == {"viewer": {"name": "read"}}
    assert after["payload"]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_fault_of_ours_is_masked_on_a_socket_too(address, monkeypatch):
    async def fail(*_arguments: object) -> None:
        raise OSError("the database's password is wrong")

    monkeypatch.setattr(monitors, "find", fail)
    async with websockets.connect(address, subprotocols=[PROTOCOL]) as socket:
        await said(socket, {"type": "connection_init"})
        question = {"query": '{ monitor(tag: "shop") { name } }'}
        answer = await said(socket, {"id": "1", "type": "subscribe", "payload": question})

    (error,) = answer["payload"]["errors"]
    assert error["message"] == "An unexpected error occurred; it has been logged."
    assert error["extensions"] == {"code": "INTERNAL_ERROR"}


async def hello(address: str, protocol: str) -> str:
    async with websockets.connect(address, subprotocols=[protocol]) as socket:
        return (await said(socket, {"type": "connection_init"}))["type"]


async def test_the_old_protocol_is_not_spoken(address):
    assert await hello(address, PROTOCOL) == "connection_ack"

    with pytest.raises(websockets.exceptions.WebSocketException):
        await hello(address, "graphql-ws")
