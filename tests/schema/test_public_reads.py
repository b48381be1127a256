import pytest

from core.principal import SYSTEM
from models.enums import Impact, IncidentState
from resolvers import comments, incidents, maintenances, monitors, pages
from resolvers.affected import MonitorImpact
from resolvers.comments import NewComment
from resolvers.incidents import NewIncident
from resolvers.maintenances import NewMaintenance
from resolvers.monitors import NewMonitor
from resolvers.pages import NewPage
from tests.conftest import START


@pytest.fixture
async def world(db, now) -> None:
    """A public and a hidden monitor, on a page, with an incident and a maintenance of each."""
    for tag, is_hidden in (("open", False), ("hidden", True)):
        await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag, is_hidden=is_hidden))
        impacts = [MonitorImpact(tag, Impact.DOWN)]
        made = await incidents.create(
            SYSTEM, NewIncident(title=f"{tag} broke", start_date_time=START, monitors=impacts)
        )
        await comments.add(SYSTEM, made.id, NewComment(comment="found", state=IncidentState.IDENTIFIED))
        await maintenances.create(
            SYSTEM,
            NewMaintenance(
                title=f"{tag} works",
                start_date_time=START + 3600,
                rrule="FREQ=DAILY",
                duration_seconds=600,
                monitors=[MonitorImpact(tag, Impact.MAINTENANCE)],
            ),
        )
    await pages.create(SYSTEM, NewPage(path="all", title="All", header="All", monitors=["open", "hidden"]))


QUERY = """{
  incidents { edges { node { title state monitors { impact monitor { tag } } comments { comment state } } } }
  maintenances { edges { node { title rrule monitors { monitor { tag } } } } }
  page(path: "all") { title monitors { tag } }
  pages { path }
}"""


def titles(answer, kind):
    return [edge["node"]["title"] for edge in answer["data"][kind]["edges"]]


async def test_the_public_sees_what_concerns_public_monitors_and_no_more(ask, world):
    answer = await ask(QUERY)

    assert answer["data"]["incidents"]["edges"] == [
        {
            "node": {
                "title": "open broke",
                "state": "IDENTIFIED",
                "monitors": [{"impact": "DOWN", "monitor": {"tag": "open"}}],
                "comments": [{"comment": "found", "state": "IDENTIFIED"}],
            }
        }
    ]
    assert titles(answer, "maintenances") == ["open works"]
    assert answer["data"]["page"] == {"title": "All", "monitors": [{"tag": "open"}]}
    assert answer["data"]["pages"] == [{"path": ""}, {"path": "all"}]


async def test_a_key_sees_the_hidden_ones_too(ask, world):
    answer = await ask(QUERY, by="read")

    assert titles(answer, "incidents") == ["hidden broke", "open broke"]
    assert titles(answer, "maintenances") == ["hidden works", "open works"]
    assert answer["data"]["page"]["monitors"] == [{"tag": "open"}, {"tag": "hidden"}]


async def test_what_is_hidden_is_null_by_its_number_too(ask, world):
    query = "query ($id: ID!) { incident(id: $id) { title } maintenance(id: $id) { title } }"
    numbers = [incident.id for incident in await incidents.page(SYSTEM, incidents.IncidentFilter(), limit=9)]

    hidden = await ask(query, id=str(max(numbers)))
    shown = await ask(query, by="read", id=str(max(numbers)))

    assert hidden["data"] == {"incident": None, "maintenance": None}
    assert shown["data"]["incident"] == {"title": "hidden broke"}


async def test_incidents_are_filtered_by_state_and_monitor(ask, world):
    query = "query ($filter: IncidentFilterInput) { incidents(filter: $filter) { edges { node { title } } } }"

    by_tag = await ask(query, by="read", filter={"monitorTags": ["hidden"]})
    resolved = await ask(query, by="read", filter={"states": ["RESOLVED"]})

    assert titles(by_tag, "incidents") == ["hidden broke"]
    assert titles(resolved, "incidents") == []


async def test_a_page_that_is_not_there_is_null(ask, world):
    assert (await ask('{ page(path: "nowhere") { title } }'))["data"] == {"page": None}
