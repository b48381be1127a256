"""Incidents and their comments, as questions see them."""

from base64 import urlsafe_b64encode

import pytest

from core.principal import SYSTEM
from models.enums import Impact, IncidentSource, IncidentState
from models.incident import Incident, IncidentComment
from resolvers import comments, incidents, monitors, site
from resolvers.affected import MonitorImpact
from resolvers.comments import NewComment
from resolvers.incidents import NewIncident
from resolvers.monitors import NewMonitor
from tests.conftest import START
from tests.statements import recorded

AT = "2025-01-06T00:{:02}:00+00:00"  # so many minutes after START

STORY = """{
  incidents(first: 100) { edges { node {
    number title state source startedAt endedAt isGlobal createdAt updatedAt url
    monitors { impact monitor { tag } }
    comments { id number comment state timestamp createdAt updatedAt incident { title } }
  } } }
}"""


async def opened(title: str, *, minute: int = 0, tag: str | None = None, said: int = 0) -> Incident:
    impacts = [] if tag is None else [MonitorImpact(tag, Impact.DOWN)]
    made = await incidents.create(
        SYSTEM, NewIncident(title=title, start_date_time=START + minute * 60, monitors=impacts)
    )
    for _ in range(said):
        await comments.add(SYSTEM, made.id, NewComment(comment="seen", state=IncidentState.IDENTIFIED))
    return made


@pytest.fixture
async def _monitors(db, now) -> None:
    for tag, is_hidden in (("shop", False), ("bank", False), ("hidden", True)):
        await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag, is_hidden=is_hidden))


def titles(answer) -> list[str]:
    return [edge["node"]["title"] for edge in answer["data"]["incidents"]["edges"]]


@pytest.mark.usefixtures("_monitors")
async def test_an_incident_tells_its_whole_story(ask, now):
    await site.put(SYSTEM, "siteURL", "https://status.example.com/")
    made = await opened("Shop broke", tag="shop")
    now.advance(120)
    said = await comments.add(
        SYSTEM, made.id, NewComment(comment="Mended", state=IncidentState.RESOLVED, timestamp=START + 60)
    )

    answer = await ask(STORY)

    assert answer["data"]["incidents"]["edges"][0]["node"] == {
        "number": made.id,
        "title": "Shop broke",
        "state": "RESOLVED",
        "source": "API",
        "startedAt": AT.format(0),
        "endedAt": AT.format(1),
        "isGlobal": False,
        "createdAt": AT.format(0),
        "updatedAt": AT.format(2),
        "url": f"https://status.example.com/incidents/{made.id}",
        "monitors": [{"impact": "DOWN", "monitor": {"tag": "shop"}}],
        "comments": [
            {
                "id": answer["data"]["incidents"]["edges"][0]["node"]["comments"][0]["id"],
                "number": said.id,
                "comment": "Mended",
                "state": "RESOLVED",
                "timestamp": AT.format(1),
                "createdAt": AT.format(2),
                "updatedAt": AT.format(2),
                "incident": {"title": "Shop broke"},
            }
        ],
    }


@pytest.mark.usefixtures("_monitors")
@pytest.mark.parametrize("by", [None, "read"])
async def test_fifty_incidents_need_as_many_statements_as_five(ask, by):
    async def asked() -> tuple[int, int]:
        with recorded() as statements:
            answer = await ask(STORY, by=by)
        edges = answer["data"]["incidents"]["edges"]
        assert all(edge["node"]["monitors"] and len(edge["node"]["comments"]) == 2 for edge in edges)
        return len(edges), len(statements)

    for number in range(5):
        await opened("Broke", minute=number, tag=("shop", "bank")[number % 2], said=2)
    await ask("{ viewer { name } }", by=by)  # the first time, the key's use is noted
    five = await asked()
    for number in range(45):
        await opened("Broke", minute=number, tag=("shop", "bank")[number % 2], said=2)
    fifty = await asked()

    assert (five[0], fifty[0]) == (5, 50)
    assert fifty[1] == five[1]


@pytest.mark.usefixtures("_monitors")
async def test_an_incident_and_a_comment_are_found_again_by_their_ids(ask):
    made = await opened("Shop broke", tag="shop", said=1)
    query = "query ($id: ID!) { incident(id: $id) { id comments { id comment } } }"
    incident = (await ask(query, id=str(made.id)))["data"]["incident"]
    found = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename ... on IncidentComment { comment } } }"

    nodes = await ask(found, ids=[incident["comments"][0]["id"], incident["id"]])

    assert nodes["data"]["nodes"] == [{"__typename": "IncidentComment", "comment": "seen"}, {"__typename": "Incident"}]
    assert (await ask(query, id=incident["id"]))["data"]["incident"] == incident


