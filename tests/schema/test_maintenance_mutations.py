"""Planning, changing, putting aside and removing maintenances."""

from functools import partial

import pytest

from core.principal import SYSTEM
from models.enums import Impact
from models.maintenance import Maintenance, MaintenanceEvent
from resolvers import maintenances, monitors
from resolvers.affected import MonitorImpact
from resolvers.maintenances import NewMaintenance
from resolvers.monitors import NewMonitor
from tests.conftest import START
from tests.contents import contents
from tests.schema.mutate import mutate

SHOWN = """{
  maintenance {
    number title description startsAt rrule duration timeZone status isGlobal
    monitors { impact monitor { tag } } events { edges { node { status startsAt endsAt } } }
  }
  userErrors { code field message }
}"""
WANTED = {
    "title": "Upgrade",
    "startsAt": "2025-01-07T10:00:00Z",
    "rrule": "FREQ=WEEKLY",
    "duration": 3600,
}


@pytest.fixture
async def maintenance(db, now) -> Maintenance:
    """A daily maintenance of the monitor shop, from tomorrow on; bank is another monitor."""
    for tag in ("shop", "bank"):
        await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag))
    return await maintenances.create(
        SYSTEM,
        NewMaintenance(
            title="Works",
            description="All of it",
            start_date_time=START + 86_400,
            rrule="FREQ=DAILY",
            duration_seconds=600,
            monitors=[MonitorImpact("shop", Impact.MAINTENANCE)],
        ),
    )


@pytest.fixture
def act(ask):
    return partial(mutate, ask, shown=SHOWN)


def event(status: str, starts_at: str, ends_at: str) -> dict[str, object]:
    return {
        "edges": [
            {
                "node": {
                    "status": status,
                    "startsAt": f"2025-01-{starts_at}:00+00:00",
                    "endsAt": f"2025-01-{ends_at}:00+00:00",
                }
            }
        ]
    }


@pytest.mark.usefixtures("maintenance")
async def test_a_maintenance_is_planned_with_the_event_that_comes_next(act):
    made = await act(
        "maintenanceCreate",
        **{**WANTED, "startsAt": "2024-12-31T10:00:59Z"},
        description="Everything",
        timeZone="Europe/Berlin",
        isGlobal=True,
        monitors=[{"tag": "bank", "impact": "DOWN"}],
    )

    assert made["userErrors"] == []
    assert {**made["maintenance"], "number": None} == {
        "number": None,
        "title": "Upgrade",
        "description": "Everything",
        "startsAt": "2024-12-31T10:00:00+00:00",
        "rrule": "FREQ=WEEKLY",
        "duration": 3600,
        "timeZone": "Europe/Berlin",
        "status": "ACTIVE",
        "isGlobal": True,
        "monitors": [{"impact": "DOWN", "monitor": {"tag": "bank"}}],
        "events": event("SCHEDULED", "07T10:00", "07T11:00"),
    }


async def test_a_change_leaves_what_it_does_not_mention_and_clears_what_is_null(act, maintenance):
    number = str(maintenance.id)

    renamed = await act("maintenanceUpdate", id=number, title="More works", isGlobal=True)
    cleared = await act("maintenanceUpdate", id=number, description=None, monitors=[])
    moved = await act(
        "maintenanceUpdate", id=number, startsAt="2025-01-08T12:00:00Z", duration=1200, timeZone="Europe/Berlin"
    )
    ruled = await act("maintenanceUpdate", id=number, rrule="FREQ=WEEKLY;BYDAY=SU", isGlobal=False, status="INACTIVE")

    assert renamed["maintenance"] == {
        "number": maintenance.id,
        "title": "More works",
        "description": "All of it",
        "startsAt": "2025-01-07T00:00:00+00:00",
        "rrule": "FREQ=DAILY",
        "duration": 600,
        "timeZone": "UTC",
        "status": "ACTIVE",
        "isGlobal": True,
        "monitors": [{"impact": "MAINTENANCE", "monitor": {"tag": "shop"}}],
        "events": event("SCHEDULED", "07T00:00", "07T00:10"),
    }
    assert cleared["maintenance"] == {**renamed["maintenance"], "description": None, "monitors": []}
    assert moved["maintenance"] == {
        **cleared["maintenance"],
        "startsAt": "2025-01-08T12:00:00+00:00",
        "duration": 1200,
        "timeZone": "Europe/Berlin",
        "events": event("SCHEDULED", "08T12:00", "08T12:20"),
    }
    assert ruled["maintenance"] == {
        **moved["maintenance"],
        "rrule": "FREQ=WEEKLY;BYDAY=SU",
        "isGlobal": False,
        "status": "INACTIVE",
        "events": {"edges": []},
    }


