"""Site entries: fixed keys, each with its own kind of value."""

import pytest

from core.errors import Forbidden, InvalidInput, NotFound, Unauthenticated
from core.principal import PUBLIC, SYSTEM, Access, Principal
from core.settings import current
from models.site import SiteEntry
from resolvers import site
from resolvers.site import Entry
from resolvers.site_keys import SiteKey

pytestmark = pytest.mark.usefixtures("db", "now")


async def test_an_entry_is_unknown_until_it_is_set() -> None:
    with pytest.raises(NotFound, match=r"^Config key 'title' not found$"):
        await site.get(SYSTEM, "title")

    await site.put(SYSTEM, "title", "  Status  ")

    assert await site.get(SYSTEM, "title") == Entry(SiteKey.TITLE, "  Status  ")


@pytest.mark.parametrize("name", ["nope", "a\0b"])
async def test_a_name_that_is_no_key_is_not_found(name: str) -> None:
    for refused in (site.get(SYSTEM, name), site.put(SYSTEM, name, "x"), site.reset(SYSTEM, name)):
        with pytest.raises(NotFound, match="is not a valid configuration key"):
            await refused


async def test_values_of_every_kind_are_read_as_they_were_set() -> None:
    written = {
        SiteKey.TITLE: "12",
        SiteKey.HOME: "null",
        SiteKey.CUSTOM_CSS: 'a{content:"x"}',
        SiteKey.HOME_INCIDENT_COUNT: 5,
        SiteKey.META_TAGS: "text",
        SiteKey.SITEMAP: None,
        SiteKey.FONT: 1.5,
        SiteKey.I18N: {"b": [1, {"ä": "\U0001f600\0"}], "a": True},
    }
    for key, value in written.items():
        await site.put(SYSTEM, key, value)

    assert await site.values() == written
    assert [(await site.get(SYSTEM, key)).value for key in written] == list(written.values())


async def test_a_value_that_its_key_can_not_hold_changes_nothing() -> None:
    await site.put(SYSTEM, "title", "Status")

    with pytest.raises(InvalidInput, match=r"^Invalid value for config key 'title'$"):
        await site.put(SYSTEM, "title", " ")

    assert await site.values() == {SiteKey.TITLE: "Status"}


async def test_setting_an_entry_again_replaces_its_value() -> None:
    await site.put(SYSTEM, "font", {"family": "Inter"})
    await site.put(SYSTEM, "font", {})

    assert await site.values() == {SiteKey.FONT: {}}


async def test_entries_are_listed_in_the_order_of_their_keys() -> None:
    for name in ("sitemap", "theme", "title"):
        await site.put(SYSTEM, name, "none")

    assert [entry.key for entry in await site.list_entries(SYSTEM)] == [SiteKey.TITLE, SiteKey.THEME, SiteKey.SITEMAP]


async def test_a_reset_entry_was_never_set() -> None:
    await site.put(SYSTEM, "title", "Status")

    await site.reset(SYSTEM, "title")

    assert await site.list_entries(SYSTEM) == []


async def test_the_site_url_is_the_entry_or_else_the_setting() -> None:
    assert await site.site_url() == current().public_url

    await site.put(SYSTEM, "siteURL", "https://status.example.com/")

    assert await site.site_url() == "https://status.example.com"


async def test_the_reminder_buffer_is_an_hour_unless_the_settings_say_so() -> None:
    assert await site.reminder_buffer_hours() == 1.0

    for configured, hours in (
        ({"reminder_buffer_hours": 2}, 2.0),
        ({"reminder_buffer_hours": 0.5}, 0.5),
        ({"reminder_buffer_hours": -1}, 1.0),
        ({"reminder_buffer_hours": True}, 1.0),
        ({"reminder_buffer_hours": 1e300}, 8784.0),
        ({}, 1.0),
        ("nonsense", 1.0),
        (None, 1.0),
    ):
        await site.put(SYSTEM, "globalMaintenanceNotificationSettings", configured)

        assert await site.reminder_buffer_hours() == hours, configured


async def test_only_who_may_write_sets_entries() -> None:
    reader = Principal(Access.READ, "reader", 1)
    for principal, error in ((PUBLIC, Unauthenticated), (reader, Forbidden)):
        for refused in (site.put(principal, "title", "x"), site.reset(principal, "title")):
            with pytest.raises(error):
                await refused

    assert await SiteEntry.all().count() == 0
    with pytest.raises(Unauthenticated):
        await site.list_entries(PUBLIC)
    assert await site.list_entries(reader) == []


async def test_several_entries_are_set_and_reset_in_one_piece() -> None:
    for name in ("title", "siteName"):
        await site.put(SYSTEM, name, "Old")

    await site.update(SYSTEM, {SiteKey.TITLE: "New", SiteKey.SITE_NAME: None, SiteKey.HERO: None, SiteKey.FONT: {}})

    assert await site.values() == {SiteKey.TITLE: "New", SiteKey.FONT: {}}


async def test_one_wrong_value_keeps_all_entries_as_they_were() -> None:
    await site.put(SYSTEM, "title", "Old")

    with pytest.raises(InvalidInput) as refused:
        await site.update(SYSTEM, {SiteKey.TITLE: None, SiteKey.FONT: {}, SiteKey.THEME: "pink"})

    assert refused.value.field == "theme"
    assert await site.values() == {SiteKey.TITLE: "Old"}


async def test_updating_needs_write_access() -> None:
    with pytest.raises(Unauthenticated):
        await site.update(PUBLIC, {SiteKey.TITLE: "New"})

    assert await site.values() == {}
