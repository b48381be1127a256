"""The site's entries: each in its own type, and as they are stored."""

import dataclasses

import pytest

from core.principal import SYSTEM
from resolvers import site
from resolvers.site_keys import SiteKey
from schema.site.documents import hints_of, json_name, readable
from schema.site.inputs import SiteUpdateInput
from schema.site.places import PLACES
from schema.site.types import Site
from tests.contents import contents
from tests.schema.typed_site import TYPED

UPDATE = "mutation ($input: SiteUpdateInput!) { siteUpdate(input: $input) { site { %s } userErrors { code field } } }"
SET = """mutation ($input: SiteEntrySetInput!) {
  siteEntrySet(input: $input) { entry { key value } site { title theme } userErrors { code field message } } }"""

EVERYTHING = " ".join(f"{field} {selection}" for field, selection, *_ in TYPED)


def test_every_key_has_a_typed_place():
    assert {*PLACES.values(), SiteKey.SITE_URL} == set(SiteKey)
    assert {case[3] for case in TYPED} == set(SiteKey)
    shown = {field.name for field in dataclasses.fields(Site)}
    assert {*PLACES, "url", "entries", "entry"} == shown - {"id", "_id"}
    assert {*PLACES, "url"} == {field.name for field in dataclasses.fields(SiteUpdateInput)}


async def test_every_entry_is_set_and_shown_in_its_type_and_reset_by_null(ask):
    given = {field: value for field, _, value, _, _ in TYPED}
    unset = {**dict.fromkeys(given), "url": "http://127.0.0.1:8000"}

    changed = await ask(UPDATE % EVERYTHING, by="write", input=given)

    assert changed["data"]["siteUpdate"] == {"site": given, "userErrors": []}
    assert await site.values() == {key: stored for *_, key, stored in TYPED}
    reset = await ask(UPDATE % EVERYTHING, by="write", input=dict.fromkeys(given))
    assert reset["data"]["siteUpdate"] == {"site": unset, "userErrors": []}
    assert await site.values() == {}


async def test_a_site_of_which_nothing_was_said_has_an_address(ask):
    shown = (await ask(f"{{ site {{ {EVERYTHING} }} }}"))["data"]["site"]

    assert shown == {**dict.fromkeys(case[0] for case in TYPED), "url": "http://127.0.0.1:8000"}


@pytest.mark.parametrize("junk", [None, True, 7, 1.5, "text", [], [None, 5, "x", []], {}, {"enabled": []}])
async def test_what_can_not_be_read_as_its_type_never_fails(ask, junk):
    for key in SiteKey:
        try:
            await site.put(SYSTEM, key, junk)
        except site.InvalidInput:
            continue
    for who in (None, "read"):
        assert "errors" not in await ask(
            f"{{ site {{ {EVERYTHING} entries {{ value }} }} categories {{ name }} }}", by=who
        )


async def test_the_site_is_found_by_its_id(ask):
    await site.put(SYSTEM, "title", "Ours")
    found = (await ask("{ site { id } }"))["data"]["site"]["id"]

    answer = await ask(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Site { title } } }", ids=[found, "U2l0ZTpvdGhlcg=="]
    )

    assert answer["data"]["nodes"] == [{"title": "Ours"}, None]


async def test_what_can_be_read_of_an_object_is_shown(ask):
    await site.put(SYSTEM, "announcement", {"title": "Hello", "message": 5, "cta": "/more"})
    await site.put(SYSTEM, "metaTags", [{"key": "a", "value": "b"}, {"key": "a"}, "x"])
    await site.put(SYSTEM, "eventDisplaySettings", {"incidents": {"resolved": {"maxCount": 2}}})

    shown = await ask("""{ site {
      announcement { title message } metaTags { key }
      eventDisplay { inline incidents { enabled resolved { show maxCount daysInPast } } maintenances { enabled } }
    } }""")

    assert shown["data"]["site"] == {
        "announcement": {"title": "Hello", "message": None},
        "metaTags": [{"key": "a"}],
        "eventDisplay": {
            "inline": None,
            "incidents": {"enabled": True, "resolved": {"show": True, "maxCount": 2, "daysInPast": 7}},
            "maintenances": None,
        },
    }


