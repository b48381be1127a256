"""Alert configurations through GraphQL: made, changed, tried, put aside and removed."""

import pytest

from models.alert import Alert, AlertConfiguration
from models.enums import AlertStatus, Status
from tests.contents import contents
from tests.resolvers.alerting import hook, settled, watched

ALL = """{
  alertConfiguration {
    id number name description failureThreshold successThreshold severity createsIncident noDataAfter remindEvery status
    condition {
      __typename
      ... on StatusAlertCondition { status }
      ... on LatencyAlertCondition { limit percentile latencyWindow: window }
      ... on UptimeAlertCondition { percent window }
    }
    monitors { tag } triggers { name }
  }
  userErrors { code field message }
}"""


@pytest.fixture
async def act(ask, now):
    """Carry out a mutation on alert configurations, and return its payload."""

    async def carry_out(mutation: str, shown: str = ALL, /, **given):
        kind = f"{mutation[0].upper()}{mutation[1:]}Input"
        query = f"mutation ($input: {kind}!) {{ {mutation}(input: $input) {shown} }}"
        answer = await ask(query, by="write", input=given)
        assert "errors" not in answer, answer
        return answer["data"][mutation]

    return carry_out


@pytest.fixture
async def made(act):
    """A configuration that watches the monitor "shop"."""
    await watched(tag="shop")
    payload = await act(
        "alertConfigurationCreate", name="Up", condition={"status": {"status": "DOWN"}}, monitorTags=["shop"]
    )
    return payload["alertConfiguration"]


async def test_a_configuration_is_made_with_everything(act):
    await watched(tag="shop")
    trigger = await hook()

    done = await act(
        "alertConfigurationCreate",
        name="Slow",
        description="Too slow",
        condition={"latency": {"limit": 1500, "percentile": 95, "window": 900}},
        failureThreshold=3,
        successThreshold=5,
        severity="WARNING",
        createsIncident=True,
        noDataAfter=600,
        remindEvery=3600,
        monitorTags=["shop"],
        triggerIds=[str(trigger.id)],
    )

    assert done["userErrors"] == []
    assert done["alertConfiguration"] | {"id": ""} == {
        "id": "",
        "number": (await AlertConfiguration.get()).id,
        "name": "Slow",
        "description": "Too slow",
        "failureThreshold": 3,
        "successThreshold": 5,
        "severity": "WARNING",
        "createsIncident": True,
        "noDataAfter": 600,
        "remindEvery": 3600,
        "status": "ACTIVE",
        "condition": {"__typename": "LatencyAlertCondition", "limit": 1500.0, "percentile": 95.0, "latencyWindow": 900},
        "monitors": [{"tag": "shop"}],
        "triggers": [{"name": "hook"}],
    }


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"status": {"status": "DEGRADED"}}, {"__typename": "StatusAlertCondition", "status": "DEGRADED"}),
        (
            {"latency": {"limit": 0.5}},
            {"__typename": "LatencyAlertCondition", "limit": 0.5, "percentile": None, "latencyWindow": None},
        ),
        (
            {"uptime": {"percent": 99.9, "window": 3600}},
            {"__typename": "UptimeAlertCondition", "percent": 99.9, "window": 3600},
        ),
    ],
)
async def test_a_condition_is_replaced_by_one_of_any_kind(act, made, given, shown):
    done = await act("alertConfigurationUpdate", id=made["id"], condition=given)

    assert done["userErrors"] == []
    assert done["alertConfiguration"]["condition"] == shown
    assert done["alertConfiguration"]["name"] == "Up"


async def test_what_is_left_out_stays_and_null_clears(act, made):
    await act("alertConfigurationUpdate", id=made["id"], description="x", remindEvery=60, noDataAfter=120)

    kept = await act("alertConfigurationUpdate", id=made["id"], failureThreshold=2)
    cleared = await act(
        "alertConfigurationUpdate", id=made["id"], description=None, remindEvery=None, noDataAfter=None, monitorTags=[]
    )

    assert [kept["alertConfiguration"][name] for name in ("description", "remindEvery", "noDataAfter")] == [
        "x",
        60,
        120,
    ]
    assert kept["alertConfiguration"]["monitors"] == [{"tag": "shop"}]
    names = ("description", "remindEvery", "noDataAfter", "monitors", "failureThreshold")
    assert [cleared["alertConfiguration"][name] for name in names] == [None, None, None, [], 2]


async def test_a_configuration_is_put_aside_and_takes_part_again(act, made):
    aside = await act("alertConfigurationDeactivate", id=made["id"])
    again = await act("alertConfigurationActivate", id=str(made["number"]))

    assert (aside["alertConfiguration"]["status"], again["alertConfiguration"]["status"]) == ("INACTIVE", "ACTIVE")


async def test_a_configuration_is_removed(act, made):
    gone = await act("alertConfigurationDelete", id=made["id"])
    again = await act("alertConfigurationDelete", id=made["id"])

    assert gone["alertConfiguration"]["name"] == "Up"
    assert again["alertConfiguration"] is None
    assert [(each["code"], each["field"]) for each in again["userErrors"]] == [("NOT_FOUND", ["id"])]
    assert await AlertConfiguration.all().count() == 0


