"""Triggers by their mutations: made, changed, paused, tried and removed; each refusal changes nothing."""

import pytest

from core import queue
from core.queue import Queue
from models.trigger import Trigger
from models.trigger_config.webhook import key_of
from tests.conftest import START
from tests.contents import contents

CONFIGURATION_FIELDS = """
    ... on WebhookConfiguration {
      url headers { name value } body secret previousSecret previousSecretUntil
    }
    ... on EmailConfiguration { to from subject html text }
    ... on SlackConfiguration { url body }
    ... on DiscordConfiguration { url body }
    ... on AppriseConfiguration { url title body }
"""
CREATE = """
mutation ($input: TriggerCreateInput!) { triggerCreate(input: $input) {
  trigger { id name description type status isPaused configuration { __typename %s } }
  userErrors { code field message }
} }
"""
UPDATE = """
mutation ($input: TriggerUpdateInput!) { triggerUpdate(input: $input) {
  trigger { name description type configuration { __typename %s } }
  userErrors { code field message }
} }
"""


def with_fields(query: str) -> str:
    return query % CONFIGURATION_FIELDS


async def create(ask, by="write", **given):
    answer = await ask(with_fields(CREATE), by=by, input=given)
    assert "errors" not in answer, answer
    return answer["data"]["triggerCreate"]


async def update(ask, **given):
    answer = await ask(with_fields(UPDATE), by="write", input=given)
    assert "errors" not in answer, answer
    return answer["data"]["triggerUpdate"]


WEBHOOK = {"url": "https://hook.example/t0ken?x=1", "headers": [{"name": "X-Token", "value": "s3cret"}]}


async def test_a_webhook_gets_a_secret_that_only_who_may_write_sees(ask):
    made = await create(ask, name=" Hook ", configuration={"webhook": WEBHOOK}, description="for ops")

    trigger = made["trigger"]
    assert made["userErrors"] == []
    assert (trigger["name"], trigger["description"], trigger["type"], trigger["status"], trigger["isPaused"]) == (
        "Hook",
        "for ops",
        "WEBHOOK",
        "ACTIVE",
        False,
    )
    configuration = trigger["configuration"]
    assert len(key_of(configuration["secret"])) == 32
    assert configuration["url"] == WEBHOOK["url"]
    assert configuration["headers"] == WEBHOOK["headers"]

    query = with_fields("query ($id: ID!) { trigger(id: $id) { configuration { __typename %s } } }")
    answer = await ask(query, by="read", id=trigger["id"])
    assert answer["data"]["trigger"]["configuration"] == {
        "__typename": "WebhookConfiguration",
        "url": "https://hook.example/[hidden]",
        "headers": [{"name": "X-Token", "value": None}],
        "body": None,
        "secret": None,
        "previousSecret": None,
        "previousSecretUntil": None,
    }


@pytest.mark.parametrize(
    ("configuration", "type_", "hidden"),
    [
        ({"slack": {"url": "https://hooks.slack.com/services/T0/B0/xyz"}}, "SLACK", "https://hooks.slack.com/[hidden]"),
        ({"discord": {"url": "https://discord.com/api/webhooks/1/xyz"}}, "DISCORD", "https://discord.com/[hidden]"),
        ({"apprise": {"url": "tgram://123:xyz/456"}}, "APPRISE", "tgram://[hidden]"),
        ({"slack": {"url": "https://$SLACK_xyz"}}, "SLACK", "https://[hidden]"),
    ],
)
async def test_the_tokens_in_addresses_are_hidden_from_who_may_only_read(ask, configuration, type_, hidden):
    (given,) = configuration.values()
    made = (await create(ask, name="t", configuration=configuration))["trigger"]
    query = with_fields("query ($id: ID!) { node(id: $id) { ... on Trigger { configuration { __typename %s } } } }")
    answer = await ask(query, by="read", id=made["id"])

    shown = answer["data"]["node"]["configuration"]
    assert made["type"] == type_
    assert given["url"] in made["configuration"].values()
    assert hidden in shown.values()
    assert "xyz" not in repr(shown)


