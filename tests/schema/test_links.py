"""Objects lead to each other, and never to what the one who asks may not see."""

import pytest

from core.principal import SYSTEM
from models.enums import Impact, MaintenanceEventStatus, MonitorType, SampleType, Status
from models.incident import Incident
from models.maintenance import MaintenanceEvent
from models.monitor import Monitor
from models.samples import Sample, overwrite
from resolvers import incidents, maintenances, monitors, pages
from resolvers.affected import MonitorImpact
from resolvers.incidents import NewIncident
from resolvers.maintenances import NewMaintenance
from resolvers.monitors import NewMonitor
from resolvers.pages import NewPage
from tests.conftest import START


@pytest.fixture
async def world(db, now) -> None:
    """A public and a hidden monitor in one category, on one page and in one group, with what can hang on each.

    What is hidden is down.
    """
    for tag, is_hidden in (("open", False), ("hidden", True)):
        monitor = await monitors.create(
            SYSTEM, NewMonitor(tag=tag, name=tag, is_hidden=is_hidden, category_name="Shops")
        )
        status = Status.DOWN if is_hidden else Status.UP
        await overwrite([Sample(monitor.id, START, status, 5.0, SampleType.REALTIME)])
        for start in (START, START - 60):
            impacts = [MonitorImpact(tag, Impact.DOWN)]
            await incidents.create(
                SYSTEM, NewIncident(title=f"{tag} {start - START}", start_date_time=start, monitors=impacts)
            )
        for title, start in (("soon", START + 3600), ("now", START - 60)):
            await maintenances.create(
                SYSTEM,
                NewMaintenance(
                    title=f"{tag} {title}",
                    start_date_time=start,
                    rrule="FREQ=DAILY;COUNT=1",
                    duration_seconds=600,
                    monitors=[MonitorImpact(tag, Impact.MAINTENANCE)],
                ),
            )
    both = MonitorImpact("open", Impact.DEGRADED), MonitorImpact("hidden", Impact.DOWN)
    await incidents.create(SYSTEM, NewIncident(title="both", start_date_time=START - 120, monitors=both))
    members = [{"tag": "open", "weight": 0.4}, {"tag": "hidden", "weight": 0.6}]
    for tag, is_hidden in (("group", False), ("inner", True)):
        await monitors.create(
            SYSTEM,
            NewMonitor(
                tag=tag,
                name=tag,
                monitor_type=MonitorType.GROUP,
                type_data={"monitors": members},
                is_hidden=is_hidden,
                category_name="Groups" if tag == "group" else "Secrets",
            ),
        )
    await pages.create(SYSTEM, NewPage(path="all", title="All", header="All", monitors=["hidden", "open", "inner"]))


MONITOR = """query ($tag: String!) { monitor(tag: $tag) {
  incidents { edges { node { title } } }
  openIncidents { title monitors { monitor { tag } } }
  maintenances { edges { node { title } } }
  ongoingEvents { maintenance { title } } upcomingEvents { maintenance { title } }
  pages { path } groups { tag } members { weight monitor { tag } }
} }"""


def titles(connection) -> list[str]:
    return [edge["node"]["title"] for edge in connection["edges"]]


async def test_a_monitor_leads_to_what_hangs_on_it(ask, world):
    monitor = (await ask(MONITOR, tag="open"))["data"]["monitor"]

    assert titles(monitor["incidents"]) == ["open 0", "open -60", "both"]
    assert [each["title"] for each in monitor["openIncidents"]] == ["open 0", "open -60", "both"]
    assert titles(monitor["maintenances"]) == ["open soon", "open now"]
    assert monitor["ongoingEvents"] == [{"maintenance": {"title": "open now"}}]
    assert monitor["upcomingEvents"] == [{"maintenance": {"title": "open soon"}}]
    assert monitor["pages"] == [{"path": "all"}]
    assert monitor["members"] == []


async def test_a_monitor_leads_the_public_to_nothing_hidden(ask, world):
    shown = (await ask(MONITOR, tag="open"))["data"]["monitor"]
    group = (await ask(MONITOR, tag="group"))["data"]["monitor"]

    assert shown["openIncidents"][2] == {"title": "both", "monitors": [{"monitor": {"tag": "open"}}]}
    assert shown["groups"] == [{"tag": "group"}]
    assert group["members"] == [{"weight": None, "monitor": {"tag": "open"}}]
    assert (await ask(MONITOR, tag="hidden"))["data"]["monitor"] is None


async def test_a_monitor_leads_a_key_to_everything(ask, world):
    shown = (await ask(MONITOR, by="read", tag="hidden"))["data"]["monitor"]
    group = (await ask(MONITOR, by="read", tag="group"))["data"]["monitor"]

    assert titles(shown["incidents"]) == ["hidden 0", "hidden -60", "both"]
    assert shown["groups"] == [{"tag": "group"}, {"tag": "inner"}]
    assert group["members"] == [
        {"weight": 0.4, "monitor": {"tag": "open"}},
        {"weight": 0.6, "monitor": {"tag": "hidden"}},
    ]


