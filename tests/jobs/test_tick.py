import asyncio

import pytest

from core import queue
from core.principal import SYSTEM
from core.queue import Queue
from core.settings import load
from jobs import tick
from resolvers import monitors
from resolvers.monitors import NewMonitor
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


async def test_a_tick_cuts_the_minute_into_batches(jobs, now):
    ids = await watched("a", "b", "c", "d")
    now.move_to(START + 60)

    count = await tick.tick(SETTINGS, START + 60)

    batches = [job[1] for job in await jobs()]
    assert count == 4
    assert {batch[0] for batch in batches} == {START + 60}
    assert sorted(monitor_id for batch in batches for monitor_id in batch[1]) == ids
    assert max(len(batch[1]) for batch in batches) == 2


async def test_a_second_tick_of_a_minute_queues_nothing(jobs, now):
    await watched("a", "b")
    now.move_to(START + 60)
    await tick.tick(SETTINGS, START + 60)
    before = await jobs()

    await asyncio.gather(tick.tick(SETTINGS, START + 60), tick.tick(SETTINGS, START + 60))

    assert await jobs() == before


async def test_a_tick_that_died_before_it_moved_on_is_repeated_with_the_same_batches(jobs, now, monkeypatch):
    await watched("a", "b")
    now.move_to(START + 60)
    with monkeypatch.context() as broken:
        broken.setattr(tick.due, "advance", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            await tick.tick(SETTINGS, START + 60)
    before = await jobs()

    await tick.tick(SETTINGS, START + 60)

    assert await jobs() == before


async def test_a_tick_after_the_minutes_grace_checks_nothing(jobs, now):
    await watched("a")
    now.move_to(START + 60 + 51)

    assert await tick.tick(SETTINGS, START + 60) == 0
    assert await jobs() == []


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
