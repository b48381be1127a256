"""Deliveries in GraphQL: found by what they are, with their attempts, and sent once more."""

import pytest

from core.principal import SYSTEM
from models.alert import Alert
from models.delivery import Delivery, DeliveryAttempt
from models.enums import AlertStatus, DeliveryState, MessageKind, Status, TriggerType
from models.monitor import Monitor
from resolvers import alert_configurations, outbox, sending, triggers
from resolvers.alert_conditions import StatusCondition
from resolvers.alert_configurations import NewAlertConfiguration
from resolvers.outbox import Message
from resolvers.triggers import NewTrigger
from tests.conftest import START
from tests.contents import contents
from tests.subscribing import subscriber

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


async def test_only_administrators_see_what_was_said_of_a_subscriber(ask, four):
    reader = await subscriber("reader")
    await Delivery.filter(id=2).update(trigger_id=None, subscriber_id=reader.id)
    await DeliveryAttempt.filter(delivery_id=2).update(error="No mailbox reader@example.com", answer="550 reader@")
    await DeliveryAttempt.filter(delivery_id=2, number=2).update(error=None)
    query = '{ delivery(id: "2") { attempts { statusCode error answer } } }'

    seen = {
        who: [list(each.values()) for each in (await ask(query, by=who))["data"]["delivery"]["attempts"]]
        for who in ("read", "write", "admin")
    }

    withheld = [[500, "The message was not sent; administrators are shown why", None], [500, None, None]]
    told = [[500, "No mailbox reader@example.com", "550 reader@"], [500, None, "550 reader@"]]
    assert seen == {"read": withheld, "write": withheld, "admin": told}


async def test_deliveries_lead_to_their_alerts_in_one_statement(ask, four, statements):
    monitor = await Monitor.create(tag="shop", name="Shop")
    watch = NewAlertConfiguration(name="Down", condition=StatusCondition(Status.DOWN), monitors=["shop"])
    configuration = await alert_configurations.create(SYSTEM, watch)
    for number in (1, 2, 3):
        alert = await Alert.create(
            configuration=configuration,
            monitor=monitor,
            status=AlertStatus.RESOLVED,
            triggered_at=START + number,
            resolved_at=START + 10,
        )
        await Delivery.filter(id=number).update(alert_id=alert.id)
    statements.clear()

    answer = await ask("{ deliveries { edges { node { alertId alert { id number } } } } }", by="read")

    nodes = [edge["node"] for edge in answer["data"]["deliveries"]["edges"]]
    assert [each["alert"] and each["alert"]["number"] for each in nodes] == [None, 3, 2, 1]
    assert [each["alert"] and each["alert"]["id"] for each in nodes] == [each["alertId"] for each in nodes]
    assert len([each for each in statements if 'FROM "alert"' in each]) == 1
