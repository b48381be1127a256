"""What pages show of incidents and maintenance events."""

from typing import Any

import pytest

from core.principal import PUBLIC, SYSTEM, Principal
from models.enums import Activity, Impact, IncidentState, MaintenanceEventStatus
from models.incident import Incident, IncidentMonitor
from models.maintenance import Maintenance, MaintenanceEvent, MaintenanceMonitor
from models.monitor import Monitor
from models.page import Page
from models.page_events import Shown
from resolvers import monitors, page_events, pages, site
from resolvers.monitors import NewMonitor
from resolvers.pages import NewPage, PageChanges
from resolvers.samples import DAY
from tests.conftest import START


@pytest.fixture
async def page(db, now) -> Page:
    """A page with the monitors `a`, and `secret`, which is hidden; `b` is on no page."""
    for tag in ("a", "b", "secret"):
        await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag, is_hidden=tag == "secret"))
    await pages.ensure_home()
    return await pages.create(SYSTEM, NewPage(path="p", title="P", header="P", monitors=["a", "secret"]))


async def incident(title: str, *tags: str, ended: int | None = None, **more: Any) -> None:
    state = IncidentState.IDENTIFIED if ended is None else IncidentState.RESOLVED
    made = await Incident.create(
        title=title, end_date_time=ended, **{"start_date_time": START - 40 * DAY, "state": state, **more}
    )
    for tag in tags:
        await IncidentMonitor.create(incident=made, monitor=await Monitor.get(tag=tag), impact=Impact.DOWN)


async def event(
    title: str, status: MaintenanceEventStatus, start: int, *tags: str, is_active: bool = True, is_global: bool = False
) -> None:
    made = await Maintenance.create(
        title=title,
        start_date_time=START,
        rrule="FREQ=DAILY",
        duration_seconds=60,
        status=Activity.ACTIVE if is_active else Activity.INACTIVE,
        is_global=is_global,
    )
    for tag in tags:
        await MaintenanceMonitor.create(maintenance=made, monitor=await Monitor.get(tag=tag))
    await MaintenanceEvent.create(maintenance=made, start_date_time=start, end_date_time=start + 60, status=status)


async def titles(shown: Shown, page: Page, principal: Principal = PUBLIC) -> list[str]:
    if shown in {Shown.OPEN_INCIDENTS, Shown.PAST_INCIDENTS}:
        found = await page_events.incidents_on(principal, shown, [page], await site.values())
        return [each.title for each in found.get(page.id, [])]
    events = await page_events.events_on(principal, shown, [page], await site.values())
    return [(await each.maintenance).title for each in events.get(page.id, [])]


async def changed(page: Page, settings: object) -> Page:
    return await pages.update(SYSTEM, page.path, PageChanges(settings=settings))


async def test_a_page_shows_the_open_incidents_of_its_monitors_latest_start_first(page) -> None:
    await incident("old", "a")
    await incident("new", "a", "b", start_date_time=START)
    await incident("future", "a", start_date_time=START + 60)
    await incident("over", "a", ended=START)
    await incident("elsewhere", "b")
    await incident("inside", "secret")

    assert await titles(Shown.OPEN_INCIDENTS, page) == ["new", "old"]
    assert await titles(Shown.OPEN_INCIDENTS, page, SYSTEM) == ["new", "inside", "old"]


async def test_past_incidents_are_as_many_and_as_old_as_the_settings_say(page) -> None:
    for number in range(4):
        await incident(f"{number}", "a", ended=START - number * DAY)
    await incident("open", "a")

    narrow = await changed(page, {"incidents": {"resolved": {"max_count": 2}}})
    assert await titles(Shown.PAST_INCIDENTS, narrow) == ["0", "1"]
    short = await changed(page, {"incidents": {"resolved": {"max_count": 9, "days_in_past": 2}}})
    assert await titles(Shown.PAST_INCIDENTS, short) == ["0", "1", "2"]
    hidden = await changed(page, {"incidents": {"resolved": {"show": False}}})
    assert await titles(Shown.PAST_INCIDENTS, hidden) == []
    assert await titles(Shown.OPEN_INCIDENTS, hidden) == ["open"]


async def test_what_the_public_may_not_see_takes_no_place_of_what_it_may(page) -> None:
    await incident("seen", "a", ended=START - DAY)
    await incident("inside", "secret", ended=START)
    one = await changed(page, {"incidents": {"resolved": {"max_count": 1}}})

    assert await titles(Shown.PAST_INCIDENTS, one) == ["seen"]
    assert await titles(Shown.PAST_INCIDENTS, one, SYSTEM) == ["inside"]


async def test_a_page_that_shows_no_incidents_shows_none(page) -> None:
    await incident("open", "a")
    await incident("over", "a", ended=START)
    without = await changed(page, {"incidents": {"enabled": False}})

    assert await titles(Shown.OPEN_INCIDENTS, without) == []
    assert await titles(Shown.PAST_INCIDENTS, without) == []


