"""The HTTP request of an API monitor, and what becomes of it when the server redirects."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from aiohttp import encode_basic_auth

from models.check_config.api import ApiConfig, HttpMethod, check_url
from models.check_config.configuration import refuse_control_characters

_DEFAULT_PORTS = {"http": 80, "https": 443}
_DEFAULT_HEADERS = (("User-Agent", "Heliograph"), ("Accept", "*/*"), ("Accept-Encoding", "gzip, deflate"))
# They follow from the body that is sent, and a wrong one would spoil the request.
_COMPUTED_HEADERS = {"content-length", "transfer-encoding"}
_CONTENT_HEADERS = {"content-type", "content-encoding", "content-language", "content-location"}
# Meant for the server that the monitor names, and for no other that this one names.
_PRIVATE_HEADERS = {"authorization", "proxy-authorization", "cookie", "host"}


class UnusableRequestError(Exception):
    """The request can't be sent as it is written; the message says why, and holds nothing of it."""


@dataclass(frozen=True, slots=True)
class Header:
    """One header; a private one is not sent to any origin but the first."""

    name: str
    value: str
    is_private: bool


@dataclass(frozen=True, slots=True)
class Request:
    """A request with all placeholders replaced: it holds secrets and must not be shown."""

    method: HttpMethod
    url: str
    headers: tuple[Header, ...]
    body: bytes
    is_body_private: bool

    @classmethod
    def of(cls, config: ApiConfig, secrets: Callable[[str], str]) -> Self:
        """Return the request that a configuration means. Raises UnusableRequestError."""
        address = _address(secrets(config.url))
        headers = [_header(header.key, header.value, secrets) for header in config.headers if header.key]
        given = {header.name.lower() for header in headers}
        headers += [Header(name, value, False) for name, value in _DEFAULT_HEADERS if name.lower() not in given]
        if address.username is not None and "authorization" not in given:
            credentials = encode_basic_auth(unquote(address.username), unquote(address.password or ""))
            headers.append(Header("Authorization", credentials, True))
        body = secrets(config.body)
        if body and "content-type" not in given:
            headers.append(Header("Content-Type", "application/x-www-form-urlencoded", False))
        return cls(
            method=config.method,
            url=_without_credentials(address),
            headers=tuple(header for header in headers if header.name.lower() not in _COMPUTED_HEADERS),
            body=body.encode("utf-8", "replace"),
            is_body_private=body != config.body,
        )

    def redirected(self, status: int, location: str) -> Self:
        """Return the request that follows a redirect, as RFC 9110 15.4 has it. Raises UnusableRequestError.

        Another origin gets neither credentials nor anything that an operator's secret is part of.
        """
        try:
            target = urljoin(self.url, location)
        except ValueError:
            raise UnusableRequestError("The redirect leads to no valid address") from None
        address = _address(target)
        method, headers, body = self.method, self.headers, self.body
        becomes_get = status == 303 or (status in {301, 302} and method is HttpMethod.POST)  # noqa: PLR2004 - RFC 9110, 15.4
        if becomes_get and method is not HttpMethod.HEAD:
            method, body = HttpMethod.GET, b""
            headers = tuple(header for header in headers if header.name.lower() not in _CONTENT_HEADERS)
        if _origin(address) != _origin(urlsplit(self.url)):
            if body and self.is_body_private:
                raise UnusableRequestError("The redirect would carry a secret of the body to another origin")
            headers = tuple(header for header in headers if not header.is_private)
        return replace(self, method=method, url=_without_credentials(address), headers=headers, body=body)


def _header(name: str, value: str, secrets: Callable[[str], str]) -> Header:
    """Return a configured header with its placeholders replaced."""
    expanded = secrets(value)
    try:
        refuse_control_characters(expanded)
    except ValueError:
        raise UnusableRequestError(f"The header {name} holds control characters") from None
    return Header(name, expanded, is_private=expanded != value or name.lower() in _PRIVATE_HEADERS)


def _address(url: str) -> SplitResult:
    try:
        return urlsplit(check_url(refuse_control_characters(url)))
    except ValueError:
        raise UnusableRequestError("Not an http or https address") from None


def _origin(address: SplitResult) -> tuple[str, str | None, int | None]:
    return address.scheme, address.hostname, address.port or _DEFAULT_PORTS.get(address.scheme)


def _without_credentials(address: SplitResult) -> str:
    return address._replace(netloc=address.netloc.rpartition("@")[2]).geturl()
