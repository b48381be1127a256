import asyncio
import ssl

import pytest
import trustme

from models.delivery_outcome import DeliveryOutcome
from models.enums import TriggerType
from tests.jobs.channels.conftest import VARIABLES
from tests.receivers import mail_receiver, running


def configuration(**more):
    return {"to": ["ops@example.com", "boss@example.com"], **more}


async def test_a_mail_has_the_products_texts_where_the_trigger_has_none(send, now):
    async with mail_receiver() as receiver:
        outcome = await send(
            TriggerType.EMAIL,
            configuration(),
            message_id="msg_abc",
            smtp_url=f"smtp://127.0.0.1:{receiver.port}",
            smtp_from="status@example.com",
        )

    (mail,) = receiver.received
    text, html = (mail.message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert outcome == DeliveryOutcome(status_code=250, answer="queued as 7")
    assert (mail.sender, mail.recipients) == ("status@example.com", ("ops@example.com", "boss@example.com"))
    assert mail.message["Subject"] == "[TRIGGERED] Shop is down: Shop"
    assert mail.message["From"] == "Ours <status@example.com>"
    assert mail.message["To"] == "ops@example.com, boss@example.com"
    assert mail.message["Message-ID"] == "<msg_abc@example.com>"
    assert mail.message["Date"] == "Mon, 06 Jan 2025 00:00:00 +0000"
    assert text.startswith("Shop is down: Shop (shop)\n\nHTTP 500 from https://shop.example\n\nStatus: TRIGGERED\n")
    assert '<a href="https://status.example/incidents/3">See the incident</a>' in html
    assert "{{" not in text + html


async def test_hostile_values_stay_values(send, now):
    hostile = 'x\r\nBcc: all@example.com\r\n\r\n<img src=x onerror="alert(1)">\r\n.\r\nQUIT'
    async with mail_receiver() as receiver:
        await send(
            TriggerType.EMAIL,
            configuration(**{"from": "alerts@example.com"}),
            variables=dict.fromkeys(VARIABLES, hostile),
            smtp_url=f"smtp://127.0.0.1:{receiver.port}",
        )

    (mail,) = receiver.received
    text, html = (mail.message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert mail.recipients == ("ops@example.com", "boss@example.com")
    assert mail.message["Bcc"] is None
    assert "Bcc: all@example.com" in mail.message["Subject"]
    assert mail.message["From"].addresses[0].addr_spec == "alerts@example.com"
    assert "QUIT" in text
    assert "<img" not in html
    assert "&lt;img" in html


async def test_own_templates_are_used_and_a_single_one_makes_a_simple_mail(send, now):
    async with mail_receiver() as receiver:
        await send(
            TriggerType.EMAIL,
            configuration(subject="{{monitor_tag}}{{#is_triggered}}!{{/is_triggered}}", text="Look: {{alert_name}}\n"),
            smtp_url=f"smtp://127.0.0.1:{receiver.port}",
        )

    (mail,) = receiver.received
    assert mail.message["Subject"] == "shop!"
    assert (mail.message.get_content_type(), mail.message.get_content()) == ("text/plain", "Look: Shop is down\n")


@pytest.fixture
def certificates() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server at 127.0.0.1 shows, and what trusts it."""
    authority = trustme.CA()
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(server)
    authority.configure_trust(client)
    return server, client


async def test_a_user_is_logged_in_and_the_connection_encrypted(send, now, certificates):
    server, client = certificates
    async with mail_receiver(server) as receiver:
        url = f"smtp+starttls://me%40x:pa%3Ass@127.0.0.1:{receiver.port}"
        outcome = await send(TriggerType.EMAIL, configuration(), smtp_url=url, tls=client)

    (mail,) = receiver.received
    assert outcome.is_sent
    assert mail.is_encrypted
    assert mail.user == "AG1lQHgAcGE6c3M="  # NUL me@x NUL pa:ss


async def test_a_certificate_that_nobody_trusts_ends_it(send, now, certificates):
    async with mail_receiver(certificates[0]) as receiver:
        url = f"smtp+starttls://127.0.0.1:{receiver.port}"
        outcome = await send(TriggerType.EMAIL, configuration(), smtp_url=url)

    assert outcome.error.startswith("The mail server can't be reached: The certificate is not trusted")
    assert receiver.received == []


async def test_a_server_that_must_encrypt_and_can_not_gets_no_mail(send, now):
    async with mail_receiver() as receiver:
        url = f"smtp+starttls://127.0.0.1:{receiver.port}"
        outcome = await send(TriggerType.EMAIL, configuration(), smtp_url=url)

    assert not outcome.is_sent
    assert receiver.received == []


@pytest.mark.parametrize(
    ("refused", "outcome"),
    [
        (
            {"RCPT": "550 no such user"},
            DeliveryOutcome(
                error="The mail server refused every recipient with 550", status_code=550, answer="no such user"
            ),
        ),
        (
            {"RCPT TO:<boss": "550 no such boss"},
            DeliveryOutcome(status_code=250, answer="queued as 7\nboss@example.com was refused: 550 no such boss"),
        ),
        (
            {"MAIL": "451 later"},
            DeliveryOutcome(error="The mail server answered 451", status_code=451, answer="later"),
        ),
        ({"DATA": ""}, DeliveryOutcome(error="The mail server closed the connection")),
    ],
    ids=["all refused", "one refused", "later", "closed"],
)
async def test_what_the_server_answers_decides(send, now, refused, outcome):
    async with mail_receiver(**refused) as receiver:
        url = f"smtp://127.0.0.1:{receiver.port}"
        assert await send(TriggerType.EMAIL, configuration(), smtp_url=url) == outcome


async def test_without_a_mail_server_or_one_that_listens_it_is_said(send, now):
    async with mail_receiver() as receiver:
        port = receiver.port

    unset = await send(TriggerType.EMAIL, configuration())
    away = await send(TriggerType.EMAIL, configuration(), smtp_url=f"smtp://127.0.0.1:{port}")

    assert unset == DeliveryOutcome(error="No mail server is set: HELIOGRAPH_SMTP_URL")
    assert away == DeliveryOutcome(error="The mail server can't be reached: Connection refused")


async def test_a_mail_server_that_never_answers_is_left(send, now):
    async def silent(reader, writer):
        await asyncio.Event().wait()

    async with running(silent) as port:
        outcome = await send(TriggerType.EMAIL, configuration(), smtp_url=f"smtp://127.0.0.1:{port}")

    assert outcome == DeliveryOutcome(error="The mail server did not answer in time")
