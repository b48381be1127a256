"""Opening, changing, resolving and removing incidents."""

from functools import partial

import pytest

from core.principal import SYSTEM
from models.enums import Impact
from models.incident import Incident, IncidentComment
from resolvers import incidents, monitors
from resolvers.affected import MonitorImpact
from resolvers.incidents import NewIncident
from resolvers.monitors import NewMonitor
from tests.conftest import START
from tests.contents import contents
from tests.schema.mutate import mutate

SHOWN = """{
  incident { number title state startedAt endedAt isGlobal monitors { impact monitor { tag } } comments { comment } }
  userErrors { code field message }
}"""


@pytest.fixture
async def incident(db, now) -> Incident:
    """An incident that lasts, and affects the monitor shop; bank is another monitor."""
    for tag in ("shop", "bank"):
        await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag))
    return await incidents.create(
        SYSTEM,
        NewIncident(title="Shop broke", start_date_time=START, monitors=[MonitorImpact("shop", Impact.DOWN)]),
    )


@pytest.fixture
def act(ask):
    return partial(mutate, ask, shown=SHOWN)


def affected(payload) -> dict[str, str]:
    return {each["monitor"]["tag"]: each["impact"] for each in payload["incident"]["monitors"]}


@pytest.mark.usefixtures("incident")
async def test_an_incident_is_opened(act):
    made = await act(
        "incidentCreate",
        title="  Bank broke ",
        startedAt="2025-01-05T10:00:59Z",
        endedAt="2025-01-05T12:30:00+01:00",
        monitors=[{"tag": "bank", "impact": "DEGRADED"}, {"tag": "shop", "impact": "DOWN"}],
        isGlobal=True,
    )

    assert made["userErrors"] == []
    assert {**made["incident"], "number": 0} == {
        "number": 0,
        "title": "Bank broke",
        "state": "INVESTIGATING",
        "startedAt": "2025-01-05T10:00:00+00:00",
        "endedAt": "2025-01-05T11:30:00+00:00",
        "isGlobal": True,
        "monitors": [
            {"impact": "DEGRADED", "monitor": {"tag": "bank"}},
            {"impact": "DOWN", "monitor": {"tag": "shop"}},
        ],
        "comments": [],
    }
    assert (await Incident.get(id=made["incident"]["number"])).title == "Bank broke"


@pytest.mark.usefixtures("incident")
async def test_an_incident_of_which_only_a_title_is_known_begins_now(act, now):
    now.advance(90)

    made = (await act("incidentCreate", title="Odd"))["incident"]

    assert (made["startedAt"], made["endedAt"], made["monitors"]) == ("2025-01-06T00:01:00+00:00", None, [])


async def test_a_change_leaves_what_it_does_not_mention(act, incident):
    ended = await act("incidentUpdate", id=str(incident.id), endedAt="2025-01-06T01:00:00Z", isGlobal=True)
    renamed = await act("incidentUpdate", id=str(incident.id), title="Store broke")
    again = await act(
        "incidentUpdate",
        id=str(incident.id),
        startedAt="2025-01-05T23:00:30Z",
        endedAt=None,
        monitors=[{"tag": "bank", "impact": "UP"}],
        isGlobal=False,
    )

    assert (ended["incident"]["endedAt"], ended["incident"]["isGlobal"]) == ("2025-01-06T01:00:00+00:00", True)
    assert renamed["incident"] == {**ended["incident"], "title": "Store broke"}
    assert again["incident"] == {
        **renamed["incident"],
        "startedAt": "2025-01-05T23:00:00+00:00",
        "endedAt": None,
        "isGlobal": False,
        "monitors": [{"impact": "UP", "monitor": {"tag": "bank"}}],
    }


async def test_an_incident_is_resolved_once(act, incident, now):
    now.advance(600)

    done = await act("incidentResolve", id=str(incident.id), comment="Mended", timestamp="2025-01-06T00:05:10Z")
    before = await contents()
    again = await act("incidentResolve", id=str(incident.id))

    assert (done["incident"]["state"], done["incident"]["endedAt"]) == ("RESOLVED", "2025-01-06T00:05:00+00:00")
    assert done["incident"]["comments"] == [{"comment": "Mended"}]
    assert again == {
        "incident": None,
        "userErrors": [
            {"code": "CONFLICT", "field": ["id"], "message": f"Incident '{incident.id}' is resolved already"}
        ],
    }
    assert await contents() == before


async def test_an_incident_is_resolved_now_unless_another_time_is_said(act, incident, now):
    now.advance(600)

    done = await act("incidentResolve", id=str(incident.id))

    assert done["incident"]["endedAt"] == "2025-01-06T00:10:00+00:00"
    assert done["incident"]["comments"] == [{"comment": "Resolved"}]


async def test_monitors_are_added_set_and_taken_away(act, incident):
    number = str(incident.id)

    added = await act("incidentMonitorAdd", id=number, tag="bank")
    changed = await act("incidentMonitorSetImpact", id=number, tag="bank", impact="MAINTENANCE")
    removed = await act("incidentMonitorRemove", id=number, tag="shop")

    assert affected(added) == {"shop": "DOWN", "bank": "DOWN"}
    assert affected(changed) == {"shop": "DOWN", "bank": "MAINTENANCE"}
    assert affected(removed) == {"bank": "MAINTENANCE"}


