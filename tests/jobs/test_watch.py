"""What a worker's watch asks for again, with a queue and a database that have lost or kept different things."""

import asyncio

import pytest

from core import queue
from core.principal import SYSTEM
from core.queue import Queue
from core.settings import load
from jobs import tick, watch
from jobs.leases import Leases
from models.check_batch import CheckBatch, MissedMinutes
from models.enums import Activity, MissReason, SampleType, Status
from models.samples import Sample, record
from resolvers import check_batches, monitors
from resolvers.check_batches import BatchKey
from resolvers.monitors import NewMonitor
from tests.conftest import START

SETTINGS = load()
MINUTE = START + 60


@pytest.fixture
async def shop(redis_pool, db, now):
    queue.use(Queue(redis_pool))
    return await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop", cron="* * * * *"))


@pytest.fixture
def jobs(redis_pool):
    async def queued() -> list[tuple[str, list]]:
        return sorted((job.function, list(job.args)) for job in await redis_pool.queued_jobs())

    return queued


async def ticked(now, second: float = 0) -> BatchKey:
    """Have the minute planned; returns its one batch."""
    now.move_to(MINUTE + second)
    await tick.tick(SETTINGS, MINUTE)
    return BatchKey(MINUTE, (await CheckBatch.get()).number)


async def test_a_tick_that_redis_forgot_is_asked_for_again_once(shop, jobs, now):
    now.move_to(MINUTE + 1)
    await watch.mend(SETTINGS)
    early = await jobs()
    now.move_to(MINUTE + 3)

    await asyncio.gather(watch.mend(SETTINGS), watch.mend(SETTINGS))

    assert early == []
    assert await jobs() == [("tick", [MINUTE])]


async def test_a_tick_is_not_asked_for_when_it_was_there_or_when_it_is_too_late(shop, jobs, redis_pool, now):
    now.move_to(MINUTE + 51)
    await watch.mend(SETTINGS)
    too_late = await jobs()
    now.move_to(MINUTE + 60)
    await tick.tick(SETTINGS, MINUTE + 60)
    await redis_pool.flushall()
    now.move_to(MINUTE + 63)

    await watch.mend(SETTINGS)

    assert (too_late, await jobs()) == ([], [])


async def test_a_batch_that_redis_forgot_before_a_worker_had_it_is_asked_for_again(shop, jobs, redis_pool, now):
    key = await ticked(now)
    await redis_pool.flushall()
    now.move_to(MINUTE + 4)
    await watch.mend(SETTINGS)
    early = await jobs()
    now.move_to(MINUTE + 6)

    await asyncio.gather(watch.mend(SETTINGS), watch.mend(SETTINGS))

    assert early == []
    assert await jobs() == [("check_batch", [MINUTE, key.number])]


async def test_a_batch_whose_worker_died_is_asked_for_again_though_the_queue_holds_it_back(shop, jobs, redis_pool, now):
    # given a job that a dead worker had, as arq keeps it
    key = await ticked(now)
    await check_batches.claim(key, "dead")
    now.move_to(MINUTE + 9)
    await watch.mend(SETTINGS)
    early = await jobs()
    now.move_to(MINUTE + 10)

    await watch.mend(SETTINGS)

    assert early == [("check_batch", [MINUTE, key.number])]
    assert await jobs() == [("check_batch", [MINUTE, key.number])] * 2


async def test_a_batch_whose_worker_lives_is_left_alone(shop, jobs, redis_pool, now):
    key = await ticked(now)
    leases = Leases("alive")
    async with leases.claimed(key):
        await redis_pool.flushall()
        for second in (9, 18, 27):
            now.move_to(MINUTE + second)
            await leases.renew()
            await watch.mend(SETTINGS)

    assert await jobs() == []


