"""The secrets of one message: put in as it is sent, and taken out of what comes back."""

import html
import json
import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote, urlsplit

from core.secrets import expand
from models.trigger_config import AppriseConfig, EmailConfig, TriggerConfig, WebhookConfig

HIDDEN = "[hidden]"
_PLACEHOLDER = re.compile(r"\$[A-Za-z_][A-Za-z0-9_]*")
_SHORTEST = 4  # what is shorter stands everywhere by chance
_SHORTEST_PART = 12  # of an address: a path such as /hooks is no secret
_PLAIN_HEADERS = {"accept", "accept-language", "content-type", "user-agent"}


class Secrecy:
    """Replaces the `$NAME`s that the operator allows, and remembers what must not be shown."""

    def __init__(self, allowed: Sequence[str], known: Iterable[str] = ()) -> None:
        """Hide `known` from the start."""
        self._allowed = allowed
        self._known = {value for value in known if len(value) >= _SHORTEST}

    def expand(self, text: str) -> str:
        """Return a text with its secrets."""
        return _PLACEHOLDER.sub(self._replacement, text)

    def _replacement(self, match: re.Match[str]) -> str:
        name = match.group()
        value = expand(name, allowed=self._allowed)
        if value != name and len(value) >= _SHORTEST:
            self._known.add(value)
        return value

    def scrub(self, text: str) -> str:
        """Return a text without the secrets, as they are or as JSON, HTML and addresses write them."""
        written = {
            form
            for value in self._known
            for form in (value, json.dumps(value)[1:-1], html.escape(value), quote(value), quote(value, safe=""))
        }
        for form in sorted(written, key=len, reverse=True):
            text = text.replace(form, HIDDEN)
        return text

    def add_address(self, url: str) -> None:
        """Hide an address, and the parts of it that could open something."""
        self._known |= _parts(url)


def secrets_of(config: TriggerConfig) -> set[str]:
    """Return what in a configuration must not be shown."""
    match config:
        case WebhookConfig():
            values = {header.value for header in config.headers if header.name.lower() not in _PLAIN_HEADERS}
            words = {word for value in values for word in value.split() if len(word) >= _SHORTEST_PART}
            own = {config.secret, config.previous_secret or config.secret}
            return values | words | own | _parts(config.url)
        case EmailConfig():
            return set()
        case AppriseConfig():
            return _parts(config.url)
        case _:
            return _parts(config.url)


def _parts(url: str) -> set[str]:
    """Return the address itself, its path, and the longer pieces of it."""
    try:
        address = urlsplit(url)
    except ValueError:
        return {url}
    path = address.path + (f"?{address.query}" if address.query else "")
    pieces = {*re.split(r"[/?&=:@]", url.partition("://")[2]), path} - {address.netloc, address.hostname}
    return {url, *(piece for piece in pieces if len(piece) >= _SHORTEST_PART)}
