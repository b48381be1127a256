"""Making, moving, ending and removing events of maintenances."""

from functools import partial

import pytest

from core.principal import SYSTEM
from models.maintenance import Maintenance, MaintenanceEvent
from resolvers import maintenances
from resolvers.maintenances import NewMaintenance
from tests.conftest import START
from tests.contents import contents
from tests.schema.mutate import mutate

SHOWN = """{
  maintenanceEvent { number status startsAt endsAt maintenance { title events { edges { node { status } } } } }
  userErrors { code field message }
}"""


@pytest.fixture
async def maintenance(db, now) -> Maintenance:
    """A maintenance that takes place once, tomorrow at midnight."""
    return await maintenances.create(
        SYSTEM,
        NewMaintenance(
            title="Works", start_date_time=START + 86_400, rrule="FREQ=MINUTELY;COUNT=1", duration_seconds=600
        ),
    )


@pytest.fixture
async def tomorrow(maintenance: Maintenance) -> MaintenanceEvent:
    """Its event."""
    return await MaintenanceEvent.get(maintenance_id=maintenance.id)


@pytest.fixture
def act(ask):
    return partial(mutate, ask, shown=SHOWN)


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "status"),
    [
        ("06T02:00", "06T03:00", "SCHEDULED"),
        ("06T01:00", "06T03:00", "READY"),
        ("06T00:00", "06T00:01", "ONGOING"),
        ("05T23:00", "06T00:00", "COMPLETED"),
    ],
)
async def test_an_event_is_made_by_hand(act, maintenance, starts_at, ends_at, status):
    made = await act(
        "maintenanceEventCreate",
        maintenanceId=str(maintenance.id),
        startsAt=f"2025-01-{starts_at}:59Z",
        endsAt=f"2025-01-{ends_at}:59Z",
    )

    assert made["userErrors"] == []
    shown = made["maintenanceEvent"]
    assert (shown["status"], shown["startsAt"], shown["endsAt"]) == (
        status,
        f"2025-01-{starts_at}:00+00:00",
        f"2025-01-{ends_at}:00+00:00",
    )
    assert [edge["node"]["status"] for edge in shown["maintenance"]["events"]["edges"]] == [status, "SCHEDULED"]


async def test_an_event_that_was_cancelled_is_made_again(act, maintenance, tomorrow):
    again = {
        "maintenanceId": str(maintenance.id),
        "startsAt": "2025-01-07T00:00:00Z",
        "endsAt": "2025-01-07T00:20:00Z",
    }

    refused = await act("maintenanceEventCreate", **again)
    cancelled = await act("maintenanceEventCancel", id=str(tomorrow.id))
    made = await act("maintenanceEventCreate", **again)

    assert [(each["code"], each["field"]) for each in refused["userErrors"]] == [("CONFLICT", ["startsAt"])]
    assert cancelled["maintenanceEvent"]["status"] == "CANCELLED"
    assert made["maintenanceEvent"]["status"] == "SCHEDULED"
    assert await MaintenanceEvent.all().count() == 2


async def test_an_event_moves_alone(act, maintenance, tomorrow):
    moved = await act(
        "maintenanceEventMove", id=str(tomorrow.id), startsAt="2025-01-08T10:00:30Z", endsAt="2025-01-08T11:00:30Z"
    )

    assert moved["maintenanceEvent"]["startsAt"] == "2025-01-08T10:00:00+00:00"
    assert moved["maintenanceEvent"]["endsAt"] == "2025-01-08T11:00:00+00:00"
    assert (await Maintenance.get(id=maintenance.id)).start_date_time == START + 86_400


@pytest.mark.parametrize(
    ("name", "status"), [("maintenanceEventComplete", "COMPLETED"), ("maintenanceEventCancel", "CANCELLED")]
)
async def test_an_ongoing_event_ends_now_and_once(act, tomorrow, now, name, status):
    await MaintenanceEvent.filter(id=tomorrow.id).update(status="ONGOING")
    now.move_to(START + 86_400 + 300)

    ended = await act(name, id=str(tomorrow.id))
    before = await contents()
    again = await act(name, id=str(tomorrow.id))

    assert (ended["maintenanceEvent"]["status"], ended["maintenanceEvent"]["endsAt"]) == (
        status,
        "2025-01-07T00:05:00+00:00",
    )
    assert again == {
        "maintenanceEvent": None,
        "userErrors": [
            {
                "code": "CONFLICT",
                "field": ["id"],
                "message": f"Cannot transition event from {status} to {status}",
            }
        ],
    }
    assert await contents() == before


async def test_an_event_is_removed_and_its_maintenance_stays(act, maintenance, tomorrow):
    gone = await act("maintenanceEventDelete", id=str(tomorrow.id))
    again = await act("maintenanceEventDelete", id=str(tomorrow.id))

    assert gone["maintenanceEvent"]["number"] == tomorrow.id
    assert gone["maintenanceEvent"]["maintenance"] == {"title": "Works", "events": {"edges": []}}
    assert [(each["code"], each["field"]) for each in again["userErrors"]] == [("NOT_FOUND", ["id"])]
    assert await Maintenance.exists(id=maintenance.id)


WINDOW = {"startsAt": "2025-01-08T10:00:00Z", "endsAt": "2025-01-08T11:00:00Z"}


@pytest.mark.parametrize(
    ("name", "given", "refusal"),
    [
        (
            "maintenanceEventCreate",
            {**WINDOW, "endsAt": "2025-01-08T10:00:59Z"},
            ("INVALID_INPUT", ["endsAt"], "must be after"),
        ),
        (
            "maintenanceEventCreate",
            {**WINDOW, "startsAt": "0001-01-01T00:00:00+14:00"},
            ("INVALID_INPUT", ["startsAt"], "must be a valid timestamp"),
        ),
        (
            "maintenanceEventCreate",
            {**WINDOW, "startsAt": "2025-01-07T00:00:30Z"},
            ("CONFLICT", ["startsAt"], "has an event that starts at"),
        ),
        (
            "maintenanceEventCreate",
            {**WINDOW, "maintenanceId": "999"},
            ("NOT_FOUND", ["maintenanceId"], "Maintenance with id '999' not found"),
        ),
        (
            "maintenanceEventMove",
            {**WINDOW, "endsAt": "2025-01-08T10:00:00Z"},
            ("INVALID_INPUT", ["endsAt"], "must be after"),
        ),
        ("maintenanceEventMove", {**WINDOW, "id": "999"}, ("NOT_FOUND", ["id"], "Event with id '999' not found")),
        ("maintenanceEventComplete", {}, ("CONFLICT", ["id"], "Cannot transition event from SCHEDULED to COMPLETED")),
        ("maintenanceEventCancel", {"id": "0"}, ("NOT_FOUND", ["id"], "Event with id '0' not found")),
        ("maintenanceEventDelete", {"id": "TWFpbnRlbmFuY2U6MQ=="}, ("NOT_FOUND", ["id"], "Event with id '0'")),
    ],
)
async def test_what_can_not_be_is_refused_and_changes_nothing(act, tomorrow, name, given, refusal):
    code, field, message = refusal
    before = await contents()
    addressed = (
        {"maintenanceId": str(tomorrow.maintenance_id)}
        if name == "maintenanceEventCreate"
        else {"id": str(tomorrow.id)}
    )

    refused = await act(name, **{**addressed, **given})

    assert refused["maintenanceEvent"] is None
    assert [(each["code"], each["field"]) for each in refused["userErrors"]] == [(code, field)]
    assert message in refused["userErrors"][0]["message"]
    assert await contents() == before
