import pytest

from core import queue, worker_presence
from core.errors import Forbidden, InvalidInput, Unauthenticated
from core.principal import PUBLIC, SYSTEM
from core.queue import Queue
from core.worker_presence import Facts
from models.check_batch import CheckBatch, MissedMinutes
from models.enums import MissReason
from resolvers import check_batches, due, job_health, monitors
from resolvers.check_batches import BatchKey
from resolvers.due import DueMonitors
from resolvers.job_health import Lateness
from resolvers.monitors import NewMonitor
from tests.conftest import START

pytestmark = pytest.mark.usefixtures("db", "now")


async def begun(minute: int, number: int, count: int, delay: float) -> None:
    """Write down a batch of `count` monitors that began `delay` seconds late."""
    await CheckBatch.create(
        minute=minute,
        number=number,
        monitor_ids=list(range(count)),
        monitor_count=count,
        leased_until=0,
        started_at=minute + delay,
    )


async def missed(first: int, last: int) -> None:
    await MissedMinutes.create(
        key=f"{first}-{last}", first_minute=first, last_minute=last, reason=MissReason.NOT_FINISHED, monitor_ids=[1]
    )


async def test_lateness_counts_each_monitor_of_the_last_minutes():
    await begun(START - 300, 0, 1000, 30.0)  # older than what is asked for
    await begun(START - 240, 0, 60, 0.25)
    await begun(START, 0, 38, 0.5)
    await begun(START, 1, 1, 1.5)
    await begun(START, 2, 1, 2.5)
    await CheckBatch.create(minute=START, number=3, monitor_ids=[], monitor_count=9, leased_until=0)

    found = await job_health.health(SYSTEM, minutes=5)

    assert found.lateness == Lateness(100, 250.0, 1500.0, 2500.0)


async def test_without_a_batch_there_is_no_lateness():
    assert (await job_health.health(SYSTEM, minutes=1)).lateness == Lateness(0, None, None, None)


async def test_missed_minutes_that_overlap_count_once_and_old_ones_do_not():
    await missed(START - 86_400 - 600, START - 86_400 - 60)
    await missed(START - 86_400 - 120, START - 86_400 + 60)  # two of these four are of the last 24 hours
    await missed(START - 600, START - 480)
    await missed(START - 540, START - 420)
    await missed(START - 60, START - 60)

    found = await job_health.health(SYSTEM, minutes=1)

    assert found.missed_minute_count == 2 + 4 + 1
    assert [row.last_minute - START for row in found.missed] == [-60, -420, -480, -86_340, -86_460]


async def test_a_batch_runs_from_its_claim_to_its_end():
    await check_batches.plan(START, DueMonitors([1, 2], {}, [], None), {0: [1], 1: [2]})
    held = await check_batches.claim(BatchKey(START, 1), "one")
    running = (await job_health.health(SYSTEM, minutes=1)).running

    await check_batches.finish(held, [])

    assert [(row.number, row.worker) for row in running] == [(1, "one")]
    assert (await job_health.health(SYSTEM, minutes=1)).running == []


async def test_monitors_that_nobody_asked_for_are_overdue_after_a_minute(now):
    await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop", cron="* * * * *"))

    counts = []
    for second in (60, 119, 120):
        now.move_to(START + second)
        counts.append((await job_health.health(SYSTEM, minutes=1)).overdue_count)
    found = await due.monitors_due(START + 120)
    await check_batches.plan(START + 120, found, {})

    assert counts == [0, 0, 1]
    assert (await job_health.health(SYSTEM, minutes=1)).overdue_count == 0


async def test_workers_are_those_that_redis_knows(redis_pool):
    unknown = (await job_health.health(SYSTEM, minutes=1)).workers
    queue.use(Queue(redis_pool))
    none = (await job_health.health(SYSTEM, minutes=1)).workers
    await worker_presence.announce(redis_pool, "one", Facts("here", 1, START, 3))

    workers = (await job_health.health(SYSTEM, minutes=1)).workers

    assert (unknown, none) == (None, [])
    assert [(each.worker_id, each.facts) for each in workers] == [("one", Facts("here", 1, START, 3))]


async def test_workers_are_unknown_while_redis_is_away(redis_pool, monkeypatch):
    queue.use(Queue(redis_pool))

    async def gone(*_):
        raise ConnectionError

    monkeypatch.setattr(worker_presence, "present", gone)

    assert (await job_health.health(SYSTEM, minutes=1)).workers is None


@pytest.mark.parametrize("minutes", [0, -1, 1441])
async def test_lateness_of_no_minutes_or_of_too_many_is_refused(minutes):
    with pytest.raises(InvalidInput, match=f"minutes must be from 1 to 1440; got {minutes}"):
        await job_health.health(SYSTEM, minutes=minutes)


async def test_the_public_is_not_told():
    with pytest.raises((Unauthenticated, Forbidden)):
        await job_health.health(PUBLIC, minutes=1)
