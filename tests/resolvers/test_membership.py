"""Who is in which group."""

import pytest

from core.principal import PUBLIC, SYSTEM, Principal
from models.enums import MonitorType
from models.monitor import Monitor
from resolvers import membership, monitors
from resolvers.monitors import NewMonitor

GROUP = {"monitors": [{"tag": "b", "weight": 0.25}, {"tag": "secret", "weight": 0.5}, {"tag": "a", "weight": 0.25}]}


@pytest.fixture
async def ids(db, now) -> dict[str, int]:
    """Two members that all may know, a hidden one, and the groups `open`, `closed` and `empty`."""
    for tag in ("a", "b", "secret", "alone"):
        await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag, is_hidden=tag == "secret"))
    for tag, config in (("open", GROUP), ("closed", GROUP), ("empty", {})):
        await monitors.create(
            SYSTEM,
            NewMonitor(tag=tag, name=tag, monitor_type=MonitorType.GROUP, type_data=config, is_hidden=tag == "closed"),
        )
    return {monitor.tag: monitor.id for monitor in await Monitor.all()}


async def members(principal: Principal, group_id: int) -> list[tuple[str, float | None]]:
    found = await membership.members_of(principal, [group_id])
    return [(member.monitor.tag, member.weight) for member in found.get(group_id, [])]


async def groups(principal: Principal, monitor_id: int) -> list[str]:
    found = await membership.groups_of(principal, [monitor_id])
    return [group.tag for group in found.get(monitor_id, [])]


async def test_a_key_sees_all_members_with_their_weights(ids) -> None:
    assert await members(SYSTEM, ids["open"]) == [("b", 0.25), ("secret", 0.5), ("a", 0.25)]
    assert await members(SYSTEM, ids["closed"]) == [("b", 0.25), ("secret", 0.5), ("a", 0.25)]
    assert await members(SYSTEM, ids["empty"]) == await members(SYSTEM, ids["a"]) == []


async def test_the_public_sees_public_members_of_public_groups_without_weights(ids) -> None:
    assert await members(PUBLIC, ids["open"]) == [("b", None), ("a", None)]
    assert await members(PUBLIC, ids["closed"]) == []


async def test_groups_are_found_from_their_members(ids) -> None:
    assert await groups(SYSTEM, ids["a"]) == ["closed", "open"]
    assert await groups(SYSTEM, ids["alone"]) == await groups(SYSTEM, ids["open"]) == []
    assert await groups(PUBLIC, ids["a"]) == ["open"]
    assert await groups(PUBLIC, ids["secret"]) == []


async def test_a_group_that_an_older_version_wrote_is_passed_over(ids) -> None:
    await Monitor.filter(id=ids["open"]).update(type_data={"monitors": "all of them"})

    assert await members(SYSTEM, ids["open"]) == []
    assert await groups(SYSTEM, ids["a"]) == ["closed"]