async def test_events_are_ongoing_upcoming_or_past_by_their_status(page) -> None:
    status = MaintenanceEventStatus
    await event("now", status.ONGOING, START - 30, "a")
    await event("later", status.SCHEDULED, START + 9 * DAY, "a")
    await event("soon", status.READY, START + 60, "a")
    await event("far", status.SCHEDULED, START + 31 * DAY, "a")
    await event("done", status.COMPLETED, START - DAY, "a")
    await event("long ago", status.COMPLETED, START - 8 * DAY, "a")
    await event("called off", status.CANCELLED, START + 60, "a")
    await event("put aside", status.ONGOING, START - 30, "a", is_active=False)
    await event("elsewhere", status.ONGOING, START - 30, "b")
    await event("inside", status.ONGOING, START - 30, "secret")

    for shown, expected in (
        (Shown.ONGOING_EVENTS, ["now"]),
        (Shown.UPCOMING_EVENTS, ["soon", "later"]),
        (Shown.PAST_EVENTS, ["done"]),
    ):
        assert await titles(shown, page) == expected
    assert await titles(Shown.ONGOING_EVENTS, page, SYSTEM) == ["now", "inside"]


@pytest.mark.parametrize(
    ("display", "shows"),
    [
        ({"enabled": False}, [[], [], []]),
        ({"ongoing": {"show": False}}, [[], ["soon"], ["done"]]),
        ({"ongoing": {"upcoming": {"show": False}}}, [["now"], [], ["done"]]),
        ({"ongoing": {"upcoming": {"days_in_future": 0}}}, [["now"], [], ["done"]]),
        ({"ongoing": {"upcoming": {"max_count": 0}}}, [["now"], [], ["done"]]),
        ({"ongoing": {"past": {"show": False}}}, [["now"], ["soon"], []]),
        ({"ongoing": {"past": {"days_in_past": 2**31 - 1}}}, [["now"], ["soon"], ["done"]]),
        ({"ongoing": {"upcoming": {"days_in_future": 2**31 - 1}}}, [["now"], ["soon"], ["done"]]),
    ],
)
async def test_a_page_shows_the_events_that_its_settings_say(page, display, shows) -> None:
    await event("now", MaintenanceEventStatus.ONGOING, START - 30, "a")
    await event("soon", MaintenanceEventStatus.READY, START + 60, "a")
    await event("done", MaintenanceEventStatus.COMPLETED, START - DAY, "a")
    page = await changed(page, {"include_maintenances": display})

    lists = (Shown.ONGOING_EVENTS, Shown.UPCOMING_EVENTS, Shown.PAST_EVENTS)
    assert [await titles(shown, page) for shown in lists] == shows


@pytest.mark.parametrize(
    ("display", "shows"),
    [
        (None, [True, True, True]),
        ("nonsense", [True, True, True]),
        ({"incidents": 5, "maintenances": {"ongoing": []}}, [True, True, True]),
        ({"incidents": {"enabled": False}}, [False, False, True]),
        ({"incidents": {"enabled": True, "resolved": {"show": False}}}, [True, False, True]),
        ({"maintenances": {"ongoing": {"show": False}}}, [True, True, False]),
    ],
)
async def test_the_site_switches_lists_off_on_every_page(page, display, shows) -> None:
    await incident("open", "a")
    await incident("over", "a", ended=START)
    await event("now", MaintenanceEventStatus.ONGOING, START - 30, "a")
    await site.put(SYSTEM, "eventDisplaySettings", display)

    lists = (Shown.OPEN_INCIDENTS, Shown.PAST_INCIDENTS, Shown.ONGOING_EVENTS)
    assert [bool(await titles(shown, page)) for shown in lists] == shows


async def test_what_is_global_is_on_every_page_unless_pages_are_exclusive(page) -> None:
    home = await pages.ensure_home()
    await incident("names none, global", is_global=True)
    await incident("global", "b", is_global=True)
    await incident("inside, global", "secret", is_global=True)
    await event("works everywhere", MaintenanceEventStatus.ONGOING, START, "b", is_global=True)

    for each in (home, page):
        assert await titles(Shown.OPEN_INCIDENTS, each) == ["global", "names none, global"]
        assert await titles(Shown.ONGOING_EVENTS, each) == ["works everywhere"]
    await site.put(SYSTEM, "globalPageVisibilitySettings", {"forceExclusivity": True})
    assert await titles(Shown.OPEN_INCIDENTS, home) == ["global", "names none, global"]
    assert await titles(Shown.OPEN_INCIDENTS, page) == []
    assert await titles(Shown.ONGOING_EVENTS, page) == []


async def test_what_names_no_monitor_is_on_the_home_page_alone(page) -> None:
    await incident("names none")
    await event("works", MaintenanceEventStatus.ONGOING, START)

    home = await pages.ensure_home()
    assert await titles(Shown.OPEN_INCIDENTS, home) == ["names none"]
    assert await titles(Shown.ONGOING_EVENTS, home) == ["works"]
    assert await titles(Shown.OPEN_INCIDENTS, page) == await titles(Shown.ONGOING_EVENTS, page) == []


async def test_many_pages_are_asked_at_once_and_each_keeps_its_own_bounds(page) -> None:
    other = await pages.create(
        SYSTEM,
        NewPage(
            path="o", title="O", header="O", monitors=["b", "a"], settings={"incidents": {"resolved": {"max_count": 1}}}
        ),
    )
    await incident("first", "a", ended=START)
    await incident("second", "a", "b", ended=START - 60)

    found = await page_events.incidents_on(PUBLIC, Shown.PAST_INCIDENTS, [page, other], await site.values())

    assert {page_id: [each.title for each in theirs] for page_id, theirs in found.items()} == {
        page.id: ["first", "second"],
        other.id: ["first"],
    }
