"""Maintenances and their events, as questions see them."""

from dataclasses import replace

import pytest

from core.principal import SYSTEM
from models.enums import Impact
from models.maintenance import Maintenance
from resolvers import maintenance_events, maintenances, monitors, site
from resolvers.affected import MonitorImpact
from resolvers.maintenances import NewMaintenance
from resolvers.monitors import NewMonitor
from tests.conftest import START
from tests.statements import recorded

DAY = 86_400
TOMORROW = "2025-01-07T00:00:00+00:00"
DAILY = NewMaintenance(
    title="Works",
    start_date_time=START + DAY,
    rrule="FREQ=DAILY",
    duration_seconds=600,
    monitors=[MonitorImpact("shop", Impact.MAINTENANCE)],
)
PLAN = """{
  maintenances(first: 100) { edges { node {
    number title description startsAt rrule duration timeZone status isGlobal createdAt updatedAt url
    monitors { impact monitor { tag } }
    currentEvent { status startsAt }
    nextEvent { status startsAt }
    events(last: 2) { edges { cursor node { status } } pageInfo { hasPreviousPage } }
    others: events(first: 1) { edges { node {
      number status startsAt endsAt createdAt updatedAt url maintenance { title } monitors { monitor { tag } }
    } } }
  } } }
}"""


@pytest.fixture
async def _monitors(db, now) -> None:
    for tag, is_hidden in (("shop", False), ("bank", False), ("hidden", True)):
        await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag, is_hidden=is_hidden))


async def planned(title: str = "Works", *, tag: str = "shop", starts_in: int = DAY) -> Maintenance:
    impacts = [MonitorImpact(tag, Impact.MAINTENANCE)]
    return await maintenances.create(
        SYSTEM, replace(DAILY, title=title, start_date_time=START + starts_in, monitors=impacts)
    )


async def add(maintenance: Maintenance, *, starts_in: int) -> None:
    await maintenance_events.create(SYSTEM, maintenance.id, start=START + starts_in, end=START + starts_in + 600)


def titles(answer, kind: str = "maintenances") -> list[str]:
    return [edge["node"]["title"] for edge in answer["data"][kind]["edges"]]


@pytest.mark.usefixtures("_monitors")
async def test_a_maintenance_and_its_events_tell_all_there_is(ask, now):
    await site.put(SYSTEM, "siteURL", "https://status.example.com/")
    made = await planned()
    await add(made, starts_in=-60)
    event = await maintenance_events.pages_of(SYSTEM, [made.id], limit=1)

    (edge,) = (await ask(PLAN))["data"]["maintenances"]["edges"]

    assert [each.pop("cursor") for each in edge["node"]["events"]["edges"]]
    assert edge["node"] == {
        "number": made.id,
        "title": "Works",
        "description": None,
        "startsAt": TOMORROW,
        "rrule": "FREQ=DAILY",
        "duration": 600,
        "timeZone": "UTC",
        "status": "ACTIVE",
        "isGlobal": False,
        "createdAt": "2025-01-06T00:00:00+00:00",
        "updatedAt": "2025-01-06T00:00:00+00:00",
        "url": f"https://status.example.com/maintenances/{made.id}?type=maintenance",
        "monitors": [{"impact": "MAINTENANCE", "monitor": {"tag": "shop"}}],
        "currentEvent": {"status": "ONGOING", "startsAt": "2025-01-05T23:59:00+00:00"},
        "nextEvent": {"status": "SCHEDULED", "startsAt": TOMORROW},
        "events": {
            "edges": [{"node": {"status": "ONGOING"}}, {"node": {"status": "SCHEDULED"}}],
            "pageInfo": {"hasPreviousPage": False},
        },
        "others": {
            "edges": [
                {
                    "node": {
                        "number": event[made.id][0].id,
                        "status": "ONGOING",
                        "startsAt": "2025-01-05T23:59:00+00:00",
                        "endsAt": "2025-01-06T00:09:00+00:00",
                        "createdAt": "2025-01-06T00:00:00+00:00",
                        "updatedAt": "2025-01-06T00:00:00+00:00",
                        "url": f"https://status.example.com/maintenances/{event[made.id][0].id}",
                        "maintenance": {"title": "Works"},
                        "monitors": [{"monitor": {"tag": "shop"}}],
                    }
                }
            ]
        },
    }


