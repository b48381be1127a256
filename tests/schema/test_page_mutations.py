"""Pages are made, changed and removed, and monitors are put on them."""

import pytest

from core.principal import SYSTEM
from models.page import Page
from models.page_settings import DEFAULTS
from resolvers import monitors, pages
from resolvers.monitors import NewMonitor
from resolvers.pages import NewPage
from tests.contents import contents

SHOWN = "page { path title header subheader logo monitors { tag } } userErrors { code field message }"
PAGE = {"path": "shop", "title": "Shop", "header": "Our shop"}


@pytest.fixture
async def act(ask):
    """Carry out a mutation on pages, with a key that may."""

    async def action(name: str, shown: str = SHOWN, **given: object) -> dict[str, object]:
        kind = f"{name[0].upper()}{name[1:]}Input"
        answer = await ask(
            f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ {shown} }} }}", by="write", input=given
        )
        return answer["data"][name]

    return action


@pytest.fixture
async def page(db, now) -> Page:
    """A page with the monitors `a` and `b`; `c` is on none."""
    for tag in ("a", "b", "c"):
        await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag))
    await pages.ensure_home()
    new = NewPage(path="shop", title="Shop", header="Our shop", subheader="Ours", logo="/l.png", monitors=["a", "b"])
    return await pages.create(SYSTEM, new)


async def refused(act, name: str, **given: object) -> list[tuple[str, list[str] | None]]:
    before = await contents()
    answer = await act(name, **given)
    assert answer["page"] is None
    assert await contents() == before
    return [(error["code"], error["field"]) for error in answer["userErrors"]]


async def tags_on(path: str) -> list[str]:
    found = await pages.get(SYSTEM, path)
    return [placed.monitor.tag for placed in (await pages.placed_on(SYSTEM, [found.id]))[found.id]]


async def test_a_page_is_made_with_monitors_and_settings(act, page):
    made = await act(
        "pageCreate",
        SHOWN + " page { url settings { layout incidents { enabled resolved { maxCount daysInPast } } } }",
        path="My Bank",
        title="Bank",
        header="Bank",
        monitors=["c", "a"],
        settings={"layout": "COMPACT_GRID", "incidents": {"resolved": {"maxCount": 1}}},
    )

    assert made == {
        "page": {
            "path": "my-bank",
            "title": "Bank",
            "header": "Bank",
            "subheader": None,
            "logo": None,
            "monitors": [{"tag": "c"}, {"tag": "a"}],
            "url": "http://127.0.0.1:8000/my-bank",
            "settings": {
                "layout": "COMPACT_GRID",
                "incidents": {"enabled": True, "resolved": {"maxCount": 1, "daysInPast": 7}},
            },
        },
        "userErrors": [],
    }


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({}, ("CONFLICT", ["path"])),
        ({"path": "!"}, ("CONFLICT", ["path"])),
        ({"path": "x" * 300}, ("INVALID_INPUT", ["path"])),
        ({"path": "new", "title": " "}, ("INVALID_INPUT", ["title"])),
        ({"path": "new", "header": ""}, ("INVALID_INPUT", ["header"])),
        ({"path": "new", "logo": "\0"}, ("INVALID_INPUT", ["logo"])),
        ({"path": "new", "monitors": ["nobody"]}, ("INVALID_INPUT", ["monitors"])),
        (
            {"path": "new", "settings": {"historyDays": {"mobile": 0}}},
            ("INVALID_INPUT", ["settings", "historyDays", "mobile"]),
        ),
    ],
)
async def test_a_page_that_can_not_be_is_not_made(act, page, changes, error):
    assert await refused(act, "pageCreate", **{**PAGE, **changes}) == [error]


