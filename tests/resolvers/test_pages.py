"""Pages: a home page that is always there, others that come and go, and the monitors on them in order."""

import asyncio

import pytest

from core.errors import Conflict, Forbidden, InvalidInput, NotFound, Unauthenticated
from core.principal import PUBLIC, SYSTEM, Access, Principal
from models.monitor import Monitor
from models.page import Page, PageMonitor
from models.page_settings import DEFAULTS
from resolvers import monitors, pages
from resolvers.monitors import NewMonitor
from resolvers.pages import NewPage, PageChanges

pytestmark = pytest.mark.usefixtures("db", "now")


async def made(path: str = "services", *tags: str, settings: object = None) -> Page:
    return await pages.create(
        SYSTEM, NewPage(path=path, title="Services", header="Ours", monitors=tags, settings=settings or {})
    )


async def watched(*tags: str) -> None:
    for tag in tags:
        await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag))


async def placed(page: Page, principal: Principal = SYSTEM) -> list[tuple[str, int]]:
    return [(each.monitor.tag, each.position) for each in (await pages.placed_on(principal, [page.id]))[page.id]]


async def test_an_empty_database_has_a_home_page() -> None:
    home = await pages.get(PUBLIC, "~home")

    assert (home.path, pages.written_path(home)) == ("", "~home")
    assert pages.settings_of(home) == DEFAULTS
    assert [page.id for page in await pages.list_pages(PUBLIC)] == [home.id]
    assert (await pages.get(PUBLIC, "")).id == home.id


async def test_asking_for_the_home_page_at_once_makes_one() -> None:
    found = await asyncio.gather(*(pages.ensure_home() for _ in range(5)))

    assert len({page.id for page in found}) == 1


async def test_the_home_page_is_listed_first_then_the_others_as_they_were_made() -> None:
    for path in ("b", "a"):
        await made(path)

    assert [pages.written_path(page) for page in await pages.list_pages(SYSTEM)] == ["~home", "b", "a"]


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("UPPER", "upper"),
        ("  two   words  ", "two-words"),
        ("Ünï Cödé", "n-cd"),
        ("/a/b", "ab"),
        ("a_b-c", "a_b-c"),
        ("v1.2", "v12"),
        ("tab\tnew\nline", "tab-new-line"),
        ("---", "---"),
        ("~home", "home"),
        ("!!!", ""),
        ("\0x\ud800", "x"),
    ],
)
def test_a_path_is_made_fit_for_a_url(written: str, path: str) -> None:
    assert pages.normalised(written) == path


async def test_a_page_keeps_what_it_was_made_from() -> None:
    await watched("a", "b")
    await pages.create(
        SYSTEM,
        NewPage(
            path="Full Page",
            title=" Full ",
            header=" Header ",
            subheader="sub",
            logo="",
            monitors=["b", "a"],
            settings={"incidents": {"enabled": False}},
        ),
    )

    page = await pages.get(PUBLIC, "full-page")
    assert (page.title, page.header, page.subheader, page.logo) == ("Full", "Header", "sub", "")
    assert pages.settings_of(page) == DEFAULTS.merged({"incidents": {"enabled": False}})
    assert await placed(page) == [("b", 0), ("a", 1)]


async def test_a_page_is_found_by_its_exact_path_alone() -> None:
    await made("services")

    for path in ("nope", "Services", "full page", "~other", "1", "a\0b"):
        with pytest.raises(NotFound) as refused:
            await pages.get(SYSTEM, path)
        assert refused.value.message == f"Page with path '{path}' not found"


