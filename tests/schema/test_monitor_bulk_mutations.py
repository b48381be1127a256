import pytest

from core import events
from core.principal import SYSTEM
from models.enums import Activity, MonitorType, Status
from models.monitor import Monitor, MonitorClock
from resolvers import monitor_bulk, monitors, samples
from resolvers.monitors import NewMonitor
from tests.conftest import START
from tests.contents import contents

CREATE = """mutation ($input: MonitorsCreateInput!) {
  monitorsCreate(input: $input) { count monitors { tag type } userErrors { code field message } } }"""
UPDATE = """mutation ($input: MonitorsUpdateInput!) {
  monitorsUpdate(input: $input) {
    count monitors { tag description cron settings { uptimeFormulaNumerator uptimeFormulaDenominator } }
    userErrors { code field } } }"""
DELETE = """mutation ($input: MonitorsDeleteInput!) {
  monitorsDelete(input: $input) { count monitors { tag } userErrors { code field message } } }"""


def new(tag: str, **more) -> dict:
    return {"tag": tag, "name": tag.upper(), "configuration": {"none": {}}, **more}


def group(tag: str, *members: str) -> dict:
    weighed = [{"tag": member, "weight": 1 / len(members)} for member in members]
    return new(tag, configuration={"group": {"members": weighed}})


@pytest.fixture
async def many(db, now) -> None:
    """Three shops of their own schedules, a bank, and a group of them all."""
    for number in range(3):
        await monitors.create(SYSTEM, NewMonitor(tag=f"shop-{number}", name=f"Shop {number}", cron=f"{number} * * * *"))
    await monitors.create(
        SYSTEM, NewMonitor(tag="bank", name="Bank", settings={"uptime_formula_numerator": "up", "x": 1})
    )
    members = [{"tag": tag, "weight": 0.25} for tag in ("shop-0", "shop-1", "shop-2", "bank")]
    await monitors.create(
        SYSTEM,
        NewMonitor(tag="all", name="All", monitor_type=MonitorType.GROUP, type_data={"monitors": members}),
    )


async def test_monitors_are_made_in_their_order_and_are_due(ask):
    made = await ask(CREATE, by="write", input={"monitors": [new("b"), new("a", cron="@hourly"), group("g", "a", "b")]})

    assert made["data"]["monitorsCreate"] == {
        "count": 3,
        "monitors": [{"tag": "b", "type": "NONE"}, {"tag": "a", "type": "NONE"}, {"tag": "g", "type": "GROUP"}],
        "userErrors": [],
    }
    due = await MonitorClock.all().values_list("monitor__tag", "next_due")
    assert sorted(due) == [("a", START + 3600), ("b", START + 60), ("g", START + 60)]
    row = await Monitor.get(tag="a")
    assert (row.created_at.timestamp(), row.name, row.default_status) == (START, "A", Status.UP)
    assert row.settings == monitors.DEFAULT_SETTINGS


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        (new("Wrong"), "INVALID_INPUT", ["monitors", "2", "tag"]),
        (new("taken"), "CONFLICT", ["monitors", "2", "tag"]),
        (new("first"), "CONFLICT", ["monitors", "2", "tag"]),
        (new("x", name=" "), "INVALID_INPUT", ["monitors", "2", "name"]),
        (new("x", cron="whenever"), "INVALID_INPUT", ["monitors", "2", "cron"]),
        (new("x", timeZone="Mars/Olympus"), "INVALID_INPUT", ["monitors", "2", "timeZone"]),
        (
            new("x", configuration={"api": {"url": "ftp://x"}}),
            "INVALID_INPUT",
            ["monitors", "2", "configuration", "api", "url"],
        ),
        (group("x", "nobody"), "INVALID_INPUT", ["monitors", "2", "configuration", "group", "members"]),
        (group("x", "x"), "INVALID_INPUT", ["monitors", "2", "configuration", "group", "members"]),
        (group("x", "second"), "INVALID_INPUT", ["monitors", "2", "configuration", "group", "members"]),
    ],
)
async def test_one_wrong_monitor_keeps_all_from_being_made(ask, wrong, code, field):
    await monitors.create(SYSTEM, NewMonitor(tag="taken", name="Taken"))
    before = await contents()

    refused = await ask(CREATE, by="write", input={"monitors": [new("first"), group("second", "first"), wrong]})

    answer = refused["data"]["monitorsCreate"]
    assert (answer["count"], answer["monitors"]) == (None, None)
    assert [(error["code"], error["field"]) for error in answer["userErrors"]] == [(code, field)]
    assert await contents() == before