async def test_nobody_without_a_key_sees_a_trigger(ask):
    made = (await create(ask, name="t", configuration={"webhook": WEBHOOK}))["trigger"]

    answer = await ask("query ($id: ID!) { node(id: $id) { id } }", id=made["id"])

    assert answer["data"]["node"] is None


MAIL = {"email": {"to": ["ops@example.com"], "from": "status@example.com", "subject": "{{alert_name}}"}}


async def test_a_change_leaves_what_it_does_not_mention_and_null_clears(ask):
    made = (await create(ask, name="t", configuration=MAIL, description="d"))["trigger"]

    changed = await update(ask, id=made["id"], configuration={"email": {"subject": None, "text": "{{alert_status}}"}})

    assert changed["userErrors"] == []
    assert changed["trigger"]["description"] == "d"
    assert changed["trigger"]["configuration"] == {
        "__typename": "EmailConfiguration",
        "to": ["ops@example.com"],
        "from": "status@example.com",
        "subject": None,
        "html": None,
        "text": "{{alert_status}}",
    }


async def test_another_type_starts_anew(ask):
    made = (await create(ask, name="t", configuration=MAIL))["trigger"]

    changed = await update(ask, id=made["id"], name="u", configuration={"webhook": {"url": "https://x.example/"}})

    assert (changed["trigger"]["name"], changed["trigger"]["type"]) == ("u", "WEBHOOK")
    assert changed["trigger"]["configuration"]["secret"].startswith("whsec_")
    assert set((await Trigger.get()).configuration) == {"url", "secret"}


