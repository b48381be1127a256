"""What is sent to subscribers."""

import json

import pytest
from pydantic import SecretStr
from standardwebhooks.webhooks import Webhook

from core.principal import SYSTEM
from jobs.channels.context import opened
from jobs.deliver import Deliverer
from models.delivery import Delivery, DeliveryAttempt
from models.enums import DeliveryState, Impact, MessageKind, SubscriberChannel
from models.message_template import MessageTemplate
from resolvers import incidents, message_templates, monitors
from resolvers.affected import MonitorImpact
from resolvers.incidents import NewIncident
from resolvers.message_templates import TemplateChanges
from resolvers.monitors import NewMonitor
from resolvers.subscriber_messages import compose
from resolvers.subscription_links import management_token, webhook_secret
from tests.receivers import http_receiver, mail_receiver
from tests.subscribing import composed, settle, subscriber

pytestmark = pytest.mark.usefixtures("db")


async def broken(title: str = "Broken") -> None:
    await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop"))
    await incidents.create(SYSTEM, NewIncident(title=title, monitors=[MonitorImpact("shop", Impact.DOWN)]))


async def test_a_webhook_gets_json_that_its_secret_proves(settings):
    async with http_receiver() as receiver:
        reader = await subscriber("", channel=SubscriberChannel.WEBHOOK, address=receiver.url)
        await broken()
        allowed = settings.model_copy(update={"webhook_networks_allow": ("127.0.0.0/8",)})
        async with opened(allowed) as context:
            await settle(Deliverer(allowed, context))

    (request,) = receiver.received
    # A receiver's own check, by the specification's library; it goes by the machine's clock, as this test does.
    Webhook(webhook_secret(reader)).verify(request.body, request.headers)
    message = json.loads(request.body)
    assert (message["type"], message["data"]["incident_title"], message["data"]["monitors"]) == (
        "incident.created",
        "Broken",
        "Shop",
    )
    assert message["data"]["unsubscribe_url"].endswith(f"/subscriptions/unsubscribe/{management_token(reader)}")
    assert "html" not in message["data"]


async def test_by_default_no_webhook_reaches_a_private_network(settings):
    async with http_receiver() as receiver:
        await subscriber("", channel=SubscriberChannel.WEBHOOK, address=receiver.url)
        await broken()
        async with opened(settings) as context:
            await settle(Deliverer(settings, context))

    assert receiver.received == []
    assert (await Delivery.get()).state is DeliveryState.FAILED


async def test_no_link_is_stored():
    reader = await subscriber("me")
    await broken()

    (row,) = await Delivery.all()
    (message,) = await composed()
    assert management_token(reader) in message["unsubscribe_url"]
    assert management_token(reader) not in json.dumps(row.message)


async def test_a_template_that_is_changed_counts_for_what_is_not_sent_yet():
    await subscriber("me")
    await broken()
    await message_templates.update(
        SYSTEM, MessageKind.INCIDENT_CREATED, TemplateChanges(subject="Oh: {{incident_title}}")
    )

    assert [message["subject"] for message in await composed()] == ["Oh: Broken"]


async def test_values_are_escaped_for_where_they_land():
    await subscriber("me")
    await broken("<script>alert(1)</script>\r\nBcc: a@example.com {{manage_url}}")

    (message,) = await composed()
    assert message["subject"] == "[Incident] <script>alert(1)</script> Bcc: a@example.com {{manage_url}}"
    assert "<script" not in message["html"]
    assert "{{manage_url}}" in message["html"]


@pytest.mark.parametrize("html", ["{{#comment}}", "{{site_name}}" * 3_000])
async def test_a_template_that_can_not_be_written_out_is_replaced_by_the_products_own(html):
    reader = await subscriber("me")
    await broken()
    await MessageTemplate.create(kind="INCIDENT_CREATED", subject="s", html=html, text="t")
    told = {**(await Delivery.get()).message, "site_name": "n" * 500}

    message = await compose(reader, MessageKind.INCIDENT_CREATED, told)

    assert message["subject"] == "[Incident] Broken"
    assert message["html"].startswith("<!doctype html>")


async def test_what_others_have_written_out_is_sent_as_it_is():
    reader = await subscriber("me")

    assert await compose(reader, MessageKind.INCIDENT_CREATED, {"subject": "s", "text": "t"}) == {
        "subject": "s",
        "text": "t",
    }


async def test_what_a_mail_server_says_of_an_address_is_kept_without_it(settings):
    await subscriber("somebody")
    await broken()
    async with mail_receiver(RCPT="550 <somebody@example.com> is nobody") as receiver:
        sending = settings.model_copy(update={"smtp_url": SecretStr(f"smtp://127.0.0.1:{receiver.port}")})
        async with opened(sending) as context:
            await settle(Deliverer(sending, context))

    (attempt,) = await DeliveryAttempt.all()
    assert (attempt.status_code, attempt.answer) == (550, "<[hidden]> is nobody")
    assert "somebody" not in attempt.error