@pytest.mark.parametrize("count", [0, 1001])
async def test_no_monitors_or_too_many_are_not_made(ask, count):
    refused = await ask(CREATE, by="write", input={"monitors": [new(f"m{number}") for number in range(count)]})

    assert refused["data"]["monitorsCreate"]["userErrors"] == [
        {
            "code": "INVALID_INPUT",
            "field": ["monitors"],
            "message": f"monitors must hold 1 to 1000 monitors; got {count}",
        }
    ]
    assert await Monitor.all().count() == 0


async def test_changes_reach_what_the_filter_fits_and_nothing_else(ask, many, now):
    now.advance(30)
    changed = await ask(
        UPDATE,
        by="write",
        input={
            "filter": {"search": "shop"},
            "changes": {
                "description": "sells",
                "cron": "*/5 * * * *",
                "defaultStatus": None,
                "includeDegradedInDowntime": True,
                "settings": {"uptimeFormulaNumerator": "up + degraded"},
            },
        },
    )

    formulas = {
        "uptimeFormulaNumerator": "up + degraded",
        "uptimeFormulaDenominator": "up + down + degraded + maintenance",
    }
    assert changed["data"]["monitorsUpdate"] == {
        "count": 3,
        "monitors": [
            {"tag": f"shop-{number}", "description": "sells", "cron": "*/5 * * * *", "settings": formulas}
            for number in range(3)
        ],
        "userErrors": [],
    }
    rows = {row.tag: row for row in await Monitor.all()}
    assert [(rows[tag].description, rows[tag].default_status) for tag in ("shop-2", "bank")] == [
        ("sells", None),
        (None, Status.UP),
    ]
    assert [rows[tag].include_degraded_in_downtime for tag in ("shop-2", "bank")] == [True, False]
    assert [rows[tag].updated_at.timestamp() for tag in ("shop-2", "bank")] == [START + 30, START]
    due = dict(await MonitorClock.all().values_list("monitor__tag", "next_due"))
    assert [due[tag] for tag in ("shop-0", "shop-2")] == [START + 300, START + 300]


async def test_settings_are_merged_into_those_that_each_monitor_has_and_null_resets_them(ask, many):
    only = {"filter": {"tags": ["bank", "shop-0"]}}
    numerator = {"settings": {"uptimeFormulaDenominator": "up + down"}}

    await ask(UPDATE, by="write", input={**only, "changes": numerator})
    merged = {row.tag: row.settings for row in await Monitor.all()}
    await ask(UPDATE, by="write", input={**only, "changes": {"settings": None}})

    assert merged["bank"] == {
        "uptime_formula_numerator": "up",
        "x": 1,
        "uptime_formula_denominator": "up + down",
    }
    assert merged["shop-0"]["uptime_formula_numerator"] == "up + maintenance + degraded"
    assert (await Monitor.get(tag="bank")).settings == monitors.DEFAULT_SETTINGS


async def test_all_monitors_are_changed_when_that_is_said(ask, many):
    changed = await ask(UPDATE, by="write", input={"all": True, "changes": {"status": "INACTIVE"}})

    assert changed["data"]["monitorsUpdate"]["count"] == 5
    assert await Monitor.filter(status=Activity.ACTIVE).count() == 0


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"changes": {"description": "x"}}, ["filter"]),
        ({"filter": {}, "changes": {"description": "x"}}, ["filter"]),
        ({"filter": {"types": None, "search": "  "}, "changes": {"description": "x"}}, ["filter"]),
        ({"filter": {"types": ["API"]}, "all": True, "changes": {"description": "x"}}, ["all"]),
        ({"filter": {"types": ["API"]}, "changes": {}}, ["changes"]),
        ({"filter": {"search": "\0"}, "changes": {"description": "x"}}, ["filter", "search"]),
        ({"filter": {"types": ["API"]}, "changes": {"cron": "whenever"}}, ["changes", "cron"]),
        ({"filter": {"types": ["API"]}, "changes": {"timeZone": None}}, ["changes", "timeZone"]),
        (
            {"filter": {"types": ["API"]}, "changes": {"confirmationThreshold": 61}},
            ["changes", "confirmationThreshold"],
        ),
        ({"filter": {"types": ["API"]}, "changes": {"description": "\0"}}, ["changes", "description"]),
    ],
)
async def test_changes_that_can_not_be_change_nothing(ask, many, given, field):
    before = await contents()

    refused = await ask(UPDATE, by="write", input=given)

    assert refused["data"]["monitorsUpdate"] == {
        "count": None,
        "monitors": None,
        "userErrors": [{"code": "INVALID_INPUT", "field": field}],
    }
    assert await contents() == before


