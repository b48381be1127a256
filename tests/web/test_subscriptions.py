"""The form's address, and the pages that links lead to; the end to end of a message with its links."""

import base64
import hashlib
import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from core.principal import SYSTEM
from jobs.channels.context import opened
from jobs.deliver import Deliverer
from models.delivery import Delivery
from models.enums import DeliveryState, Impact, Scope, SubscriberChannel, SubscriberStatus
from models.subscriber import Subscriber
from resolvers import api_keys, incidents, monitors, pages, site, subscriptions
from resolvers.affected import MonitorImpact
from resolvers.incidents import NewIncident
from resolvers.monitors import NewMonitor
from resolvers.pages import NewPage
from resolvers.subscription_links import management_token, webhook_secret
from tests.contents import contents
from tests.receivers import mail_receiver
from tests.schema.whole import add_graphql
from tests.subscribing import composed, settle, subscriber
from web.subscriptions import router

EMAIL = SubscriberChannel.EMAIL
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
async def client(db, now) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(router)
    add_graphql(app)
    await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop <1>"))
    await pages.create(SYSTEM, NewPage(path="all", title="All", header="All", monitors=["shop"]))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        yield client


def path(address: str) -> str:
    return httpx.URL(address).path


async def confirmation(client: httpx.AsyncClient, **asked) -> str:
    """Subscribe, and return the path of the link that was sent."""
    answer = await client.post("/subscribe", json={"email": "me@example.com", **asked})
    assert answer.status_code == 202
    return path((await composed())[-1]["confirm_url"])


async def test_a_visitor_subscribes_by_the_form_and_confirms_by_a_button(client):
    form = await client.get("/subscribe")
    assert 'name="email"' in form.text
    asked = await client.post("/subscribe", data={"email": "me@example.com", "incidents": "on", "monitors": ["shop"]})
    assert asked.status_code == 202
    assert "a message is on its way" in asked.text
    link = path((await composed())[-1]["confirm_url"])

    shown = await client.get(link)
    assert "News of incidents, of Shop &lt;1&gt;, to me@example.com" in shown.text
    assert (await Subscriber.get()).status is SubscriberStatus.PENDING
    done = await client.post(link)

    row = await Subscriber.get()
    assert (done.status_code, row.status) == (200, SubscriberStatus.ACTIVE)
    assert (row.wants_incidents, row.wants_maintenances) == (True, False)
    assert f"/subscriptions/manage/{management_token(row)}" in done.text


@pytest.mark.parametrize("kind", ["json", "data"])
async def test_the_answer_is_the_same_for_who_is_known_and_who_is_not(client, kind):
    await subscriber("known")
    answers = []
    for address in ("known@example.com", "unknown@example.com"):
        answer = await client.post("/subscribe", **{kind: {"email": address, "incidents": "on"}})
        answers.append((answer.status_code, answer.text, dict(answer.headers)))

    assert answers[0] == answers[1]
    assert answers[0][0] == 202


@pytest.mark.parametrize(
    ("status", "sent"),
    [
        (400, {"json": {"email": "nobody"}}),
        (400, {"json": {}}),
        (400, {"json": {"email": "me@example.com", "webhook_url": "https://example.com"}}),
        (400, {"json": {"email": 7}}),
        (400, {"json": ["me@example.com"]}),
        (400, {"json": {"email": "me@example.com", "monitors": [["shop"]]}}),
        (400, {"json": {"email": "me@example.com", "monitors": ["nowhere"]}}),
        (400, {"content": b"{", "headers": {"content-type": "application/json"}}),
        (400, {"content": b"email=me@example.com"}),
        (400, {"data": {"email": "me@example.com"}}),
        (400, {"content": b"email=%ff\xff", "headers": FORM}),
        (400, {"content": b"a=1&" * 300, "headers": FORM}),
        (400, {"content": b"email=" + b"a" * 30_000, "headers": FORM}),
    ],
)
async def test_what_can_not_be_asked_is_refused_and_changes_nothing(client, status, sent):
    before = await contents()

    answer = await client.post("/subscribe", **sent)

    assert answer.status_code == status
    assert await contents() == before


async def test_where_subscriptions_are_switched_off_the_form_says_so(client):
    await site.put(SYSTEM, "subscriptionsSettings", {"enable": False})

    answer = await client.post("/subscribe", json={"email": "me@example.com"})

    assert (answer.status_code, answer.json()) == (
        409,
        {"message": "There are no such subscriptions here: they are switched off"},
    )


async def test_looking_at_links_changes_nothing(client):
    link = await confirmation(client)
    manage = management_token(await subscriber("other"))
    before = await contents()

    for where in (link, f"/subscriptions/unsubscribe/{manage}", f"/subscriptions/manage/{manage}"):
        for method in ("GET", "HEAD"):
            assert (await client.request(method, where)).status_code in {200, 405}

    assert await contents() == before


