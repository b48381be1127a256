"""Alerts as questions see them: found, filtered, linked, and hidden from who has no key."""

import pytest

from models.enums import Severity, Status
from resolvers.alert_conditions import StatusCondition
from tests.resolvers.alerting import configured, settled, watched
from tests.statements import recorded

LISTED = """query ($filter: AlertFilterInput, $first: Int, $last: Int, $after: String, $before: String) {
  alerts(filter: $filter, first: $first, last: $last, after: $after, before: $before) {
    edges { cursor node { number } } pageInfo { hasNextPage hasPreviousPage } } }"""


@pytest.fixture
async def world(db, now) -> None:
    """Three alerts: 1 (shop, resolved, with an incident), 2 (shop, WARNING), 3 (bank)."""
    shop, bank = await watched(tag="shop"), await watched(tag="bank")
    await configured([shop, bank], creates_incident=True)
    await settled(now, shop, Status.DOWN, Status.UP)
    await configured([shop], StatusCondition(Status.DEGRADED), name="Weak", severity=Severity.WARNING)
    await settled(now, shop, Status.DEGRADED)
    await settled(now, bank, Status.DOWN)


async def numbers(ask, **variables) -> list[int]:
    answer = await ask(LISTED, by="read", **variables)
    assert "errors" not in answer, answer
    return [edge["node"]["number"] for edge in answer["data"]["alerts"]["edges"]]


@pytest.mark.usefixtures("world")
async def test_an_alert_tells_everything(ask):
    answer = await ask(
        """{ alert(id: "1") {
          id state reason value triggeredAt resolvedAt remindedAt
          configuration { name severity } monitor { tag }
          incident { state alerts { number } }
        } }""",
        by="read",
    )
    again = await ask(
        "query ($id: ID!) { node(id: $id) { ... on Alert { number } } }", by="read", id=answer["data"]["alert"]["id"]
    )

    assert answer["data"]["alert"] | {"id": ""} == {
        "id": "",
        "state": "RESOLVED",
        "reason": "CONDITION",
        "value": "DOWN",
        "triggeredAt": "2025-01-06T00:00:00+00:00",
        "resolvedAt": "2025-01-06T00:01:00+00:00",
        "remindedAt": None,
        "configuration": {"name": "Is it up", "severity": "CRITICAL"},
        "monitor": {"tag": "shop"},
        "incident": {"state": "RESOLVED", "alerts": [{"number": 1}]},
    }
    assert again["data"]["node"] == {"number": 1}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [3, 2, 1]),
        ({"states": ["TRIGGERED"]}, [3, 2]),
        ({"states": ["RESOLVED"]}, [1]),
        ({"states": []}, []),
        ({"severities": ["WARNING"]}, [2]),
        ({"monitorTags": ["shop"]}, [2, 1]),
        ({"monitorTags": ["nope", "no\0pe"]}, []),
        ({"configurationId": "1"}, [3, 1]),
        ({"configurationId": "nonsense"}, []),
        ({"incidentId": "1"}, [1]),
        ({"triggeredAfter": "2025-01-06T00:02:00Z"}, [3, 2]),
        ({"triggeredBefore": "2025-01-06T00:01:59Z"}, [1]),
        ({"monitorTags": ["shop"], "states": ["TRIGGERED"]}, [2]),
    ],
)
@pytest.mark.usefixtures("world")
async def test_alerts_are_filtered(ask, wanted, found):
    assert await numbers(ask, filter=wanted) == found


@pytest.mark.usefixtures("world")
async def test_alerts_are_paged_both_ways(ask):
    first = await ask(LISTED, by="read", first=2)
    cursor = first["data"]["alerts"]["edges"][-1]["cursor"]

    assert first["data"]["alerts"]["pageInfo"] == {"hasNextPage": True, "hasPreviousPage": False}
    assert await numbers(ask, first=2, after=cursor) == [1]
    assert await numbers(ask, last=2) == [2, 1]
    assert await numbers(ask, last=2, before=cursor) == [3]


@pytest.mark.usefixtures("world")
async def test_who_has_no_key_sees_no_alerts(ask):
    alert = (await ask('{ alert(id: "1") { id } }', by="read"))["data"]["alert"]["id"]

    seen = await ask(
        """query ($id: ID!) {
          node(id: $id) { id }
          monitor(tag: "shop") { alerts { edges { node { number } } } }
          incident(id: "1") { title alerts { number } }
        }""",
        id=alert,
    )
    refused = await ask("{ alertConfigurations { edges { node { name } } } }")

    assert seen["data"] == {
        "node": None,
        "monitor": {"alerts": {"edges": []}},
        "incident": {"title": "Is it up: Shop", "alerts": []},
    }
    assert refused["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({}, ["Weak", "Is it up"]),
        ({"monitorTags": ["bank"]}, ["Is it up"]),
        ({"severities": ["WARNING"]}, ["Weak"]),
        ({"alertFor": ["LATENCY"]}, []),
        ({"alertFor": ["STATUS"], "status": "ACTIVE"}, ["Weak", "Is it up"]),
        ({"status": "INACTIVE"}, []),
    ],
)
@pytest.mark.usefixtures("world")
async def test_configurations_are_filtered(ask, wanted, names):
    answer = await ask(
        """query ($filter: AlertConfigurationFilterInput) {
          alertConfigurations(filter: $filter) { edges { node { name } } } }""",
        by="read",
        filter=wanted,
    )

    assert [edge["node"]["name"] for edge in answer["data"]["alertConfigurations"]["edges"]] == names


LINKED = """{
  monitors(first: 100) { edges { node { alerts(first: 5) { edges { node {
    number configuration { name monitors { tag } triggers { name } } incident { title alerts { number } }
  } } } } } }
}"""


@pytest.mark.usefixtures("world")
async def test_what_is_linked_takes_the_same_statements_for_many_monitors(ask, now):
    counts = []
    for more in (0, 6):
        batch = [await watched() for _ in range(more)]
        if batch:
            await configured(batch, creates_incident=True)
        for monitor in batch:
            await settled(now, monitor, Status.DOWN)
        with recorded() as asked:
            answer = await ask(LINKED, by="read")
        counts.append(len(asked))
        assert "errors" not in answer

    per_monitor = [len(edge["node"]["alerts"]["edges"]) for edge in answer["data"]["monitors"]["edges"]]
    assert per_monitor == [1] * 6 + [1, 2]
    assert counts[0] == counts[1]
