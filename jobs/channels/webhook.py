"""Webhooks: JSON, signed after the Standard Webhooks specification (https://www.standardwebhooks.com)."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence

import orjson

from core import clock
from core.templates import Destination, render
from jobs.channels.context import ChannelContext
from jobs.channels.http_post import post
from jobs.channels.secrecy import Secrecy
from models.delivery_outcome import DeliveryOutcome
from models.enums import MessageKind
from models.trigger_config import WebhookConfig
from models.trigger_config.webhook import key_of


async def send(
    context: ChannelContext,
    config: WebhookConfig,
    secrecy: Secrecy,
    *,
    message_id: str,
    kind: MessageKind,
    variables: Mapping[str, str],
) -> DeliveryOutcome:
    """Send a message to a trigger's webhook. Raises TemplateError."""
    if config.body is None:
        body = payload(kind, variables)
    else:
        body = render(config.body, variables, Destination.JSON, secrecy.expand).encode()
    own = {header.name: secrecy.expand(header.value) for header in config.headers}
    named = {name.lower() for name in own}
    defaults = {} if "content-type" in named else {"Content-Type": "application/json"}
    signed = signature_headers(message_id, body, config.signing_secrets(clock.timestamp()))
    url = secrecy.expand(config.url)
    secrecy.add_address(url)
    return await post(context, url, body, {**defaults, **own, **signed})


def payload(kind: MessageKind, data: Mapping[str, object]) -> bytes:
    """Return a message as the specification recommends it, for receivers without a template of their own."""
    timestamp = data.get("alert_timestamp") or clock.now().isoformat()
    return orjson.dumps({"type": type_of(kind), "timestamp": timestamp, "data": dict(data)})


def type_of(kind: MessageKind) -> str:
    """Return a message's kind as payloads spell it: ALERT_TRIGGERED is `alert.triggered`."""
    noun, _, verb = kind.value.lower().partition("_")
    return f"{noun}.{verb}" if verb else noun


def signature_headers(message_id: str, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """Return the headers that tell a receiver which message this is, and prove from whom; each secret signs."""
    timestamp = str(clock.timestamp())
    signed = f"{message_id}.{timestamp}.".encode() + body
    signatures = [base64.b64encode(hmac.digest(key_of(secret), signed, hashlib.sha256)).decode() for secret in secrets]
    headers = {"webhook-id": message_id, "webhook-timestamp": timestamp}
    if signatures:
        headers["webhook-signature"] = " ".join(f"v1,{signature}" for signature in signatures)
    return headers