async def test_the_first_wrong_field_of_a_new_page_is_named_and_nothing_is_made() -> None:
    await watched("a")
    await made("services")
    before = (await Page.all().values(), await PageMonitor.all().values())

    for new, message in (
        (NewPage(path="x" * 256, title="t", header="h"), "page_path must have at most 255 characters; got 256"),
        (NewPage(path="x", title=" ", header=" "), "page_title is required and must be a non-empty string"),
        (NewPage(path="x", title="t", header=""), "page_header is required and must be a non-empty string"),
        (
            NewPage(path=" SERVICES! ", title="t", header="h", monitors=["A"]),
            "Page with path 'services' already exists",
        ),
        (NewPage(path="!!!", title="t", header="h"), "Page with path '' already exists"),
        (
            NewPage(path="x", title="t", header="h", monitors=["a", "A"], settings=5),
            "Monitor with tag 'A' does not exist",
        ),
        (NewPage(path="x", title="t", header="h", monitors=["a"], settings=5), "page_settings must be an object"),
        (NewPage(path="x", title="t", header="h", logo="a\0"), "page_logo must not contain the character NUL"),
    ):
        with pytest.raises((InvalidInput, Conflict)) as refused:
            await pages.create(SYSTEM, new)
        assert refused.value.message == message

    # The home page came first with the first page.
    assert (await Page.all().values(), await PageMonitor.all().values()) == before


async def test_an_update_changes_what_it_names() -> None:
    await made("services", settings={"monitor_status_history_days": {"desktop": 60}})

    await pages.update(SYSTEM, "services", PageChanges(title=" T2 ", subheader="s", logo="/l.png"))
    await pages.update(SYSTEM, "services", PageChanges(settings={"monitor_status_history_days": {"mobile": 14}}))
    await pages.update(SYSTEM, "services", PageChanges(path=" Services "))
    page = await pages.update(SYSTEM, "services", PageChanges(path="Our Services", logo=None))

    assert (page.path, page.title, page.header, page.subheader, page.logo) == ("our-services", "T2", "Ours", "s", None)
    days = pages.settings_of(await pages.get(SYSTEM, "our-services")).monitor_status_history_days
    assert (days.desktop, days.mobile) == (60, 14)
    with pytest.raises(NotFound):
        await pages.get(SYSTEM, "services")


async def test_a_refused_update_changes_nothing() -> None:
    await watched("a")
    await made("other")
    await made("services", "a")
    before = (await Page.all().order_by("id").values(), await PageMonitor.all().values())

    for changes, message in (
        (PageChanges(title=" "), "page_title must be a non-empty string"),
        (PageChanges(title="x", header=""), "page_header must be a non-empty string"),
        (PageChanges(path="other", monitors=["nope"]), "Page with path 'other' already exists"),
        (PageChanges(path=""), "Page with path '' already exists"),
        (PageChanges(title="x", monitors=["nope"]), "Monitor with tag 'nope' does not exist"),
        (
            PageChanges(title="x", monitors=[], settings={"incidents": 1}),
            "incidents must be an object",
        ),
    ):
        with pytest.raises((InvalidInput, Conflict)) as refused:
            await pages.update(SYSTEM, "services", changes)
        assert refused.value.message == message

    assert (await Page.all().order_by("id").values(), await PageMonitor.all().values()) == before


async def test_the_home_page_can_be_changed_but_neither_moved_nor_deleted() -> None:
    home = await pages.update(SYSTEM, "~home", PageChanges(path="~home", title="Home 2"))

    assert (home.path, home.title) == ("", "Home 2")
    for path in ("other", "~HOME", "home"):
        with pytest.raises(InvalidInput, match=r"^Home page path cannot be changed$"):
            await pages.update(SYSTEM, "~home", PageChanges(path=path))
    with pytest.raises(InvalidInput, match=r"^Cannot delete the home page$"):
        await pages.delete(SYSTEM, "~home")
    assert (await pages.get(SYSTEM, "~home")).title == "Home 2"


async def test_new_monitors_replace_the_old_ones_and_who_stays_keeps_its_settings() -> None:
    await watched("a", "b", "c")
    page = await made("services", "a", "b")
    await PageMonitor.filter(page_id=page.id, monitor__tag="b").update(settings={"kept": True})

    await pages.update(SYSTEM, "services", PageChanges(monitors=["c", "b", "c"]))

    assert await placed(page) == [("b", 0), ("c", 1)]
    places = await PageMonitor.filter(page_id=page.id).order_by("position")
    assert [place.settings for place in places] == [{"kept": True}, {}]

    await pages.update(SYSTEM, "services", PageChanges(monitors=[]))

    assert await placed(page) == []


