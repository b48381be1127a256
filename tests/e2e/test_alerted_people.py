"""From a failing service to somebody's webhook, with the worker killed at each step on the way."""

import asyncio
import contextlib
import json
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web

from tests.e2e.test_watched_service import START, Heliograph, empty_address, eventually, running

MINUTE = 60
NETWORKS = {"HELIOGRAPH_WEBHOOK_NETWORKS_ALLOW": "127.0.0.0/8"}
# Each kills the worker while the alert is raised, and again while it is resolved.
KILLED_WHEN = ("the target is asked", "the sample is stored", "the message is received", "never")
SET_UP = """
mutation ($monitor: MonitorCreateInput!, $trigger: TriggerCreateInput!) {
  monitorCreate(input: $monitor) { userErrors { message field } }
  triggerCreate(input: $trigger) { trigger { id } userErrors { message field } }
}
"""
WATCH = """
mutation ($input: AlertConfigurationCreateInput!) {
  alertConfigurationCreate(input: $input) { userErrors { message field } }
}
"""
STORY = """{
  alerts(first: 100) { edges { node { state incident { state } } } }
  deliveries(first: 100) { edges { node { state kind } } }
}"""
__all__ = ["empty_address"]


@dataclass
class World:
    """The watched service and the receiver: what each was asked, and the events that a kill waits for."""

    is_well: bool = True
    port: int = 0
    received: list[tuple[str, str]] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    told: asyncio.Event = field(default_factory=asyncio.Event)
    answers: asyncio.Event = field(default_factory=asyncio.Event)

    async def service(self, _request: web.Request) -> web.Response:
        self.asked.set()
        return web.Response(status=200 if self.is_well else 500)

    async def receiver(self, request: web.Request) -> web.Response:
        self.received.append((request.headers["webhook-id"], json.loads(await request.text())["status"]))
        self.told.set()
        await self.answers.wait()
        return web.Response()


@pytest.fixture
async def world() -> AsyncIterator[World]:
    made = World()
    app = web.Application()
    app.router.add_get("/", made.service)
    app.router.add_post("/hook", made.receiver)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.port = runner.addresses[0][1]
    yield made
    await runner.cleanup()


@dataclass
class Time:
    """The installation's clock, which goes a second on with each look, so that leases and retries come due."""

    heliograph: Heliograph
    now: int = START + MINUTE

    async def until(self, question: Callable[[], Awaitable[bool]]) -> None:
        async def look() -> bool | None:
            self.now += 1
            self.heliograph.set_clock(self.now)
            return await question() or None

        await eventually(look)

    def next_minute(self) -> None:
        self.now = self.now // MINUTE * MINUTE + MINUTE - 1


def kill_worker(folder: Path) -> None:
    pid = json.loads((folder / "data" / "worker.json").read_bytes())["pid"]
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


async def wait_for(when: str, world: World, time: Time, *, status: str) -> None:
    """Return when the step has come at which the worker is to be killed."""

    async def has_come() -> bool:
        match when:
            case "the target is asked":
                return world.asked.is_set()
            case "the sample is stored":
                return (await time.heliograph.monitor())["currentStatus"] == status
            case _:
                return world.told.is_set()

    await time.until(has_come)


async def step(when: str, world: World, time: Time, folder: Path, *, is_well: bool) -> None:
    """Let the service fail or recover, kill the worker on the way, and wait until the message was answered."""
    heard = len(world.received)
    world.is_well = is_well
    for event in (world.asked, world.told, world.answers):
        event.clear()
    time.next_minute()
    if when == "never":
        world.answers.set()
    else:
        await wait_for(when, world, time, status="UP" if is_well else "DOWN")
        kill_worker(folder)
        world.answers.set()
    wanted = "RESOLVED" if is_well else "TRIGGERED"

    async def all_sent() -> bool:
        story = await time.heliograph.graphql(STORY)
        states = [edge["node"]["state"] for edge in story["deliveries"]["edges"]]
        return set(states) == {"SENT"} and wanted in {status for _, status in world.received[heard:]}

    await time.until(all_sent)


async def test_every_alert_arrives_and_none_is_doubled_whenever_the_worker_is_killed(
    empty_address: str, tmp_path: Path, world: World, capsys: pytest.CaptureFixture[str]
):
    async with running(tmp_path, empty_address, **NETWORKS) as heliograph:
        at = f"http://127.0.0.1:{world.port}"
        made = await heliograph.graphql(
            SET_UP,
            monitor={"tag": "shop", "name": "Shop", "configuration": {"api": {"url": f"{at}/", "timeout": 2000}}},
            trigger={
                "name": "hook",
                "configuration": {"webhook": {"url": f"{at}/hook", "body": '{"status": "{{alert_status}}"}'}},
            },
        )
        assert [each["userErrors"] for each in made.values()] == [[], []]
        watch = {
            "name": "Shop is down",
            "condition": {"status": {"status": "DOWN"}},
            "createsIncident": True,
            "monitorTags": ["shop"],
            "triggerIds": [made["triggerCreate"]["trigger"]["id"]],
        }
        watched = await heliograph.graphql(WATCH, input=watch)
        assert watched["alertConfigurationCreate"]["userErrors"] == []

        time = Time(heliograph)
        table = []
        for when in KILLED_WHEN:
            before = len(world.received)
            await step(when, world, time, tmp_path, is_well=False)
            await step(when, world, time, tmp_path, is_well=True)
            heard = world.received[before:]
            ids = Counter(number for number, _ in heard)
            table.append((when, len(ids), 2 - len(ids), len(heard) - len(ids)))
        story = await heliograph.graphql(STORY)

    with capsys.disabled():
        print("\nworker killed when          sent lost doubled (same id)")  # noqa: T201 - as above
        for when, sent, lost, doubled in table:
            print(f"{when:27} {sent:4} {lost:4} {doubled:7}")  # noqa: T201 - the matrix is to be read
    # One alert for each time that the service failed, over now, as its incident is.
    assert [edge["node"] for edge in story["alerts"]["edges"]] == [
        {"state": "RESOLVED", "incident": {"state": "RESOLVED"}}
    ] * len(KILLED_WHEN)
    assert Counter(edge["node"]["kind"] for edge in story["deliveries"]["edges"]) == {
        "ALERT_TRIGGERED": len(KILLED_WHEN),
        "ALERT_RESOLVED": len(KILLED_WHEN),
    }
    assert [(sent, lost) for _, sent, lost, _ in table] == [(2, 0)] * len(KILLED_WHEN)
    # A message comes twice only where its receipt could not be noted, and then under the same id. (The clock runs
    # twenty times as fast as the processes, so that a lease may run out while its worker is being started.)
    assert table[-1] == ("never", 2, 0, 0)
    statuses = [status for _, status in dict(world.received).items()]
    assert statuses == ["TRIGGERED", "RESOLVED"] * len(KILLED_WHEN)
