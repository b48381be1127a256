"""Who may do what: every query and mutation, asked by everybody."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core import clock
from core.principal import SYSTEM, Access
from models.api_key import ApiKey
from models.delivery import Delivery
from models.enums import (
    Activity,
    DeliveryState,
    Impact,
    IncidentState,
    MessageKind,
    Scope,
    Status,
    SubscriberChannel,
    TriggerType,
)
from resolvers import (
    alert_configurations,
    alert_evaluation,
    api_keys,
    comments,
    incidents,
    maintenances,
    message_templates,
    monitors,
    outbox,
    pages,
    samples,
    site,
    subscribers,
    subscriptions,
    triggers,
)
from resolvers.affected import MonitorImpact
from resolvers.alert_conditions import StatusCondition
from resolvers.alert_configurations import NewAlertConfiguration
from resolvers.comments import NewComment
from resolvers.incidents import NewIncident
from resolvers.maintenances import NewMaintenance
from resolvers.message_templates import TemplateChanges
from resolvers.monitors import NewMonitor
from resolvers.outbox import Message
from resolvers.pages import NewPage
from resolvers.subscribers import NewSubscriber
from resolvers.subscriptions import Request
from resolvers.triggers import NewTrigger
from tests.conftest import START
from tests.contents import contents
from tests.schema import asked
from tests.schema.whole import whole_schema

# How far each may go; None is a key that opens nothing.
WHO = {
    "nobody": Access.PUBLIC,
    "read": Access.READ,
    "write": Access.WRITE,
    "admin": Access.ADMIN,
    "inactive": None,
    "expired": None,
}


@pytest.fixture
async def secrets(keys: dict[str, str], now: clock.ManualClock) -> dict[str, str | None]:
    """A secret for everybody: the keys of `keys`, an inactive one, and one that has expired."""
    inactive = await api_keys.create(SYSTEM, name="inactive", scope=Scope.ADMIN)
    await api_keys.set_status(SYSTEM, inactive.key.id, Activity.INACTIVE)
    expired = await api_keys.create(
        SYSTEM, name="expired", scope=Scope.ADMIN, expires_at=clock.now() + timedelta(hours=1)
    )
    await ApiKey.filter(id=expired.key.id).update(expires_at=clock.now())
    return {**keys, "nobody": None, "inactive": inactive.secret, "expired": expired.secret}


@pytest.fixture
async def world(secrets: dict[str, str | None], worker: None) -> None:
    """One of each thing, which has the number 1, in a state in which every action on it can be carried out."""
    shop = await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop"))
    await monitors.create(SYSTEM, NewMonitor(tag="bank", name="Bank"))
    await monitors.create(SYSTEM, NewMonitor(tag="aside", name="Aside", status=Activity.INACTIVE))
    await samples.set_one(SYSTEM, shop, START, status=Status.UP, latency=5)
    impacts = [MonitorImpact("shop", Impact.DOWN)]
    incident = await incidents.create(SYSTEM, NewIncident(title="Shop broke", start_date_time=START, monitors=impacts))
    await comments.add(SYSTEM, incident.id, NewComment(comment="Seen", state=IncidentState.IDENTIFIED))
    await maintenances.create(
        SYSTEM,
        NewMaintenance(
            title="Shop works",
            start_date_time=START + 86_400,
            rrule="FREQ=DAILY;COUNT=1",
            duration_seconds=600,
            monitors=[MonitorImpact("shop", Impact.MAINTENANCE)],
        ),
    )
    # The second one is put aside, and its event goes on.
    aside = NewMaintenance(title="Aside", start_date_time=START - 60, rrule="FREQ=DAILY;COUNT=1", duration_seconds=600)
    await maintenances.deactivate(SYSTEM, (await maintenances.create(SYSTEM, aside)).id)
    await pages.create(SYSTEM, NewPage(path="all", title="All", header="All", monitors=["shop"]))
    await site.put(SYSTEM, "siteName", "Ours")
    hook = NewTrigger(name="hook", trigger_type=TriggerType.WEBHOOK, configuration={"url": "http://127.0.0.1/"})
    trigger = await triggers.create(SYSTEM, hook)
    watch = NewAlertConfiguration(name="Up", condition=StatusCondition(Status.UP), monitors=["shop"])
    await alert_configurations.create(SYSTEM, watch)
    await alert_configurations.create(SYSTEM, replace(watch, name="Aside", status=Activity.INACTIVE))
    await alert_evaluation.evaluate([shop.id])
    await outbox.put([Message(key="a", kind=MessageKind.ALERT_TRIGGERED, variables={}, trigger_id=trigger.id)])
    await Delivery.filter(key="a").update(state=DeliveryState.DEAD)
    email = SubscriberChannel.EMAIL
    await subscribers.create(SYSTEM, NewSubscriber(channel=email, address="one@example.com"))
    await subscriptions.request(Request(channel=email, address="two@example.com"), client=None)
    await message_templates.update(SYSTEM, MessageKind.INCIDENT_UPDATED, TemplateChanges(subject="News"))


@pytest.mark.parametrize("name", asked.EVERYTHING)
@pytest.mark.usefixtures("world")
async def test_everybody_may_do_what_their_key_says_and_nothing_else(ask, secrets, name):
    question = asked.EVERYTHING[name]
    untouched = await contents()

    for who, access in WHO.items():
        if access is not None and access >= question.needs:
            continue
        answer = await ask(question.text, by=secrets[who])
        code = "UNAUTHENTICATED" if access in {None, Access.PUBLIC} else "FORBIDDEN"
        assert [error["extensions"]["code"] for error in answer["errors"]] == [code], who
        assert await contents() == untouched, who

    may = [who for who, access in WHO.items() if access is not None and access >= question.needs]
    for who in may:
        answer = await ask(question.text, by=secrets[who])
        assert "errors" not in answer, who
        if question.text.startswith("mutation") and who == may[0]:
            # What is asked was done, and done once: those who ask later may find it done.
            assert answer["data"][name]["userErrors"] == [], who
            assert question.changes_nothing is (await contents() == untouched), who


def test_every_query_and_mutation_is_asked():
    schema = whole_schema()._schema

    assert asked.EVERYTHING.keys() == {*schema.query_type.fields, *schema.mutation_type.fields}
