"""Addresses of subscribers: which ones can be written to, and how they are kept so that each is there once."""

import re
from urllib.parse import urlsplit

from core.errors import InvalidInput
from models.enums import SubscriberChannel
from models.trigger_config.fields import check_web_address

_MAX_EMAIL = 254  # RFC 5321, with the brackets of a path
_MAX_LOCAL = 64
_MAX_URL = 512
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = re.compile(rf"[a-z0-9!#$%&'*+/=?^_`{{|}}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{{|}}~-]+)*@(?:{_LABEL}\.)+{_LABEL}")


def checked(channel: SubscriberChannel, address: str, field: str) -> str:
    """Return the address as it is kept; raises InvalidInput when nobody can be reached there."""
    return _email(address, field) if channel is SubscriberChannel.EMAIL else _webhook(address, field)


def _email(address: str, field: str) -> str:
    # Nobody runs two mailboxes that differ in case; two subscriptions of one reader would be doubled mail.
    kept = address.strip().lower()
    if len(kept) > _MAX_EMAIL or len(kept.partition("@")[0]) > _MAX_LOCAL or not _EMAIL.fullmatch(kept):
        raise InvalidInput(f"{field} must be a mail address such as me@example.com; got {address[:80]!r}", field)
    return kept


def _webhook(url: str, field: str) -> str:
    kept = url.strip()
    try:
        check_web_address(kept)
    except ValueError as error:
        raise InvalidInput(f"{field} {error}", field) from None
    if len(kept) > _MAX_URL:
        raise InvalidInput(f"{field} must have at most {_MAX_URL} characters; got {len(kept)}", field)
    if not kept.isascii() or not kept.isprintable() or " " in kept:
        raise InvalidInput(f"{field} must be written in ASCII, without blanks", field)
    parts = urlsplit(kept)
    return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower(), fragment="").geturl()
