"""What a child process does with the worker's requests, seen from within one process."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest

from jobs.children import frames
from jobs.drivers import postgres
from jobs.drivers.address import Dialect, Encryption, SqlAddress
from jobs.drivers.child import Child
from jobs.drivers.process import DriverFaultError, _outcome

POSTGRES = SqlAddress(Dialect.POSTGRES, "db.example", 5432, "probe", "hunter2", "shop", Encryption.NONE)
MYSQL = SqlAddress(Dialect.MYSQL, "db.example", 3306, "probe", "hunter2", "shop", None)


class Conversation:
    """The worker's end of a channel, and what the child has said."""

    def __init__(self, channel: socket.socket, said: asyncio.Queue[object]) -> None:
        self.channel = channel
        self.said = said

    def send(self, *requests: object) -> None:
        self.channel.sendall(b"".join(map(frames.encode, requests)))

    def connect(self, number: int) -> socket.socket:
        """Send one end of a pair of sockets as a connection, and return the other, where the server would be."""
        given, server = socket.socketpair()
        server.setblocking(False)
        with given:
            socket.send_fds(self.channel, [frames.encode({"connected": number})], [given.fileno()])
        return server


@pytest.fixture
async def child() -> AsyncIterator[Conversation]:
    here, there = socket.socketpair()
    said: asyncio.Queue[object] = asyncio.Queue()
    with here, there:
        serving = asyncio.create_task(Child(there, said.put_nowait).serve())
        yield Conversation(here, said)
        here.shutdown(socket.SHUT_WR)
        await serving


def run(address: SqlAddress, number: int = 1) -> dict[str, object]:
    return {"run": number, "address": address.to_json(), "query": "SELECT 1"}


@pytest.mark.parametrize("address", [POSTGRES, MYSQL])
async def test_a_run_asks_for_a_connection_and_ends_where_there_is_none(child, address):
    child.send(run(address))
    assert await child.said.get() == {"connect": 1}

    child.send({"unreachable": 1})

    assert await child.said.get() == {"ended": 1, "failure": "Connection reset by peer: the database can't be reached"}


async def test_a_run_speaks_over_the_connection_that_it_is_given(child):
    child.send(run(POSTGRES))
    await child.said.get()

    with child.connect(1) as server:
        introduction = await asyncio.get_running_loop().sock_recv(server, 65536)

    assert b"user\0probe\0database\0shop\0" in introduction
    assert await child.said.get() == {"ended": 1, "failure": "The server ended the connection"}


async def test_a_run_that_is_cancelled_before_it_has_begun_ends(child):
    child.send(run(POSTGRES), {"cancel": 1})

    assert await child.said.get() == {"cancelled": 1}
    assert await child.said.get() == {"ended": 1}


async def test_a_connection_that_nobody_waits_for_any_more_is_closed(child):
    child.send(run(POSTGRES))
    await child.said.get()
    child.send({"cancel": 1})
    assert [await child.said.get(), await child.said.get()] == [{"cancelled": 1}, {"ended": 1}]

    with child.connect(1) as server:
        assert await asyncio.get_running_loop().sock_recv(server, 1) == b""


async def test_runs_get_their_own_connections_in_any_order(child):
    child.send(run(POSTGRES, 1), run(MYSQL, 2))
    assert [await child.said.get(), await child.said.get()] == [{"connect": 1}, {"connect": 2}]

    with child.connect(2) as server:
        server.close()
        ended = await child.said.get()
    child.send({"cancel": 1})

    assert ended == {"ended": 2, "failure": "The server ended the connection"}
    assert await child.said.get() == {"cancelled": 1}


async def test_it_answers_a_ping(child):
    child.send("ping")

    assert await child.said.get() == "pong"


async def test_a_fault_of_ours_is_told_without_what_it_says(child, monkeypatch):
    def break_down(*_: object) -> None:
        raise KeyError(POSTGRES.password)

    monkeypatch.setattr(postgres, "_tls", break_down)

    child.send(run(POSTGRES))

    ended = await child.said.get()
    assert ended["ended"] == 1
    assert ended["fault"].startswith("KeyError at ")
    assert "hunter2" not in ended["fault"]
    with pytest.raises(DriverFaultError, match=r"^KeyError at "):
        _outcome({"fault": ended["fault"]}, None, 1.0)