async def test_a_change_leaves_what_it_does_not_mention_and_clears_what_is_null(act, page):
    changed = await act("pageUpdate", path="shop", newPath="store", title="Store", subheader=None)

    assert changed == {
        "page": {
            "path": "store",
            "title": "Store",
            "header": "Our shop",
            "subheader": None,
            "logo": "/l.png",
            "monitors": [{"tag": "a"}, {"tag": "b"}],
        },
        "userErrors": [],
    }


async def test_settings_change_leaf_by_leaf(act, page):
    await act("pageUpdate", path="shop", settings={"maintenances": {"past": {"show": False}}, "metaTitle": "Shop"})
    await act(
        "pageUpdate",
        path="shop",
        settings={
            "maintenances": {"enabled": False, "ongoing": {"show": False}, "upcoming": {"maxCount": 2}},
            "historyDays": {"desktop": 60},
            "layout": "DEFAULT_GRID",
        },
    )

    stored = pages.settings_of(await Page.get(path="shop"))
    assert stored == DEFAULTS.merged(
        {
            "include_maintenances": {
                "enabled": False,
                "ongoing": {"show": False, "past": {"show": False}, "upcoming": {"max_count": 2}},
            },
            "monitor_status_history_days": {"desktop": 60},
            "monitor_layout_style": "default-grid",
            "meta_page_title": "Shop",
        }
    )


async def test_all_settings_are_shown(ask, act, page):
    given = {
        "incidents": {
            "enabled": False,
            "ongoing": {"show": False},
            "resolved": {"show": False, "maxCount": 1, "daysInPast": 2},
        },
        "maintenances": {
            "enabled": False,
            "ongoing": {"show": False},
            "past": {"show": False, "maxCount": 3, "daysInPast": 4},
            "upcoming": {"show": False, "maxCount": 5, "daysInFuture": 6},
        },
        "historyDays": {"desktop": 7, "mobile": 8},
        "layout": "COMPACT_LIST",
        "metaTitle": "t",
        "metaDescription": "d",
        "socialPreviewImage": "i",
    }
    await act("pageUpdate", path="shop", settings=given)

    answer = await ask("""{ page(path: "shop") { settings {
        incidents { enabled ongoing { show } resolved { show maxCount daysInPast } }
        maintenances { enabled ongoing { show } past { show maxCount daysInPast }
                       upcoming { show maxCount daysInFuture } }
        historyDays { desktop mobile } layout metaTitle metaDescription socialPreviewImage } } }""")

    assert answer["data"]["page"]["settings"] == given


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"path": "nowhere"}, ("NOT_FOUND", ["path"])),
        ({"path": "nowhere", "newPath": "x"}, ("NOT_FOUND", ["path"])),
        ({"newPath": "other"}, ("CONFLICT", ["newPath"])),
        ({"newPath": None}, ("INVALID_INPUT", ["newPath"])),
        ({"path": "~home", "newPath": "house"}, ("INVALID_INPUT", ["newPath"])),
        ({"title": None}, ("INVALID_INPUT", ["title"])),
        ({"header": " "}, ("INVALID_INPUT", ["header"])),
        ({"monitors": None}, ("INVALID_INPUT", ["monitors"])),
        ({"monitors": ["a", "nobody"]}, ("INVALID_INPUT", ["monitors"])),
        ({"settings": None}, ("INVALID_INPUT", ["settings"])),
        ({"settings": {"layout": None}}, ("INVALID_INPUT", ["settings", "layout"])),
        ({"settings": {"incidents": None}}, ("INVALID_INPUT", ["settings", "incidents"])),
        (
            {"settings": {"maintenances": {"ongoing": None, "past": {"show": True}}}},
            ("INVALID_INPUT", ["settings", "maintenances", "ongoing"]),
        ),
        (
            {"settings": {"maintenances": {"past": {"maxCount": -1}}}},
            ("INVALID_INPUT", ["settings", "maintenances", "past", "maxCount"]),
        ),
        (
            {"settings": {"maintenances": {"upcoming": {"daysInFuture": -1}}}},
            ("INVALID_INPUT", ["settings", "maintenances", "upcoming", "daysInFuture"]),
        ),
    ],
)
async def test_a_wrong_change_is_refused_and_changes_nothing(act, page, changes, error):
    await pages.create(SYSTEM, NewPage(path="other", title="Other", header="Other"))

    assert await refused(act, "pageUpdate", **{"path": "shop", "subheader": "new", **changes}) == [error]


