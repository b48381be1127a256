import asyncio

import pytest

from core import queue
from core.principal import SYSTEM
from core.queue import Queue
from core.settings import load
from jobs import tick
from models.check_batch import CheckBatch, MissedMinutes
from models.enums import MissReason
from resolvers import check_batches, due, monitors
from resolvers.due import DueMonitors
from resolvers.monitors import NewMonitor
from tests import statements
from tests.conftest import START

SETTINGS = load(batch_size=2)


@pytest.fixture
async def jobs(redis_pool, db, now):
    queue.use(Queue(redis_pool))

    async def queued() -> list[tuple[str, list]]:
        return sorted((job.function, list(job.args)) for job in await redis_pool.queued_jobs())

    return queued


async def watched(*tags: str) -> list[int]:
    return [(await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag, cron="* * * * *"))).id for tag in tags]


async def planned() -> list[tuple[int, list[int]]]:
    return [(row.number, row.monitor_ids) for row in await CheckBatch.filter(minute=START + 60).order_by("number")]


async def test_planning_a_minute_again_changes_nothing(jobs):
    for ids in ([1, 2], [3]):
        await check_batches.plan(START + 60, DueMonitors(ids, {}, ids, START), {0: ids})

    assert await planned() == [(0, [1, 2])]
    assert await MissedMinutes.all().values_list("monitor_ids", flat=True) == [[1, 2]]


async def test_a_tick_cuts_the_minute_into_batches(jobs, now):
    ids = await watched("a", "b", "c", "d")
    now.move_to(START + 60)

    count = await tick.tick(SETTINGS, START + 60)

    assert count == 4
    assert await planned() == sorted(due.batches(ids, 2).items())
    assert await jobs() == [("check_batch", [START + 60, number]) for number, _ in await planned()]


async def test_a_second_tick_of_a_minute_plans_and_queues_nothing(jobs, now):
    await watched("a", "b")
    now.move_to(START + 60)
    await tick.tick(SETTINGS, START + 60)
    before = await jobs(), await planned()

    await asyncio.gather(tick.tick(SETTINGS, START + 60), tick.tick(SETTINGS, START + 60))

    assert (await jobs(), await planned()) == before


async def test_two_ticks_at_once_plan_each_monitor_once(jobs, now):
    ids = await watched("a", "b", "c")
    now.move_to(START + 60)

    await asyncio.gather(tick.tick(SETTINGS, START + 60), tick.tick(SETTINGS, START + 60))

    assert await planned() == sorted(due.batches(ids, 2).items())


async def test_a_tick_that_dies_while_it_plans_leaves_everything_to_the_next(jobs, now, monkeypatch):
    ids = await watched("a", "b")
    now.move_to(START + 60)
    with monkeypatch.context() as broken:
        broken.setattr(check_batches.monitor_schedule, "advance", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            await tick.tick(SETTINGS, START + 60)
    left = await jobs(), await planned()

    await tick.tick(SETTINGS, START + 60)

    assert left == ([], [])
    assert await planned() == sorted(due.batches(ids, 2).items())


async def test_a_tick_after_minutes_without_one_writes_down_once_what_was_missed(jobs, now):
    ids = await watched("a", "b")
    now.move_to(START + 300)

    await asyncio.gather(tick.tick(SETTINGS, START + 300), tick.tick(SETTINGS, START + 300))

    assert await MissedMinutes.all().values_list("first_minute", "last_minute", "reason", "monitor_ids") == [
        (START + 60, START + 240, MissReason.NOBODY_ASKED, ids)
    ]


async def test_a_tick_costs_the_same_number_of_statements_however_many_monitors_are_due(jobs, now):
    settings = load(batch_size=1000)
    await watched("a")
    await due.count(START)  # opens the connection
    with statements.recorded() as few:
        await tick.tick(settings, START + 60)
    now.move_to(START + 60)
    await watched(*(f"m{number}" for number in range(30)))
    with statements.recorded() as lots:
        await tick.tick(settings, START + 120)

    assert len(lots) == len(few)


async def test_the_tick_of_a_full_hour_forgets_what_is_old(jobs, now):
    await watched("a")
    two_days, thirty_days = START - 2 * 86_400, START - 30 * 86_400
    for minute in (two_days - 60, two_days):
        await check_batches.plan(minute, DueMonitors([], {}, [], None), {0: []})
    for minute in (thirty_days, thirty_days + 60):
        await check_batches.plan(minute, DueMonitors([], {}, [1], minute - 60), {})

    await tick.tick(SETTINGS, START)

    assert await CheckBatch.all().order_by("minute").values_list("minute", flat=True) == [two_days]
    assert await MissedMinutes.all().values_list("last_minute", flat=True) == [thirty_days]


async def test_a_tick_after_the_minutes_grace_checks_nothing(jobs, now):
    await watched("a")
    now.move_to(START + 60 + 51)

    assert await tick.tick(SETTINGS, START + 60) == 0
    assert (await jobs(), await planned()) == ([], [])


async def test_the_metronome_asks_once_for_each_minute(jobs, now):
    now.move_to(START + 10)
    metronome = asyncio.create_task(tick.beat(SETTINGS))
    for minute in (START, START + 60, START + 120):
        now.move_to(max(minute, START + 10))
        async with asyncio.timeout(5):
            while ("tick", [minute]) not in await jobs():  # noqa: ASYNC110 - the queue tells nobody
                await asyncio.sleep(0)
    metronome.cancel()

    assert await jobs() == [("tick", [START]), ("tick", [START + 60]), ("tick", [START + 120])]
