import asyncio

import pytest

from core.principal import SYSTEM
from core.settings import load
from jobs import batch
from jobs.checks.context import CheckContext
from models import observation
from models.enums import MonitorType, SignalKind, Status
from models.observation import Observation
from models.samples import within
from resolvers import heartbeats, monitors
from resolvers.monitors import NewMonitor
from tests.conftest import START

SETTINGS = load()
CONTEXT = CheckContext(http=None, network=None, tls=None, secrets=str, snippets=None, minute=0)
pytestmark = pytest.mark.usefixtures("db", "now")


@pytest.fixture
async def shop():
    return await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop", type_data={"url": "http://shop"}))


@pytest.fixture
def answers(monkeypatch):
    """Lets each check, by its URL, answer what the test says, in turn; an exception is raised."""
    planned: dict[str, list] = {}

    async def run_check(_type, config, context: CheckContext) -> Observation:
        assert context.minute == START
        answer = planned[config.url].pop(0)
        if isinstance(answer, asyncio.Event):
            await answer.wait()
            return Observation(Status.UP)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(batch, "run_check", run_check)
    return planned


async def stored(monitor) -> list[tuple[Status, str | None]]:
    return [(each.status, each.message) for each in await within(monitor.id, START, START + 60)]


async def test_a_batch_stores_what_its_checks_saw(shop, answers):
    answers["http://shop"] = [observation.down("HTTP 500")]

    assert await batch.check_batch(SETTINGS, CONTEXT, START, [shop.id]) == 1
    assert await stored(shop) == [(Status.DOWN, "HTTP 500")]


async def test_a_hanging_target_delays_nobodys_result(shop, answers, monkeypatch):
    monkeypatch.setattr(batch, "_WAVE_SECONDS", 0.05)
    slow = await monitors.create(SYSTEM, NewMonitor(tag="slow", name="Slow", type_data={"url": "http://slow"}))
    released = asyncio.Event()
    answers.update({"http://shop": [Observation(Status.UP)], "http://slow": [released]})
    running = asyncio.create_task(batch.check_batch(SETTINGS, CONTEXT, START, [shop.id, slow.id]))

    async with asyncio.timeout(5):
        while not await stored(shop):  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.01)
    waiting = await stored(slow)
    released.set()

    assert await running == 2
    assert waiting == []
    assert await stored(slow) == [(Status.UP, None)]


async def test_a_fault_of_ours_is_tried_again_and_never_recorded_as_down(shop, answers):
    answers["http://shop"] = [RuntimeError("bug"), Observation(Status.UP)]

    assert await batch.check_batch(SETTINGS, CONTEXT, START, [shop.id]) == 1
    assert await stored(shop) == [(Status.UP, None)]


async def test_a_fault_that_stays_leaves_the_minute_empty(shop, answers):
    answers["http://shop"] = [RuntimeError("bug"), RuntimeError("bug")]

    assert await batch.check_batch(SETTINGS, CONTEXT, START, [shop.id]) == 0
    assert await stored(shop) == []


async def test_a_batch_after_the_minutes_grace_observes_nothing(shop, answers, now):
    now.move_to(START + 51)

    assert await batch.check_batch(SETTINGS, CONTEXT, START, [shop.id]) == 0
    assert await stored(shop) == []


async def test_a_monitor_that_was_put_aside_or_deleted_meanwhile_is_not_checked(shop, answers):
    await shop.delete()

    assert await batch.check_batch(SETTINGS, CONTEXT, START, [shop.id, 999]) == 0


async def test_heartbeats_are_judged_by_their_signals_which_are_read_at_once(now, monkeypatch):
    asked = []
    signals_of = heartbeats.signals_of

    async def counted(asked_for):
        asked.append(len(asked_for))
        return await signals_of(asked_for)

    monkeypatch.setattr(heartbeats, "signals_of", counted)
    jobs = [
        await monitors.create(
            SYSTEM,
            NewMonitor(tag=tag, name=tag, monitor_type=MonitorType.HEARTBEAT, type_data={"secretString": "s"}),
        )
        for tag in ("well", "ill")
    ]
    await heartbeats.receive(jobs[0], SignalKind.SUCCESS)
    await heartbeats.receive(jobs[1], SignalKind.FAIL, exit_code=1)

    assert await batch.check_batch(SETTINGS, CONTEXT, START, [job.id for job in jobs]) == 2

    assert asked == [2]
    assert [await stored(job) for job in jobs] == [
        [(Status.UP, None)],
        [(Status.DOWN, "The job failed with exit code 1")],
    ]


async def test_signals_that_can_not_be_read_are_no_silence(now, shop, answers, monkeypatch):
    async def broken(_monitors):
        raise OSError("the database is away")

    job = await monitors.create(
        SYSTEM, NewMonitor(tag="job", name="Job", monitor_type=MonitorType.HEARTBEAT, type_data={"secretString": "s"})
    )
    answers["http://shop"] = [Observation(Status.UP)]
    monkeypatch.setattr(heartbeats, "signals_of", broken)

    assert await batch.check_batch(SETTINGS, CONTEXT, START, [job.id, shop.id]) == 1
    assert (await stored(job), await stored(shop)) == ([], [(Status.UP, None)])
