"""Workers are killed over a message, at each step between its being claimed and its being recorded."""

import asyncio
import json
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path

import asyncpg

from core import clock
from core.principal import SYSTEM
from models.alert import Alert, AlertConfiguration
from models.delivery import Delivery, DeliveryAttempt
from models.enums import AlertFor, DeliveryState, MessageKind, TriggerType
from resolvers import monitors, outbox, sending, triggers
from resolvers.monitors import NewMonitor
from resolvers.outbox import Message
from resolvers.triggers import NewTrigger
from tests.conftest import START
from tests.receivers import read_request, running
from tests.server.installations import start_worker

LEASE_SECONDS = 15 + 30
ROUNDS = 1


class Killed(StrEnum):
    """When the worker dies."""

    CLAIMED = "between claim and send"
    RECEIVED = "between receipt and answer"
    ANSWERED = "between answer and record"


class Worker:
    """The worker process of the moment."""

    def __init__(self, settings, redis_url: str, folder: Path) -> None:
        self._variables = {
            "DATABASE_URL": settings.database_url,
            "REDIS_URL": redis_url,
            "HELIOGRAPH_CLOCK_FILE": str(folder / "clock"),
            "HELIOGRAPH_WEBHOOK_NETWORKS_ALLOW": "127.0.0.0/8",
        }
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self._folder / "worker.log").open("ab") as log:
            self._process = start_worker(self._folder, log, **self._variables)

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()


class Receiver:
    """Takes messages, and has the worker killed over the first one when it is told so."""

    def __init__(self, worker: Worker, settings) -> None:
        self._worker, self._settings = worker, settings
        self.next_kill: Killed | None = None
        self.killed = asyncio.Event()
        self.received: list[tuple[str, str]] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        kill, self.next_kill = self.next_kill, None
        if kill is Killed.CLAIMED:
            return self._kill()
        request = await read_request(reader)
        self.received.append((json.loads(request.body)["data"]["alert_name"], request.headers["webhook-id"]))
        if kill is Killed.RECEIVED:
            return self._kill()
        if kill is Killed.ANSWERED:
            async with nobody_writes(self._settings):
                await answer(writer)
                await reader.read()  # the worker has the answer, and has closed the connection
                return self._kill()
        return await answer(writer)

    def _kill(self) -> None:
        self._worker.kill()
        self.killed.set()


async def answer(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
    await writer.drain()


@asynccontextmanager
async def nobody_writes(settings):
    """Keeps everybody else from writing to the table of attempts."""
    if settings.database_url.startswith("sqlite"):
        connection = sqlite3.connect(settings.database_url.removeprefix("sqlite://"), isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.close()
    else:
        other = await asyncpg.connect(settings.database_url)
        try:
            async with other.transaction():
                await other.execute("LOCK TABLE delivery_attempt IN EXCLUSIVE MODE")
                yield
        finally:
            await other.close()


async def put(trigger, about: Alert, kind: MessageKind) -> str:
    key = f"{kind} {about.id}"
    await outbox.put(
        [Message(key=key, kind=kind, variables={"alert_name": key}, trigger_id=trigger.id, alert_id=about.id)]
    )
    return key


async def new_alert(number: int) -> Alert:
    monitor = await monitors.create(SYSTEM, NewMonitor(tag=f"m{number}", name="m"))
    configuration = await AlertConfiguration.create(name="c", alert_for=AlertFor.STATUS, alert_value="DOWN")
    return await Alert.create(configuration=configuration, monitor=monitor, triggered_at=START)


async def all_sent() -> None:
    async with asyncio.timeout(30):
        while await Delivery.exclude(state=DeliveryState.SENT).exists():  # noqa: ASYNC110 - the worker is another process
            await asyncio.sleep(0.02)


async def test_no_message_is_lost_and_doubles_have_the_same_id(  # noqa: PLR0917 - fixtures
    db, now, redis_server, redis_pool, tmp_path, capsys
):
    worker = Worker(db, redis_server.url, tmp_path)
    receiver = Receiver(worker, db)
    clock_file = tmp_path / "clock"
    clock_file.write_text(str(START))
    kills = [kill for kill in Killed for _ in range(ROUNDS)]
    sent: list[str] = []
    results: dict[Killed, Counter[str]] = {kill: Counter() for kill in Killed}
    async with running(receiver.serve) as port:
        trigger = await triggers.create(
            SYSTEM,
            NewTrigger(
                name="hook",
                trigger_type=TriggerType.WEBHOOK,
                configuration={"url": f"http://127.0.0.1:{port}/"},
            ),
        )
        for number, kill in enumerate(kills):
            about = await new_alert(number)
            keys = [await put(trigger, about, MessageKind.ALERT_TRIGGERED)]
            keys += [await put(trigger, about, MessageKind.ALERT_RESOLVED)]
            receiver.next_kill = kill
            receiver.killed.clear()
            worker.start()
            async with asyncio.timeout(30):
                await receiver.killed.wait()
            await redis_pool.flushall()
            # The claim of the dead worker runs out.
            now.advance(LEASE_SECONDS)
            write_whole(clock_file, str(clock.timestamp()))
            worker.start()
            await all_sent()
            worker.kill()
            times = Counter(name for name, _ in receiver.received)
            results[kill] += Counter(
                sent=2,
                lost=sum(times[key] == 0 for key in keys),
                doubled=sum(times[key] > 1 for key in keys),
            )
            sent += keys

    with capsys.disabled():
        for kill, counts in results.items():
            told = ", ".join(f"{what} {counts[what]}" for what in ("sent", "lost", "doubled"))
            sys.stdout.write(f"\nworker killed {kill}: {told}")
    ids = {name: {given for given_name, given in receiver.received if given_name == name} for name in sent}
    first = [name for name, _ in dict.fromkeys(receiver.received)]
    attempts = Counter(await DeliveryAttempt.all().values_list("delivery_id", flat=True))
    assert {kill: counts["lost"] for kill, counts in results.items()} == dict.fromkeys(Killed, 0)
    assert {kill: counts["doubled"] for kill, counts in results.items()} == {
        Killed.CLAIMED: 0,
        Killed.RECEIVED: ROUNDS,
        Killed.ANSWERED: ROUNDS,
    }
    assert ids == {row.key: {sending.message_id(row)} for row in await Delivery.all()}
    assert first == sent, "RESOLVED came before TRIGGERED"
    assert sorted(attempts.values()) == [1] * len(kills) + [2] * len(kills)


def write_whole(path: Path, text: str) -> None:
    """Replace a file, so that nobody reads half of it."""
    draft = path.with_suffix(".new")
    draft.write_text(text)
    draft.rename(path)
