"""Slack, Discord and Apprise."""

import json
import sys

import pytest

from models.delivery_outcome import DeliveryOutcome
from models.enums import TriggerType
from tests.jobs.channels.conftest import VARIABLES
from tests.receivers import http_receiver, status


async def test_slack_gets_blocks(send):
    async with http_receiver(status(200, "ok")) as receiver:
        outcome = await send(TriggerType.SLACK, {"url": receiver.url})

    assert outcome == DeliveryOutcome(status_code=200, answer="ok")
    assert json.loads(receiver.received[0].body) == {
        "text": "[TRIGGERED] Shop is down: Shop",
        "blocks": [
            {
                "type": "header",
                "text": {"type": "plain_text", "text": "[TRIGGERED] Shop is down: Shop", "emoji": False},
            },
            {"type": "section", "text": {"type": "mrkdwn", "text": "HTTP 500 from https://shop.example"}},
            {
                "type": "section",
                "fields": [
                    {"type": "mrkdwn", "text": "*Status*\nTRIGGERED"},
                    {"type": "mrkdwn", "text": "*Severity*\nCRITICAL"},
                    {"type": "mrkdwn", "text": "*Monitor*\nShop"},
                    {"type": "mrkdwn", "text": "*Condition*\nSTATUS"},
                    {"type": "mrkdwn", "text": "*Value*\nDOWN"},
                    {"type": "mrkdwn", "text": "*Time*\n2026-01-05T12:00:00+00:00"},
                ],
            },
            {
                "type": "context",
                "elements": [{"type": "mrkdwn", "text": "<https://status.example/incidents/3|See the incident>"}],
            },
        ],
    }


async def test_nobody_is_called_in_slack_by_a_value_and_no_text_is_too_long(send):
    hostile = "<!channel> <https://evil.example|click> & " + "x" * 5_000
    async with http_receiver(status(200, "ok")) as receiver:
        await send(TriggerType.SLACK, {"url": receiver.url}, variables=dict.fromkeys(VARIABLES, hostile))
        own = {"url": receiver.url, "body": '{"text": "<!here> {{alert_name}}"}'}
        await send(TriggerType.SLACK, own, variables={"alert_name": "<!channel>"})

    blocks, own = receiver.received
    assert b"<" not in blocks.body
    assert b"&lt;!channel&gt;" in blocks.body
    header, message, fields = json.loads(blocks.body)["blocks"]
    assert len(header["text"]["text"]) == 150
    assert len(message["text"]["text"]) == 3_000
    assert {len(field["text"]) for field in fields["fields"]} == {2_000}
    assert json.loads(own.body) == {"text": "<!here> &lt;!channel&gt;"}


async def test_discord_gets_an_embed(send):
    async with http_receiver() as receiver:
        outcome = await send(TriggerType.DISCORD, {"url": receiver.url})

    payload = json.loads(receiver.received[0].body)
    (embed,) = payload["embeds"]
    assert outcome.is_sent
    assert payload["allowed_mentions"] == {"parse": []}
    assert embed["title"] == "[TRIGGERED] Shop is down: Shop"
    assert embed["description"] == "HTTP 500 from https://shop.example"
    assert embed["url"] == "https://status.example/incidents/3"
    assert embed["timestamp"] == "2026-01-05T12:00:00+00:00"
    assert embed["color"] == 0xE01E5A
    assert embed["fields"][1] == {"name": "Severity", "value": "CRITICAL", "inline": True}


async def test_discord_with_an_own_template_still_calls_nobody_and_no_text_is_too_long(send):
    long = "@everyone " + "x" * 5_000
    async with http_receiver() as receiver:
        own = {"url": receiver.url, "body": '{"content": "{{alert_name}}"}'}
        await send(TriggerType.DISCORD, own, variables={"alert_name": "@everyone"})
        await send(TriggerType.DISCORD, {"url": receiver.url}, variables=dict.fromkeys(VARIABLES, long))
        listed = await send(TriggerType.DISCORD, {"url": receiver.url, "body": "[]"})

    own, embeds = (json.loads(request.body) for request in receiver.received)
    assert own == {"content": "@everyone", "allowed_mentions": {"parse": []}}
    assert (len(embeds["embeds"][0]["title"]), len(embeds["embeds"][0]["description"])) == (256, 4_096)
    assert {len(field["value"]) for field in embeds["embeds"][0]["fields"]} == {1_024}
    assert listed.error == "A template can't be rendered: line 1: rendered, it is no JSON object"


@pytest.mark.parametrize("trigger_type", [TriggerType.SLACK, TriggerType.DISCORD])
async def test_chats_obey_the_network_policy_and_hide_their_address(send, trigger_type):
    async with http_receiver(status(404, "no /hook/T0123456789ABCDEF here")) as receiver:
        url = f"{receiver.url}/T0123456789ABCDEF"
        refused = await send(trigger_type, {"url": url}, webhook_networks_allow="")
        answered = await send(trigger_type, {"url": url})

    assert refused.error == "The network policy does not let messages go there: 127.0.0.1 is a private address"
    assert answered == DeliveryOutcome(error="The receiver answered 404", status_code=404, answer="no [hidden] here")
    assert len(receiver.received) == 1


async def test_apprise_sends_through_a_service_that_the_operator_allows(send):
    async with http_receiver(status(200)) as receiver:
        url = receiver.url.replace("http://", "json://")
        allowed = await send(TriggerType.APPRISE, {"url": url}, apprise_services_allow="json")
        refused = await send(TriggerType.APPRISE, {"url": url})
        local = await send(
            TriggerType.APPRISE,
            {"url": url, "title": "{{monitor_tag}}", "body": "Own {{alert_name}}"},
            apprise_services_allow="json,gotify",
        )

    payloads = [json.loads(request.body) for request in receiver.received]
    assert (allowed.is_sent, local.is_sent) == (True, True)
    assert refused == DeliveryOutcome(error="The service json is not allowed on this installation")
    assert [payload["title"] for payload in payloads] == ["[TRIGGERED] Shop is down: Shop", "shop"]
    assert payloads[0]["message"].startswith("Shop is down: Shop (shop)")
    assert payloads[1]["message"] == "Own Shop is down"
    assert "apprise" in sys.modules


async def test_what_apprise_complains_of_is_kept_without_the_tokens_of_the_url(send, caplog):
    async with http_receiver(status(500)) as receiver:
        url = receiver.url.replace("http://", "json://user:p0123456789abcdef@")
        outcome = await send(TriggerType.APPRISE, {"url": url}, apprise_services_allow="json")
        unreadable = await send(TriggerType.APPRISE, {"url": "tgram://nonsense-0123456789"})

    assert outcome.error == "Apprise could not send"
    assert "500" in outcome.answer
    assert unreadable.error == "Apprise can't read the trigger's URL"
    for text in (repr(outcome), repr(unreadable), caplog.text):
        assert "p0123456789abcdef" not in text
        assert "nonsense-0123456789" not in text