async def test_a_filter_that_fits_nothing_changes_nothing(ask, many):
    before = await contents()

    changed = await ask(UPDATE, by="write", input={"filter": {"tags": []}, "changes": {"description": "x"}})
    removed = await ask(DELETE, by="write", input={"filter": {"currentStatuses": ["DOWN"]}})

    assert changed["data"]["monitorsUpdate"] == {"count": 0, "monitors": [], "userErrors": []}
    assert removed["data"]["monitorsDelete"] == {"count": 0, "monitors": [], "userErrors": []}
    assert await contents() == before


async def test_a_filter_that_fits_too_many_is_refused(ask, many, monkeypatch):
    monkeypatch.setattr(monitor_bulk, "MAX_AT_ONCE", 4)
    before = await contents()

    refused = await ask(DELETE, by="write", input={"all": True})

    assert refused["data"]["monitorsDelete"] == {
        "count": None,
        "monitors": None,
        "userErrors": [
            {
                "code": "INVALID_INPUT",
                "field": ["filter"],
                "message": "filter must fit at most 4 monitors, but it fits more",
            }
        ],
    }
    assert await contents() == before


async def test_monitors_go_with_their_samples_and_leave_their_groups(ask, many):
    shop = await monitors.get(SYSTEM, "shop-1")
    await samples.set_one(SYSTEM, shop, START, status=Status.UP)

    gone = await ask(DELETE, by="write", input={"filter": {"tags": ["shop-1", "bank", "nobody"]}})

    assert gone["data"]["monitorsDelete"]["count"] == 2
    assert [row["tag"] for row in gone["data"]["monitorsDelete"]["monitors"]] == ["shop-1", "bank"]
    rest = await Monitor.get(tag="all")
    assert (rest.type_data["monitors"], rest.status) == (
        [{"tag": "shop-0", "weight": 0.5}, {"tag": "shop-2", "weight": 0.5}],
        Activity.ACTIVE,
    )
    assert sorted(await Monitor.all().values_list("tag", flat=True)) == ["all", "shop-0", "shop-2"]
    assert (await contents())["sample"] == []


async def test_a_group_left_with_one_member_is_put_aside_and_one_that_goes_itself_is_gone(ask, many):
    await ask(DELETE, by="write", input={"filter": {"tags": ["shop-0", "shop-1", "bank"]}})
    left = await Monitor.get(tag="all")
    await ask(DELETE, by="write", input={"filter": {"tags": ["shop-2", "all"]}})

    assert (left.type_data["monitors"], left.status) == ([{"tag": "shop-2", "weight": 1.0}], Activity.INACTIVE)
    assert await Monitor.all().count() == 0


async def test_the_number_of_statements_does_not_grow_with_the_monitors(ask, statements):
    async def counted(query: str, given: dict) -> int:
        statements.clear()
        (answer,) = (await ask(query, by="write", input=given))["data"].values()
        assert answer["userErrors"] == []
        return len(statements)

    async def made_changed_removed(count: int) -> list[int]:
        tags = [f"m{number}" for number in range(count)]
        groups = [group(f"g{number}", *tags[:2]) for number in range(count // 10)]
        changes = {"cron": "@daily", "settings": {"uptimeFormulaNumerator": "up"}, "description": "x"}
        steps = [
            await counted(CREATE, {"monitors": [*(new(tag) for tag in tags), *groups]}),
            await counted(UPDATE, {"filter": {"types": ["NONE", "GROUP"]}, "changes": changes}),
            await counted(DELETE, {"filter": {"types": ["NONE"]}}),
        ]
        await counted(DELETE, {"all": True})
        return steps

    await ask("{ viewer { name } }", by="write")
    few = await made_changed_removed(10)
    many = await made_changed_removed(180)

    assert few == many
    assert max(many) <= 9


async def test_other_processes_are_told_once_of_all_that_changed(ask, many):
    told = []
    events.bus().on({events.Topic.MONITORS}, told.append)

    await ask(UPDATE, by="write", input={"filter": {"search": "shop"}, "changes": {"description": "x"}})

    assert [len(event.ids) for event in told] == [3]
