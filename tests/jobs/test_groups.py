"""When the groups of a minute are settled, and from what."""

import asyncio

import pytest

from core import queue
from core.principal import SYSTEM
from core.queue import Queue
from core.settings import load
from jobs import tick
from jobs.groups import settle_groups
from jobs.leases import Leases
from models import samples
from models.check_batch import CheckBatch
from models.enums import Activity, Impact, MonitorType, SampleType, Status
from models.monitor import Monitor
from models.observation import Observation, down
from models.samples import Sample
from resolvers import check_batches, group_minutes, incidents, monitors, settling
from resolvers.check_batches import GROUPS, BatchKey
from resolvers.due import DueMonitors
from resolvers.incidents import MonitorImpact, NewIncident
from resolvers.monitors import MonitorChanges, NewMonitor
from resolvers.settling import Observed
from tests import statements
from tests.conftest import START

SETTINGS = load()
UP, DOWN, DEGRADED, MAINTENANCE, NO_DATA = Status
pytestmark = pytest.mark.usefixtures("db", "now")


async def watched(tag: str, cron: str = "* * * * *", **more) -> Monitor:
    return await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag, cron=cron, **more))


async def grouped(*members: Monitor, tag: str = "group", **config) -> Monitor:
    weights = [round(1 / len(members), 4)] * len(members)
    listed = [{"tag": each.tag, "weight": weight} for each, weight in zip(members, weights, strict=True)]
    type_data = {"monitors": listed, "executionDelay": 0, **config}
    return await watched(tag, monitor_type=MonitorType.GROUP, type_data=type_data)


async def saw(monitor: Monitor, observation: Observation, minute: int = START) -> None:
    await settling.settle(minute, [Observed(monitor, observation)])


async def stored(group: Monitor) -> list[Sample]:
    return await samples.within(group.id, START, START + 3600)


async def settle_now(minute: int, group_ids: list[int]) -> int:
    """Run the job; fail where it waits for what does not come."""
    async with asyncio.timeout(10):
        await check_batches.plan(minute, DueMonitors(group_ids, {}, [], None), {GROUPS: group_ids})
        return await settle_groups(SETTINGS, Leases("one"), BatchKey(minute, GROUPS))


async def until_it_waits(now) -> None:
    """Let the job run until it waits for the clock."""
    async with asyncio.timeout(5):
        while not now.waiting:  # noqa: ASYNC110 - a clock tells nobody
            await asyncio.sleep(0.001)
    now.waiting = False


@pytest.fixture
def watched_clock(now, monkeypatch):
    """The test's clock, which also tells that somebody waits for it."""
    now.waiting = False
    sleep_until = now.sleep_until

    async def tell_and_sleep(instant: float) -> None:
        now.waiting = True
        await sleep_until(instant)

    monkeypatch.setattr(now, "sleep_until", tell_and_sleep)
    return now


async def test_a_group_is_settled_at_once_when_its_members_are_there():
    a, b = await watched("a"), await watched("b")
    group = await grouped(a, b, latencyCalculation="MAX")
    await saw(a, Observation(UP, latency=10.0))
    await saw(b, Observation(DEGRADED, latency=30.0))

    assert await settle_now(START, [group.id]) == 1
    expected = Sample(group.id, START, DEGRADED, 30.0, SampleType.REALTIME, "b is DEGRADED")
    assert await stored(group) == [expected]
    assert await settle_now(START, [group.id]) == 0
    assert await stored(group) == [expected]


async def test_a_group_waits_for_the_members_that_are_due_and_delays_no_other_group(watched_clock):
    a, slow, hourly = await watched("a"), await watched("slow"), await watched("hourly", "30 * * * *")
    waits, ready = await grouped(a, slow), await grouped(a, hourly, tag="ready")
    await saw(a, Observation(UP))

    running = asyncio.create_task(settle_now(START, [waits.id, ready.id]))
    await until_it_waits(watched_clock)
    before = [await stored(each) for each in (waits, ready)]
    await saw(slow, down("HTTP 500"))
    watched_clock.advance(1)

    assert await running == 2
    assert [[each.status for each in found] for found in before] == [[], [UP]]
    assert [each.status for each in await stored(waits)] == [DEGRADED]


async def test_a_member_that_never_comes_is_left_out_when_the_grace_ends(watched_clock):
    a, hangs = await watched("a"), await watched("hangs")
    group = await grouped(a, hangs)
    await saw(a, down("HTTP 500"))

    running = asyncio.create_task(settle_now(START, [group.id]))
    for instant in (START + 10, START + 50):
        await until_it_waits(watched_clock)
        assert await stored(group) == []
        watched_clock.move_to(instant)

    assert await running == 1
    assert [(each.status, each.message) for each in await stored(group)] == [(DOWN, "a is DOWN")]


async def test_a_group_is_not_settled_before_its_delay(watched_clock):
    a = await watched("a")
    group = await grouped(a, executionDelay=5000)
    await saw(a, Observation(UP))

    running = asyncio.create_task(settle_now(START, [group.id]))
    await until_it_waits(watched_clock)
    early = await stored(group)
    watched_clock.move_to(START + 5)

    assert await running == 1
    assert early == []


