"""From an empty folder to a watched service, through the real doors: processes, sockets and a clock that is moved."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from aiohttp import web

from tests.servers import tie

MINUTE = 60
START = 1_736_121_600
KEY = "hg_" + "e2e-administrator-key-" + "0" * 16
PATIENCE_SECONDS = 60
ROOT = Path(__file__).parents[2]
# The command, but for its pauses before what was killed is started again, which grow up to half a minute.
IMPATIENT = "from server import cli, keeper; keeper._LONGEST_PAUSE_SECONDS = 0.1; cli.main()"

CREATE = """
mutation Create($input: MonitorCreateInput!) {
  monitorCreate(input: $input) { monitor { tag currentStatus } userErrors { code message field } }
}
"""
SHOW = """
query Show($start: DateTime!, $end: DateTime!) {
  monitor(tag: "shop") {
    currentStatus
    currentLatency
    latestSample { minute status type message }
    samples(last: 10) { edges { node { minute status } } pageInfo { hasPreviousPage } }
    sampleSeries(start: $start, end: $end) { timestamps statuses latencies }
  }
}
"""


class Shop:
    """The small HTTP server that is watched; it can fail, die and come back on the same port."""

    def __init__(self) -> None:
        self.status = 200
        self._runner: web.AppRunner | None = None
        self.port = 0

    async def open(self) -> None:
        async def answer(_request: web.Request) -> web.Response:
            return web.Response(status=self.status, text="hello")

        app = web.Application()
        app.router.add_get("/", answer)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def die(self) -> None:
        assert self._runner is not None
        await self._runner.cleanup()


@dataclass
class Heliograph:
    """A running installation, seen from another shell."""

    client: httpx.AsyncClient
    process: asyncio.subprocess.Process
    clock_file: Path

    def set_clock(self, instant: int) -> None:
        draft = self.clock_file.with_suffix(".new")
        draft.write_text(str(instant))
        draft.replace(self.clock_file)

    async def graphql(self, query: str, **variables: Any) -> dict[str, Any]:
        response = await self.client.post("/graphql", json={"query": query, "variables": variables})
        answer = response.json()
        assert "errors" not in answer, answer
        return answer["data"]

    async def monitor(self) -> dict[str, Any]:
        return (await self.graphql(SHOW, start=iso(START), end=iso(START + 10 * MINUTE)))["monitor"]

    async def sample_of(self, minute: int) -> dict[str, Any]:
        """Move the clock to `minute`, and return the sample that the worker stores for it."""
        self.set_clock(minute)

        async def stored() -> dict[str, Any] | None:
            newest = (await self.monitor())["latestSample"]
            return newest if newest and newest["minute"] == iso(minute) else None

        return await eventually(stored)


def iso(instant: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(instant))


async def eventually(question: Callable[[], Awaitable[Any]]) -> Any:
    """Ask until there is an answer; fail after PATIENCE_SECONDS."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if (answer := await question()) is not None:
            return answer
        await asyncio.sleep(0.05)
    raise AssertionError(f"no answer within {PATIENCE_SECONDS} seconds")


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    server = Shop()
    await server.open()
    yield server
    await server.die()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@asynccontextmanager
