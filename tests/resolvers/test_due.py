import pytest
from structlog.testing import capture_logs

from core.principal import SYSTEM
from models.enums import Activity
from models.monitor import Monitor, MonitorClock
from resolvers import check_batches, due, monitors
from resolvers.due import DueMonitors
from resolvers.monitors import NewMonitor
from tests.conftest import START

pytestmark = pytest.mark.usefixtures("db", "now")


async def watched(tag: str, cron: str | None = "* * * * *", **more) -> Monitor:
    return await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag, cron=cron, **more))


async def test_a_new_monitor_is_due_from_the_next_minute_that_its_cron_names(now):
    every, fifth = await watched("every"), await watched("fifth", "*/5 * * * *")
    await watched("never", None)
    await watched("aside", status=Activity.INACTIVE)

    assert (await due.monitors_due(START)).monitor_ids == []
    assert sorted((await due.monitors_due(START + 60)).monitor_ids) == [every.id]
    assert sorted((await due.monitors_due(START + 300)).monitor_ids) == [every.id, fifth.id]


async def plan(minute: int) -> DueMonitors:
    found = await due.monitors_due(minute)
    await check_batches.plan(minute, found, {0: found.monitor_ids})
    return found


async def test_a_minute_is_due_once_it_was_not_yet_moved_on():
    monitor = await watched("every")

    found = await plan(START + 60)

    assert found.monitor_ids == [monitor.id]
    assert (await due.monitors_due(START + 60)).monitor_ids == []
    assert (await due.monitors_due(START + 120)).monitor_ids == [monitor.id]


async def test_minutes_that_passed_unseen_are_not_checked_late():
    monitor = await watched("hourly", "0 * * * *")
    await watched("fifth", "*/5 * * * *")

    late = await plan(START + 3600 + 1260)

    assert late.monitor_ids == []
    assert late.missed_since == START + 300
    assert late.next_minutes[monitor.id] == START + 7200


async def test_a_monitor_whose_earlier_minutes_passed_unseen_goes_on_with_this_one():
    monitor = await watched("every")

    late = await due.monitors_due(START + 300)

    assert late == DueMonitors([monitor.id], {monitor.id: START + 360}, [monitor.id], START + 60)


async def test_a_monitor_that_was_rescheduled_meanwhile_keeps_its_new_time():
    monitor = await watched("every")
    found = await due.monitors_due(START + 60)
    await MonitorClock.filter(monitor_id=monitor.id).update(next_due=START + 6000)

    await check_batches.plan(START + 60, found, {})

    assert (await MonitorClock.get(monitor_id=monitor.id)).next_due == START + 6000


@pytest.mark.parametrize("broken", [{"cron": "61 * * * *"}, {"cron": "0 0 * * *", "time_zone": "Mars/Olympus"}])
async def test_a_schedule_that_can_not_be_read_stops_nobody_and_is_looked_at_again(broken):
    good, bad = await watched("good"), await watched("bad", "*/2 * * * *")
    # As an old version may have written it.
    await Monitor.filter(id=bad.id).update(**broken)

    with capture_logs() as logs:
        found = await plan(START + 120)

    assert found.monitor_ids == [good.id]
    assert found.next_minutes == {good.id: START + 180, bad.id: START + 120 + 3600}
    assert [(line["event"], line["monitor_id"]) for line in logs if line["log_level"] == "error"] == [
        ("schedule_not_valid", bad.id)
    ]
    assert (await due.monitors_due(START + 180)).monitor_ids == [good.id]


async def test_what_is_due_can_be_counted_before_it_is_planned():
    await watched("every"), await watched("never", None)

    before = [await due.count(START), await due.count(START + 60)]
    await plan(START + 60)

    assert (before, await due.count(START + 60)) == ([0, 1], 0)


def test_a_monitor_is_always_in_the_same_batch():
    before = due.batches([1, 2, 49, 50, 99, 100], 50)
    after = due.batches([2, 50, 51, 100], 50)

    assert before == {0: [1, 2, 49], 1: [50, 99], 2: [100]}
    assert after == {0: [2], 1: [50, 51], 2: [100]}


async def test_a_minute_is_over_when_its_grace_has_passed(now):
    now.move_to(START + 50)
    in_time = due.is_over(START, 50)
    now.move_to(START + 51)

    assert (in_time, due.is_over(START, 50)) == (False, True)