@pytest.mark.usefixtures("_monitors")
@pytest.mark.parametrize("by", [None, "read"])
async def test_fifty_maintenances_need_as_many_statements_as_five(ask, by):
    async def asked() -> tuple[int, int]:
        with recorded() as statements:
            answer = await ask(PLAN, by=by)
        edges = answer["data"]["maintenances"]["edges"]
        assert all(edge["node"]["nextEvent"] and len(edge["node"]["events"]["edges"]) == 2 for edge in edges)
        return len(edges), len(statements)

    async def plan(number: int) -> None:
        for each in range(number):
            await add(await planned(tag=("shop", "bank")[each % 2]), starts_in=-DAY)

    await plan(5)
    await ask("{ viewer { name } }", by=by)  # the first time, the key's use is noted
    five = await asked()
    await plan(45)
    fifty = await asked()

    assert (five[0], fifty[0]) == (5, 50)
    assert fifty[1] == five[1]


@pytest.mark.usefixtures("_monitors")
async def test_what_has_ended_is_neither_current_nor_next(ask):
    made = await planned(starts_in=-120)
    for event in (await maintenance_events.open_of(SYSTEM, [made.id]))[made.id]:
        await maintenance_events.cancel(SYSTEM, event.id)

    answer = await ask("{ maintenances { edges { node { currentEvent { number } nextEvent { number } } } } }")

    assert answer["data"]["maintenances"]["edges"] == [{"node": {"currentEvent": None, "nextEvent": None}}]


@pytest.mark.usefixtures("_monitors")
async def test_an_event_is_found_again_by_its_id_by_whom_may_see_it(ask):
    for tag in ("shop", "hidden"):
        await planned(tag=tag)
    listed = "{ maintenanceEvents { edges { node { id number } } } }"
    events = [edge["node"] for edge in (await ask(listed, by="read"))["data"]["maintenanceEvents"]["edges"]]
    found = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on MaintenanceEvent { number } } }"
    one = "query ($id: ID!) { maintenanceEvent(id: $id) { number } }"
    ids = [event["id"] for event in events]
    shown, hidden = [{"number": event["number"]} for event in events]

    assert (await ask(found, ids=ids))["data"]["nodes"] == [shown, None]
    assert (await ask(found, by="read", ids=ids))["data"]["nodes"] == [shown, hidden]
    assert (await ask(one, id=str(shown["number"])))["data"]["maintenanceEvent"] == shown
    assert (await ask(one, id=ids[1]))["data"]["maintenanceEvent"] is None
    assert (await ask(one, by="read", id=ids[1]))["data"]["maintenanceEvent"] == hidden
    assert (await ask(listed))["data"]["maintenanceEvents"]["edges"] == [{"node": events[0]}]


@pytest.mark.usefixtures("_monitors")
async def test_maintenances_are_filtered(ask):
    await planned("shop")
    await planned("bank", tag="bank", starts_in=2 * DAY)
    await maintenances.deactivate(SYSTEM, (await planned("aside", tag="bank")).id)
    query = "query ($filter: MaintenanceFilterInput) { maintenances(filter: $filter) { edges { node { title } } } }"

    async def found(**filter_: object) -> list[str]:
        return titles(await ask(query, by="read", filter=filter_))

    assert await found() == ["bank", "aside", "shop"]
    assert await found(status="ACTIVE") == ["bank", "shop"]
    assert await found(status="INACTIVE") == ["aside"]
    assert await found(monitorTags=["bank"]) == ["bank", "aside"]
    assert await found(monitorTags=["bank"], status="ACTIVE") == ["bank"]
    assert await found(monitorTags=[]) == []


@pytest.mark.usefixtures("_monitors")
async def test_events_are_filtered(ask):
    shop, bank = await planned("shop"), await planned("bank", tag="bank")
    await add(shop, starts_in=-60)
    await add(bank, starts_in=-DAY)
    query = """query ($filter: MaintenanceEventFilterInput) {
      maintenanceEvents(filter: $filter) { edges { node { startsAt maintenance { title } } } } }"""

    async def found(**filter_: object) -> list[str]:
        edges = (await ask(query, filter=filter_))["data"]["maintenanceEvents"]["edges"]
        return [f"{edge['node']['maintenance']['title']} {edge['node']['startsAt'][8:16]}" for edge in edges]

    everything = ["bank 05T00:00", "shop 05T23:59", "shop 07T00:00", "bank 07T00:00"]
    assert await found() == everything
    assert await found(maintenanceId=str(shop.id)) == ["shop 05T23:59", "shop 07T00:00"]
    assert await found(maintenanceId="nope") == []
    assert await found(monitorTags=["bank"]) == ["bank 05T00:00", "bank 07T00:00"]
    assert await found(statuses=["ONGOING", "COMPLETED"]) == ["bank 05T00:00", "shop 05T23:59"]
    assert await found(startsAfter="2025-01-05T23:59:00Z") == everything[1:]
    assert await found(startsBefore="2025-01-05T23:59:00Z") == everything[:2]
    # What happens on the 6th.
    assert await found(startsBefore="2025-01-06T23:59:00Z", endsAfter="2025-01-06T00:00:00Z") == ["shop 05T23:59"]
    assert await found(endsBefore="2025-01-05T00:10:00Z") == ["bank 05T00:00"]