async def test_nobody_waits_for_members_that_may_have_nothing_to_say_or_take_no_part():
    a, aside = await watched("a"), await watched("aside")
    silent = await watched("silent", monitor_type=MonitorType.NONE, default_status=None)
    group = await grouped(a, aside, silent)
    await monitors.update(SYSTEM, "aside", MonitorChanges(status=Activity.INACTIVE))
    await saw(a, Observation(UP))

    assert await settle_now(START, [group.id]) == 1
    assert [each.status for each in await stored(group)] == [UP]


async def test_a_group_that_knows_nothing_takes_its_default_status():
    group = await grouped(await watched("hourly", "30 * * * *"))

    await settle_now(START, [group.id])

    assert [(each.status, each.type) for each in await stored(group)] == [(UP, SampleType.DEFAULT)]


async def test_a_group_has_overlays_and_a_threshold_of_its_own(now):
    a = await watched("a")
    group = await grouped(a)
    await monitors.update(SYSTEM, "group", MonitorChanges(confirmation_threshold=2))
    impact = MonitorImpact("group", Impact.DEGRADED)
    await incidents.create(
        SYSTEM, NewIncident(title="x", start_date_time=START + 120, end_date_time=START + 180, monitors=[impact])
    )
    for number, status in enumerate((UP, DOWN, DOWN, DOWN)):
        now.move_to(START + 60 * number)
        await saw(a, Observation(status), START + 60 * number)
        await settle_now(START + 60 * number, [group.id])

    assert [(each.status, each.raw_status) for each in await stored(group)] == [
        (UP, None),
        (DOWN, None),
        (DEGRADED, DOWN),
        (DOWN, None),
    ]


async def test_a_group_that_cannot_be_read_stops_no_other():
    a = await watched("a")
    broken, group = await grouped(a, tag="broken"), await grouped(a)
    await Monitor.filter(id=broken.id).update(type_data={"monitors": [{"tag": "a", "weight": 7}]})
    await saw(a, Observation(UP))

    assert await settle_now(START, [broken.id, group.id]) == 1


async def test_a_fault_of_ours_is_tried_again_within_the_minute(watched_clock, monkeypatch):
    a = await watched("a")
    group = await grouped(a)
    await saw(a, Observation(UP))
    settle = group_minutes.settle

    async def broken(*_):
        monkeypatch.setattr(group_minutes, "settle", settle)
        raise ConnectionError

    monkeypatch.setattr(group_minutes, "settle", broken)
    running = asyncio.create_task(settle_now(START, [group.id]))
    await until_it_waits(watched_clock)
    watched_clock.advance(1)

    assert await running == 1


async def test_groups_that_a_dead_worker_left_are_settled_by_another_and_then_by_nobody(now):
    # given a worker that settled one of two groups and died
    a = await watched("a")
    settled, left = await grouped(a, tag="settled"), await grouped(a, tag="left")
    ids = [settled.id, left.id]
    await saw(a, Observation(UP))
    await check_batches.plan(START, DueMonitors(ids, {}, [], None), {GROUPS: ids})
    await check_batches.claim(BatchKey(START, GROUPS), "dead")
    await saw(settled, down("seen before"))

    early = await settle_now(START, ids)
    now.advance(check_batches.LEASE_SECONDS)
    late = await settle_now(START, ids)

    assert (early, late, await settle_now(START, ids)) == (0, 1, 0)
    assert [[each.status for each in await stored(group)] for group in (settled, left)] == [[DOWN], [UP]]


async def test_the_number_of_statements_does_not_grow_with_the_groups():
    counts = []
    for name, size in (("few", 1), ("many", 12)):
        groups = []
        for number in range(size):
            members = [await watched(f"{name}-{number}-{each}") for each in range(2)]
            groups.append(await grouped(*members, tag=f"{name}-{number}"))
            for each in members:
                await saw(each, Observation(UP))
        with statements.recorded() as asked:
            assert await settle_now(START, [each.id for each in groups]) == size
        counts.append(len(asked))
        await CheckBatch.filter(number=GROUPS).update(number=len(counts))

    assert counts[0] == counts[1]
    assert counts[0] <= 22  # planning, claim and end of the batch included


async def test_a_tick_asks_for_the_groups_of_its_minute_and_checks_the_others(redis_pool, now):
    queue.use(Queue(redis_pool))
    a = await watched("a")
    group = await grouped(a)
    await grouped(a, tag="not-due")
    await monitors.update(SYSTEM, "not-due", MonitorChanges(cron="30 * * * *"))
    now.move_to(START + 60)

    await tick.tick(SETTINGS, START + 60)
    await tick.tick(SETTINGS, START + 60)

    queued = sorted((job.function, list(job.args)) for job in await redis_pool.queued_jobs())
    assert queued == [("check_batch", [START + 60, 0]), ("settle_groups", [START + 60, GROUPS])]
    assert await CheckBatch.all().order_by("number").values_list("number", "monitor_ids") == [
        (GROUPS, [group.id]),
        (0, [a.id]),
    ]
