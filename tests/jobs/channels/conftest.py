"""A trigger's message, sent by the real channel."""

import ssl
from collections.abc import Awaitable, Callable

import pytest

from core.settings import Settings, load
from jobs.channels import send_to_trigger
from jobs.channels.context import ChannelContext, opened
from models.alert_variables import ALERT_VARIABLES
from models.delivery_outcome import DeliveryOutcome
from models.enums import MessageKind, TriggerType
from models.trigger import Trigger

VARIABLES = {
    **dict.fromkeys(ALERT_VARIABLES, ""),
    "alert_id": "7",
    "alert_name": "Shop is down",
    "alert_status": "TRIGGERED",
    "alert_severity": "CRITICAL",
    "alert_for": "STATUS",
    "alert_value": "DOWN",
    "alert_message": "HTTP 500 from https://shop.example",
    "alert_timestamp": "2026-01-05T12:00:00+00:00",
    "alert_cta_url": "https://status.example/incidents/3",
    "alert_cta_text": "See the incident",
    "is_triggered": "true",
    "monitor_name": "Shop",
    "monitor_tag": "shop",
    "site_name": "Ours",
    "site_url": "https://status.example",
}
Send = Callable[..., Awaitable[DeliveryOutcome]]


@pytest.fixture
def send(tmp_path) -> Send:
    """Sends a message by a trigger of `configuration`; loopback is allowed unless `settings` say otherwise."""

    async def sent(
        trigger_type: TriggerType,
        configuration: dict[str, object],
        *,
        variables: dict[str, str] | None = None,
        kind: MessageKind = MessageKind.ALERT_TRIGGERED,
        message_id: str = "msg_1",
        tls: ssl.SSLContext | None = None,
        **overrides: object,
    ) -> DeliveryOutcome:
        given = {"webhook_networks_allow": "127.0.0.0/8", "delivery_timeout_seconds": 1, **overrides}
        settings: Settings = load(data_dir=tmp_path, **given)
        trigger = Trigger(id=1, name="t", trigger_type=trigger_type, configuration=configuration)
        async with opened(settings) as context:
            return await send_to_trigger(
                ChannelContext(settings, context.http, tls or context.tls),
                trigger,
                message_id=message_id,
                kind=kind,
                variables={**VARIABLES, **(variables or {})},
            )

    return sent
