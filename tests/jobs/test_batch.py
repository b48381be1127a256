import asyncio

import pytest

from core.principal import SYSTEM
from core.settings import load
from jobs import batch
from jobs.checks.context import CheckContext
from jobs.leases import Leases
from models import observation
from models.check_batch import CheckBatch, MissedMinutes
from models.enums import MissReason, MonitorType, SignalKind, Status
from models.observation import Observation
from models.samples import within
from resolvers import check_batches, heartbeats, monitors, settling
from resolvers.check_batches import BatchKey
from resolvers.due import DueMonitors
from resolvers.monitors import NewMonitor
from resolvers.settling import Observed
from tests import statements
from tests.conftest import START

SETTINGS = load()
CONTEXT = CheckContext(http=None, network=None, tls=None, secrets=str, snippets=None, databases=None, minute=0)
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


async def check(*monitors, worker: str = "one") -> int:
    """Plan a batch of these monitors at START, and run it."""
    ids = [monitor.id for monitor in monitors]
    await check_batches.plan(START, DueMonitors(ids, {}, [], None), {0: ids})
    return await batch.check_batch(SETTINGS, CONTEXT, Leases(worker), BatchKey(START, 0))


async def stored(monitor) -> list[tuple[Status, str | None]]:
    return [(each.status, each.message) for each in await within(monitor.id, START, START + 60)]


async def test_a_batch_stores_what_its_checks_saw(shop, answers):
    answers["http://shop"] = [observation.down("HTTP 500")]

    assert await check(shop) == 1
    assert await stored(shop) == [(Status.DOWN, "HTTP 500")]


async def test_a_hanging_target_delays_nobodys_result(shop, answers, monkeypatch):
    monkeypatch.setattr(batch, "_WAVE_SECONDS", 0.05)
    slow = await monitors.create(SYSTEM, NewMonitor(tag="slow", name="Slow", type_data={"url": "http://slow"}))
    released = asyncio.Event()
    answers.update({"http://shop": [Observation(Status.UP)], "http://slow": [released]})
    running = asyncio.create_task(check(shop, slow))

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

    assert await check(shop) == 1
    assert await stored(shop) == [(Status.UP, None)]


async def test_a_fault_that_stays_leaves_the_minute_empty(shop, answers):
    answers["http://shop"] = [RuntimeError("bug"), RuntimeError("bug")]

    assert await check(shop) == 0
    assert await stored(shop) == []


async def test_a_batch_after_the_minutes_grace_observes_nothing(shop, answers, now):
    now.move_to(START + 51)

    assert await check(shop) == 0
    assert await stored(shop) == []


async def test_a_monitor_that_was_put_aside_or_deleted_meanwhile_is_not_checked(shop, answers):
    await shop.delete()

    assert await check(shop) == 0


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

    assert await check(*jobs) == 2

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

    assert await check(job, shop) == 1
    assert (await stored(job), await stored(shop)) == ([], [(Status.UP, None)])

    assert await check(shop) == 0


async def test_a_batch_that_ran_is_not_run_again(shop, answers):
    answers["http://shop"] = [Observation(Status.UP)]

    assert await check(shop) == 1
    assert await check(shop, worker="another") == 0


async def test_two_workers_that_get_a_batch_at_once_ask_each_target_once(shop, answers):
    answers["http://shop"] = [Observation(Status.UP)]

    written = await asyncio.gather(check(shop), check(shop, worker="another"))

    assert sorted(written) == [0, 1]
    assert answers["http://shop"] == []


async def test_of_a_batch_that_a_dead_worker_left_only_the_rest_is_checked(shop, answers, now):
    # given a worker that saw one of two monitors and died
    rest = await monitors.create(SYSTEM, NewMonitor(tag="rest", name="Rest", type_data={"url": "http://rest"}))
    ids = [shop.id, rest.id]
    await check_batches.plan(START, DueMonitors(ids, {}, [], None), {0: ids})
    await check_batches.claim(BatchKey(START, 0), "dead")
    await settling.settle(START, [Observed(shop, observation.down("HTTP 500"))])
    answers["http://rest"] = [Observation(Status.UP)]

    # when another gets the batch while the lease stands, and when it has run out
    early = await batch.check_batch(SETTINGS, CONTEXT, Leases("heir"), BatchKey(START, 0))
    now.advance(check_batches.LEASE_SECONDS)
    late = await batch.check_batch(SETTINGS, CONTEXT, Leases("heir"), BatchKey(START, 0))

    assert (early, late) == (0, 1)
    assert await stored(shop) == [(Status.DOWN, "HTTP 500")]
    assert await stored(rest) == [(Status.UP, None)]
    assert await CheckBatch.all().values_list("worker", "observed_count", "claim_count") == [("heir", 2, 2)]


async def test_a_batch_that_is_stopped_or_fails_goes_back_at_once(shop, answers, monkeypatch):
    hanging = asyncio.Event()
    answers["http://shop"] = [hanging, Observation(Status.UP), Observation(Status.UP)]
    running = asyncio.create_task(check(shop))
    async with asyncio.timeout(5):
        while len(answers["http://shop"]) == 3:  # noqa: ASYNC110 - the check tells nobody
            await asyncio.sleep(0.01)

    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    with monkeypatch.context() as broken:
        broken.setattr(batch.settling, "settle", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            await check(shop)

    assert await check(shop, worker="another") == 1
    assert await stored(shop) == [(Status.UP, None)]


async def test_a_fault_that_stays_is_written_down_as_a_missed_minute(shop, answers):
    answers["http://shop"] = [RuntimeError("bug"), RuntimeError("bug")]

    await check(shop)

    assert await MissedMinutes.all().values_list("first_minute", "last_minute", "reason", "monitor_ids") == [
        (START, START, MissReason.CHECK_BROKE, [shop.id])
    ]


async def test_a_batch_costs_the_same_number_of_statements_however_many_monitors_it_has(shop, answers):
    new = [
        await monitors.create(SYSTEM, NewMonitor(tag=f"m{number}", name="M", type_data={"url": "http://m"}))
        for number in range(21)
    ]
    answers.update({"http://shop": [Observation(Status.UP)], "http://m": [Observation(Status.UP)] * 21})

    await check(shop)  # opens connections and makes the month's partition
    await CheckBatch.filter(number=0).update(number=1)
    with statements.recorded() as few:
        await check(new[0])
    await CheckBatch.filter(number=0).update(number=2)
    with statements.recorded() as lots:
        await check(*new[1:])

    assert len(lots) == len(few)
