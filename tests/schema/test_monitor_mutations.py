import pytest

from core.principal import SYSTEM
from models.enums import MonitorType, Status
from models.monitor import Monitor, MonitorClock
from resolvers import monitors, samples
from resolvers.monitors import NewMonitor
from tests.conftest import START
from tests.contents import contents

CLONE = """mutation ($input: MonitorCloneInput!) {
  monitorClone(input: $input) { monitor { tag name description } userErrors { code field message } } }"""
SETTINGS = "settings { uptimeFormulaNumerator uptimeFormulaDenominator }"
UPDATE = f"""mutation ($input: MonitorUpdateInput!) {{
  monitorUpdate(input: $input) {{
    monitor {{ includeDegradedInDowntime {SETTINGS} }} userErrors {{ code field }} }} }}"""
CREATE = f"""mutation ($input: MonitorCreateInput!) {{
  monitorCreate(input: $input) {{
    monitor {{ includeDegradedInDowntime {SETTINGS} }} userErrors {{ code field }} }} }}"""


@pytest.fixture
async def shop(db, now) -> Monitor:
    shop = await monitors.create(
        SYSTEM,
        NewMonitor(
            tag="shop",
            name="Shop",
            description="Sells",
            cron="@hourly",
            type_data={"url": "http://shop/", "timeout": 7},
            settings={"uptime_formula_numerator": "up", "more": [1]},
            confirmation_threshold=3,
            is_hidden=True,
        ),
    )
    await samples.set_one(SYSTEM, shop, START, status=Status.UP)
    return shop


async def test_a_clone_is_like_its_source_but_for_its_tag_and_has_no_samples(ask, shop):
    cloned = await ask(CLONE, by="write", input={"tag": "shop", "newTag": "store"})

    assert cloned["data"]["monitorClone"] == {
        "monitor": {"tag": "store", "name": "Shop", "description": "Sells"},
        "userErrors": [],
    }
    store = await Monitor.get(tag="store")
    own = {"_partial", "_saved_in_db", "_custom_generated_pk", "_await_when_save", "id", "tag"}
    same = {name for name, value in vars(shop).items() if name not in own and getattr(store, name) == value}
    assert set(vars(shop)) - own - same == set()
    assert await samples.latest([store.id]) == {}
    assert (await MonitorClock.get(monitor_id=store.id)).next_due == START + 3600


async def test_a_clone_may_differ_in_what_is_given_and_null_clears(ask, shop):
    changes = {"name": "Store", "description": None, "configuration": {"api": {"url": "http://store/"}}}
    cloned = await ask(CLONE, by="write", input={"tag": "shop", "newTag": "store", **changes})

    assert cloned["data"]["monitorClone"]["monitor"] == {"tag": "store", "name": "Store", "description": None}
    store, source = await Monitor.get(tag="store"), await Monitor.get(tag="shop")
    assert store.type_data == {"url": "http://store/", "timeout": 7}
    assert (source.name, source.type_data["url"]) == ("Shop", "http://shop/")


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"tag": "nobody"}, "NOT_FOUND", ["tag"]),
        ({"newTag": "shop"}, "CONFLICT", ["newTag"]),
        ({"newTag": "Wrong"}, "INVALID_INPUT", ["newTag"]),
        ({"name": None}, "INVALID_INPUT", ["name"]),
        ({"cron": "whenever"}, "INVALID_INPUT", ["cron"]),
        ({"configuration": {"api": {"url": "ftp://x"}}}, "INVALID_INPUT", ["configuration", "api", "url"]),
    ],
)
async def test_a_clone_that_can_not_be_is_not_made(ask, shop, given, code, field):
    before = await contents()

    refused = (await ask(CLONE, by="write", input={"tag": "shop", "newTag": "store", **given}))["data"]["monitorClone"]

    assert refused["monitor"] is None
    assert [(error["code"], error["field"]) for error in refused["userErrors"]] == [(code, field)]
    assert await contents() == before


async def test_a_group_is_cloned_with_its_members(ask, shop):
    members = [{"tag": "shop", "weight": 1.0}]
    group = NewMonitor(tag="g", name="G", monitor_type=MonitorType.GROUP, type_data={"monitors": members})
    await monitors.create(SYSTEM, group)

    await ask(CLONE, by="write", input={"tag": "g", "newTag": "h"})

    assert (await Monitor.get(tag="h")).type_data == {"monitors": members}


async def test_settings_are_shown_changed_one_by_one_and_reset(ask, shop):
    async def updated(**given):
        answer = (await ask(UPDATE, by="write", input={"tag": "shop", **given}))["data"]["monitorUpdate"]
        assert answer["userErrors"] == []
        settings = answer["monitor"]["settings"]
        return answer["monitor"]["includeDegradedInDowntime"], *settings.values()

    default = ("up + maintenance + degraded", "up + down + degraded + maintenance")
    assert await updated(includeDegradedInDowntime=True) == (True, "up", default[1])
    assert await updated(settings={"uptimeFormulaDenominator": "up + down"}) == (True, "up", "up + down")
    assert (await Monitor.get(tag="shop")).settings["more"] == [1]
    assert await updated(settings={"uptimeFormulaNumerator": None}) == (True, default[0], "up + down")
    assert await updated(settings=None) == (True, *default)


async def test_a_monitor_is_made_with_settings_beside_the_defaults(ask):
    made = await ask(
        CREATE,
        by="write",
        input={
            "tag": "m",
            "name": "M",
            "configuration": {"none": {}},
            "includeDegradedInDowntime": True,
            "settings": {"uptimeFormulaNumerator": "up"},
        },
    )

    assert made["data"]["monitorCreate"]["monitor"] == {
        "includeDegradedInDowntime": True,
        "settings": {
            "uptimeFormulaNumerator": "up",
            "uptimeFormulaDenominator": "up + down + degraded + maintenance",
        },
    }


async def test_settings_that_are_no_texts_are_shown_as_the_defaults(ask, db, now):
    settings = {"uptime_formula_numerator": {"a": 1}, "uptime_formula_denominator": 5}
    await Monitor.create(tag="odd", name="Odd", settings=settings)  # as an older version stored them

    shown = await ask(f'{{ monitor(tag: "odd") {{ {SETTINGS} }} }}')

    assert shown["data"]["monitor"]["settings"] == {
        "uptimeFormulaNumerator": "up + maintenance + degraded",
        "uptimeFormulaDenominator": "up + down + degraded + maintenance",
    }


@pytest.mark.parametrize(
    "given", [{"includeDegradedInDowntime": None}, {"isHidden": None}, {"status": None}, {"configuration": None}]
)
async def test_what_every_monitor_has_can_not_be_cleared(ask, shop, given):
    before = await contents()

    refused = await ask(UPDATE, by="write", input={"tag": "shop", **given})

    assert refused["data"]["monitorUpdate"] == {
        "monitor": None,
        "userErrors": [{"code": "INVALID_INPUT", "field": list(given)}],
    }
    assert await contents() == before
