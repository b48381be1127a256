"""Subscribers and subscriptions through GraphQL."""

import csv
import io

import pytest

from core.principal import SYSTEM
from models.enums import SubscriberChannel, SubscriberStatus
from models.subscriber import Subscriber
from resolvers import monitors, pages
from resolvers.monitors import NewMonitor
from resolvers.pages import NewPage
from resolvers.subscription_links import management_token, webhook_secret
from tests import statements
from tests.contents import contents
from tests.subscribing import composed, subscriber, token

ERRORS = "userErrors { code field message }"
SHOWN = (
    "{ subscriber { id channel address status wantsIncidents wantsMaintenances followsEverything secret "
    f"pages {{ path }} monitors {{ tag }} }} {ERRORS} }}"
)


@pytest.fixture(autouse=True)
async def world(db, now) -> None:
    await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop"))
    await monitors.create(SYSTEM, NewMonitor(tag="hidden", name="Hidden", is_hidden=True))
    await pages.create(SYSTEM, NewPage(path="all", title="All", header="All", monitors=["shop"]))


@pytest.fixture
def act(ask):
    async def action(name: str, shown: str = SHOWN, *, by: str | None = "admin", **given):
        kind = f"{name[0].upper()}{name[1:]}Input"
        answer = await ask(f"mutation ($input: {kind}!) {{ {name}(input: $input) {shown} }}", by=by, input=given)
        assert "errors" not in answer, answer
        return answer["data"][name]

    return action


async def test_an_administrator_adds_changes_and_removes_a_subscriber(act):
    made = await act("subscriberCreate", address={"email": "Me@example.com"}, pages=["all"], monitors=["hidden"])
    assert made["userErrors"] == []
    assert {**made["subscriber"], "id": None} == {
        "id": None,
        "channel": "EMAIL",
        "address": "me@example.com",
        "status": "ACTIVE",
        "wantsIncidents": True,
        "wantsMaintenances": True,
        "followsEverything": False,
        "secret": None,
        "pages": [{"path": "all"}],
        "monitors": [{"tag": "hidden"}],
    }
    node_id = made["subscriber"]["id"]

    changed = await act("subscriberUpdate", id=node_id, wantsIncidents=False, pages=[])
    assert (changed["subscriber"]["wantsIncidents"], changed["subscriber"]["followsEverything"]) == (False, True)
    kept = await act("subscriberUpdate", id=node_id, wantsIncidents=True)
    assert kept["subscriber"]["followsEverything"] is True

    gone = await act("subscriberDelete", id=node_id)
    assert gone["subscriber"]["address"] == "me@example.com"
    assert await Subscriber.all().count() == 0


async def test_a_webhook_has_a_secret(act):
    made = await act("subscriberCreate", address={"webhookUrl": "https://example.com/hook"})

    assert made["subscriber"]["secret"] == webhook_secret(await Subscriber.get())


@pytest.mark.parametrize(
    ("name", "given", "code", "field"),
    [
        ("subscriberCreate", {"address": {"email": "nobody"}}, "INVALID_INPUT", ["address", "email"]),
        ("subscriberCreate", {"address": {"webhookUrl": "nowhere"}}, "INVALID_INPUT", ["address", "webhookUrl"]),
        ("subscriberCreate", {"address": {"email": "known@example.com"}}, "CONFLICT", ["address", "email"]),
        ("subscriberCreate", {"address": {"email": "gone@example.com"}}, "CONFLICT", ["address", "email"]),
        ("subscriberCreate", {"address": {"email": "a@b.com"}, "monitors": ["x"]}, "INVALID_INPUT", ["monitors"]),
        (
            "subscriberCreate",
            {"address": {"email": "a@b.com"}, "wantsIncidents": False, "wantsMaintenances": False},
            "INVALID_INPUT",
            ["wantsIncidents"],
        ),
        ("subscriberUpdate", {"id": "1", "pages": None}, "INVALID_INPUT", ["pages"]),
        ("subscriberUpdate", {"id": "1", "pages": ["x"]}, "INVALID_INPUT", ["pages"]),
        (
            "subscriberUpdate",
            {"id": "1", "wantsIncidents": False, "wantsMaintenances": False},
            "INVALID_INPUT",
            ["wantsIncidents"],
        ),
        ("subscriberUpdate", {"id": "999"}, "NOT_FOUND", ["id"]),
        ("subscriberDelete", {"id": "TW9uaXRvcjox"}, "NOT_FOUND", ["id"]),
    ],
)
async def test_what_can_not_be_is_refused_and_changes_nothing(act, name, given, code, field):
    await subscriber("known")
    gone = await subscriber("gone")
    await Subscriber.filter(id=gone.id).update(status=SubscriberStatus.UNSUBSCRIBED)
    before = await contents()

    refused = await act(name, **given)

    assert refused["subscriber"] is None
    assert [(each["code"], each["field"]) for each in refused["userErrors"]] == [(code, field)]
    assert await contents() == before


async def test_one_that_has_not_confirmed_is_taken_over(act):
    await act("subscriptionRequest", f"{{ accepted {ERRORS} }}", by=None, address={"email": "me@example.com"})

    made = await act("subscriberCreate", address={"email": "me@example.com"})

    assert made["subscriber"]["status"] == "ACTIVE"
    assert await Subscriber.all().count() == 1


async def test_a_visitor_asks_confirms_and_leaves(act):
    shown = f"{{ accepted {ERRORS} }}"
    done = {"accepted": True, "userErrors": []}

    asked = await act("subscriptionRequest", shown, by=None, address={"email": "me@example.com"}, monitors=["shop"])
    assert (asked, (await Subscriber.get()).status) == (done, SubscriberStatus.PENDING)
    link = token((await composed())[0]["confirm_url"])
    assert await act("subscriptionConfirm", shown, by=None, token=link) == done
    assert (await Subscriber.get()).status is SubscriberStatus.ACTIVE
    leave = management_token(await Subscriber.get())
    assert await act("subscriptionCancel", shown, by=None, token=leave) == done
    assert (await Subscriber.get()).status is SubscriberStatus.UNSUBSCRIBED