@pytest.mark.usefixtures("_monitors")
async def test_a_hidden_or_removed_comment_is_null(ask):
    hidden = await opened("Hidden broke", tag="hidden", said=1)
    gone = await opened("Shop broke", tag="shop", said=1)
    ids = {"ids": [await comment_id(ask, hidden), await comment_id(ask, gone)]}
    await comments.delete(SYSTEM, (await IncidentComment.get(incident_id=gone.id)).id)
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename } }"

    assert (await ask(query, **ids))["data"]["nodes"] == [None, None]
    assert (await ask(query, by="read", **ids))["data"]["nodes"] == [{"__typename": "IncidentComment"}, None]


async def comment_id(ask, incident: Incident) -> str:
    query = "query ($id: ID!) { incident(id: $id) { comments { id } } }"
    answer = await ask(query, by="read", id=str(incident.id))
    return answer["data"]["incident"]["comments"][0]["id"]


@pytest.mark.usefixtures("_monitors")
async def test_incidents_are_filtered(ask):
    await opened("early", minute=1, tag="shop")
    await opened("late", minute=9, tag="bank")
    await opened("ahead", minute=59)
    await incidents.create(
        SYSTEM, NewIncident(title="alert", start_date_time=START, source=IncidentSource.ALERT, end_date_time=START)
    )
    await incidents.resolve(SYSTEM, (await Incident.get(title="alert")).id)
    query = "query ($filter: IncidentFilterInput) { incidents(filter: $filter) { edges { node { title } } } }"

    async def found(**filter_: object) -> list[str]:
        return titles(await ask(query, by="read", filter=filter_))

    assert await found() == ["ahead", "late", "early", "alert"]
    assert await found(startedAfter=AT.format(1), startedBefore=AT.format(9)) == ["late", "early"]
    assert await found(startedAfter="9999-12-31T23:59:59Z") == []
    assert await found(startedAfter="0001-01-01T00:00:00+14:00") == ["ahead", "late", "early", "alert"]
    assert await found(sources=["ALERT"]) == ["alert"]
    assert await found(states=["RESOLVED"]) == ["alert"]
    assert await found(states=[]) == []
    assert await found(monitorTags=["bank", "nope"]) == ["late"]
    assert await found(ongoing=True) == []
    assert await found(ongoing=False, states=["INVESTIGATING"]) == ["ahead", "late", "early"]


@pytest.mark.usefixtures("_monitors")
async def test_pages_of_incidents_that_began_together_neither_repeat_nor_leave_out_one(ask):
    for number in range(5):
        await opened(str(number), minute=number // 3)
    query = """query ($first: Int, $last: Int, $after: String, $before: String) {
      incidents(first: $first, last: $last, after: $after, before: $before) {
        edges { cursor node { title } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""

    async def read(**asked: object) -> tuple[list[str], dict[str, object]]:
        answer = await ask(query, **asked)
        return titles(answer), answer["data"]["incidents"]["pageInfo"]

    first, info = await read(first=2)
    second, next_info = await read(first=2, after=info["endCursor"])
    third, last_info = await read(first=2, after=next_info["endCursor"])
    back, back_info = await read(last=2, before=next_info["startCursor"])

    assert (first, second, third, back) == (["4", "3"], ["2", "1"], ["0"], ["4", "3"])
    assert [each["hasNextPage"] for each in (info, next_info, last_info, back_info)] == [True, True, False, True]
    assert [each["hasPreviousPage"] for each in (info, next_info, last_info, back_info)] == [False, True, True, False]


@pytest.mark.parametrize("cursor", ["", "x", "YXQ6eA", "\u2603"])
async def test_what_is_no_cursor_is_refused(ask, cursor):
    answer = await ask("query ($after: String) { incidents(after: $after) { edges { cursor } } }", after=cursor)

    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("list_", ["incidents", "maintenances", "maintenanceEvents"])
@pytest.mark.parametrize("position", ["-9", "9" * 60])
async def test_a_cursor_that_stands_nowhere_is_no_error(ask, list_, position):
    cursor = urlsafe_b64encode(f"at:{position}".encode()).decode()

    answer = await ask(f"query ($after: String) {{ {list_}(after: $after) {{ edges {{ cursor }} }} }}", after=cursor)

    assert answer["data"] == {list_: {"edges": []}}