async def test_single_monitors_are_added_moved_and_removed() -> None:
    await watched("a", "b", "c")
    page = await made("services", "a")

    await pages.add_monitor(SYSTEM, "services", "b")
    await pages.add_monitor(SYSTEM, "services", "c", position=1)
    assert await placed(page) == [("a", 0), ("c", 1), ("b", 2)]

    await pages.add_monitor(SYSTEM, "services", "b", position=-5)
    assert await placed(page) == [("b", 0), ("a", 1), ("c", 2)]

    await pages.remove_monitor(SYSTEM, "services", "a")
    assert await placed(page) == [("b", 0), ("c", 1)]

    with pytest.raises(NotFound, match=r"^Monitor with tag 'a' is not on the page 'services'$"):
        await pages.remove_monitor(SYSTEM, "services", "a")
    with pytest.raises(InvalidInput, match=r"^Monitor with tag 'nope' does not exist$"):
        await pages.add_monitor(SYSTEM, "services", "nope")
    assert await placed(page) == [("b", 0), ("c", 1)]


async def test_a_deleted_monitor_leaves_a_gap_in_the_positions() -> None:
    await watched("a", "b", "c")
    page = await made("services", "a", "b", "c")

    await Monitor.filter(tag="b").delete()

    assert await placed(page) == [("a", 0), ("c", 2)]


async def test_a_deleted_page_leaves_its_monitors_and_its_path_free() -> None:
    await watched("a")
    await made("services", "a")

    await pages.delete(SYSTEM, "services")

    with pytest.raises(NotFound, match=r"^Page with path 'services' not found$"):
        await pages.delete(SYSTEM, "services")
    assert await Monitor.all().count() == 1
    assert await placed(await made("services")) == []


async def test_the_public_sees_no_hidden_monitor_on_a_page() -> None:
    await watched("a")
    await monitors.create(SYSTEM, NewMonitor(tag="hidden", name="hidden", is_hidden=True))
    page = await made("services", "hidden", "a")

    assert await placed(page, PUBLIC) == [("a", 1)]
    assert await placed(page) == [("hidden", 0), ("a", 1)]


async def test_only_who_may_write_changes_pages() -> None:
    await made("services")
    before = await Page.all().order_by("id").values()

    for principal, error in ((PUBLIC, Unauthenticated), (Principal(Access.READ, "reader", 1), Forbidden)):
        for refused in (
            pages.create(principal, NewPage(path="x", title="x", header="x")),
            pages.update(principal, "services", PageChanges(title="x")),
            pages.add_monitor(principal, "services", "a"),
            pages.remove_monitor(principal, "services", "a"),
            pages.delete(principal, "services"),
        ):
            with pytest.raises(error):
                await refused

    assert await Page.all().order_by("id").values() == before


async def test_monitors_are_put_into_another_order() -> None:
    await watched("a", "b", "c")
    page = await made("services", "a", "b", "c")

    await pages.reorder(SYSTEM, "services", ["c", "a", "b"])

    assert await placed(page) == [("c", 0), ("a", 1), ("b", 2)]


@pytest.mark.parametrize("tags", [["a"], ["a", "b", "c"], ["a", "b", "b"], ["a", "nobody"], []])
async def test_an_order_of_other_monitors_than_the_pages_is_refused(tags: list[str]) -> None:
    await watched("a", "b", "c")
    page = await made("services", "b", "a")

    with pytest.raises(InvalidInput) as refused:
        await pages.reorder(SYSTEM, "services", tags)

    assert refused.value.field == "monitors"
    assert await placed(page) == [("b", 0), ("a", 1)]


async def test_monitors_know_their_pages_the_home_page_first() -> None:
    await watched("a", "b")
    page = await made("services", "a")
    home = await pages.add_monitor(SYSTEM, "~home", "a")
    ids = {monitor.tag: monitor.id for monitor in await Monitor.all()}

    found = await pages.of_monitors(PUBLIC, list(ids.values()))

    assert {monitor_id: [each.id for each in theirs] for monitor_id, theirs in found.items()} == {
        ids["a"]: [home.id, page.id]
    }