@pytest.mark.parametrize(
    ("name", "given", "field"),
    [
        ("subscriptionRequest", {"address": {"email": "nobody"}}, ["address", "email"]),
        ("subscriptionRequest", {"address": {"email": "a@b.com"}, "monitors": ["hidden"]}, ["monitors"]),
        ("subscriptionConfirm", {"token": "x"}, ["token"]),
        ("subscriptionCancel", {"token": "x"}, ["token"]),
    ],
)
async def test_a_visitor_gets_nothing_else(act, name, given, field):
    before = await contents()

    refused = await act(name, f"{{ accepted {ERRORS} }}", by=None, **given)

    assert (refused["accepted"], [each["field"] for each in refused["userErrors"]]) == (False, [field])
    assert await contents() == before


LIST = """query ($filter: SubscriberFilterInput, $first: Int, $after: String) {
  subscribers(filter: $filter, first: $first, after: $after) {
    edges { node { address followsEverything pages { path } monitors { tag } } } pageInfo { hasNextPage endCursor }
  }
}"""


async def addresses(ask, **variables) -> list[str]:
    answer = await ask(LIST, by="admin", **variables)
    return [edge["node"]["address"].partition("@")[0] for edge in answer["data"]["subscribers"]["edges"]]


async def test_subscribers_are_found_by_what_is_known_of_them(ask):
    for name in ("a_b", "axb", "c"):
        await subscriber(name, monitors=["shop"])
    await subscriber("", channel=SubscriberChannel.WEBHOOK, address="https://example.com/hook")
    await Subscriber.filter(address="c@example.com").update(status=SubscriberStatus.UNSUBSCRIBED)

    assert await addresses(ask, first=2) == ["https://example.com/hook", "c"]
    assert await addresses(ask, filter={"statuses": ["UNSUBSCRIBED"]}) == ["c"]
    assert await addresses(ask, filter={"channels": ["WEBHOOK"]}) == ["https://example.com/hook"]
    assert await addresses(ask, filter={"addressContains": "A_"}) == ["a_b"]


async def test_a_list_costs_the_same_statements_however_long_it_is(ask):
    counts = []
    for name in ("a", "b", "c", "d"):
        await subscriber(name, pages=["all"], monitors=["shop"])
        with statements.recorded() as recorded:
            await ask(LIST, by="admin")
        counts.append(len(recorded))

    assert len(set(counts[1:])) == 1


async def test_the_export_is_a_table_without_formulas(ask):
    await subscriber("a", pages=["all"])
    await subscriber("=cmd|'/c calc'", channel=SubscriberChannel.EMAIL, address="=1+1@example.com")

    answer = await ask("{ subscribersExport }", by="admin")

    rows = list(csv.reader(io.StringIO(answer["data"]["subscribersExport"])))
    assert rows[0] == [
        *("id", "channel", "address", "status", "incidents", "maintenances", "follows", "confirmed_at", "created_at"),
    ]
    assert rows[1][1:8] == ["EMAIL", "a@example.com", "ACTIVE", "yes", "yes", "All", "2025-01-06T00:00:00+00:00"]
    assert rows[2][2] == "'=1+1@example.com"


async def test_a_key_that_may_write_finds_no_subscriber_by_its_id(ask):
    await subscriber("me")
    query = '{ node(id: "U3Vic2NyaWJlcjox") { ... on Subscriber { address } } }'

    assert (await ask(query, by="admin"))["data"]["node"] == {"address": "me@example.com"}
    for who in ("write", "read", None):
        assert (await ask(query, by=who))["data"]["node"] is None


async def test_templates_are_read_tried_changed_and_forgotten(ask, act):
    shown = f"{{ messageTemplate {{ kind subject updatedAt }} {ERRORS} }}"
    tried = await ask(
        """{ messageTemplatePreview(input: {kind: INCIDENT_CREATED, subject: "{{incident_title}}!"}) {
            preview { subject html text } userErrors { message } } }""",
        by="read",
    )
    changed = await act("messageTemplateUpdate", shown, by="write", kind="INCIDENT_CREATED", subject="Oh")
    refused = await act("messageTemplateUpdate", shown, by="write", kind="INCIDENT_CREATED", html="{{x}}")
    unknown = await act("messageTemplateReset", shown, by="write", kind="TEST")
    reset = await act("messageTemplateReset", shown, by="write", kind="INCIDENT_CREATED")

    assert tried["data"]["messageTemplatePreview"]["preview"]["subject"] == "Checkout is slow!"
    assert changed["messageTemplate"]["subject"] == "Oh"
    assert (refused["messageTemplate"], refused["userErrors"][0]["field"]) == (None, ["html"])
    assert unknown["userErrors"][0]["code"] == "NOT_FOUND"
    assert reset["messageTemplate"] == {
        "kind": "INCIDENT_CREATED",
        "subject": "[Incident] {{incident_title}}",
        "updatedAt": None,
    }
    query = """{ messageTemplatePreview(input: {kind: INCIDENT_CREATED, text: "\\n{{x}}"}) {
        preview { text } userErrors { message field } } }"""
    wrong = (await ask(query, by="read"))["data"]["messageTemplatePreview"]
    assert (wrong["preview"], wrong["userErrors"][0]["field"]) == (None, ["text"])
    assert "text, line 2: there is no variable 'x'" in wrong["userErrors"][0]["message"]