@pytest.mark.parametrize(
    ("given", "code", "field", "message"),
    [
        ({"name": " "}, "INVALID_INPUT", ["name"], "Name is required and must be a non-empty string"),
        ({"name": "n" * 256}, "INVALID_INPUT", ["name"], "name must have at most 255 characters; got 256"),
        ({"name": "taken"}, "CONFLICT", ["name"], "A trigger with the name 'taken' already exists"),
        (
            {"configuration": {"webhook": {}}},
            "INVALID_INPUT",
            ["configuration", "webhook", "url"],
            "configuration.url must be set",
        ),
        (
            {"configuration": {"webhook": {"url": "ftp://s3cret.example/"}}},
            "INVALID_INPUT",
            ["configuration", "webhook", "url"],
            "configuration.url must be an address such as https://example.com/health; got a text",
        ),
        (
            {"configuration": {"webhook": {**WEBHOOK, "headers": [{"name": "Webhook-Id", "value": "x"}]}}},
            "INVALID_INPUT",
            ["configuration", "webhook", "headers", "0", "name"],
            "configuration.headers[0].name must not be a header that every webhook sets by itself; got 'Webhook-Id'",
        ),
        (
            {"configuration": {"webhook": {**WEBHOOK, "headers": [{"name": "X", "value": "a\r\nY: b"}]}}},
            "INVALID_INPUT",
            ["configuration", "webhook", "headers", "0", "value"],
            "configuration.headers[0].value must not contain control characters; got a text",
        ),
        (
            {"configuration": {"webhook": {**WEBHOOK, "secret": "whsec_AAAA"}}},
            "INVALID_INPUT",
            ["configuration", "webhook", "secret"],
            "configuration.secret must be 'whsec_' and the base64 form of 24 to 64 bytes; got a text",
        ),
        (
            {"configuration": {"webhook": {**WEBHOOK, "body": '{\n"a": "{{alert_nam}}"}'}}},
            "INVALID_INPUT",
            ["configuration", "webhook", "body"],
            "configuration.body is not a template that can be sent: line 2: there is no variable 'alert_nam';",
        ),
        (
            {"configuration": {"slack": {"url": "https://x.example/", "body": '{"a": {{alert_name}}x}'}}},
            "INVALID_INPUT",
            ["configuration", "slack", "body"],
            "configuration.body is not a template that can be sent: line 1: rendered, it is no JSON",
        ),
        (
            {"configuration": {"email": {"to": ["a@example.com", "b@example.com\nBcc: c@example.com"]}}},
            "INVALID_INPUT",
            ["configuration", "email", "to", "1"],
            "configuration.to[1] must not contain control characters",
        ),
        (
            {"configuration": {"email": {"to": ["a@example.com"], "from": "Ops <ops@example.com>"}}},
            "INVALID_INPUT",
            ["configuration", "email", "from"],
            "configuration.from must be a mail address such as ops@example.com; got 'Ops <ops@example.com>'",
        ),
        (
            {"configuration": {"email": {"to": ["a@example.com"], "subject": "a\nb"}}},
            "INVALID_INPUT",
            ["configuration", "email", "subject"],
            "configuration.subject is not a template that can be sent: line 1: it must be one line",
        ),
        (
            {"configuration": {"apprise": {"url": "file:///etc/passwd"}}},
            "INVALID_INPUT",
            ["configuration", "apprise", "url"],
            "configuration.url must name a service on the network; this one acts on the machine itself; got a text",
        ),
        (
            {"configuration": {"apprise": {"url": "json://127.0.0.1/s3cret"}}},
            "INVALID_INPUT",
            ["configuration", "apprise", "url"],
            "configuration.url must name a service that this installation allows; got 'json'.",
        ),
        (
            {"configuration": {"discord": {"url": "https://user:s3cret@x.example/"}}},
            "INVALID_INPUT",
            ["configuration", "discord", "url"],
            "configuration.url must not hold a user or password; they belong into a header; got a text",
        ),
    ],
)
async def test_what_can_not_be_sent_is_refused_when_it_is_saved(ask, given, code, field, message):
    await create(ask, name="taken", configuration=MAIL)
    before = await contents()

    made = await create(ask, **{"name": "t", "configuration": MAIL, **given})

    (error,) = made["userErrors"]
    assert made["trigger"] is None
    assert (error["code"], error["field"]) == (code, field)
    assert error["message"].startswith(message)
    assert "s3cret" not in error["message"]
    assert await contents() == before


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"id": "99", "name": "x"}, "NOT_FOUND", ["id"]),
        ({"id": "1", "name": "other"}, "CONFLICT", ["name"]),
        ({"id": "1", "name": None}, "INVALID_INPUT", ["name"]),
        ({"id": "1", "configuration": {"email": {"to": None}}}, "INVALID_INPUT", ["configuration", "email", "to"]),
        (
            {"id": "1", "name": "new", "configuration": {"email": {"html": "<a href={{site_url}}>"}}},
            "INVALID_INPUT",
            ["configuration", "email", "html"],
        ),
    ],
)
async def test_a_change_that_is_refused_changes_nothing(ask, given, code, field):
    await create(ask, name="t", configuration=MAIL)
    await create(ask, name="other", configuration=MAIL)
    before = await contents()

    changed = await update(ask, **given)

    (error,) = changed["userErrors"]
    assert (changed["trigger"], error["code"], error["field"]) == (None, code, field)
    assert await contents() == before


async def action(ask, name, **given):
    query = f"mutation ($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input) "
    query += "{ trigger { name status isPaused } userErrors { code field } } }"
    return (await ask(query, by="write", input=given))["data"][name]


async def test_a_trigger_is_put_aside_paused_and_removed(ask):
    await create(ask, name="t", configuration=MAIL)

    shown = [
        (await action(ask, name, id="1"))["trigger"]
        for name in ("triggerDeactivate", "triggerPause", "triggerActivate", "triggerResume", "triggerDelete")
    ]

    assert [(each["status"], each["isPaused"]) for each in shown] == [
        ("INACTIVE", False),
        ("INACTIVE", True),
        ("ACTIVE", True),
        ("ACTIVE", False),
        ("ACTIVE", False),
    ]
    assert await Trigger.all().count() == 0