async def test_a_test_shows_what_would_have_been(act, now):
    shop = await watched(tag="shop")
    await settled(now, shop, Status.UP, Status.DOWN, Status.UP, Status.DOWN)
    made = await act(
        "alertConfigurationCreate", name="Up", condition={"status": {"status": "DOWN"}}, monitorTags=["shop"]
    )
    before = await contents()

    tried = await act(
        "alertConfigurationTest",
        "{ trials { monitor { tag } state sampleCount badCount changes { state at } } userErrors { code } }",
        id=made["alertConfiguration"]["id"],
        period=3600,
    )

    assert tried == {
        "userErrors": [],
        "trials": [
            {
                "monitor": {"tag": "shop"},
                "state": "TRIGGERED",
                "sampleCount": 4,
                "badCount": 2,
                "changes": [
                    {"state": "TRIGGERED", "at": "2025-01-06T00:01:00+00:00"},
                    {"state": "RESOLVED", "at": "2025-01-06T00:02:00+00:00"},
                    {"state": "TRIGGERED", "at": "2025-01-06T00:03:00+00:00"},
                ],
            }
        ],
    }
    assert await contents() == before
    assert await Alert.filter(status=AlertStatus.TRIGGERED).count() == 0


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"name": ""}, ("INVALID_INPUT", ["name"], "Name is required")),
        ({"failureThreshold": 61}, ("INVALID_INPUT", ["failureThreshold"], "between 1 and 60; got 61")),
        ({"successThreshold": 0}, ("INVALID_INPUT", ["successThreshold"], "between 1 and 60; got 0")),
        ({"noDataAfter": 90}, ("INVALID_INPUT", ["noDataAfter"], "a multiple of 60 seconds; got 90")),
        ({"remindEvery": -60}, ("INVALID_INPUT", ["remindEvery"], "between 1 and 43200; got -1")),
        (
            {"condition": {"status": {"status": "MAINTENANCE"}}},
            ("INVALID_INPUT", ["condition", "status", "status"], "DOWN, DEGRADED, UP"),
        ),
        (
            {"condition": {"latency": {"limit": 5, "percentile": 95}}},
            ("INVALID_INPUT", ["condition", "latency", "window"], "is missing"),
        ),
        (
            {"condition": {"latency": {"limit": -5}}},
            ("INVALID_INPUT", ["condition", "latency", "limit"], "must be above 0"),
        ),
        (
            {"condition": {"uptime": {"percent": 101, "window": 60}}},
            ("INVALID_INPUT", ["condition", "uptime", "percent"], "at most 100; got 101"),
        ),
        (
            {"condition": {"uptime": {"percent": 99, "window": 61}}},
            ("INVALID_INPUT", ["condition", "uptime", "window"], "whole minutes"),
        ),
        ({"monitorTags": ["nope"]}, ("INVALID_INPUT", ["monitorTags"], "Monitor with tag 'nope' not found")),
        ({"triggerIds": ["TW9uaXRvcjox"]}, ("INVALID_INPUT", ["triggerIds"], "Trigger with id '0' not found")),
    ],
)
async def test_what_makes_no_sense_is_refused_and_changes_nothing(act, made, given, refusal):
    code, field, message = refusal
    before = await contents()
    new = {"name": "New", "condition": {"status": {"status": "DOWN"}}}

    refused = [
        await act("alertConfigurationCreate", **{**new, **given}),
        await act("alertConfigurationUpdate", id=made["id"], **given),
    ]

    for payload in refused:
        assert payload["alertConfiguration"] is None
        assert [(each["code"], each["field"]) for each in payload["userErrors"]] == [(code, field)]
        assert message in payload["userErrors"][0]["message"]
    assert await contents() == before


@pytest.mark.parametrize(
    "name", ["name", "condition", "failureThreshold", "successThreshold", "severity", "createsIncident", "monitorTags"]
)
async def test_what_can_not_be_cleared_is_refused(act, made, name):
    before = await contents()

    refused = await act("alertConfigurationUpdate", id=made["id"], **{name: None})

    assert [(each["code"], each["field"]) for each in refused["userErrors"]] == [("INVALID_INPUT", [name])]
    assert await contents() == before


@pytest.mark.parametrize("name", ["Update", "Delete", "Activate", "Deactivate"])
@pytest.mark.parametrize("given", ["999", "TW9uaXRvcjox", "x" * 40])
async def test_what_is_not_there_is_not_found(act, made, name, given):
    before = await contents()

    refused = await act(f"alertConfiguration{name}", id=given)

    assert [(each["code"], each["field"]) for each in refused["userErrors"]] == [("NOT_FOUND", ["id"])]
    assert await contents() == before


@pytest.mark.parametrize(
    ("given", "refusal"),
    [({"id": "999"}, ("NOT_FOUND", ["id"])), ({"period": 59}, ("INVALID_INPUT", ["period"]))],
)
async def test_a_test_of_what_makes_no_sense_is_refused(act, made, given, refusal):
    shown = "{ trials { state } userErrors { code field } }"

    refused = await act("alertConfigurationTest", shown, **{"id": made["id"], **given})

    assert refused["trials"] == []
    assert [(each["code"], each["field"]) for each in refused["userErrors"]] == [refusal]
