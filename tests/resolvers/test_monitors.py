"""Monitors: changed, removed and found, whatever the door."""

import asyncio

import pytest

from core import events
from core.clock import ManualClock
from core.errors import Conflict, Forbidden, InvalidInput, NotFound, Unauthenticated
from core.events import Event, Topic
from core.principal import PUBLIC, SYSTEM, Access, Principal
from models.enums import Activity, MonitorType, Status
from models.monitor import Monitor, MonitorClock
from resolvers import monitor_lists, monitors
from resolvers.monitor_lists import MonitorFilter
from resolvers.monitors import DEFAULT_SETTINGS, MonitorChanges, NewMonitor
from tests.conftest import START

pytestmark = pytest.mark.usefixtures("db", "now")

READER = Principal(Access.READ, "reader", 1)


async def _create(tag: str, **fields: object) -> Monitor:
    return await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag, **fields))  # type: ignore[arg-type] # given by name


@pytest.mark.parametrize(
    ("principal", "refusal"), [(PUBLIC, Unauthenticated), (READER, Forbidden)], ids=["public", "reader"]
)
async def test_who_may_not_write_changes_nothing(principal: Principal, refusal: type[Exception]) -> None:
    await _create("one")

    with pytest.raises(refusal):
        await monitors.update(principal, "one", MonitorChanges(name="Other"))
    with pytest.raises(refusal):
        await monitors.delete(principal, "one")

    assert (await monitors.get(SYSTEM, "one")).name == "one"


async def test_a_change_is_told_to_everybody() -> None:
    monitor = await _create("one")

    with events.bus().listen({Topic.MONITORS}) as heard:
        await monitors.update(SYSTEM, "one", MonitorChanges(name="Other"))

        assert heard.get_nowait() == Event(Topic.MONITORS, (monitor.id,))


async def test_a_deletion_is_told_with_the_groups_that_it_changed() -> None:
    one = await _create("one")
    await _create("two")
    members = {"monitors": [{"tag": "one", "weight": 0.5}, {"tag": "two", "weight": 0.5}]}
    group = await _create("group", monitor_type=MonitorType.GROUP, type_data=members)

    with events.bus().listen({Topic.MONITORS}) as heard:
        await monitors.delete(SYSTEM, "one")

        assert heard.get_nowait() == Event(Topic.MONITORS, (one.id, group.id))


async def test_a_monitor_that_is_activated_again_is_due_from_then_on(now: ManualClock) -> None:
    await _create("one", cron="* * * * *", status=Activity.INACTIVE)
    now.advance(3600)

    await monitors.update(SYSTEM, "one", MonitorChanges(status=Activity.ACTIVE))

    assert (await MonitorClock.get(monitor__tag="one")).next_due == START + 3660


async def test_a_changed_time_zone_moves_the_next_due_minute() -> None:
    await _create("one", cron="0 12 * * *")

    await monitors.update(SYSTEM, "one", MonitorChanges(time_zone="Europe/Berlin"))

    assert (await MonitorClock.get(monitor__tag="one")).next_due == START + 11 * 3600


async def test_none_resets_what_has_a_default() -> None:
    await _create("one", confirmation_threshold=5, settings={"x": 1}, type_data={"y": 2}, cron="* * * * *")

    changes = MonitorChanges(confirmation_threshold=None, settings=None, type_data=None, cron=None)
    monitor = await monitors.update(SYSTEM, "one", changes)

    assert (monitor.confirmation_threshold, monitor.settings) == (1, DEFAULT_SETTINGS)
    assert (monitor.type_data, monitor.cron) == ({}, None)


async def test_a_change_with_one_wrong_field_changes_none() -> None:
    await _create("one")

    with pytest.raises(InvalidInput, match="cron"):
        await monitors.update(SYSTEM, "one", MonitorChanges(name="Other", cron="never"))

    assert (await monitors.get(SYSTEM, "one")).name == "one"


async def test_what_is_not_there_is_not_found() -> None:
    for tag in ("nope", "a\0b", "\ud800", "", "x" * 10_000):
        with pytest.raises(NotFound):
            await monitors.get(SYSTEM, tag)
        with pytest.raises(NotFound):
            await monitors.update(SYSTEM, tag, MonitorChanges())
        with pytest.raises(NotFound):
            await monitors.delete(SYSTEM, tag)


async def test_of_two_who_take_a_tag_at_once_one_gets_it() -> None:
    outcomes = await asyncio.gather(*(_create("one") for _ in range(2)), return_exceptions=True)

    assert sorted(type(outcome) for outcome in outcomes if isinstance(outcome, Exception)) == [Conflict]
    assert await Monitor.all().count() == 1


async def test_two_changes_at_once_both_hold() -> None:
    await _create("one")

    await asyncio.gather(
        monitors.update(SYSTEM, "one", MonitorChanges(settings={"a": 1})),
        monitors.update(SYSTEM, "one", MonitorChanges(settings={"b": 2})),
    )

    assert (await monitors.get(SYSTEM, "one")).settings == {**DEFAULT_SETTINGS, "a": 1, "b": 2}


async def test_monitors_are_found_by_all_that_is_asked_for() -> None:
    await _create("one", category_name="Web", default_status=Status.DOWN)
    await _create("two", category_name="Web", status=Activity.INACTIVE)
    await _create("three", category_name="Mail", is_hidden=True)

    async def tags(principal: Principal, wanted: MonitorFilter) -> list[str]:
        return [monitor.tag for monitor in await monitor_lists.list_(principal, wanted)]

    assert await tags(SYSTEM, MonitorFilter()) == ["three", "two", "one"]
    assert await tags(SYSTEM, MonitorFilter(category_names=["Web"], statuses=[Activity.ACTIVE])) == ["one"]
    assert await tags(SYSTEM, MonitorFilter(is_hidden=False)) == ["two", "one"]
    assert await tags(PUBLIC, MonitorFilter()) == ["one"]
