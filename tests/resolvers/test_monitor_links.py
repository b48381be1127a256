"""What hangs on monitors, read for many at once."""

import pytest

from core.principal import PUBLIC, SYSTEM
from models.enums import Activity, IncidentState, MaintenanceEventStatus
from models.incident import Incident, IncidentMonitor
from models.maintenance import Maintenance, MaintenanceEvent, MaintenanceMonitor
from models.monitor import Monitor
from resolvers import monitor_links, monitors, starts
from resolvers.monitor_links import slice_of
from resolvers.monitors import NewMonitor
from tests.conftest import START

ALL = slice_of(limit=100)


@pytest.fixture
async def ids(db, now) -> dict[str, int]:
    for tag in ("a", "b", "none"):
        await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag))
    return {monitor.tag: monitor.id for monitor in await Monitor.all()}


async def incident(title: str, start: int, *monitor_ids: int, is_over: bool = False) -> Incident:
    state = IncidentState.RESOLVED if is_over else IncidentState.INVESTIGATING
    made = await Incident.create(title=title, start_date_time=start, state=state)
    for monitor_id in monitor_ids:
        await IncidentMonitor.create(incident=made, monitor_id=monitor_id)
    return made


async def maintenance(title: str, start: int, *monitor_ids: int, status: Activity = Activity.ACTIVE) -> Maintenance:
    made = await Maintenance.create(
        title=title, start_date_time=start, rrule="FREQ=DAILY", duration_seconds=60, status=status
    )
    for monitor_id in monitor_ids:
        await MaintenanceMonitor.create(maintenance=made, monitor_id=monitor_id)
    return made


async def test_each_monitor_has_its_incidents_latest_start_first(ids) -> None:
    await incident("late", START, ids["a"])
    await incident("early", START - 120, ids["a"], ids["b"])
    await incident("over", START - 60, ids["a"], is_over=True)
    await incident("to come", START + 60, ids["a"])

    async def titles(*, ongoing: bool | None) -> dict[int, list[str]]:
        found = await monitor_links.incidents_of(PUBLIC, list(ids.values()), ALL, ongoing=ongoing)
        return {monitor_id: [each.title for each in theirs] for monitor_id, theirs in found.items()}

    assert await titles(ongoing=None) == {ids["a"]: ["to come", "late", "over", "early"], ids["b"]: ["early"]}
    assert await titles(ongoing=True) == {ids["a"]: ["late", "early"], ids["b"]: ["early"]}
    assert await titles(ongoing=False) == {ids["a"]: ["to come", "over"]}


async def test_each_monitors_list_is_cut_by_itself(ids) -> None:
    made = [await incident(f"{number}", START + number // 2 * 60, ids["a"], ids["b"]) for number in range(5)]
    position = starts.position_of(made[2])

    async def titles(**part: int | bool) -> list[str]:
        found = await monitor_links.incidents_of(SYSTEM, [ids["a"], ids["b"]], slice_of(**part))
        shown = {monitor_id: [each.title for each in theirs] for monitor_id, theirs in found.items()}
        assert shown.get(ids["a"]) == shown.get(ids["b"])
        return shown.get(ids["a"], [])

    assert await titles(limit=2) == ["4", "3"]
    assert await titles(limit=2, last=True) == ["1", "0"]
    assert await titles(limit=9, after=position) == ["1", "0"]
    assert await titles(limit=9, before=position) == ["4", "3"]
    assert await titles(limit=1, before=position, last=True) == ["3"]
    assert await titles(limit=0) == []
    assert await titles(limit=9, after=-(10**50)) == []
    assert await titles(limit=9, after=10**50) == ["4", "3", "2", "1", "0"]


async def test_maintenances_that_were_put_aside_are_not_the_publics(ids) -> None:
    await maintenance("planned", START, ids["a"])
    await maintenance("aside", START + 60, ids["a"], status=Activity.INACTIVE)

    for principal, expected in ((PUBLIC, ["planned"]), (SYSTEM, ["aside", "planned"])):
        found = await monitor_links.maintenances_of(principal, [ids["a"], ids["b"]], ALL)
        assert {monitor_id: [each.title for each in theirs] for monitor_id, theirs in found.items()} == {
            ids["a"]: expected
        }


async def test_events_are_found_by_status_soonest_first(ids) -> None:
    planned = await maintenance("planned", START, ids["a"], ids["b"])
    aside = await maintenance("aside", START, ids["a"], status=Activity.INACTIVE)
    for each, start, status in (
        (planned, START + 120, MaintenanceEventStatus.SCHEDULED),
        (planned, START + 60, MaintenanceEventStatus.READY),
        (planned, START, MaintenanceEventStatus.ONGOING),
        (planned, START - 60, MaintenanceEventStatus.COMPLETED),
        (aside, START, MaintenanceEventStatus.ONGOING),
    ):
        await MaintenanceEvent.create(maintenance=each, start_date_time=start, end_date_time=start + 60, status=status)

    async def events(statuses: tuple[MaintenanceEventStatus, ...]) -> dict[int, list[int]]:
        found = await monitor_links.events_of(SYSTEM, list(ids.values()), statuses)
        return {monitor_id: [each.start_date_time - START for each in theirs] for monitor_id, theirs in found.items()}

    assert await events(monitor_links.UPCOMING) == {ids["a"]: [60, 120], ids["b"]: [60, 120]}
    assert await events(monitor_links.ONGOING) == {ids["a"]: [0], ids["b"]: [0]}
