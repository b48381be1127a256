"""Objects by their global ids: each type is found again; what is no id, or not for the viewer, is null."""

import base64

import pytest
from graphql import GraphQLInterfaceType

from core.principal import SYSTEM
from models.alert import Alert, AlertConfiguration
from models.delivery import Delivery
from models.enums import AlertFor, Impact, IncidentState, MessageKind, Scope, Status, TriggerType
from resolvers import (
    api_keys,
    comments,
    incidents,
    maintenance_events,
    maintenances,
    monitors,
    outbox,
    pages,
    samples,
    triggers,
)
from resolvers.affected import MonitorImpact
from resolvers.comments import NewComment
from resolvers.incidents import NewIncident
from resolvers.maintenances import NewMaintenance
from resolvers.monitors import NewMonitor
from resolvers.outbox import Message
from resolvers.pages import NewPage
from resolvers.triggers import NewTrigger
from tests.conftest import START
from tests.schema.whole import whole_schema
from tests.subscribing import subscriber

SCHEMA = whole_schema()._schema
NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"


def node_types() -> list[str]:
    node = SCHEMA.get_type("Node")
    assert isinstance(node, GraphQLInterfaceType)
    return sorted(kind.name for kind in SCHEMA.get_possible_types(node))


def global_id(kind: str, number: object) -> str:
    return base64.b64encode(f"{kind}:{number}".encode()).decode()


# What makes an object of each type, of a monitor that the public may see or not, and returns its id.
async def a_monitor(*, is_hidden: bool) -> object:
    tag = "hidden" if is_hidden else "open"
    await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag, is_hidden=is_hidden))
    return (await monitors.get(SYSTEM, tag)).id


async def a_sample(*, is_hidden: bool) -> object:
    monitor = (await monitors.by_ids(SYSTEM, [await a_monitor(is_hidden=is_hidden)])).popitem()[1]
    await samples.set_one(SYSTEM, monitor, START, status=Status.UP)
    return f"{monitor.id}:{START}"


async def an_incident(*, is_hidden: bool) -> object:
    await a_monitor(is_hidden=is_hidden)
    impacts = [MonitorImpact("hidden" if is_hidden else "open", Impact.DOWN)]
    return (await incidents.create(SYSTEM, NewIncident(title="I", start_date_time=START, monitors=impacts))).id


async def a_comment(*, is_hidden: bool) -> object:
    incident_id = await an_incident(is_hidden=is_hidden)
    new = NewComment(comment="Seen", state=IncidentState.IDENTIFIED)
    return (await comments.add(SYSTEM, incident_id, new)).id


async def a_maintenance(*, is_hidden: bool) -> object:
    await a_monitor(is_hidden=is_hidden)
    new = NewMaintenance(
        title="M",
        start_date_time=START + 3600,
        rrule="FREQ=DAILY;COUNT=1",
        duration_seconds=600,
        monitors=[MonitorImpact("hidden" if is_hidden else "open", Impact.MAINTENANCE)],
    )
    return (await maintenances.create(SYSTEM, new)).id


async def an_event(*, is_hidden: bool) -> object:
    maintenance_id = await a_maintenance(is_hidden=is_hidden)
    return (await maintenance_events.open_of(SYSTEM, [maintenance_id]))[maintenance_id][0].id


async def a_page(*, is_hidden: bool) -> object:
    return (await pages.create(SYSTEM, NewPage(path="all", title="All", header="All", monitors=[]))).id


async def a_key(*, is_hidden: bool) -> object:
    return (await api_keys.create(SYSTEM, name="robot", scope=Scope.READ)).key.id


async def the_site(*, is_hidden: bool) -> object:
    return "site"


async def a_trigger(*, is_hidden: bool) -> object:
    configuration = {"url": "https://hook.example/"}
    new = NewTrigger(name="hook", trigger_type=TriggerType.WEBHOOK, configuration=configuration)
    return (await triggers.create(SYSTEM, new)).id


async def a_delivery(*, is_hidden: bool) -> object:
    trigger_id = await a_trigger(is_hidden=is_hidden)
    await outbox.put([Message(key="a", kind=MessageKind.TEST, variables={}, trigger_id=trigger_id)])
    return (await Delivery.get(key="a")).id


async def an_alert_configuration(*, is_hidden: bool) -> object:
    return (await AlertConfiguration.create(name="Down", alert_for=AlertFor.STATUS, alert_value="DOWN")).id


async def an_alert(*, is_hidden: bool) -> object:
    configuration_id = await an_alert_configuration(is_hidden=is_hidden)
    monitor_id = await a_monitor(is_hidden=is_hidden)
    fired = {"configuration_id": configuration_id, "monitor_id": monitor_id, "triggered_at": START}
    return (await Alert.create(**fired)).id