async def test_several_entries_change_in_one_piece_or_not_at_all(ask):
    await site.put(SYSTEM, "title", "Old")
    before = await contents()

    refused = await ask(UPDATE % "title", by="write", input={"title": "New", "url": "ftp://x", "name": None})

    assert refused["data"]["siteUpdate"] == {
        "site": None,
        "userErrors": [{"code": "INVALID_INPUT", "field": ["url"]}],
    }
    assert await contents() == before


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, ["title"]),
        ({"homeIncidentCount": -1}, ["homeIncidentCount"]),
        ({"colors": {"up": "red", "down": "#000000", "degraded": "#000000", "maintenance": "#000000"}}, ["colors"]),
        (
            {"colorsDark": {"up": "red", "down": "#000000", "degraded": "#000000", "maintenance": "#000000"}},
            ["colorsDark"],
        ),
        ({"nav": [{"name": "", "url": "/"}]}, ["nav"]),
        ({"logo": "a\0b"}, ["logo"]),
    ],
)
async def test_a_value_that_an_entry_can_not_hold_is_refused_under_its_field(ask, given, field):
    refused = await ask(UPDATE % "title", by="write", input=given)

    assert refused["data"]["siteUpdate"] == {"site": None, "userErrors": [{"code": "INVALID_INPUT", "field": field}]}
    assert await site.values() == {}


async def test_an_entry_is_set_and_reset_as_it_is_stored(ask):
    made = await ask(SET, by="write", input={"key": "THEME", "value": "dark"})
    assert made["data"]["siteEntrySet"] == {
        "entry": {"key": "THEME", "value": "dark"},
        "site": {"title": None, "theme": "DARK"},
        "userErrors": [],
    }

    reset = await ask(
        "mutation { siteEntryReset(input: {key: THEME}) { entry { key } site { theme } userErrors { code } } }",
        by="write",
    )
    assert reset["data"]["siteEntryReset"] == {"entry": None, "site": {"theme": None}, "userErrors": []}
    assert await site.values() == {}


async def test_each_of_several_mutations_shows_what_it_left(ask):
    answer = await ask(
        """mutation {
          one: siteUpdate(input: {title: "One"}) { site { title } }
          two: siteEntrySet(input: {key: TITLE, value: "Two"}) { site { title } }
          three: siteEntryReset(input: {key: TITLE}) { site { title } }
        }""",
        by="write",
    )

    assert [answer["data"][name]["site"]["title"] for name in ("one", "two", "three")] == ["One", "Two", None]


async def test_an_entry_that_can_not_be_is_refused(ask):
    await site.put(SYSTEM, "theme", "light")
    before = await contents()

    refused = await ask(SET, by="write", input={"key": "THEME", "value": "pink"})

    assert refused["data"]["siteEntrySet"] == {
        "entry": None,
        "site": None,
        "userErrors": [
            {"code": "INVALID_INPUT", "field": ["value"], "message": "Invalid value for config key 'theme'"}
        ],
    }
    assert await contents() == before


async def test_raw_entries_and_private_ones_are_for_holders_of_a_key(ask):
    await site.put(SYSTEM, "title", "Ours")
    await site.put(SYSTEM, "monitorSort", [2, 1])
    await site.put(SYSTEM, "globalMaintenanceNotificationSettings", {"reminder_buffer_hours": 2})
    await site.put(SYSTEM, "categories", [{"name": "Inside", "isHidden": True}, {"name": "Shops"}])
    query = """{ site { title monitorOrder maintenanceNotifications { reminderBufferHours } categories { name }
      entries { key } entry(key: TITLE) { value } unset: entry(key: LOGO) { value } } }"""

    public, private = (await ask(query))["data"]["site"], (await ask(query, by="read"))["data"]["site"]

    assert public == {
        "title": "Ours",
        "monitorOrder": None,
        "maintenanceNotifications": None,
        "categories": [{"name": "Shops"}],
        "entries": None,
        "entry": None,
        "unset": None,
    }
    assert private == {
        "title": "Ours",
        "monitorOrder": [2, 1],
        "maintenanceNotifications": {"reminderBufferHours": 2},
        "categories": [{"name": "Inside"}, {"name": "Shops"}],
        "entries": [
            *({"key": key} for key in ("TITLE", "MONITOR_SORT", "CATEGORIES")),
            {"key": "GLOBAL_MAINTENANCE_NOTIFICATION_SETTINGS"},
        ],
        "entry": {"value": "Ours"},
        "unset": None,
    }


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        (int, 5.0, 5),
        (int, 2**31, None),
        (int, True, None),
        (float, 2, 2),
        (float, float("inf"), None),
        (bool, "YES", True),
        (bool, "no", None),
        (str, 5, None),
        (list[int], [1, "2", 3], [1, 3]),
        (list[int], 1, None),
        (str | None, None, None),
    ],
)
def test_values_are_read_as_their_kind_or_not_at_all(kind, value, read):
    assert readable(kind, value) == read


def test_names_in_json_are_said_once():
    assert json_name("iconURL") == {"json_name": "iconURL"}
    assert hints_of(Site)["title"] == str | None
