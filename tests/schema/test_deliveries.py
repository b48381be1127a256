"""Deliveries in GraphQL: found by what they are, with their attempts, and sent once more."""

import pytest

from core.principal import SYSTEM
from models.delivery import Delivery, DeliveryAttempt
from models.enums import DeliveryState, MessageKind, TriggerType
from resolvers import outbox, sending, triggers
from resolvers.outbox import Message
from resolvers.triggers import NewTrigger
from tests.conftest import START
from tests.contents import contents

LIST = """
query ($filter: DeliveryFilterInput, $first: Int, $after: String) {
  deliveries(filter: $filter, first: $first, after: $after) {
    edges { node { id state } } pageInfo { hasNextPage endCursor }
  }
}
"""


@pytest.fixture
async def four(db, now) -> list[Delivery]:
    """PENDING and FAILED to trigger 1, SENT and DEAD to trigger 2; the second has two attempts."""
    for name in ("a", "b"):
        configuration = {"url": f"https://{name}.example/t0ken"}
        await triggers.create(
            SYSTEM, NewTrigger(name=name, trigger_type=TriggerType.WEBHOOK, configuration=configuration)
        )
    kinds = [MessageKind.ALERT_TRIGGERED, MessageKind.ALERT_RESOLVED] * 2
    for number, kind in enumerate(kinds):
        message = Message(key=str(number), kind=kind, variables={"alert_name": "x"}, trigger_id=number // 2 + 1)
        await outbox.put([message])
    states = [DeliveryState.PENDING, DeliveryState.FAILED, DeliveryState.SENT, DeliveryState.DEAD]
    for key, state in enumerate(states):
        await Delivery.filter(key=str(key)).update(state=state, attempt_count=key, next_attempt_at=START + key)
    await Delivery.filter(key="2").update(sent_at=START + 7)
    for number in (1, 2):
        await DeliveryAttempt.create(
            delivery_id=2,
            number=number,
            attempted_at=START + number,
            duration_ms=12.5,
            status_code=500,
            error="The receiver answered 500",
            answer="no",
        )
    return list(await Delivery.all().order_by("id"))


async def listed(ask, **variables):
    answer = await ask(LIST, by="read", **variables)
    return [edge["node"]["state"] for edge in answer["data"]["deliveries"]["edges"]]


@pytest.mark.parametrize(
    ("filter_", "states"),
    [
        (None, ["DEAD", "SENT", "FAILED", "PENDING"]),
        ({"states": ["DEAD", "PENDING"]}, ["DEAD", "PENDING"]),
        ({"triggerId": "1"}, ["FAILED", "PENDING"]),
        ({"triggerId": "1", "kinds": ["ALERT_RESOLVED"]}, ["FAILED"]),
        ({"alertId": "1"}, []),
        ({"triggerId": "nonsense"}, []),
    ],
)
async def test_deliveries_are_found_by_what_they_are(ask, four, filter_, states):
    assert await listed(ask, filter=filter_) == states


async def test_they_come_in_pages(ask, four):
    first = (await ask(LIST, by="read", first=3))["data"]["deliveries"]
    rest = (await ask(LIST, by="read", after=first["pageInfo"]["endCursor"]))["data"]["deliveries"]

    assert (len(first["edges"]), first["pageInfo"]["hasNextPage"]) == (3, True)
    assert ([edge["node"]["state"] for edge in rest["edges"]], rest["pageInfo"]["hasNextPage"]) == (["PENDING"], False)


async def test_a_delivery_shows_its_way(ask, four):
    query = """
      query ($id: ID!) { delivery(id: $id) {
        messageId kind state isBeingSent attemptCount nextAttemptAt sentAt alertId trigger { name }
        attempts { number attemptedAt durationMs statusCode error answer }
      } }
    """

    failed = (await ask(query, by="read", id="2"))["data"]["delivery"]
    sent = (await ask(query, by="read", id="3"))["data"]["delivery"]

    assert failed == {
        "messageId": sending.message_id(four[1]),
        "kind": "ALERT_RESOLVED",
        "state": "FAILED",
        "isBeingSent": False,
        "attemptCount": 1,
        "nextAttemptAt": "2025-01-06T00:00:01+00:00",
        "sentAt": None,
        "alertId": None,
        "trigger": {"name": "a"},
        "attempts": [
            {
                "number": number,
                "attemptedAt": f"2025-01-06T00:00:0{number}+00:00",
                "durationMs": 12.5,
                "statusCode": 500,
                "error": "The receiver answered 500",
                "answer": "no",
            }
            for number in (1, 2)
        ],
    }
    assert (sent["nextAttemptAt"], sent["sentAt"], sent["attempts"]) == (None, "2025-01-06T00:00:07+00:00", [])


async def test_nobody_without_a_key_sees_a_delivery(ask, four):
    query = "query ($id: ID!) { node(id: $id) { ... on Delivery { state } } }"
    global_id = (await ask(LIST, by="read"))["data"]["deliveries"]["edges"][0]["node"]["id"]

    assert (await ask(query, id=global_id))["data"]["node"] is None
    assert (await ask(query, by="read", id=global_id))["data"]["node"] == {"state": "DEAD"}


async def test_a_dead_delivery_is_sent_once_more(ask, four):
    answer = await ask(
        'mutation { deliveryRedeliver(input: {id: "4"}) '
        "{ delivery { state attemptCount nextAttemptAt messageId } userErrors { code } } }",
        by="write",
    )

    assert answer["data"]["deliveryRedeliver"] == {
        "delivery": {
            "state": "PENDING",
            "attemptCount": 0,
            "nextAttemptAt": "2025-01-06T00:00:00+00:00",
            "messageId": sending.message_id(four[3]),
        },
        "userErrors": [],
    }
    assert await listed(ask) == ["PENDING", "SENT", "FAILED", "PENDING"]


async def test_what_is_being_sent_or_is_not_there_is_not_sent_once_more(ask, four):
    await Delivery.filter(id=1).update(claimed_until=START + 1)
    before = await contents()
    fields = "{ delivery { id } userErrors { code field message } }"
    query = f"mutation ($id: ID!) {{ deliveryRedeliver(input: {{id: $id}}) {fields} }}"

    busy = (await ask(query, by="write", id="1"))["data"]["deliveryRedeliver"]
    missing = (await ask(query, by="write", id="9"))["data"]["deliveryRedeliver"]

    assert busy == {
        "delivery": None,
        "userErrors": [{"code": "CONFLICT", "field": ["id"], "message": "Delivery '1' is being sent at this moment"}],
    }
    assert [error["code"] for error in missing["userErrors"]] == ["NOT_FOUND"]
    assert await contents() == before


MANY = """
mutation ($input: DeliveriesRedeliverInput!) { deliveriesRedeliver(input: $input) {
  count userErrors { code field message }
} }
"""


@pytest.mark.parametrize(
    ("given", "count", "states"),
    [
        ({"ids": ["3", "4", "99"]}, 2, ["PENDING", "PENDING", "FAILED", "PENDING"]),
        ({"filter": {"states": ["DEAD", "FAILED"]}}, 2, ["PENDING", "SENT", "PENDING", "PENDING"]),
        ({"filter": {"states": ["DEAD", "FAILED"], "triggerId": "2"}}, 1, ["PENDING", "SENT", "FAILED", "PENDING"]),
        ({"ids": []}, 0, ["DEAD", "SENT", "FAILED", "PENDING"]),
    ],
)
async def test_many_are_sent_once_more(ask, four, given, count, states):
    answer = await ask(MANY, by="write", input=given)

    assert answer["data"]["deliveriesRedeliver"] == {"count": count, "userErrors": []}
    assert await listed(ask) == states


async def test_those_being_sent_are_left_alone(ask, four):
    await Delivery.filter(id=2).update(claimed_until=START + 1)

    answer = await ask(MANY, by="write", input={"filter": {"states": ["DEAD", "FAILED"]}})

    assert answer["data"]["deliveriesRedeliver"]["count"] == 1
    assert await listed(ask) == ["PENDING", "SENT", "FAILED", "PENDING"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, ["ids"]),
        ({"ids": ["1"], "filter": {"states": ["DEAD"]}}, ["ids"]),
        ({"filter": {"triggerId": "1"}}, ["filter", "states"]),
        ({"ids": ["1"] * 1001}, ["ids"]),
    ],
)
async def test_it_must_be_said_which(ask, four, given, field):
    before = await contents()

    answer = await ask(MANY, by="write", input=given)

    (error,) = answer["data"]["deliveriesRedeliver"]["userErrors"]
    assert (error["code"], error["field"]) == ("INVALID_INPUT", field)
    assert await contents() == before