async def test_a_monitors_incidents_are_paged_and_filtered(ask, world):
    query = """query ($first: Int, $last: Int, $after: String, $before: String, $ongoing: Boolean) {
      monitor(tag: "open") {
        incidents(first: $first, last: $last, after: $after, before: $before, ongoing: $ongoing) {
          edges { cursor node { title } } pageInfo { hasNextPage hasPreviousPage } } } }"""

    async def asked(**arguments: object) -> dict[str, object]:
        return (await ask(query, **arguments))["data"]["monitor"]["incidents"]

    await incidents.resolve(SYSTEM, (await Incident.get(title="open -60")).id)
    everything = await asked()
    middle = everything["edges"][1]["cursor"]
    start = await asked(first=2)
    assert (titles(start), start["pageInfo"]) == (
        ["open 0", "open -60"],
        {"hasNextPage": True, "hasPreviousPage": False},
    )
    end = await asked(last=2)
    assert (titles(end), end["pageInfo"]["hasPreviousPage"]) == (["open -60", "both"], True)
    assert titles(await asked(after=middle)) == ["both"]
    assert titles(await asked(before=middle)) == ["open 0"]
    assert titles(await asked(ongoing=False)) == ["open -60"]
    assert titles(await asked(ongoing=True)) == ["open 0", "both"]
    refused = await ask(query, after="nonsense")
    assert refused["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


PAGE = """{ page(path: "all") {
  url overallStatus placements { position monitor { tag } } monitors { tag }
  openIncidents { title } pastIncidents { title }
  ongoingEvents { id maintenance { title } } upcomingEvents { maintenance { title } } pastEvents { endsAt }
} }"""


async def test_a_page_shows_the_public_nothing_of_hidden_monitors(ask, world):
    await incidents.resolve(SYSTEM, (await Incident.get(title="open -60")).id)
    await incidents.resolve(SYSTEM, (await Incident.get(title="hidden -60")).id)

    page = (await ask(PAGE))["data"]["page"]

    assert page.pop("ongoingEvents")[0]["maintenance"] == {"title": "open now"}
    assert page == {
        "url": "http://127.0.0.1:8000/all",
        "overallStatus": "UP",
        "placements": [{"position": 1, "monitor": {"tag": "open"}}],
        "monitors": [{"tag": "open"}],
        "openIncidents": [{"title": "open 0"}, {"title": "both"}],
        "pastIncidents": [{"title": "open -60"}],
        "upcomingEvents": [{"maintenance": {"title": "open soon"}}],
        "pastEvents": [],
    }


async def test_a_page_shows_a_key_everything_on_it(ask, world):
    await MaintenanceEvent.filter(status=MaintenanceEventStatus.ONGOING).update(status=MaintenanceEventStatus.COMPLETED)

    page = (await ask(PAGE, by="read"))["data"]["page"]

    assert page["overallStatus"] == "DOWN"
    assert [each["tag"] for each in page["monitors"]] == ["hidden", "open", "inner"]
    assert sorted(each["title"] for each in page["openIncidents"]) == [
        *("both", "hidden -60", "hidden 0", "open -60", "open 0"),
    ]
    assert page["ongoingEvents"] == []
    assert page["pastEvents"] == [{"endsAt": "2025-01-06T00:09:00+00:00"}] * 2


async def test_the_home_page_has_two_names(ask, world):
    answer = await ask('{ a: page { path url } b: page(path: "~home") { path } c: page(path: "") { path } }')

    assert answer["data"] == {"a": {"path": "", "url": "http://127.0.0.1:8000"}, "b": {"path": ""}, "c": {"path": ""}}


async def test_categories_show_the_public_nothing_of_hidden_monitors(ask, world):
    query = "{ categories { name description isHidden overallStatus monitors { tag } } }"
    shops = {"name": "Shops", "description": None, "isHidden": False}
    groups = {**shops, "name": "Groups", "overallStatus": "NO_DATA", "monitors": [{"tag": "group"}]}

    assert (await ask(query))["data"]["categories"] == [
        groups,
        {**shops, "overallStatus": "UP", "monitors": [{"tag": "open"}]},
    ]
    assert (await ask(query, by="read"))["data"]["categories"] == [
        groups,
        {**groups, "name": "Secrets", "monitors": [{"tag": "inner"}]},
        {**shops, "overallStatus": "DOWN", "monitors": [{"tag": "hidden"}, {"tag": "open"}]},
    ]


async def test_the_overall_status_is_of_what_is_asked_for_and_may_be_seen(ask, world):
    query = """query ($filter: OverallStatusFilterInput) { all: overallStatus some: overallStatus(filter: $filter) }"""

    for given, public, private in (
        ({"tags": ["hidden"]}, "NO_DATA", "DOWN"),
        ({"tags": ["open"], "categoryNames": ["Shops"], "pagePath": "all"}, "UP", "UP"),
        ({"pagePath": ""}, "NO_DATA", "NO_DATA"),
    ):
        assert (await ask(query, filter=given))["data"] == {"all": "UP", "some": public}
        assert (await ask(query, by="read", filter=given))["data"] == {"all": "DOWN", "some": private}


async def test_an_event_is_found_by_its_id_by_whom_may_see_it(ask, world):
    page = (await ask(PAGE, by="read"))["data"]["page"]
    ids = [each["id"] for each in page["ongoingEvents"]]
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on MaintenanceEvent { maintenance { title } status } } }"

    assert (await ask(query, ids=ids))["data"]["nodes"] == [
        {"maintenance": {"title": "open now"}, "status": "ONGOING"},
        None,
    ]


async def test_a_deleted_monitor_is_nowhere(ask, world):
    await monitors.delete(SYSTEM, "open")

    page = (await ask(PAGE))["data"]["page"]

    assert (page["monitors"], page["openIncidents"], page["overallStatus"]) == ([], [], "NO_DATA")
    assert not await Monitor.exists(tag="open")