@pytest.mark.parametrize(
    "name",
    ["triggerDeactivate", "triggerPause", "triggerActivate", "triggerResume", "triggerDelete", "triggerRotateSecret"],
)
async def test_what_is_not_there_is_said(ask, name):
    assert (await action(ask, name, id="7"))["userErrors"] == [{"code": "NOT_FOUND", "field": ["id"]}]


ROTATE = """
mutation ($input: TriggerRotateSecretInput!) { triggerRotateSecret(input: $input) {
  trigger { configuration { ... on WebhookConfiguration { secret previousSecret previousSecretUntil } } }
  userErrors { code field message }
} }
"""


async def test_a_webhooks_secret_is_changed_and_the_previous_one_kept_for_a_while(ask):
    first = (await create(ask, name="t", configuration={"webhook": WEBHOOK}))["trigger"]["configuration"]["secret"]

    answer = await ask(ROTATE, by="write", input={"id": "1", "keepPrevious": 3600})

    rotated = answer["data"]["triggerRotateSecret"]["trigger"]["configuration"]
    assert rotated["secret"] != first
    assert rotated["previousSecret"] == first
    assert rotated["previousSecretUntil"] == "2025-01-06T01:00:00+00:00"
    assert (await Trigger.get()).configuration["previousUntil"] == START + 3600


@pytest.mark.parametrize(
    ("configuration", "given", "field"),
    [
        ({"webhook": WEBHOOK}, {"keepPrevious": 30 * 86_400 + 1}, ["keepPrevious"]),
        ({"webhook": WEBHOOK}, {"keepPrevious": -1}, ["keepPrevious"]),
        (MAIL, {}, ["id"]),
    ],
)
async def test_a_secret_that_can_not_be_changed_stays(ask, configuration, given, field):
    await create(ask, name="t", configuration=configuration)
    before = await contents()

    answer = await ask(ROTATE, by="write", input={"id": "1", **given})

    (error,) = answer["data"]["triggerRotateSecret"]["userErrors"]
    assert (error["code"], error["field"]) == ("INVALID_INPUT", field)
    assert await contents() == before


async def test_triggers_are_a_connection_newest_first(ask):
    for name in ("a", "b", "c"):
        await create(ask, name=name, configuration=MAIL)

    page = "triggers(first: 2, after: $after) { edges { node { name } } pageInfo { endCursor } }"
    query = f"query ($after: String) {{ {page} }}"
    first = (await ask(query, by="read"))["data"]["triggers"]
    second = (await ask(query, by="read", after=first["pageInfo"]["endCursor"]))["data"]["triggers"]

    assert [edge["node"]["name"] for page in (first, second) for edge in page["edges"]] == ["c", "b", "a"]


TEST = """
mutation { triggerTest(input: {id: "1"}) {
  trigger { name } isSent error statusCode answer durationMs userErrors { code field }
} }
"""


@pytest.mark.usefixtures("worker")
async def test_a_test_message_shows_what_became_of_it(ask):
    await create(ask, name="t", configuration={"webhook": {"url": "http://127.0.0.1/"}})
    before = await contents()

    tried = (await ask(TEST, by="write"))["data"]["triggerTest"]

    assert tried.pop("durationMs") > 0
    assert tried == {
        "trigger": {"name": "t"},
        "isSent": False,
        "error": "The network policy does not let messages go there: 127.0.0.1 is a private address",
        "statusCode": None,
        "answer": None,
        "userErrors": [],
    }
    assert await contents() == before


async def test_a_test_of_what_is_not_there_is_said(ask):
    tried = (await ask(TEST, by="write"))["data"]["triggerTest"]

    assert (tried["trigger"], tried["isSent"]) == (None, False)
    assert tried["userErrors"] == [{"code": "NOT_FOUND", "field": ["id"]}]


async def test_without_a_worker_a_test_says_so(ask, redis_pool):
    queue.use(Queue(redis_pool))
    await create(ask, name="t", configuration=MAIL)

    (error,) = (await ask(TEST, by="write"))["errors"]

    assert error["message"] == "No worker is running that could send the message; start one, and try again"
    assert error["extensions"] == {"code": "UNAVAILABLE"}
