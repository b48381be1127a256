"""The configuration of a monitor of type API: one HTTP request, and how its answer is judged."""

import re
from enum import StrEnum
from typing import Annotated, ClassVar, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from models.check_config.configuration import Configuration, Line, Milliseconds, Text

_PLACEHOLDER = re.compile(r"\$[A-Za-z_]")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]*")  # RFC 9110, 5.6.2: a token; empty: a row not yet filled in


class HttpMethod(StrEnum):
    """The HTTP methods that a monitor may send."""

    GET = "GET"
    POST = "POST"
    PUT = "PUT"
    PATCH = "PATCH"
    DELETE = "DELETE"
    HEAD = "HEAD"
    OPTIONS = "OPTIONS"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        """Accept small letters too, as HTTP clients in the field do."""
        return cls.__members__.get(value.upper()) if isinstance(value, str) else None


class YesNo(StrEnum):
    """A choice as v4's forms write it; true and false are understood too."""

    YES = "YES"
    NO = "NO"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        """Accept JSON's booleans."""
        return cls["YES" if value else "NO"] if isinstance(value, bool) else None


def check_url(url: str) -> str:
    """Return `url` as it is; raises ValueError unless it is an http or https address with a host and a sound port."""
    try:
        parts = urlsplit(url)
        is_sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_sound = False
    if not is_sound or " " in url:
        raise ValueError("must be an address such as https://example.com/health")
    return url


def _check_url_unless_it_has_placeholders(url: str) -> str:
    return url if not url or _PLACEHOLDER.search(url) else check_url(url)


def _check_header_name(name: str) -> str:
    if not _HEADER_NAME.fullmatch(name):
        raise ValueError("must be the name of an HTTP header, such as Accept-Language")
    return name


class Header(Configuration):
    """One HTTP header of the request; one with an empty key is not sent."""

    key: Annotated[str, Field(max_length=256), AfterValidator(_check_header_name)] = ""
    value: Annotated[Line, Field(repr=False)] = ""


class ApiConfig(Configuration):
    """`$NAME` in url, headers and body is replaced at run time; a url that holds one is checked only then."""

    required: ClassVar[tuple[str, ...]] = ("url",)

    url: Annotated[Line, AfterValidator(_check_url_unless_it_has_placeholders)] = ""
    method: Annotated[HttpMethod, Field(strict=False)] = HttpMethod.GET
    headers: Annotated[tuple[Header, ...], Field(strict=False, max_length=100)] = ()
    body: Annotated[Text, Field(repr=False)] = ""
    timeout: Milliseconds = 10_000
    eval: Text = ""
    hide_url_for_get: Annotated[YesNo, Field(strict=False, alias="hideURLForGet")] = YesNo.NO
    allow_self_signed_cert: bool = False
    follow_redirects: Annotated[bool, Field(alias="follow_redirects")] = True
    max_redirects: Annotated[int, Field(alias="max_redirects", ge=0, le=20)] = 5