async def test_a_worker_whose_lease_another_took_stops_its_batch(shop, now):
    key = await ticked(now)
    slow, fast = Leases("slow"), Leases("fast")
    held = asyncio.Event()

    async def run() -> None:
        async with slow.claimed(key):
            held.set()
            await asyncio.Event().wait()

    running = asyncio.create_task(run())
    await held.wait()
    now.advance(check_batches.LEASE_SECONDS)
    async with fast.claimed(key) as taken:
        await slow.renew()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(running, 5)

        assert taken is not None
        assert (await CheckBatch.get()).worker == "fast"


async def test_a_batch_that_nobody_finished_in_time_is_written_down_with_who_was_missed(shop, jobs, now):
    # given a batch of four: one was seen, one put aside, one deleted, one missed
    seen, _, _ = [
        await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag, cron="* * * * *"))
        for tag in ("seen", "aside", "gone")
    ]
    key = await ticked(now)
    await check_batches.claim(key, "dead")
    await record([Sample(seen.id, MINUTE, Status.UP, 1.0, SampleType.REALTIME)])
    await monitors.update(SYSTEM, "aside", monitors.MonitorChanges(status=Activity.INACTIVE))
    await monitors.delete(SYSTEM, "gone")
    now.move_to(MINUTE + 51)
    before = await jobs()

    await asyncio.gather(watch.mend(SETTINGS), watch.mend(SETTINGS))

    assert await MissedMinutes.all().values_list("first_minute", "last_minute", "reason", "monitor_ids") == [
        (MINUTE, MINUTE, MissReason.NOT_FINISHED, [shop.id])
    ]
    batch = await CheckBatch.get()
    assert (batch.finished_at, batch.observed_count, batch.monitor_count) == (MINUTE + 51, 1, 4)
    assert await jobs() == before


async def test_a_batch_that_still_runs_after_the_grace_is_not_missed(shop, now):
    key = await ticked(now)
    leases = Leases("alive")
    async with leases.claimed(key):
        now.move_to(MINUTE + 55)
        await leases.renew()

        await watch.mend(SETTINGS)

    assert await MissedMinutes.all().count() == 0
    assert (await CheckBatch.get()).finished_at is None


async def test_the_watch_goes_on_when_redis_is_away(shop, jobs, now, monkeypatch):
    # given a queue that fails once
    failures = [ConnectionError("gone")]
    put = Queue.put

    async def unreliable(self, *arguments, **options):
        if failures:
            raise failures.pop()
        return await put(self, *arguments, **options)

    monkeypatch.setattr(Queue, "put", unreliable)
    now.move_to(MINUTE)
    watching = asyncio.create_task(watch.watch(SETTINGS, Leases("one")))
    await asyncio.sleep(0)

    for second in (3, 6):
        now.move_to(MINUTE + second)
        async with asyncio.timeout(5):
            while failures if second == 3 else not await jobs():  # noqa: ASYNC110 - the watch tells nobody
                await asyncio.sleep(0.01)
    watching.cancel()

    assert await jobs() == [("tick", [MINUTE])]


async def test_after_a_pause_others_get_time_to_renew_their_leases(shop, jobs, redis_pool, now):
    key = await ticked(now)
    await redis_pool.flushall()
    await check_batches.claim(key, "paused")
    looks, leave = asyncio.Queue(), asyncio.Queue()

    class Seen(Leases):
        async def renew(self) -> None:
            looks.put_nowait(None)
            await leave.get()

    watching = asyncio.create_task(watch.watch(SETTINGS, Seen("one")))
    await asyncio.sleep(0)

    # when the clock jumps over the lease, and then goes on
    asked = []
    for seconds in (check_batches.LEASE_SECONDS + 1, check_batches.RENEW_SECONDS, check_batches.RENEW_SECONDS):
        now.advance(seconds)
        # What the look before this one asked for is in the queue by now; this one has not asked yet.
        await asyncio.wait_for(looks.get(), 5)
        asked.append(await jobs())
        leave.put_nowait(None)
    watching.cancel()

    batch = ("check_batch", [MINUTE, key.number])
    assert asked == [[], [], [batch]]
