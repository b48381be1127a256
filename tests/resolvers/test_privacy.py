"""Removing monitors shows the public nothing that it did not see before, and takes nothing from it."""

import pytest

from core.principal import PUBLIC, SYSTEM
from models.delivery import Delivery
from models.enums import Activity, Impact
from models.incident import Incident
from resolvers import incidents, maintenance_events, maintenances, monitor_bulk, monitors, page_events, pages, site
from resolvers.affected import MonitorImpact
from resolvers.incidents import IncidentFilter, NewIncident
from resolvers.maintenances import MaintenanceFilter, NewMaintenance
from resolvers.monitor_bulk import Chosen
from resolvers.monitor_lists import MonitorFilter
from resolvers.monitors import MonitorChanges, NewMonitor
from resolvers.page_events import Shown
from resolvers.pages import PageChanges
from tests import statements
from tests.conftest import START
from tests.subscribing import subscriber

pytestmark = pytest.mark.usefixtures("db", "now")
TAGS = ("shop", "bank", "secret", "inner", "aside")
NAMED = {
    "of secret": ("secret",),
    "of inner two": ("secret", "inner"),
    "of aside": ("aside",),
    "none": (),
    "of shop": ("shop",),
    "of both": ("secret", "shop"),
}
_MOST_PUBLIC = 4


@pytest.fixture
async def told(db, now) -> None:
    """Two public monitors, two hidden ones and an inactive one; incidents and maintenances that name some of them."""
    for tag in TAGS:
        status = Activity.INACTIVE if tag == "aside" else Activity.ACTIVE
        new = NewMonitor(tag=tag, name=tag, is_hidden=tag in {"secret", "inner"}, status=status)
        await monitors.create(SYSTEM, new)
    for title, tags in NAMED.items():
        await opened(title, *tags)
        await planned(title, *tags)


async def opened(title: str, *tags: str, is_global: bool = True) -> Incident:
    impacts = [MonitorImpact(tag, Impact.DOWN) for tag in tags]
    new = NewIncident(title=title, start_date_time=START, monitors=impacts, is_global=is_global)
    return await incidents.create(SYSTEM, new)


async def planned(title: str, *tags: str) -> None:
    new = NewMaintenance(
        title=title,
        start_date_time=START + 3600,
        rrule="FREQ=DAILY;COUNT=1",
        duration_seconds=600,
        monitors=[MonitorImpact(tag, Impact.MAINTENANCE) for tag in tags],
        is_global=True,
    )
    await maintenances.create(SYSTEM, new)


async def seen(principal=PUBLIC) -> set[str]:
    """Return the titles of what somebody sees, which is the same by every way."""
    listed = await incidents.list_(principal, IncidentFilter(), limit=100)
    # What the public may not see takes no place of what it may.
    places = {"upcoming": {"max_count": _MOST_PUBLIC if principal is PUBLIC else len(NAMED)}}
    await pages.update(SYSTEM, "", PageChanges(settings={"include_maintenances": {"ongoing": places}}))
    works = await maintenances.list_(principal, MaintenanceFilter())
    events = await maintenance_events.page(principal, maintenance_events.EventFilter(), limit=100)
    home = [await pages.get(SYSTEM, "")]
    on_home = await page_events.incidents_on(principal, Shown.OPEN_INCIDENTS, home, await site.values())
    coming = await page_events.events_on(principal, Shown.UPCOMING_EVENTS, home, await site.values())
    titles = {each.title for each in listed}
    of_event = {each.id: each.title for each in await maintenances.list_(SYSTEM, MaintenanceFilter())}
    assert {each.title for each in works} == titles
    assert {of_event[each.maintenance_id] for each in events} == titles
    assert {each.title for each in on_home[home[0].id]} == titles
    assert {of_event[each.maintenance_id] for each in coming[home[0].id]} == titles
    return titles


async def one_by_one(*tags: str) -> None:
    for tag in tags:
        await monitors.delete(SYSTEM, tag)


async def at_once(*tags: str) -> None:
    await monitor_bulk.delete_many(SYSTEM, Chosen(MonitorFilter(tags=tags)))


@pytest.mark.parametrize("remove", [one_by_one, at_once])
@pytest.mark.parametrize(
    "tags", [("secret", "inner", "aside", "shop"), ("shop", "aside", "inner", "secret"), ("aside", "secret", "inner")]
)
async def test_what_named_no_public_monitor_stays_unseen(told, remove, tags) -> None:
    assert await seen() == {"none", "of shop", "of both"}

    await remove(*tags)

    # What names a hidden monitor alone for a while is as hidden as that.
    is_left_hidden = remove is one_by_one and tags[0] == "shop"
    assert await seen() == {"none", "of shop", *(() if is_left_hidden else ("of both",))}
    assert await seen(SYSTEM) == set(NAMED)


async def test_a_public_monitor_added_later_makes_it_public_and_keeps_it_so(told) -> None:
    await one_by_one("aside")
    (private,) = [each for each in await incidents.list_(SYSTEM, IncidentFilter(), limit=9) if each.title == "of aside"]
    assert set(await incidents.by_ids(PUBLIC, [private.id])) == set()

    await incidents.add_monitor(SYSTEM, private.id, MonitorImpact("shop", Impact.DOWN))
    assert set(await incidents.by_ids(PUBLIC, [private.id])) == {private.id}
    await one_by_one("shop")

    assert set(await incidents.by_ids(PUBLIC, [private.id])) == {private.id}


async def test_a_monitor_counts_as_what_it_was_when_it_went(told) -> None:
    await monitors.update(SYSTEM, "secret", MonitorChanges(is_hidden=False))
    await monitors.update(SYSTEM, "shop", MonitorChanges(is_hidden=True))

    await at_once("secret", "shop", "inner", "aside")

    assert await seen() == {"none", "of both", "of secret", "of inner two"}


async def test_subscribers_are_not_told_of_what_is_private(told) -> None:
    await subscriber("reader")
    await one_by_one("secret", "shop")
    by_title = {each.title: each for each in await incidents.list_(SYSTEM, IncidentFilter(), limit=9)}

    await incidents.resolve(SYSTEM, by_title["of secret"].id)
    assert await Delivery.all().count() == 0
    await incidents.resolve(SYSTEM, by_title["of shop"].id)

    assert await Delivery.all().count() == 1


async def test_the_statements_do_not_grow_with_what_is_named(told) -> None:
    for number in range(20):
        await opened(f"more {number}", "bank")
    counts = []
    for tag in ("aside", "bank"):
        with statements.recorded() as asked:
            await monitors.delete(SYSTEM, tag)
        counts.append(len(asked))

    assert counts[0] == counts[1]