async def running(folder: Path, database_url: str, **variables: str) -> AsyncIterator[Heliograph]:
    """`heliograph serve` with its data in `folder`, from its first answer until ctrl-C has ended it cleanly."""
    port, clock_file = free_port(), folder / "clock"
    if not clock_file.exists():
        clock_file.write_text(str(START + 30))
    environment = {
        "PATH": os.environ["PATH"],
        "HELIOGRAPH_DATA_DIR": str(folder / "data"),
        "HELIOGRAPH_PORT": str(port),
        "HELIOGRAPH_ADMIN_KEY": KEY,
        "HELIOGRAPH_CLOCK_FILE": str(clock_file),
        **variables,
    }
    if not database_url.startswith("sqlite"):
        environment["DATABASE_URL"] = database_url
    with (folder / "log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", IMPATIENT, "serve"),
            env=environment,
            cwd=ROOT,
            stdout=log,
            stderr=log,
            preexec_fn=tie(),
        )
    headers = {"Authorization": f"Bearer {KEY}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=10) as client:

        async def ready() -> bool | None:
            assert process.returncode is None, (folder / "log").read_text()
            try:
                return (await client.get("/readyz")).status_code == 200 or None
            except httpx.TransportError:
                return None

        try:
            await eventually(ready)
            yield Heliograph(client, process, clock_file)
        finally:
            process.send_signal(signal.SIGINT)
            code = await asyncio.wait_for(process.wait(), 15)
    assert code == 0, (folder / "log").read_text()


@pytest.fixture
async def empty_address(database_url: str) -> str:
    """The address of a database without tables."""
    if not database_url.startswith("sqlite"):
        connection = await asyncpg.connect(database_url)
        await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        await connection.close()
    return database_url


async def test_a_new_monitor_is_checked_on_the_minute_and_both_doors_show_it(
    empty_address: str, tmp_path: Path, shop: Shop
):
    async with running(tmp_path, empty_address) as heliograph:
        await watch(heliograph, shop)


async def watch(heliograph: Heliograph, shop: Shop) -> None:
    # given a monitor, made through GraphQL
    made = await heliograph.graphql(
        CREATE,
        input={
            "tag": "shop",
            "name": "Shop",
            "cron": "* * * * *",
            "configuration": {"api": {"url": f"http://127.0.0.1:{shop.port}/", "timeout": 2000}},
        },
    )
    assert made == {"monitorCreate": {"monitor": {"tag": "shop", "currentStatus": "NO_DATA"}, "userErrors": []}}

    # when two minutes pass
    first = await heliograph.sample_of(START + MINUTE)
    second = await heliograph.sample_of(START + 2 * MINUTE)

    # then each has one sample
    assert (first["status"], first["type"], first["message"]) == ("UP", "REALTIME", None)
    assert (second["status"], second["type"]) == ("UP", "REALTIME")

    # when the service answers 500, dies, and comes back, it is seen within the minute
    shop.status = 500
    failing = await heliograph.sample_of(START + 3 * MINUTE)
    await shop.die()
    dead = await heliograph.sample_of(START + 4 * MINUTE)
    shop.status = 200
    await shop.open()
    back = await heliograph.sample_of(START + 5 * MINUTE)

    assert (failing["status"], "500" in failing["message"]) == ("DOWN", True)
    assert (dead["status"], dead["type"], bool(dead["message"])) == ("DOWN", "ERROR", True)
    assert (back["status"], back["message"]) == ("UP", None)

    # then GraphQL shows the story as a connection and as columns
    shown = await heliograph.monitor()
    statuses = ["UP", "UP", "DOWN", "DOWN", "UP"]
    minutes = [START + number * MINUTE for number in range(1, 6)]
    assert shown["currentStatus"] == "UP"
    assert shown["currentLatency"] > 0
    assert shown["samples"] == {
        "edges": [
            {"node": {"minute": iso(at), "status": status}} for at, status in zip(minutes, statuses, strict=True)
        ],
        "pageInfo": {"hasPreviousPage": False},
    }
    assert shown["sampleSeries"]["timestamps"] == minutes
    assert shown["sampleSeries"]["statuses"] == statuses

    # and REST v4 shows the same
    one = await heliograph.client.get("/api/v4/monitors/shop")
    data = await heliograph.client.get(
        "/api/v4/monitors/shop/data", params={"start_ts": START, "end_ts": START + 6 * MINUTE}
    )
    assert one.status_code == data.status_code == 200
    assert one.json()["monitor"]["tag"] == "shop"
    assert [(point["timestamp"], point["status"]) for point in data.json()["data"]] == list(
        zip(minutes, statuses, strict=True)
    )
    assert [point["latency"] for point in data.json()["data"]][:2] == shown["sampleSeries"]["latencies"][:2]


async def test_a_second_start_finds_everything_as_it_was(empty_address: str, tmp_path: Path, shop: Shop):
    url = f"http://127.0.0.1:{shop.port}/"
    async with running(tmp_path, empty_address) as first:
        await first.graphql(CREATE, input={"tag": "shop", "name": "Shop", "configuration": {"api": {"url": url}}})
        stored = await first.sample_of(START + MINUTE)

    async with running(tmp_path, empty_address) as second:
        assert (await second.monitor())["latestSample"] == stored
        assert (await second.sample_of(START + 2 * MINUTE))["status"] == "UP"


async def test_bad_input_is_refused_with_the_field_and_nothing_is_stored(empty_address: str, tmp_path: Path):
    async with running(tmp_path, empty_address) as heliograph:
        refused = await heliograph.graphql(
            CREATE, input={"tag": "shop", "name": "Shop", "configuration": {"api": {"url": "ftp://127.0.0.1/"}}}
        )

        assert refused["monitorCreate"]["monitor"] is None
        assert [error["field"] for error in refused["monitorCreate"]["userErrors"]] == [["configuration", "api", "url"]]
        assert (await heliograph.monitor()) is None