async def test_a_page_is_removed_and_the_home_page_stays(act, page):
    assert await refused(act, "pageDelete", path="~home") == [("INVALID_INPUT", ["path"])]

    gone = await act("pageDelete", path="shop")

    assert gone["page"]["title"] == "Shop"
    assert await refused(act, "pageDelete", path="shop") == [("NOT_FOUND", ["path"])]


async def test_monitors_are_added_moved_and_taken_off(act, page):
    await act("pageMonitorAdd", path="shop", tag="c", position=1)
    assert await tags_on("shop") == ["a", "c", "b"]
    moved = await act("pageMonitorAdd", path="shop", tag="a")
    assert moved["page"]["monitors"] == [{"tag": "c"}, {"tag": "b"}, {"tag": "a"}]
    removed = await act("pageMonitorRemove", path="shop", tag="b")
    assert removed["page"]["monitors"] == [{"tag": "c"}, {"tag": "a"}]
    home = await act("pageMonitorAdd", path="", tag="c")
    assert home["page"]["monitors"] == [{"tag": "c"}]


async def test_monitors_are_reordered(act, page):
    placements = "page { placements { position monitor { tag } } } userErrors { code }"

    reordered = await act("pageMonitorsReorder", placements, path="shop", tags=["b", "a"])

    assert reordered == {
        "page": {"placements": [{"position": 0, "monitor": {"tag": "b"}}, {"position": 1, "monitor": {"tag": "a"}}]},
        "userErrors": [],
    }


@pytest.mark.parametrize(
    ("name", "given", "error"),
    [
        ("pageMonitorAdd", {"path": "nowhere", "tag": "a"}, ("NOT_FOUND", ["path"])),
        ("pageMonitorAdd", {"path": "shop", "tag": "nobody"}, ("INVALID_INPUT", ["tag"])),
        ("pageMonitorRemove", {"path": "shop", "tag": "c"}, ("NOT_FOUND", ["tag"])),
        ("pageMonitorRemove", {"path": "shop", "tag": "nobody"}, ("NOT_FOUND", ["tag"])),
        ("pageMonitorsReorder", {"path": "nowhere", "tags": []}, ("NOT_FOUND", ["path"])),
        ("pageMonitorsReorder", {"path": "shop", "tags": ["a"]}, ("INVALID_INPUT", ["tags"])),
        ("pageMonitorsReorder", {"path": "shop", "tags": ["a", "b", "c"]}, ("INVALID_INPUT", ["tags"])),
        ("pageMonitorsReorder", {"path": "shop", "tags": ["a", "a", "b"]}, ("INVALID_INPUT", ["tags"])),
        ("pageMonitorsReorder", {"path": "shop", "tags": ["a", "nobody"]}, ("INVALID_INPUT", ["tags"])),
    ],
)
async def test_what_can_not_be_placed_changes_nothing(act, page, name, given, error):
    assert await refused(act, name, **given) == [error]


async def test_each_of_several_mutations_shows_what_it_left(ask, page):
    answer = await ask(
        """mutation {
          one: pageMonitorAdd(input: {path: "shop", tag: "c"}) { page { monitors { tag } } }
          two: pageMonitorRemove(input: {path: "shop", tag: "a"}) { page { monitors { tag } } }
        }""",
        by="write",
    )

    assert answer["data"] == {
        "one": {"page": {"monitors": [{"tag": "a"}, {"tag": "b"}, {"tag": "c"}]}},
        "two": {"page": {"monitors": [{"tag": "b"}, {"tag": "c"}]}},
    }
