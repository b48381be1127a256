"""Commenting on incidents."""

from functools import partial

import pytest

from core.principal import SYSTEM
from models.enums import IncidentState
from models.incident import Incident, IncidentComment
from resolvers import comments, incidents
from resolvers.comments import NewComment
from resolvers.incidents import NewIncident
from tests.conftest import START
from tests.contents import contents
from tests.schema.mutate import mutate

SHOWN = """{
  incidentComment { id comment state timestamp incident { state endedAt comments { comment } } }
  userErrors { code field message }
}"""


@pytest.fixture
async def incident(db, now) -> Incident:
    return await incidents.create(SYSTEM, NewIncident(title="Shop broke", start_date_time=START))


@pytest.fixture
async def said(incident: Incident) -> IncidentComment:
    return await comments.add(SYSTEM, incident.id, NewComment(comment="Seen", state=IncidentState.IDENTIFIED))


@pytest.fixture
def act(ask):
    return partial(mutate, ask, shown=SHOWN)


async def test_a_comment_moves_its_incident(act, incident):
    made = await act(
        "incidentCommentAdd",
        incidentId=str(incident.id),
        comment=" Mended ",
        state="RESOLVED",
        timestamp="2025-01-06T00:03:59Z",
    )

    assert made["userErrors"] == []
    assert {**made["incidentComment"], "id": None} == {
        "id": None,
        "comment": "Mended",
        "state": "RESOLVED",
        "timestamp": "2025-01-06T00:03:00+00:00",
        "incident": {
            "state": "RESOLVED",
            "endedAt": "2025-01-06T00:03:00+00:00",
            "comments": [{"comment": "Mended"}],
        },
    }


async def test_a_comment_is_said_now_unless_another_time_is_given(act, incident, now):
    now.advance(150)

    made = await act("incidentCommentAdd", incidentId=str(incident.id), comment="Hm", state="IDENTIFIED")

    assert made["incidentComment"]["timestamp"] == "2025-01-06T00:02:00+00:00"


async def test_a_comment_is_corrected_by_its_global_id_and_its_incident_stays(act, incident, said):
    first = await act("incidentCommentUpdate", id=str(said.id), comment="Found")
    second = await act(
        "incidentCommentUpdate",
        id=first["incidentComment"]["id"],
        state="RESOLVED",
        timestamp="2025-01-05T23:59:30Z",
    )

    assert (first["incidentComment"]["comment"], first["incidentComment"]["state"]) == ("Found", "IDENTIFIED")
    assert second["incidentComment"] == {
        "id": first["incidentComment"]["id"],
        "comment": "Found",
        "state": "RESOLVED",
        "timestamp": "2025-01-05T23:59:00+00:00",
        "incident": {"state": "IDENTIFIED", "endedAt": None, "comments": [{"comment": "Found"}]},
    }


async def test_a_comment_is_removed_once(act, incident, said):
    gone = await act("incidentCommentDelete", id=str(said.id))
    again = await act("incidentCommentDelete", id=str(said.id))

    assert gone["incidentComment"]["comment"] == "Seen"
    assert gone["incidentComment"]["incident"] == {"state": "IDENTIFIED", "endedAt": None, "comments": []}
    assert again == {
        "incidentComment": None,
        "userErrors": [{"code": "NOT_FOUND", "field": ["id"], "message": f"Comment with id '{said.id}' not found"}],
    }


@pytest.mark.parametrize(
    ("name", "given", "refusal"),
    [
        ("incidentCommentAdd", {"comment": " "}, ("INVALID_INPUT", ["comment"], "comment is required")),
        (
            "incidentCommentAdd",
            {"timestamp": "0001-01-01T00:00:00+01:00"},
            ("INVALID_INPUT", ["timestamp"], "must be a valid timestamp"),
        ),
        (
            "incidentCommentAdd",
            {"incidentId": "999"},
            ("NOT_FOUND", ["incidentId"], "Incident with id '999' not found"),
        ),
        ("incidentCommentUpdate", {"comment": ""}, ("INVALID_INPUT", ["comment"], "comment is required")),
        ("incidentCommentUpdate", {"comment": None}, ("INVALID_INPUT", ["comment"], "must not be null")),
        ("incidentCommentUpdate", {"state": None}, ("INVALID_INPUT", ["state"], "must not be null")),
        ("incidentCommentUpdate", {"timestamp": None}, ("INVALID_INPUT", ["timestamp"], "must not be null")),
        ("incidentCommentUpdate", {"id": "999", "comment": "x"}, ("NOT_FOUND", ["id"], "Comment with id '999'")),
        ("incidentCommentDelete", {"id": "SW5jaWRlbnQ6MQ=="}, ("NOT_FOUND", ["id"], "Comment with id '0' not found")),
    ],
)
async def test_what_can_not_be_is_refused_and_changes_nothing(act, said, name, given, refusal):
    code, field, message = refusal
    before = await contents()
    addressed = (
        {"incidentId": str(said.incident_id), "comment": "x", "state": "MONITORING"}
        if name == "incidentCommentAdd"
        else {"id": str(said.id)}
    )

    refused = await act(name, **{**addressed, **given})

    assert refused["incidentComment"] is None
    assert [(each["code"], each["field"]) for each in refused["userErrors"]] == [(code, field)]
    assert message in refused["userErrors"][0]["message"]
    assert await contents() == before
