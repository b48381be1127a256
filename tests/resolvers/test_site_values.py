"""What each of the site's entries may hold."""

import pytest

from core.errors import InvalidInput, NotFound
from resolvers.site_keys import Kind, SiteKey, key_of
from resolvers.site_values import kind_of, read

COLOURS = {"UP": "#00aa00", "DOWN": "#AA0000", "DEGRADED": "#aaaa00", "MAINTENANCE": "#0000aa"}


@pytest.mark.parametrize("name", ["nope", "Title", " ", "", "constructor", "tïtle"])
def test_a_name_that_is_no_key_is_not_found(name: str) -> None:
    with pytest.raises(NotFound, match=rf"^Config key '{name}' is not a valid configuration key$"):
        key_of(name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "12"),
        ("home", "null"),
        ("logo", ""),
        ("customCSS", 'a{content:"x"}'),
        ("siteURL", "https://status.example.com/"),
        ("pattern", "pets"),
        ("theme", "system"),
        ("barStyle", "FULL"),
        ("nav", [{"name": "A", "url": "/a", "z": 1}]),
        ("nav", []),
        ("hero", {"title": "", "subtitle": "s"}),
        ("analytics", [{"id": "", "type": "GA"}]),
        ("colors", COLOURS),
        ("colorsDark", {**COLOURS, "ACCENT": "#123456", "NO_DATA": "x"}),
        ("monitorSort", [3, 1, 2]),
        ("announcement", {}),
        ("metaTags", "text"),
        ("sitemap", None),
        ("font", 1.5),
        ("i18n", {"b": [1, {"ä": "\U0001f600"}], "a": True}),
    ],
)
def test_a_value_that_its_key_may_hold_is_stored_as_it_is(name: str, value: object) -> None:
    assert read(SiteKey(name), value) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "  "),
        ("title", 5),
        ("title", None),
        ("logo", None),
        ("logo", "a\0b"),
        ("siteURL", "not a url"),
        ("siteURL", "ftp://x.y"),
        ("siteURL", "http://"),
        ("siteURL", "http://["),
        ("siteURL", "http://a:b"),
        ("siteURL", "http://a b"),
        ("pattern", "Dots"),
        ("theme", "auto"),
        ("barStyle", ""),
        ("homeIncidentCount", -1),
        ("homeIncidentCount", 1.5),
        ("homeIncidentCount", True),
        ("homeIncidentCount", 10**30),
        ("homeIncidentStartTimeWithin", 0),
        ("homeIncidentStartTimeWithin", "abc"),
        ("nav", {}),
        ("nav", [None]),
        ("nav", [{"name": "A"}]),
        ("nav", [{"name": "", "url": "/a"}]),
        ("hero", {"title": "T"}),
        ("hero", {"title": 5, "subtitle": "s"}),
        ("analytics", [{"id": 5, "type": "GA"}]),
        ("colors", {**COLOURS, "UP": "#0a0"}),
        ("colors", {**COLOURS, "UP": "#00aa00\n"}),
        ("colors", {**COLOURS, "ACCENT": None}),
        ("colorsDark", []),
        ("monitorSort", {}),
        ("metaTags", ["\ud800"]),
        ("announcement", {"huge": 10**30}),
    ],
)
def test_a_value_that_its_key_may_not_hold_is_refused(name: str, value: object) -> None:
    with pytest.raises(InvalidInput, match=rf"^Invalid value for config key '{name}'$"):
        read(SiteKey(name), value)


@pytest.mark.parametrize("value", [5, 5.0, "5"])
def test_a_number_is_stored_as_a_number_however_it_was_written(value: object) -> None:
    stored = read(SiteKey.HOME_INCIDENT_COUNT, value)

    assert (stored, type(stored)) == (5, int)


def test_only_the_two_counts_are_numbers() -> None:
    assert [key for key in SiteKey if kind_of(key) is Kind.NUMBER] == [
        SiteKey.HOME_INCIDENT_COUNT,
        SiteKey.HOME_INCIDENT_START_TIME_WITHIN,
    ]