async def test_a_maintenance_is_put_aside_without_events_and_planned_again(act, maintenance):
    aside = await act("maintenanceDeactivate", id=str(maintenance.id))
    back = await act("maintenanceActivate", id=str(maintenance.id))

    assert (aside["maintenance"]["status"], back["maintenance"]["status"]) == ("INACTIVE", "ACTIVE")
    assert aside["maintenance"]["events"] == {"edges": []}
    assert back["maintenance"]["events"] == event("SCHEDULED", "07T00:00", "07T00:10")


async def test_the_monitors_are_replaced(act, maintenance):
    monitors_ = [{"tag": "bank", "impact": "UP"}, {"tag": "shop", "impact": "UP"}, {"tag": "bank", "impact": "DOWN"}]

    changed = await act("maintenanceSetMonitors", id=str(maintenance.id), monitors=monitors_)
    none = await act("maintenanceSetMonitors", id=str(maintenance.id), monitors=[])

    assert {each["monitor"]["tag"]: each["impact"] for each in changed["maintenance"]["monitors"]} == {
        "shop": "UP",
        "bank": "DOWN",
    }
    assert none["maintenance"]["monitors"] == []


async def test_a_maintenance_is_removed_with_its_events(act, maintenance):
    gone = await act("maintenanceDelete", id=str(maintenance.id))
    again = await act("maintenanceDelete", id=str(maintenance.id))

    assert (gone["maintenance"]["title"], gone["maintenance"]["events"]) == ("Works", {"edges": []})
    assert again == {
        "maintenance": None,
        "userErrors": [
            {"code": "NOT_FOUND", "field": ["id"], "message": f"Maintenance with id '{maintenance.id}' not found"}
        ],
    }
    assert (await Maintenance.all().count(), await MaintenanceEvent.all().count()) == (0, 0)


@pytest.mark.parametrize(
    ("name", "given", "refusal"),
    [
        ("maintenanceCreate", {"title": " "}, ("INVALID_INPUT", ["title"], "title is required")),
        ("maintenanceCreate", {"description": "\0"}, ("INVALID_INPUT", ["description"], "character NUL")),
        ("maintenanceCreate", {"rrule": "DAILY"}, ("INVALID_INPUT", ["rrule"], "not a valid iCalendar RRULE")),
        ("maintenanceCreate", {"rrule": "FREQ=SECONDLY;BYMONTH=13"}, ("INVALID_INPUT", ["rrule"], "not a valid")),
        ("maintenanceCreate", {"duration": 0}, ("INVALID_INPUT", ["duration"], "must be a positive number")),
        ("maintenanceCreate", {"duration": 10**15}, ("INVALID_INPUT", ["duration"], "must be a positive number")),
        ("maintenanceCreate", {"timeZone": "Mars"}, ("INVALID_INPUT", ["timeZone"], "must be an IANA time zone")),
        (
            "maintenanceCreate",
            {"startsAt": "0001-01-01T00:00:00+14:00"},
            ("INVALID_INPUT", ["startsAt"], "must be a valid timestamp"),
        ),
        (
            "maintenanceCreate",
            {"monitors": [{"tag": "nope", "impact": "DOWN"}]},
            ("INVALID_INPUT", ["monitors"], "Monitor with tag 'nope' not found"),
        ),
        *(
            ("maintenanceUpdate", {field: None}, ("INVALID_INPUT", [field], "must not be null"))
            for field in ("title", "startsAt", "rrule", "duration", "timeZone", "status", "monitors", "isGlobal")
        ),
        (
            "maintenanceUpdate",
            {"title": "x", "rrule": "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"},
            ("INVALID_INPUT", ["rrule"], "names no instant"),
        ),
        ("maintenanceUpdate", {"title": "x", "duration": -1}, ("INVALID_INPUT", ["duration"], "positive number")),
        (
            "maintenanceSetMonitors",
            {"monitors": [{"tag": "bank", "impact": "UP"}, {"tag": "", "impact": "UP"}]},
            ("INVALID_INPUT", ["monitors"], "valid monitor_tag"),
        ),
        ("maintenanceUpdate", {"id": "999", "title": "x"}, ("NOT_FOUND", ["id"], "Maintenance with id '999'")),
        ("maintenanceActivate", {"id": "999"}, ("NOT_FOUND", ["id"], "Maintenance with id '999'")),
        ("maintenanceDeactivate", {"id": "SW5jaWRlbnQ6MQ=="}, ("NOT_FOUND", ["id"], "Maintenance with id '0'")),
        ("maintenanceSetMonitors", {"id": "-1", "monitors": []}, ("NOT_FOUND", ["id"], "Maintenance with id '0'")),
    ],
)
async def test_what_can_not_be_is_refused_and_changes_nothing(act, maintenance, name, given, refusal):
    code, field, message = refusal
    before = await contents()
    addressed = WANTED if name == "maintenanceCreate" else {"id": str(maintenance.id)}

    refused = await act(name, **{**addressed, **given})

    assert refused["maintenance"] is None
    assert [(each["code"], each["field"]) for each in refused["userErrors"]] == [(code, field)]
    assert message in refused["userErrors"][0]["message"]
    assert await contents() == before
