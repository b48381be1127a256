"""What each of the site's entries may hold."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import orjson

from core.errors import InvalidInput
from resolvers.site_keys import Kind, SiteKey
from resolvers.site_words import BackgroundPattern, BarRoundness, BarStyle, SummaryStyle, Theme

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_HIGHEST = 2**31 - 1


class _WrongValueError(Exception):
    """The value is not what its key may hold."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """How a value is judged; `read` returns what is stored, or raises _WrongValueError."""

    kind: Kind
    read: Callable[[object], object]


def _that(condition: bool) -> None:  # noqa: FBT001 - reads as a sentence: that(value is ...)
    if not condition:
        raise _WrongValueError


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise _WrongValueError
    return value


def _said(value: object) -> str:
    text = _text(value)
    _that(bool(text.strip()))
    return text


def _url(value: object) -> str:
    url = _said(value)
    try:
        parts = urlsplit(url)
        # Reading the port is what finds out whether it is one.
        valid = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        raise _WrongValueError from None
    _that(valid and not re.search(r"\s", url))
    return url


def _one_of(*words: str) -> _Rule:
    def read(value: object) -> str:
        word = _text(value)
        _that(word in words)
        return word

    return _Rule(Kind.TEXT, read)


def _at_least(least: int) -> _Rule:
    def read(value: object) -> int:
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,10}", value):
            value = int(value)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= _HIGHEST:
            raise _WrongValueError
        return value

    return _Rule(Kind.NUMBER, read)


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise _WrongValueError
    return value


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _WrongValueError
    return value


def _nav(value: object) -> object:
    for link in map(_object, _list(value)):
        _said(link.get("name"))
        _said(link.get("url"))
    return value


def _analytics(value: object) -> object:
    for service in map(_object, _list(value)):
        _text(service.get("id"))
        _text(service.get("type"))
    return value


def _hero(value: object) -> object:
    hero = _object(value)
    _text(hero.get("title"))
    _text(hero.get("subtitle"))
    return value


def _colours(value: object) -> object:
    colours = _object(value)
    wanted = {"UP", "DOWN", "DEGRADED", "MAINTENANCE"} | ({"ACCENT", "ACCENT_FOREGROUND"} & colours.keys())
    for name in wanted:
        _that(_COLOUR.fullmatch(_text(colours.get(name))) is not None)
    return value


_ANYTHING = _Rule(Kind.JSON, lambda value: value)
_TEXT = _Rule(Kind.TEXT, _text)
_SAID = _Rule(Kind.TEXT, _said)
_COLOURS = _Rule(Kind.JSON, _colours)
_RULES = {
    SiteKey.TITLE: _SAID,
    SiteKey.SITE_NAME: _SAID,
    SiteKey.HOME: _SAID,
    SiteKey.INCIDENT_GROUP_VIEW: _SAID,
    SiteKey.SITE_URL: _Rule(Kind.TEXT, _url),
    SiteKey.FAVICON: _TEXT,
    SiteKey.LOGO: _TEXT,
    SiteKey.FOOTER_HTML: _TEXT,
    SiteKey.KENER_THEME: _TEXT,
    SiteKey.CUSTOM_CSS: _TEXT,
    SiteKey.THEME_TOGGLE: _TEXT,
    SiteKey.TIME_ZONE_TOGGLE: _TEXT,
    SiteKey.SHOW_SITE_STATUS: _TEXT,
    SiteKey.SOCIAL_PREVIEW_IMAGE: _TEXT,
    SiteKey.META_SITE_TITLE: _TEXT,
    SiteKey.META_SITE_DESCRIPTION: _TEXT,
    SiteKey.PATTERN: _one_of(*BackgroundPattern),
    SiteKey.THEME: _one_of(*Theme),
    SiteKey.BAR_STYLE: _one_of(*BarStyle),
    SiteKey.BAR_ROUNDNESS: _one_of(*BarRoundness),
    SiteKey.SUMMARY_STYLE: _one_of(*SummaryStyle),
    SiteKey.HOME_INCIDENT_COUNT: _at_least(0),
    SiteKey.HOME_INCIDENT_START_TIME_WITHIN: _at_least(1),
    SiteKey.NAV: _Rule(Kind.JSON, _nav),
    SiteKey.HERO: _Rule(Kind.JSON, _hero),
    SiteKey.ANALYTICS: _Rule(Kind.JSON, _analytics),
    SiteKey.COLORS: _COLOURS,
    SiteKey.COLORS_DARK: _COLOURS,
    SiteKey.MONITOR_SORT: _Rule(Kind.JSON, _list),
}


def kind_of(key: SiteKey) -> Kind:
    """Return what kind of value a key holds."""
    return _RULES.get(key, _ANYTHING).kind


def read(key: SiteKey, value: object) -> object:
    """Return what is stored for a value of this key; raises InvalidInput when the key may not hold it."""
    try:
        # What could not be sent again (half a surrogate pair, a number beyond 64 bits) is not stored either.
        orjson.dumps(value)
        return _RULES.get(key, _ANYTHING).read(value)
    except (_WrongValueError, orjson.JSONEncodeError):
        raise InvalidInput(f"Invalid value for config key '{key}'", "value") from None
