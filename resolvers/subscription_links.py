"""Links for subscribers: signed, so that who holds one has read the message that it was sent with.

Two kinds: one confirms what was asked for, and says it itself, so that nobody can exchange it between the question and
the answer; it ends after a day. The other manages a subscription and ends it; it never runs out. Both are bound to
the subscriber's address, so that a number that is used again opens nothing.
"""

import base64
import binascii
import hmac
import json
from dataclasses import dataclass
from typing import Any

from core import clock
from core.errors import NotFound
from models.subscriber import Subscriber
from resolvers import api_keys, ids

CONFIRMATION_SECONDS = 86_400
_MAX_TOKEN = 4_000
_CONFIRM = "subscription confirmation"
_MANAGE = "subscription management"
_SIGN = "subscriber webhook"
# What is hashed where there is no subscriber, so that both take the same time; no address looks like it.
_NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a subscriber asked for; with no page and no monitor, everything. Ends at `expires_at` (epoch seconds)."""

    subscriber_id: int
    page_ids: tuple[int, ...]
    monitor_ids: tuple[int, ...]
    wants_incidents: bool
    wants_maintenances: bool
    expires_at: int


def written(wish: Wish) -> str:
    """Return a wish as it is signed and sent."""
    parts = [
        wish.subscriber_id,
        wish.page_ids,
        wish.monitor_ids,
        int(wish.wants_incidents),
        int(wish.wants_maintenances),
        wish.expires_at,
    ]
    return base64.urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


def _read(text: str) -> Wish | None:
    try:
        parts: Any = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        subscriber_id, page_ids, monitor_ids, incidents, maintenances, expires_at = parts
        return Wish(
            subscriber_id=int(subscriber_id),
            page_ids=tuple(map(int, page_ids)),
            monitor_ids=tuple(map(int, monitor_ids)),
            wants_incidents=bool(incidents),
            wants_maintenances=bool(maintenances),
            expires_at=int(expires_at),
        )
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error):
        return None


def confirmation_token(wish: str, subscriber: Subscriber) -> str:
    """Return what confirms a wish (as `written` returns it) of this subscriber."""
    return f"{wish}.{_signature(_CONFIRM, wish, subscriber)}"


def management_token(subscriber: Subscriber) -> str:
    """Return what manages this subscriber's subscription, and ends it."""
    return f"{subscriber.id}.{_signature(_MANAGE, str(subscriber.id), subscriber)}"


def webhook_secret(subscriber: Subscriber) -> str:
    """Return what signs the messages to a webhook, as the Standard Webhooks specification writes it.

    It follows from the installation's key, so that no copy of the database holds it.
    """
    key = bytes.fromhex(_signature(_SIGN, str(subscriber.id), subscriber))
    return f"whsec_{base64.b64encode(key).decode()}"


async def confirmed_by(token: str) -> tuple[Subscriber, Wish]:
    """Return whose wish a token confirms, and the wish; raises NotFound, the same for whatever is wrong with it."""
    text, _, signature = token[:_MAX_TOKEN].rpartition(".")
    wish = _read(text)
    subscriber = await _find(0 if wish is None else wish.subscriber_id)
    if (
        not _is_right(_CONFIRM, text, subscriber, signature)
        or subscriber is None
        or wish is None
        or wish.expires_at <= clock.timestamp()
    ):
        raise NotFound("This link is not valid, or not any more; please subscribe again", "token")
    return subscriber, wish


async def managed_by(token: str) -> Subscriber:
    """Return whose subscription a token manages; raises NotFound, the same for whatever is wrong with it."""
    text, _, signature = token[:_MAX_TOKEN].rpartition(".")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0  # noqa: PLR2004 - of digits
    subscriber = await _find(number)
    if not _is_right(_MANAGE, text, subscriber, signature) or subscriber is None:
        raise NotFound("This link is not valid; the subscription may have been removed", "token")
    return subscriber


async def _find(subscriber_id: int) -> Subscriber | None:
    # Asked also for what can't be there: an answer that comes sooner would tell something.
    return await Subscriber.get_or_none(id=subscriber_id if ids.can_exist(subscriber_id) else 0)


def _is_right(purpose: str, text: str, subscriber: Subscriber | None, signature: str) -> bool:
    expected = _signature(purpose, text, subscriber)
    return hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))


def _signature(purpose: str, text: str, subscriber: Subscriber | None) -> str:
    address = _NOBODY if subscriber is None else f"{subscriber.channel}:{subscriber.address}"
    # Surrogates from a URL are no text that could be signed.
    clean = text.encode("utf-8", "replace").decode()
    return api_keys.installation_hash(purpose, f"{clean}\0{address}")
