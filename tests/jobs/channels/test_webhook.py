import base64
import json
import time

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from core import clock
from models.delivery_outcome import DeliveryOutcome
from models.enums import MessageKind, TriggerType
from tests.receivers import close, drip, flood, hang, http_receiver, nonsense, status

SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()
OTHER = "whsec_" + base64.b64encode(b"o" * 24).decode()
NONE = "whsec_" + base64.b64encode(b"n" * 24).decode()


@pytest.fixture(autouse=True)
def right_time(now: clock.ManualClock) -> clock.ManualClock:
    """The library that verifies goes by the machine's clock."""
    now.move_to(int(time.time()))
    return now


async def test_a_receiver_verifies_the_message_and_reads_it(send, right_time):
    async with http_receiver() as receiver:
        outcome = await send(TriggerType.WEBHOOK, {"url": receiver.url, "secret": SECRET}, message_id="msg_abc")

    (request,) = receiver.received
    payload = Webhook(SECRET).verify(request.body, request.headers)
    assert outcome == DeliveryOutcome(status_code=204, answer="")
    assert (request.method, request.path, request.headers["webhook-id"]) == ("POST", "/hook", "msg_abc")
    assert request.headers["content-type"] == "application/json"
    assert payload["type"] == "alert.triggered"
    assert payload["timestamp"] == "2026-01-05T12:00:00+00:00"
    assert payload["data"]["alert_name"] == "Shop is down"
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(request.body + b" ", request.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(request.body, {**request.headers, "webhook-id": "msg_other"})


async def test_while_a_secret_is_changed_both_sign_and_then_the_new_one_alone(send, right_time):
    configuration = {"secret": SECRET, "previousSecret": OTHER, "previousUntil": clock.timestamp() + 60}
    async with http_receiver() as receiver:
        configuration["url"] = receiver.url
        await send(TriggerType.WEBHOOK, configuration)
        right_time.advance(60)
        await send(TriggerType.WEBHOOK, configuration)

    during, after = receiver.received
    for secret in (SECRET, OTHER):
        Webhook(secret).verify(during.body, during.headers)
    Webhook(SECRET).verify(after.body, after.headers)
    for request, secret in ((during, NONE), (after, OTHER)):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(request.body, request.headers)


async def test_a_template_and_headers_are_filled_in_with_the_operators_secrets(send, monkeypatch):
    monkeypatch.setenv("SHOP_TOKEN", 'to"ken')
    monkeypatch.setenv("DATABASE_URL", "postgres://hidden")
    async with http_receiver() as receiver:
        configuration = {
            "url": receiver.url + "?t=$SHOP_TOKEN",
            "secret": SECRET,
            "headers": [{"name": "X-Token", "value": "Bearer $SHOP_TOKEN $DATABASE_URL"}],
            "body": '{"text": "{{alert_name}} $SHOP_TOKEN $DATABASE_URL", "value": "{{alert_message}}"}',
        }
        await send(
            TriggerType.WEBHOOK,
            configuration,
            variables={"alert_name": 'a", "x": "$SHOP_TOKEN', "alert_message": "{{alert_id}}"},
            secrets_allow="SHOP_*",
        )

    (request,) = receiver.received
    assert Webhook(SECRET).verify(request.body, request.headers) == {
        "text": 'a", "x": "$SHOP_TOKEN to"ken $DATABASE_URL',
        "value": "{{alert_id}}",
    }
    assert request.headers["x-token"] == 'Bearer to"ken $DATABASE_URL'
    assert request.path == "/hook?t=to%22ken"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (status(200, "fine"), DeliveryOutcome(status_code=200, answer="fine")),
        (status(500, "broken"), DeliveryOutcome(error="The receiver answered 500", status_code=500, answer="broken")),
        (
            status(429, Retry_After="90"),
            DeliveryOutcome(error="The receiver answered 429", status_code=429, answer="", retry_after_seconds=90),
        ),
        (
            status(410),
            DeliveryOutcome(
                error="The receiver answered 410: it is gone, and its trigger was deactivated",
                status_code=410,
                answer="",
                is_gone=True,
            ),
        ),
        (close, DeliveryOutcome(error="The server closed the connection without an answer")),
        (hang, DeliveryOutcome(error="No answer within 1 seconds")),
        (nonsense, DeliveryOutcome(error="The answer is not HTTP")),
        (drip, DeliveryOutcome(status_code=200, answer="begin")),
        (flood, DeliveryOutcome(status_code=200, answer="x" * 16_384)),
    ],
    ids=["200", "500", "429", "410", "close", "hang", "nonsense", "drip", "flood"],
)
async def test_what_the_receiver_answers_decides(send, answer, outcome):
    async with http_receiver(answer) as receiver:
        assert await send(TriggerType.WEBHOOK, {"url": receiver.url, "secret": SECRET}) == outcome


