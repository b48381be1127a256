"""Subscribing without an account: the form's address, and the pages that the links of messages lead to.

A link alone does nothing: programs that look at mail follow links. Each leads to a page with a button; only POST acts,
which mail programs do for their own button to unsubscribe (RFC 8058).
"""

from html import escape

import orjson
from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect

from core.errors import Conflict, DomainError, InvalidInput
from models.enums import SubscriberChannel, SubscriberStatus
from resolvers import subscription_links, subscriptions
from resolvers.subscriptions import Managed
from web.form_bodies import Form, read
from web.small_pages import button, checkbox, group, page, paragraph

router = APIRouter(include_in_schema=False)

_ACCEPTED = "If this address can be written to, a message is on its way. Its link confirms the subscription."
_JSON_HEADERS = {"Cache-Control": "no-store"}


@router.get("/subscribe")
async def show_form() -> Response:
    """Show a form for everything there is."""
    fields = group(
        "Send me news of",
        checkbox("incidents", "on", "incidents", is_checked=True),
        checkbox("maintenances", "on", "maintenances", is_checked=True),
    )
    email = '<label>Mail address <input type="email" name="email" required autocomplete="email"></label>'
    return page(200, "Subscribe", f'<form method="post">{email}{fields}<button>Subscribe</button></form>')


@router.post("/subscribe")
async def subscribe(request: Request) -> Response:
    """Take a request for a subscription, from a page's form or as JSON; the answer is the same for every address."""
    is_json = request.headers.get("content-type", "").lower().startswith("application/json")
    try:
        form = await read(request)
        client = None if request.client is None else request.client.host
        await subscriptions.request(_asked(form), client=client)
    except ClientDisconnect:
        return _told(is_json, 400, "The body broke off")
    except Conflict as error:
        return _told(is_json, 409, error.message)
    except DomainError as error:
        return _told(is_json, 400, error.message)
    return _told(is_json, 202, _ACCEPTED)


def _asked(form: Form) -> subscriptions.Request:
    webhook = form.text("webhook_url")
    if bool(webhook) is bool(form.text("email")):
        raise InvalidInput("Either email or webhook_url must be given", "email")
    # A program that says nothing of either wants both; a form that leaves both boxes empty means none.
    says_nothing = form.is_json and "incidents" not in form.fields and "maintenances" not in form.fields
    return subscriptions.Request(
        channel=SubscriberChannel.WEBHOOK if webhook else SubscriberChannel.EMAIL,
        address=webhook or form.text("email"),
        pages=form.texts("pages"),
        monitors=form.texts("monitors"),
        wants_incidents=says_nothing or form.flag("incidents"),
        wants_maintenances=says_nothing or form.flag("maintenances"),
    )


def _told(is_json: bool, status: int, message: str) -> Response:  # noqa: FBT001 - the first thing to know of an answer
    if is_json:
        return Response(orjson.dumps({"message": message}), status, _JSON_HEADERS, "application/json")
    return page(status, "Subscribe", paragraph(message))


@router.get("/subscriptions/confirm/{token}")
async def show_confirmation(token: str) -> Response:
    """Show what a confirmation would make, and a button."""
    try:
        offer = await subscriptions.offered(token)
    except DomainError as error:
        return page(404, "Subscription", paragraph(error.message))
    return page(
        200,
        "Confirm your subscription",
        paragraph(f"News of {offer.topics}, of {offer.follows.described()}, to {offer.subscriber.address}")
        + button("Confirm"),
    )


@router.post("/subscriptions/confirm/{token}")
async def confirm(token: str) -> Response:
    """Make the subscription."""
    try:
        subscriber = await subscriptions.confirm(token)
    except DomainError as error:
        return page(404, "Subscription", paragraph(error.message))
    manage = f"/subscriptions/manage/{subscription_links.management_token(subscriber)}"
    body = paragraph("You will get news from now on.") + f'<p><a href="{manage}">Change what you get</a></p>'
    if subscriber.channel is SubscriberChannel.WEBHOOK:
        secret = escape(subscription_links.webhook_secret(subscriber))
        body += f"<p>Messages are signed after the Standard Webhooks specification, by <code>{secret}</code></p>"
    return page(200, "You are subscribed", body)


@router.get("/subscriptions/unsubscribe/{token}")
async def show_unsubscription(token: str) -> Response:
    """Show a button that ends a subscription."""
    try:
        await subscriptions.managed(token)
    except DomainError as error:
        return page(404, "Unsubscribe", paragraph(error.message))
    return page(200, "Unsubscribe", paragraph("You will get no more messages.") + button("Unsubscribe"))


@router.post("/subscriptions/unsubscribe/{token}")
async def unsubscribe(token: str) -> Response:
    """End a subscription, by the page's button or by a mail program's own; what the body says does not matter."""
    try:
        await subscriptions.cancel(token)
    except DomainError as error:
        return page(404, "Unsubscribe", paragraph(error.message))
    return page(200, "You are unsubscribed", paragraph("You will get no more messages."))


@router.get("/subscriptions/manage/{token}")
async def show_subscription(token: str) -> Response:
    """Show what a subscriber gets, to be changed."""
    try:
        return _managed(token, await subscriptions.managed(token))
    except DomainError as error:
        return page(404, "Subscription", paragraph(error.message))


def _managed(token: str, managed: Managed, *, note: str = "") -> Response:
    subscriber, follows = managed.subscriber, managed.follows
    if subscriber.status is not SubscriberStatus.ACTIVE:
        body = paragraph("You get no messages.") + '<p><a href="/subscribe">Subscribe again</a></p>'
        return page(200, "Your subscription", body)
    topics = group(
        "Send me news of",
        checkbox("incidents", "on", "incidents", is_checked=subscriber.wants_incidents),
        checkbox("maintenances", "on", "maintenances", is_checked=subscriber.wants_maintenances),
    )
    kept = [
        *(checkbox("pages", str(each.id), each.title, is_checked=True) for each in follows.pages),
        *(checkbox("monitors", str(each.id), each.name, is_checked=True) for each in follows.monitors),
    ]
    followed = group("Of", *kept) if kept else paragraph(f"You follow {follows.described()}.")
    return page(
        400 if note else 200,
        "Your subscription",
        (paragraph(note) if note else "")
        + f'<form method="post">{topics}{followed}<button>Save</button></form>'
        + f'<p><a href="/subscriptions/unsubscribe/{escape(token)}">Unsubscribe</a></p>',
    )


@router.post("/subscriptions/manage/{token}")
async def change_subscription(request: Request, token: str) -> Response:
    """Let a subscriber get what the form says."""
    try:
        await subscriptions.managed(token)
        form = await read(request)
        await subscriptions.change(
            token,
            wants_incidents=form.flag("incidents"),
            wants_maintenances=form.flag("maintenances"),
            keep_pages=_numbers(form, "pages"),
            keep_monitors=_numbers(form, "monitors"),
        )
        return _managed(token, await subscriptions.managed(token))
    except ClientDisconnect:
        return page(400, "Your subscription", paragraph("The body broke off"))
    except (InvalidInput, Conflict) as error:
        return _managed(token, await subscriptions.managed(token), note=error.message)
    except DomainError as error:
        return page(404, "Your subscription", paragraph(error.message))


def _numbers(form: Form, name: str) -> set[int]:
    return {int(text) for text in form.texts(name) if text.isascii() and text.isdigit() and len(text) <= 19}  # noqa: PLR2004 - digits of a row's id