async def a_subscriber(*, is_hidden: bool) -> object:
    return (await subscriber("reader")).id


MADE_BY = {
    "Alert": an_alert,
    "AlertConfiguration": an_alert_configuration,
    "Subscriber": a_subscriber,
    "Monitor": a_monitor,
    "Sample": a_sample,
    "Incident": an_incident,
    "IncidentComment": a_comment,
    "Maintenance": a_maintenance,
    "MaintenanceEvent": an_event,
    "Page": a_page,
    "Site": the_site,
    "ApiKey": a_key,
    "Trigger": a_trigger,
    "Delivery": a_delivery,
}
# Pages and the site are public; keys and subscribers are for administrators alone, and what is told and sent is for
# everybody with a key.
_OTHERS = {"Page", "Site", "ApiKey", "Subscriber", "Alert", "AlertConfiguration", "Trigger", "Delivery"}
MAY_BE_HIDDEN = [kind for kind in MADE_BY if kind not in _OTHERS]


def test_every_type_with_an_id_is_tried_here():
    assert node_types() == sorted(MADE_BY)


@pytest.mark.parametrize("kind", MADE_BY)
async def test_an_object_of_each_type_is_found_by_its_id(ask, kind):
    given = global_id(kind, await MADE_BY[kind](is_hidden=False))

    assert (await ask(NODE, by="admin", id=given))["data"] == {"node": {"__typename": kind, "id": given}}


@pytest.mark.parametrize("kind", MAY_BE_HIDDEN)
async def test_what_is_hidden_is_null_for_the_public(ask, kind):
    shown, hidden = [global_id(kind, await MADE_BY[kind](is_hidden=each)) for each in (False, True)]
    both = {"ids": [shown, hidden]}

    assert (await ask(NODES, **both))["data"]["nodes"] == [{"__typename": kind, "id": shown}, None]
    assert (await ask(NODES, by="read", **both))["data"]["nodes"] == [
        {"__typename": kind, "id": each} for each in (shown, hidden)
    ]


@pytest.mark.parametrize("by", [None, "read", "write"])
async def test_a_key_is_null_for_everybody_but_administrators(ask, by):
    given = global_id("ApiKey", await a_key(is_hidden=False))

    answer = await ask(NODE, by=by, id=given)

    assert (answer["data"], answer.get("errors")) == ({"node": None}, None)


@pytest.mark.parametrize("by", [None, "admin"])
@pytest.mark.parametrize("kind", node_types())
async def test_numbers_that_no_row_has_are_null_for_each_type(ask, by, kind):
    numbers = [
        *(0, -1, 999, 2**31, 2**63 - 1, 2**63, 10**30, "9" * 5000, "1.5", "1e3", "0x1", "", " 1", "1 ", "one", "NaN"),
        *("²", "\N{ARABIC-INDIC DIGIT ONE}", "1;2", "1\0", "null"),
        *("1:1", ":", "1:", ":1", "1:-", f"{2**63}:60", f"1:{10**30}", "1:9999999999999"),
    ]

    found = await ask(NODES, by=by, ids=[global_id(kind, number) for number in numbers])

    assert (found["data"], found.get("errors")) == ({"nodes": [None] * len(numbers)}, None)


GARBAGE = [
    "",
    "1",
    "Monitor:1",
    "????",
    "TW9uaXRvcg==",
    "TW9uaXRvcjox=",
    "ü",
    "\0",
    base64.b64encode(b"\xff\xfe:1").decode(),
    *(global_id(kind, 1) for kind in ("", "Nobody", "Node", "Query", "Status", "MonitorFilterInput", "DateTime")),
    *(global_id(kind, 1) for kind in ("PageInfo", "MonitorConnection", "MonitorConfiguration", "__Type", "monitor")),
]


@pytest.mark.parametrize("given", GARBAGE)
async def test_an_id_that_names_nothing_is_null(ask, given):
    await a_monitor(is_hidden=False)

    answer = await ask(NODE, by="admin", id=given)

    assert (answer["data"], answer.get("errors")) == ({"node": None}, None)


async def test_ids_are_answered_in_their_order_and_as_often_as_they_are_asked(ask):
    monitor = global_id("Monitor", await a_monitor(is_hidden=False))
    page = global_id("Page", await a_page(is_hidden=False))

    found = await ask(NODES, ids=[page, "nonsense", monitor, page])

    assert [each and each["id"] for each in found["data"]["nodes"]] == [page, None, monitor, page]


async def test_more_ids_than_may_be_asked_at_once_are_refused(ask):
    refused = await ask(NODES, ids=["1"] * 1001)

    assert refused["errors"][0]["message"] == "ids must hold at most 1000 ids; got 1001"