async def test_a_redirect_is_a_failure_and_is_not_followed(send):
    async with http_receiver() as private, http_receiver(status(302, Location=private.url)) as receiver:
        outcome = await send(TriggerType.WEBHOOK, {"url": receiver.url, "secret": SECRET})

    assert (outcome.status_code, outcome.error) == (302, "The receiver answered 302; redirects are not followed")
    assert private.received == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1", "0x7f000001"])
async def test_private_networks_are_not_reached_unless_the_operator_allows_them(send, host):
    async with http_receiver() as receiver:
        url = receiver.url.replace("127.0.0.1", host)
        outcome = await send(TriggerType.WEBHOOK, {"url": url, "secret": SECRET}, webhook_networks_allow="")

    assert outcome.error.startswith("The network policy does not let messages go there:")
    assert receiver.received == []


async def test_nobody_listening_is_said(send):
    async with http_receiver() as receiver:
        url = receiver.url
    outcome = await send(TriggerType.WEBHOOK, {"url": url, "secret": SECRET})

    assert outcome == DeliveryOutcome(error="Connection refused")


async def test_an_answer_that_repeats_secrets_is_kept_without_them(send, monkeypatch):
    monkeypatch.setenv("SHOP_TOKEN", 'to"ken<1>')
    repeated = [SECRET, "Bearer-0123456789", 'to"ken<1>', 'to\\"ken<1>', "to&quot;ken&lt;1&gt;", "to%22ken%3C1%3E"]
    repeated += ["/services/T0123456789/B0123456789", "T0123456789012"]
    async with http_receiver(status(500, " | ".join(repeated) + " application/json")) as receiver:
        configuration = {
            "url": receiver.url.replace("/hook", "/services/T0123456789/B0123456789/T0123456789012"),
            "secret": SECRET,
            "headers": [
                {"name": "X-Token", "value": "Bearer-0123456789 $SHOP_TOKEN"},
                {"name": "Content-Type", "value": "application/json"},
            ],
        }
        outcome = await send(TriggerType.WEBHOOK, configuration, secrets_allow="SHOP_*")

    assert outcome.answer.endswith("application/json")
    for secret in repeated[:6] + repeated[7:]:
        assert secret not in outcome.answer
    assert "0123456789012" not in repr(outcome)


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        (MessageKind.ALERT_RESOLVED, "alert.resolved"),
        (MessageKind.ALERT_REMINDER, "alert.reminder"),
        (MessageKind.TEST, "test"),
        (MessageKind.MAINTENANCE_STARTING_SOON, "maintenance.starting_soon"),
    ],
)
async def test_the_payload_says_what_kind_of_message_it_is(send, kind, named):
    async with http_receiver() as receiver:
        await send(TriggerType.WEBHOOK, {"url": receiver.url, "secret": SECRET}, kind=kind)

    assert json.loads(receiver.received[0].body)["type"] == named


async def test_a_secret_with_a_line_break_can_not_add_a_header(send, monkeypatch):
    monkeypatch.setenv("SHOP_TOKEN", "a\r\nX-Admin: yes")
    async with http_receiver() as receiver:
        configuration = {"url": receiver.url, "secret": SECRET, "headers": [{"name": "X-T", "value": "$SHOP_TOKEN"}]}
        outcome = await send(TriggerType.WEBHOOK, configuration, secrets_allow="SHOP_*")

    assert outcome == DeliveryOutcome(error="The address or a header can't be sent as it is written")
    assert receiver.received == []


async def test_a_stored_template_that_breaks_is_a_failure_with_its_line(send):
    async with http_receiver() as receiver:
        outcome = await send(TriggerType.WEBHOOK, {"url": receiver.url, "secret": SECRET, "body": "{\n{{alert_id"})

    assert outcome.error == "A template can't be rendered: line 2: a tag is opened, but never closed by '}}'"
    assert receiver.received == []