@pytest.mark.usefixtures("_monitors")
@pytest.mark.parametrize("by_maintenance", [True, False])
async def test_pages_of_events_neither_repeat_nor_leave_out_one(ask, by_maintenance):
    made = await planned(starts_in=0)
    if by_maintenance:
        for minute in (1, 2, 3, 4):
            await add(made, starts_in=minute * 60)
    else:
        for _ in range(4):
            await planned(starts_in=0)
    page = """(first: $first, last: $last, after: $after, before: $before) {
        edges { cursor node { number } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"""
    arguments = "($first: Int, $last: Int, $after: String, $before: String)"
    query = (
        f"query {arguments} {{ maintenance(id: {made.id}) {{ events{page} }} }}"
        if by_maintenance
        else f"query {arguments} {{ events: maintenanceEvents{page} }}"
    )

    async def read(**asked: object) -> tuple[list[int], dict[str, object]]:
        data = (await ask(query, **asked))["data"]
        events = (data["maintenance"] if by_maintenance else data)["events"]
        return [edge["node"]["number"] for edge in events["edges"]], events["pageInfo"]

    first, info = await read(first=2)
    second, next_info = await read(first=2, after=info["endCursor"])
    third, last_info = await read(first=2, after=next_info["endCursor"])
    back, back_info = await read(last=1, before=next_info["startCursor"])

    assert [*first, *second, *third] == sorted({*first, *second, *third})
    assert (len(first), len(second), len(third)) == (2, 2, 1)
    assert back == first[1:]
    assert [each["hasNextPage"] for each in (info, next_info, last_info, back_info)] == [True, True, False, True]
    assert [each["hasPreviousPage"] for each in (info, next_info, last_info, back_info)] == [False, True, True, True]


PREVIEW = "query ($input: MaintenancePreviewInput!) { maintenancePreview(input: $input) }"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"rrule": "FREQ=DAILY", "first": 2}, ["2025-01-06T10:00:00+00:00", "2025-01-07T10:00:00+00:00"]),
        ({"rrule": "FREQ=DAILY;COUNT=7"}, ["2025-01-06T10:00:00+00:00"]),
        # Berlin's clock is set forward in the night to 30 March.
        (
            {"rrule": "FREQ=MONTHLY;BYMONTH=3;BYMONTHDAY=29,30", "timeZone": "Europe/Berlin", "first": 2},
            ["2025-03-29T10:00:00+00:00", "2025-03-30T09:00:00+00:00"],
        ),
        ({"rrule": "FREQ=DAILY;UNTIL=20250101T000000Z"}, []),
    ],
)
async def test_a_schedule_is_seen_before_it_is_made(ask, given, shown):
    asked = {"startsAt": "2024-12-31T10:00:30Z", **given}

    assert (await ask(PREVIEW, by="read", input=asked))["data"] == {"maintenancePreview": shown}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"rrule": "FREQ=SECONDLY;BYMONTH=13"}, "rrule is not a valid iCalendar RRULE string"),
        ({"rrule": "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"}, "too much work to expand"),
        ({"rrule": ""}, "rrule is not a valid iCalendar RRULE string"),
        ({"timeZone": "Mars/Olympus"}, "time_zone must be an IANA time zone"),
        ({"startsAt": "0001-01-01T00:00:00+14:00"}, "start_date_time must be a valid timestamp"),
        ({"first": 0}, "first must be between 1 and 100; got 0"),
        ({"first": 101}, "first must be between 1 and 100; got 101"),
    ],
)
async def test_a_schedule_that_can_not_be_followed_has_no_preview(ask, given, message):
    asked = {"startsAt": "2025-01-01T10:00:00Z", "rrule": "FREQ=DAILY", **given}

    (error,) = (await ask(PREVIEW, by="read", input=asked))["errors"]

    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert message in error["message"]


async def test_a_request_may_have_twenty_previews(ask):
    def previews(number: int) -> str:
        asked = 'maintenancePreview(input: {startsAt: "2025-01-01T10:00:00Z", rrule: "FREQ=DAILY", first: 1})'
        return f"{{ {' '.join(f'p{each}: {asked}' for each in range(number))} }}"

    refused = await ask(previews(21), by="read")
    shown = await ask(previews(20), by="read")

    assert refused["errors"][0]["extensions"]["code"] == "TOO_COSTLY"
    assert len(shown["data"]) == 20
