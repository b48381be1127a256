import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from core import queue, sealing
from core.principal import SYSTEM
from core.queue import Queue
from models.enums import MonitorType
from resolvers import monitors
from resolvers.monitors import NewMonitor
from tests.contents import contents

TEST = """mutation ($input: MonitorTestInput!) {
  monitorTest(input: $input) { observation { status type latency message } userErrors { code field message } } }"""


@pytest.fixture
async def shop():
    """A real server that works at / and is broken at /broken; it keeps the Authorization headers that it got."""
    seen = []

    async def answer(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Authorization"))
        return web.Response(status=500 if request.path == "/broken" else 200)

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    async with TestServer(app) as server:
        server.seen = seen
        yield server


async def test_a_monitor_is_tested_now_and_nothing_is_stored(ask, worker, shop):
    await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop", type_data={"url": str(shop.make_url("/"))}))
    before = await contents()

    tested = await ask(TEST, by="write", input={"tag": "shop"})

    observation = tested["data"]["monitorTest"]["observation"]
    assert observation["latency"] > 0
    assert {**observation, "latency": None} == {"status": "UP", "type": "REALTIME", "latency": None, "message": None}
    assert tested["data"]["monitorTest"]["userErrors"] == []
    assert len(shop.seen) == 1
    assert await contents() == before


async def test_a_configuration_that_is_not_stored_is_tested_and_its_secrets_do_not_pass_through_the_queue(
    ask, worker, shop, redis_pool, monkeypatch
):
    arguments = []
    put = redis_pool.enqueue_job

    async def enqueue_job(name, *given, **options):
        arguments.extend(given)
        return await put(name, *given, **options)

    monkeypatch.setattr(redis_pool, "enqueue_job", enqueue_job)
    headers = [{"key": "Authorization", "value": "Bearer hunter2"}]
    api = {"url": str(shop.make_url("/broken")), "headers": headers}

    tested = await ask(TEST, by="write", input={"configuration": {"api": api}})

    observation = tested["data"]["monitorTest"]["observation"]
    assert (observation["status"], observation["type"]) == ("DOWN", "REALTIME")
    assert shop.seen == ["Bearer hunter2"]
    assert len(arguments) == 1
    assert "hunter2" not in arguments[0]
    assert b"hunter2" in sealing.unseal(arguments[0])


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"tag": "nobody"}, "NOT_FOUND", ["tag"]),
        ({"tag": ""}, "INVALID_INPUT", ["tag"]),
        ({"tag": "pushed"}, "INVALID_INPUT", ["tag"]),
        ({"configuration": {"api": {"url": "ftp://x"}}}, "INVALID_INPUT", ["configuration", "api", "url"]),
        ({"configuration": {"none": {}}}, "INVALID_INPUT", ["configuration", "none"]),
        ({"configuration": {"group": {"members": []}}}, "INVALID_INPUT", ["configuration", "group"]),
        ({"configuration": {"heartbeat": {"secretString": "s"}}}, "INVALID_INPUT", ["configuration", "heartbeat"]),
    ],
)
async def test_what_can_not_be_tested_is_refused_before_a_worker_is_asked(ask, given, code, field):
    await monitors.create(SYSTEM, NewMonitor(tag="pushed", name="Pushed", monitor_type=MonitorType.NONE))

    refused = (await ask(TEST, by="write", input=given))["data"]["monitorTest"]

    assert refused["observation"] is None
    assert [(error["code"], error["field"]) for error in refused["userErrors"]] == [(code, field)]


async def test_a_monitor_without_a_check_says_why(ask):
    await monitors.create(SYSTEM, NewMonitor(tag="pushed", name="Pushed", monitor_type=MonitorType.NONE))

    refused = await ask(TEST, by="write", input={"tag": "pushed"})

    assert refused["data"]["monitorTest"]["userErrors"][0]["message"] == (
        "A monitor of type NONE has no check that could be run now: its samples are pushed"
    )


async def test_without_a_worker_there_is_a_clear_error_at_once(ask, redis_pool):
    queue.use(Queue(redis_pool))

    refused = await ask(TEST, by="write", input={"configuration": {"api": {"url": "http://127.0.0.1/"}}})

    assert refused["data"] is None
    assert refused["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
    assert refused["errors"][0]["message"] == (
        "No worker is running that could test the monitor; start one, and try again"
    )
    assert await redis_pool.queued_jobs() == []


@pytest.mark.parametrize("given", [{}, {"tag": "a", "configuration": {"none": {}}}, {"tag": None}])
async def test_neither_or_both_is_no_question(ask, given):
    refused = await ask(TEST, by="write", input=given)

    assert "data" not in refused
    assert len(refused["errors"]) == 1
