import pytest

from core.principal import SYSTEM
from models.enums import Activity
from models.monitor import Monitor, MonitorClock
from resolvers import due, monitors
from resolvers.monitors import NewMonitor
from tests.conftest import START

pytestmark = pytest.mark.usefixtures("db", "now")


async def watched(tag: str, cron: str | None = "* * * * *", **more) -> Monitor:
    return await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag, cron=cron, **more))


async def test_a_new_monitor_is_due_from_the_next_minute_that_its_cron_names(now):
    every, fifth = await watched("every"), await watched("fifth", "*/5 * * * *")
    await watched("never", None)
    await watched("aside", status=Activity.INACTIVE)

    assert (await due.monitors_due(START))[0] == []
    assert sorted((await due.monitors_due(START + 60))[0]) == [every.id]
    assert sorted((await due.monitors_due(START + 300))[0]) == [every.id, fifth.id]


async def test_a_minute_is_due_once_it_was_not_yet_moved_on():
    monitor = await watched("every")
    found, following = await due.monitors_due(START + 60)

    await due.advance(START + 60, following)

    assert found == [monitor.id]
    assert (await due.monitors_due(START + 60))[0] == []
    assert (await due.monitors_due(START + 120))[0] == [monitor.id]


async def test_minutes_that_passed_unseen_are_not_checked_late():
    await watched("hourly", "0 * * * *")

    late, following = await due.monitors_due(START + 3600 + 1200)
    await due.advance(START + 3600 + 1200, following)

    assert late == []
    assert list(following.values()) == [START + 7200]


async def test_a_monitor_that_was_rescheduled_meanwhile_keeps_its_new_time():
    monitor = await watched("every")
    _, following = await due.monitors_due(START + 60)
    await MonitorClock.filter(monitor_id=monitor.id).update(next_due=START + 6000)

    await due.advance(START + 60, following)

    assert (await MonitorClock.get(monitor_id=monitor.id)).next_due == START + 6000


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