async def test_mutations_of_one_request_see_what_those_before_them_did(ask, incident):
    answer = await ask(
        """mutation ($id: ID!) {
          one: incidentMonitorAdd(input: {id: $id, tag: "bank"}) { incident { monitors { monitor { tag } } } }
          two: incidentMonitorRemove(input: {id: $id, tag: "shop"}) { incident { monitors { monitor { tag } } } }
          three: incidentResolve(input: {id: $id}) { incident { state comments { incident { state } } } }
          four: incidentCommentAdd(input: {incidentId: $id, comment: "No", state: INVESTIGATING}) {
            incidentComment { incident { state } } }
        }""",
        by="write",
        id=str(incident.id),
    )

    tags = [
        [each["monitor"]["tag"] for each in answer["data"][name]["incident"]["monitors"]] for name in ("one", "two")
    ]
    assert tags == [["shop", "bank"], ["bank"]]
    assert answer["data"]["three"]["incident"]["comments"] == [{"incident": {"state": "RESOLVED"}}]
    assert answer["data"]["four"]["incidentComment"] == {"incident": {"state": "INVESTIGATING"}}


async def test_an_incident_is_removed_with_its_comments(act, incident):
    await act("incidentResolve", id=str(incident.id))

    gone = await act("incidentDelete", id=str(incident.id))
    again = await act("incidentDelete", id=str(incident.id))

    assert (gone["incident"]["title"], gone["incident"]["monitors"]) == ("Shop broke", [])
    assert again["incident"] is None
    assert again["userErrors"] == [
        {"code": "NOT_FOUND", "field": ["id"], "message": f"Incident with id '{incident.id}' not found"}
    ]
    assert (await Incident.all().count(), await IncidentComment.all().count()) == (0, 0)


@pytest.mark.parametrize(
    ("name", "given", "refusal"),
    [
        ("incidentCreate", {"title": " "}, ("INVALID_INPUT", ["title"], "Title is required and must be")),
        ("incidentCreate", {"title": "a\0"}, ("INVALID_INPUT", ["title"], "must not contain the character NUL")),
        (
            "incidentCreate",
            {"title": "x", "startedAt": "2025-01-05T10:00:00Z", "endedAt": "2025-01-05T09:59:00Z"},
            ("INVALID_INPUT", ["endedAt"], "must not be before"),
        ),
        (
            "incidentCreate",
            {"title": "x", "startedAt": "0001-01-01T00:00:00+14:00"},
            ("INVALID_INPUT", ["startedAt"], "must be a valid timestamp"),
        ),
        (
            "incidentCreate",
            {"title": "x", "monitors": [{"tag": "nope", "impact": "DOWN"}]},
            ("INVALID_INPUT", ["monitors"], "Monitor with tag 'nope' not found"),
        ),
        ("incidentUpdate", {"title": ""}, ("INVALID_INPUT", ["title"], "Title is required")),
        ("incidentUpdate", {"title": None}, ("INVALID_INPUT", ["title"], "title must not be null")),
        ("incidentUpdate", {"startedAt": None}, ("INVALID_INPUT", ["startedAt"], "must not be null")),
        ("incidentUpdate", {"monitors": None}, ("INVALID_INPUT", ["monitors"], "must not be null")),
        ("incidentUpdate", {"isGlobal": None}, ("INVALID_INPUT", ["isGlobal"], "must not be null")),
        (
            "incidentUpdate",
            {"title": "x", "endedAt": "2025-01-05T23:59:00Z"},
            ("INVALID_INPUT", ["endedAt"], "must not be before"),
        ),
        ("incidentResolve", {"comment": " "}, ("INVALID_INPUT", ["comment"], "comment is required")),
        (
            "incidentMonitorAdd",
            {"tag": "shop", "impact": "UP"},
            ("CONFLICT", ["tag"], "affects the monitor 'shop' already"),
        ),
        ("incidentMonitorAdd", {"tag": "nope"}, ("NOT_FOUND", ["tag"], "Monitor with tag 'nope' not found")),
        (
            "incidentMonitorSetImpact",
            {"tag": "bank", "impact": "UP"},
            ("NOT_FOUND", ["tag"], "does not affect the monitor 'bank'"),
        ),
        ("incidentMonitorRemove", {"tag": "bank"}, ("NOT_FOUND", ["tag"], "does not affect the monitor 'bank'")),
        ("incidentMonitorRemove", {"tag": "no\0pe"}, ("NOT_FOUND", ["tag"], "Monitor with tag")),
        ("incidentUpdate", {"id": "SW5jaWRlbnQ6OTk5", "title": "x"}, ("NOT_FOUND", ["id"], "Incident with id '999'")),
        ("incidentMonitorAdd", {"id": "TW9uaXRvcjox", "tag": "bank"}, ("NOT_FOUND", ["id"], "Incident with id '0'")),
        ("incidentDelete", {"id": "1abc"}, ("NOT_FOUND", ["id"], "Incident with id '0' not found")),
        ("incidentResolve", {"id": "9" * 30}, ("NOT_FOUND", ["id"], "Incident with id '0' not found")),
    ],
)
async def test_what_can_not_be_is_refused_and_changes_nothing(act, incident, name, given, refusal):
    code, field, message = refusal
    before = await contents()
    addressed = {} if name == "incidentCreate" else {"id": str(incident.id)}

    refused = await act(name, **{**addressed, **given})

    assert refused["incident"] is None
    assert [(each["code"], each["field"]) for each in refused["userErrors"]] == [(code, field)]
    assert message in refused["userErrors"][0]["message"]
    assert await contents() == before
