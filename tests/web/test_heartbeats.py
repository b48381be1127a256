"""The addresses that a job calls."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from core.principal import SYSTEM
from models.enums import Activity, MonitorType
from models.monitor import HeartbeatSignal
from resolvers import monitors
from resolvers.monitors import NewMonitor
from web.heartbeats import router

URL = "/ext/heartbeat/backup/s3cret"


@pytest.fixture
async def client(db, now) -> AsyncIterator[httpx.AsyncClient]:
    for tag, status in (("backup", Activity.ACTIVE), ("asleep", Activity.INACTIVE)):
        await monitors.create(
            SYSTEM,
            NewMonitor(
                tag=tag,
                name=tag,
                monitor_type=MonitorType.HEARTBEAT,
                type_data={"secretString": "s3cret"},
                status=status,
            ),
        )
    app = FastAPI()
    app.include_router(router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        yield client


async def kept() -> list[tuple[str, int | None, str | None]]:
    return await HeartbeatSignal.all().order_by("id").values_list("kind", "exit_code", "body")


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("path", "signal"),
    [
        ("", ("SUCCESS", None, None)),
        ("/0", ("SUCCESS", 0, None)),
        ("?exit_code=0", ("SUCCESS", 0, None)),
        ("?exit_code=", ("SUCCESS", None, None)),
        ("/3", ("FAIL", 3, None)),
        ("/-1", ("FAIL", -1, None)),
        ("?exit_code=3", ("FAIL", 3, None)),
        ("/start", ("START", None, None)),
        ("/fail", ("FAIL", None, None)),
        ("/fail?exit_code=137", ("FAIL", 137, None)),
        ("/log", ("LOG", None, None)),
    ],
)
async def test_each_address_keeps_its_signal(client, method, path, signal):
    answer = await client.request(method, URL + path)

    assert (answer.status_code, answer.text, answer.headers["cache-control"]) == (200, "OK\n", "no-store")
    assert await kept() == [signal]


async def test_the_beginning_of_a_body_is_kept(client):
    await client.post(f"{URL}/fail", content="größe: \ud83d".encode("utf-8", "surrogatepass"))

    assert await kept() == [("FAIL", None, "größe: ���")]


async def test_the_rest_of_a_body_is_not_read(client):
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b"x" * 1000

    answer = await client.post(f"{URL}/log", content=endless())

    assert answer.status_code == 200
    assert sent <= 42
    assert await kept() == [("LOG", None, "x" * 10_000)]


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/ext/heartbeat/backup/wrong", 404, "There is no such heartbeat\n"),
        ("/ext/heartbeat/nobody/s3cret", 404, "There is no such heartbeat\n"),
        ("/ext/heartbeat/backup/wrong/start", 404, "There is no such heartbeat\n"),
        ("/ext/heartbeat/backup/wrong?exit_code=x", 404, "There is no such heartbeat\n"),
        ("/ext/heartbeat/asleep/wrong", 404, "There is no such heartbeat\n"),
        ("/ext/heartbeat/asleep/s3cret", 409, "Monitor 'asleep' is INACTIVE and takes no signals\n"),
        (f"{URL}?exit_code=x", 400, "exit_code must be a whole number; got 'x'\n"),
        (f"{URL}/stop", 400, "exit_code must be a whole number; got 'stop'\n"),
        (f"{URL}/40000", 400, "exit_code must be a whole number from -32768 to 32767; got 40000\n"),
        (f"{URL}?exit_code=1_0", 400, "exit_code must be a whole number; got '1_0'\n"),
        ("/ext/heartbeat/%00/%FF", 404, "There is no such heartbeat\n"),
        (f"{URL}/start/1", 404, None),
    ],
)
async def test_what_is_refused_keeps_nothing(client, path, status, text):
    answer = await client.get(path)

    assert answer.status_code == status
    assert text is None or answer.text == text
    assert await kept() == []


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "OPTIONS"])
async def test_only_get_and_post_are_signals(client, method):
    assert (await client.request(method, URL)).status_code == 405
    assert await kept() == []
