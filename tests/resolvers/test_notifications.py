"""Who is told of what."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.principal import SYSTEM
from models.database import transaction
from models.delivery import Delivery
from models.enums import Activity, DeliveryState, Impact, IncidentState, Status, SubscriberChannel, SubscriberStatus
from models.incident import Incident
from models.subscriber import Subscriber, Subscription
from resolvers import (
    comments,
    incidents,
    maintenance_events,
    maintenances,
    monitors,
    notifications,
    pages,
    site,
    subscribers,
)
from resolvers.affected import MonitorImpact
from resolvers.comments import NewComment
from resolvers.incidents import NewIncident
from resolvers.maintenance_moves import move_events
from resolvers.maintenances import NewMaintenance
from resolvers.monitors import MonitorChanges, NewMonitor
from resolvers.pages import NewPage
from resolvers.subscribers import SubscriberChanges
from tests import statements
from tests.conftest import START
from tests.resolvers.alerting import configured, settled
from tests.subscribing import composed, subscriber, told

pytestmark = pytest.mark.usefixtures("db", "now")
HOUR, DAY = 3600, 86_400
DOWN = [MonitorImpact("shop", Impact.DOWN)]
WORKS = NewMaintenance(
    title="Upgrade",
    start_date_time=START + 10 * HOUR,
    rrule="FREQ=DAILY;COUNT=1",
    duration_seconds=HOUR,
    monitors=[MonitorImpact("shop", Impact.MAINTENANCE)],
)


@pytest.fixture
async def audience(db, now) -> None:
    """Monitors shop and bank, both on the page all, and hidden, on no page; a reader of each thing."""
    for tag in ("shop", "bank", "hidden"):
        await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag.capitalize(), is_hidden=tag == "hidden"))
    await pages.create(SYSTEM, NewPage(path="all", title="All", header="All", monitors=["shop", "bank"]))
    await pages.create(SYSTEM, NewPage(path="few", title="Few", header="Few", monitors=["bank", "hidden"]))
    await subscriber("everything")
    await subscriber("all", pages=["all"])
    await subscriber("few", pages=["few"])
    await subscriber("shop", monitors=["shop"])
    await subscriber("bank", monitors=["bank"])
    await subscriber("hidden", monitors=["hidden"])
    await subscriber("twice", pages=["all"], monitors=["shop", "bank"])
    await subscriber("works", wants_incidents=False)
    await subscriber("news", wants_maintenances=False)
    for name, status in (("pending", SubscriberStatus.PENDING), ("gone", SubscriberStatus.UNSUBSCRIBED)):
        row = await subscriber(name)
        await Subscriber.filter(id=row.id).update(status=status)


@pytest.mark.parametrize(
    ("tags", "is_global", "readers"),
    [
        (["shop"], False, ["everything", "all", "shop", "twice", "news"]),
        (["bank"], False, ["everything", "all", "few", "bank", "twice", "news"]),
        (["shop", "hidden"], False, ["everything", "all", "shop", "twice", "news"]),
        (["hidden"], False, []),
        (["hidden"], True, []),
        ([], False, ["everything", "news"]),
        ([], True, ["everything", "all", "few", "shop", "bank", "hidden", "twice", "news"]),
        (["shop"], True, ["everything", "all", "few", "shop", "bank", "hidden", "twice", "news"]),
    ],
)
async def test_an_incident_is_told_to_who_follows_what_it_affects_as_far_as_that_is_public(
    audience, tags, is_global, readers
):
    impacts = [MonitorImpact(tag, Impact.DOWN) for tag in tags]

    await incidents.create(SYSTEM, NewIncident(title="Broken", monitors=impacts, is_global=is_global))

    assert await told() == [("INCIDENT_CREATED", reader) for reader in readers]
    assert not any("Hidden" in message["text"] for message in await composed())


@pytest.mark.parametrize(
    ("tags", "readers"),
    [
        (["shop"], ["everything", "all", "shop", "twice", "works"]),
        (["hidden"], []),
        ([], ["everything", "works"]),
    ],
)
async def test_a_maintenance_is_told_alike_to_who_wants_maintenances(audience, tags, readers):
    impacts = [MonitorImpact(tag, Impact.MAINTENANCE) for tag in tags]

    await maintenances.create(SYSTEM, replace(WORKS, monitors=impacts))

    assert await told() == [("MAINTENANCE_CREATED", reader) for reader in readers]


async def test_what_is_put_aside_is_told_to_nobody(audience):
    await monitors.update(SYSTEM, "shop", MonitorChanges(status=Activity.INACTIVE))

    await incidents.create(SYSTEM, NewIncident(title="Broken", monitors=DOWN))

    assert await told() == []


async def test_an_incidents_story_is_told_step_by_step(audience):
    await subscribers.update(SYSTEM, 1, SubscriberChanges(monitors=["shop"]))
    incident = await incidents.create(SYSTEM, NewIncident(title="Broken & <b>", monitors=DOWN))
    await comments.add(SYSTEM, incident.id, NewComment(comment="Seen", state=IncidentState.IDENTIFIED))
    await incidents.resolve(SYSTEM, incident.id, comment="Mended")
    await comments.add(SYSTEM, incident.id, NewComment(comment="It was a cable", state=IncidentState.RESOLVED))

    rows = await Delivery.filter(subscriber_id=1).order_by("id")
    assert [(row.key, row.kind) for row in rows] == [
        ("incident:1:created:subscriber:1", "INCIDENT_CREATED"),
        ("incident:1:comment:1:subscriber:1", "INCIDENT_UPDATED"),
        ("incident:1:comment:2:subscriber:1", "INCIDENT_RESOLVED"),
        ("incident:1:comment:3:subscriber:1", "INCIDENT_UPDATED"),
    ]
    assert {(row.state, row.attempt_count, row.next_attempt_at) for row in rows} == {(DeliveryState.PENDING, 0, START)}
    assert [row.message.get("comment") for row in rows] == [None, "Seen", "Mended", "It was a cable"]
    resolved = next(message for message in await composed() if message.get("comment") == "Mended")
    assert resolved["subject"] == "[Resolved] Broken & <b>"
    assert "Broken &amp; &lt;b&gt;" in resolved["html"]
    assert "Ended: Mon 6 Jan 2025, 00:00 UTC" in resolved["text"]
    assert resolved["incident_url"] == "http://127.0.0.1:8000/incidents/1"


async def test_an_incident_that_an_alert_opens_and_closes_is_told_like_any_other(audience, now):
    shop, hidden = [await monitors.get(SYSTEM, tag) for tag in ("shop", "hidden")]
    await configured([shop, hidden], creates_incident=True)
    with statements.recorded() as one:
        await settled(now, shop, Status.DOWN)
    await settled(now, hidden, Status.DOWN)
    await settled(now, shop, Status.UP)

    rows = await Delivery.filter(subscriber__address="shop@example.com").order_by("id")
    assert [(row.kind, row.message["incident_title"]) for row in rows] == [
        ("INCIDENT_CREATED", "Is it up: Shop"),
        ("INCIDENT_RESOLVED", "Is it up: Shop"),
    ]
    readers = ["everything", "all", "shop", "twice", "news"]
    assert await told() == [(kind, who) for kind in ("INCIDENT_CREATED", "INCIDENT_RESOLVED") for who in readers]
    assert sum("INSERT INTO delivery" in statement for statement in one) == 1


async def test_corrections_are_told_to_nobody(audience):
    incident = await incidents.create(SYSTEM, NewIncident(title="Broken", monitors=DOWN))
    said = await comments.add(SYSTEM, incident.id, NewComment(comment="Seen", state=IncidentState.IDENTIFIED))
    before = await told()

    await comments.update(SYSTEM, said.id, comments.CommentChanges(comment="Found"))
    await comments.delete(SYSTEM, said.id)
    await incidents.update(SYSTEM, incident.id, incidents.IncidentChanges(title="Cracked"))

    assert await told() == before


async def test_a_maintenances_events_are_told_of_as_time_goes_by(audience, now):
    await maintenances.create(SYSTEM, WORKS)
    steps = []
    for at in (START + 9 * HOUR - 60, START + 9 * HOUR, START + 10 * HOUR, START + 11 * HOUR):
        now.move_to(at)
        await move_events()
        steps.append({kind for kind, _ in await told()} - {kind for some in steps for kind in some})

    assert steps == [
        {"MAINTENANCE_CREATED"},
        {"MAINTENANCE_STARTING_SOON"},
        {"MAINTENANCE_STARTED"},
        {"MAINTENANCE_ENDED"},
    ]
    assert [kind for kind, reader in await told() if reader == "shop"] == [kind for some in steps for kind in some]
    assert "From: Mon 6 Jan 2025, 10:00 UTC\nTo: Mon 6 Jan 2025, 11:00 UTC (1 hour)" in (await composed())[0]["text"]


async def test_after_a_downtime_only_where_an_event_is_now_is_told(audience, now):
    await maintenances.create(SYSTEM, WORKS)
    now.move_to(START + 12 * HOUR)
    await move_events()

    assert {kind for kind, _ in await told()} == {"MAINTENANCE_CREATED", "MAINTENANCE_ENDED"}


async def test_after_a_long_downtime_nobody_is_told_what_is_long_over(audience, now):
    await maintenances.create(SYSTEM, WORKS)
    now.move_to(START + 11 * HOUR + DAY + 1)
    await move_events()

    assert {kind for kind, _ in await told()} == {"MAINTENANCE_CREATED"}


async def test_an_event_that_is_added_completed_or_cancelled_by_hand_is_told_of(audience, now):
    made = await maintenances.create(SYSTEM, WORKS)
    first = (await maintenance_events.open_of(SYSTEM, [made.id]))[made.id][0]
    await maintenance_events.cancel(SYSTEM, first.id)
    second = await maintenance_events.create(SYSTEM, made.id, start=START - 60, end=START + HOUR)
    await maintenance_events.complete(SYSTEM, second.id)
    await maintenance_events.create(SYSTEM, made.id, start=START - 2 * HOUR, end=START - HOUR)

    assert [kind for kind, reader in await told() if reader == "shop"] == [
        "MAINTENANCE_CREATED",
        "MAINTENANCE_CANCELLED",
        "MAINTENANCE_CREATED",
        "MAINTENANCE_ENDED",
    ]


@pytest.mark.parametrize(("age", "is_told"), [(DAY, True), (DAY + 60, False), (10 * 366 * DAY, False)])
async def test_history_that_is_imported_is_told_to_nobody(audience, age, is_told):
    old = START - age

    incident = await incidents.create(SYSTEM, NewIncident(title="Old", start_date_time=old, monitors=DOWN))
    await comments.add(SYSTEM, incident.id, NewComment(comment="x", state=IncidentState.IDENTIFIED, timestamp=old))
    await incidents.resolve(SYSTEM, incident.id, timestamp=old)

    kinds = ["INCIDENT_CREATED", "INCIDENT_UPDATED", "INCIDENT_RESOLVED"]
    assert [kind for kind, reader in await told() if reader == "shop"] == (kinds if is_told else [])


async def story(now) -> set[str]:
    """Let everything happen once, and return what was told of, to whom by which channel."""
    incident = await incidents.create(SYSTEM, NewIncident(title="Broken", monitors=DOWN))
    await comments.add(SYSTEM, incident.id, NewComment(comment="Seen", state=IncidentState.IDENTIFIED))
    await incidents.resolve(SYSTEM, incident.id)
    await maintenances.create(SYSTEM, WORKS)
    for hour in (9, 10, 11):
        now.move_to(START + hour * HOUR)
        await move_events()
    again = await maintenances.create(SYSTEM, replace(WORKS, start_date_time=START + 30 * HOUR))
    await maintenance_events.cancel(SYSTEM, (await maintenance_events.open_of(SYSTEM, [again.id]))[again.id][0].id)
    rows = await Delivery.all().prefetch_related("subscriber")
    return {f"{row.kind} by {row.subscriber.channel}" for row in rows}


EVERYTHING = {
    "INCIDENT_CREATED",
    "INCIDENT_UPDATED",
    "INCIDENT_RESOLVED",
    "MAINTENANCE_CREATED",
    "MAINTENANCE_STARTING_SOON",
    "MAINTENANCE_STARTED",
    "MAINTENANCE_ENDED",
    "MAINTENANCE_CANCELLED",
}
INCIDENTS = {kind for kind in EVERYTHING if kind.startswith("INCIDENT")}
NOTICES, SUBSCRIPTIONS, DISPLAY = (
    "globalMaintenanceNotificationSettings",
    "subscriptionsSettings",
    "eventDisplaySettings",
)


@pytest.mark.parametrize(
    ("key", "value", "not_by_mail", "not_by_webhook"),
    [
        (NOTICES, {}, set(), set()),
        (NOTICES, {"event_types": "all"}, set(), set()),
        (NOTICES, {"event_types": {"created": False, "reminder": 0}}, {"MAINTENANCE_CREATED"}, {"MAINTENANCE_CREATED"}),
        (
            NOTICES,
            {"event_types": {"reminder": False, "started": False, "ended": False, "cancelled": False}},
            EVERYTHING - INCIDENTS - {"MAINTENANCE_CREATED"},
            EVERYTHING - INCIDENTS - {"MAINTENANCE_CREATED"},
        ),
        (DISPLAY, {"incidents": {"enabled": False}}, INCIDENTS, INCIDENTS),
        (DISPLAY, {"maintenances": {"enabled": False}}, EVERYTHING - INCIDENTS, EVERYTHING - INCIDENTS),
        (SUBSCRIPTIONS, {"enable": False}, EVERYTHING, EVERYTHING),
        (SUBSCRIPTIONS, {"methods": {"emails": {"incidents": False}}}, INCIDENTS, set()),
        (SUBSCRIPTIONS, {"methods": {"webhooks": {"maintenances": False}}}, set(), EVERYTHING - INCIDENTS),
        (SUBSCRIPTIONS, [1, 2], set(), set()),
    ],
)
async def test_the_sites_entries_say_what_is_told_and_how(now, key, value, not_by_mail, not_by_webhook):
    await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop"))
    await subscriber("mail")
    await subscriber("hook", channel=SubscriberChannel.WEBHOOK, address="https://example.com/hook")
    await site.put(SYSTEM, key, value)

    assert await story(now) == {f"{kind} by EMAIL" for kind in EVERYTHING - not_by_mail} | {
        f"{kind} by WEBHOOK" for kind in EVERYTHING - not_by_webhook
    }


async def test_one_that_is_near_when_it_is_planned_is_told_of_even_where_plans_are_not(audience):
    await site.put(SYSTEM, NOTICES, {"event_types": {"created": False}})

    await maintenances.create(SYSTEM, replace(WORKS, start_date_time=START + HOUR))
    await move_events()

    assert [kind for kind, reader in await told() if reader == "shop"] == ["MAINTENANCE_STARTING_SOON"]


async def test_a_change_that_fails_tells_nobody(audience):
    with pytest.raises(ZeroDivisionError):
        await create_and_fail()

    assert (await told(), await Incident.all().count()) == ([], 0)


async def create_and_fail() -> None:
    async with transaction():
        await incidents.create(SYSTEM, NewIncident(title="Broken", monitors=DOWN))
        raise ZeroDivisionError


@pytest.mark.parametrize("what", ["incident", "comment", "maintenance", "calendar"])
async def test_the_statements_do_not_grow_with_the_readers(now, what):
    await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop"))
    incident = await incidents.create(SYSTEM, NewIncident(title="First", monitors=DOWN))
    await maintenances.create(SYSTEM, WORKS)
    counts, written = [], []
    for readers, at in ((10, 9), (1_000, 10)):
        await Subscription.filter(id__gt=0).delete()
        await Subscriber.filter(id__gt=0).delete()
        await Subscriber.bulk_create(
            [
                Subscriber(channel=SubscriberChannel.EMAIL, address=f"{at}{n}@example.com", status="ACTIVE")
                for n in range(readers)
            ]
        )
        ids = await Subscriber.all().values_list("id", flat=True)
        await Subscription.bulk_create([Subscription(subscriber_id=each) for each in ids])
        with statements.recorded() as recorded:
            match what:
                case "incident":
                    await incidents.create(SYSTEM, NewIncident(title="Broken", monitors=DOWN))
                case "comment":
                    await comments.add(SYSTEM, incident.id, NewComment(comment="x", state=IncidentState.IDENTIFIED))
                case "maintenance":
                    await maintenances.create(SYSTEM, WORKS)
                case _:
                    now.move_to(START + at * HOUR)
                    await move_events()
        counts.append(len(recorded))
        written.append(await Delivery.all().count())

    assert counts[0] == counts[1]
    assert written == [10, 1_000]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(told_again=st.lists(st.sampled_from(["created", "moved", "events"]), max_size=4))
async def test_what_is_told_again_is_written_once(audience, told_again):
    await Delivery.filter(id__gt=0).delete()
    incident = await incidents.create(SYSTEM, NewIncident(title="Broken", monitors=DOWN))
    said = await comments.add(SYSTEM, incident.id, NewComment(comment="x", state=IncidentState.IDENTIFIED))
    made = await maintenances.create(SYSTEM, replace(WORKS, start_date_time=START + HOUR))
    events = (await maintenance_events.open_of(SYSTEM, [made.id]))[made.id]
    await notifications.events_moved(events)
    once = await Delivery.all().order_by("id").values_list("id", "key")

    for again in told_again:
        match again:
            case "created":
                await notifications.incident_created(incident)
            case "moved":
                await notifications.incident_moved(incident, said, before=IncidentState.INVESTIGATING)
            case _:
                await notifications.events_moved(events)

    assert await Delivery.all().order_by("id").values_list("id", "key") == once
    assert len({key for _, key in once}) == len(once) == 4 * 5