async def test_one_click_of_a_mail_program_ends_a_subscription(client):
    leave = f"/subscriptions/unsubscribe/{management_token(await subscriber('me'))}"

    for _ in range(2):
        answer = await client.post(leave, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert (await Subscriber.get()).status is SubscriberStatus.UNSUBSCRIBED
    as_multipart = await client.post(leave, files={"List-Unsubscribe": (None, "One-Click")})
    assert as_multipart.status_code == 200


async def test_a_subscriber_chooses_less(client):
    link = await confirmation(client, pages=["all"], monitors=["shop"])
    await client.post(link)
    manage = f"/subscriptions/manage/{management_token(await Subscriber.get())}"
    shown = await client.get(manage)
    page_id = re.search(r'name="pages" value="(\d+)" checked', shown.text)[1]
    assert "Shop &lt;1&gt;" in shown.text

    less = await client.post(manage, data={"incidents": "on", "pages": page_id})
    none = await client.post(manage, data={"incidents": "on"})

    assert (less.status_code, "Shop" in less.text) == (200, False)
    assert (none.status_code, "to get no more messages, unsubscribe" in none.text) == (400, True)
    assert (await Subscriber.get()).wants_maintenances is False
    assert (await client.post(manage, content=b"x")).status_code == 400


@pytest.mark.parametrize("what", ["confirm", "unsubscribe", "manage"])
@pytest.mark.parametrize("token", ["1.abc", "x", "%00", "%ff%fe", "a" * 9_000, "1." + "0" * 64])
async def test_links_that_are_not_ours_lead_nowhere(client, what, token):
    await subscriber("me")
    before = await contents()

    where = f"/subscriptions/{what}/{token}"
    answers = [await client.request(method, where, headers=FORM) for method in ("GET", "POST")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "example.com" not in "".join(answer.text for answer in answers)
    assert await contents() == before


async def test_pages_load_nothing_run_nothing_and_are_kept_by_nobody(client):
    manage = management_token(await subscriber("me"))
    for where in ("/subscribe", f"/subscriptions/manage/{manage}", "/subscriptions/manage/none"):
        answer = await client.get(where)
        style = re.search(r"<style>(.*?)</style>", answer.text, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert answer.headers["content-security-policy"] == (
            f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        )
        assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == ("no-store", "no-referrer")
        assert not re.search(r"<script|style=|onclick|src=", answer.text)


async def test_who_confirms_a_webhook_learns_what_signs_its_messages(client):
    await client.post("/subscribe", json={"webhook_url": "https://example.com/hook"})

    answer = await client.post(path((await composed())[-1]["confirm_url"]))

    assert f"<code>{webhook_secret(await Subscriber.get())}</code>" in answer.text


@asynccontextmanager
async def delivering(settings):
    """Send what is due to a mail server of our own, whenever it is asked for."""
    async with mail_receiver() as receiver:
        sending = settings.model_copy(update={"smtp_url": SecretStr(f"smtp://127.0.0.1:{receiver.port}")})
        async with opened(sending) as context:
            yield Deliverer(sending, context), receiver


def mails(receiver) -> dict[str, EmailMessage]:
    return {mail.recipients[0]: mail.message for mail in receiver.received}


def part(mail: EmailMessage, kind: str) -> str:
    return mail.get_body((kind,)).get_content()


async def test_an_incident_reaches_each_confirmed_subscriber_once_with_a_link_that_ends_it(client, settings):
    secret = (await api_keys.create(SYSTEM, name="people", scope=Scope.WRITE)).secret
    for name in ("one", "two", "never"):
        await client.post("/subscribe", json={"email": f"{name}@example.com", "monitors": ["shop"]})
    async with delivering(settings) as (deliverer, receiver):
        await settle(deliverer)
        asked = mails(receiver)
        for name in ("one", "two"):
            link = re.search(r"http://\S+/subscriptions/confirm/\S+", part(asked[f"{name}@example.com"], "plain"))[0]
            assert link in html.unescape(part(asked[f"{name}@example.com"], "html"))
            assert (await client.post(path(link))).status_code == 200
        receiver.received.clear()

        created = await client.post(
            "/graphql",
            json={
                "query": """mutation { incidentCreate(input: {
                    title: "Shop broke", monitors: [{tag: "shop", impact: DOWN}]
                }) { userErrors { message } } }"""
            },
            headers={"Authorization": f"Bearer {secret}"},
        )
        assert created.json()["data"]["incidentCreate"] == {"userErrors": []}
        await settle(deliverer)
        await settle(deliverer)

        assert sorted(mail.recipients for mail in receiver.received) == [("one@example.com",), ("two@example.com",)]
        mail = mails(receiver)["one@example.com"]
        assert (mail["To"], mail["Subject"]) == ("one@example.com", "[Incident] Shop broke")
        assert "Affected: Shop <1>" in part(mail, "plain")
        assert "Shop &lt;1&gt;" in part(mail, "html")
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        leave = path(mail["List-Unsubscribe"].strip("<>"))
        assert leave in part(mail, "plain")
        assert (await client.post(leave, data={"List-Unsubscribe": "One-Click"})).status_code == 200
        receiver.received.clear()

        await incidents.resolve(SYSTEM, 1, comment="Mended")
        await settle(deliverer)

    assert [(mail.recipients, mail.message["Subject"]) for mail in receiver.received] == [
        (("two@example.com",), "[Resolved] Shop broke")
    ]
    assert {row.state for row in await Delivery.all()} == {DeliveryState.SENT}


async def test_who_left_since_a_message_was_written_does_not_get_it(client, settings):
    reader = await subscriber("me")
    await incidents.create(SYSTEM, NewIncident(title="Broken", monitors=[MonitorImpact("shop", Impact.DOWN)]))
    await subscriptions.cancel(management_token(reader))

    async with delivering(settings) as (deliverer, receiver):
        await settle(deliverer)

    assert receiver.received == []
    assert (await Delivery.get()).state is DeliveryState.DEAD
