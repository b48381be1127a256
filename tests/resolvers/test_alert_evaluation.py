"""Alerts begin and end by what is stored: step by step, with incidents and messages, and by whoever looks."""

import pytest

from core import events
from core.events import Event, Topic
from core.principal import SYSTEM
from models.alert import Alert, AlertConfigurationMonitor
from models.delivery import Delivery
from models.enums import AlertStatus, DeliveryState, Impact, IncidentSource, IncidentState, MessageKind, Status
from models.incident import Incident, IncidentComment, IncidentMonitor
from models.observation import Observation, refused
from resolvers import alert_evaluation, incidents, samples, settling, site
from resolvers.alert_conditions import LatencyCondition, StatusCondition, UptimeCondition
from resolvers.incidents import IncidentChanges, MonitorImpact, NewIncident
from resolvers.samples import RangeEdit
from resolvers.settling import Observed
from tests import statements
from tests.conftest import START
from tests.contents import contents
from tests.resolvers.alerting import configured, hook, settled, told, watched

pytestmark = pytest.mark.usefixtures("db")
UP, DOWN, DEGRADED, MAINTENANCE, NO_DATA = Status
TRIGGERED, RESOLVED = AlertStatus


async def test_an_alert_begins_at_its_failure_threshold_and_ends_at_its_success_threshold(now):
    monitor = await watched()
    await configured([monitor], failure_threshold=3, success_threshold=2)

    await settled(now, monitor, UP, DOWN, DOWN)
    before = await told()
    await settled(now, monitor, DOWN, DOWN, UP)
    standing = await told()
    await settled(now, monitor, UP, UP)

    assert before == []
    assert standing == [(TRIGGERED, 3, None)]
    assert await told() == [(RESOLVED, 3, 6)]
    assert (await Alert.get()).value == "DOWN"


@pytest.mark.parametrize(
    ("condition", "seen", "value"),
    [
        (StatusCondition(DEGRADED), [(DOWN, 1.0), (DEGRADED, 1.0)], "DEGRADED"),
        (StatusCondition(UP), [(DOWN, 1.0), (UP, 1.0)], "UP"),
        (LatencyCondition(100), [(UP, 100.0), (UP, 100.5)], "100.5"),
        (LatencyCondition(100, 50, 3), [(UP, 1.0), (UP, 300.0), (UP, 200.0)], "200"),
        (LatencyCondition(100, 99, 2), [(UP, 1.0), (UP, 101.0)], "101"),
        (UptimeCondition(60, 4), [(UP, 1.0), (UP, 1.0), (DOWN, 1.0), (DOWN, 1.0)], "50"),
        (UptimeCondition(60, 2), [(UP, 1.0), (DEGRADED, 1.0), (DOWN, 1.0)], "50"),
    ],
)
async def test_each_condition_begins_with_the_first_sample_that_meets_it(now, condition, seen, value):
    monitor = await watched()
    await configured([monitor], condition)

    for status, latency in seen[:-1]:
        await settled(now, monitor, status, latency=latency)
    before = await told()
    await settled(now, monitor, seen[-1][0], latency=seen[-1][1])

    assert before == []
    assert await told() == [(TRIGGERED, len(seen) - 1, None)]
    assert (await Alert.get()).value == value


async def test_an_uptime_is_that_of_the_monitors_formula(now):
    strict = await watched(settings={"uptime_formula_numerator": "up", "uptime_formula_denominator": "up + degraded"})
    usual = await watched()
    await configured([strict, usual], UptimeCondition(60, 2))

    await settled(now, strict, DOWN, UP, DEGRADED)
    now.move_to(START)
    await settled(now, usual, UP, UP, DEGRADED)

    assert await told() == [(TRIGGERED, 2, None)]
    assert (await Alert.get()).value == "50"


async def test_a_sample_without_a_latency_says_nothing_of_latencies(now):
    monitor = await watched()
    await configured([monitor], LatencyCondition(100), failure_threshold=2, success_threshold=2)

    await settled(now, monitor, UP, latency=200.0)
    await settled(now, monitor, DOWN, DOWN, latency=None)
    await settled(now, monitor, UP, latency=200.0)
    standing = await told()
    await settled(now, monitor, DOWN, DOWN, latency=None)

    assert standing == [(TRIGGERED, 3, None)] == await told()


async def test_what_the_network_policy_refused_is_no_evidence(now):
    monitor = await watched()
    await configured([monitor])

    for _ in range(3):
        await settling.settle(int(now.time()), [Observed(monitor, refused("denied"))])
        now.advance(60)

    assert await told() == []


@pytest.mark.parametrize("impact", [Impact.DOWN, Impact.UP])
async def test_an_overlay_freezes_alerts(now, impact):
    monitor = await watched()
    await configured([monitor], failure_threshold=2, success_threshold=2)
    await settled(now, monitor, DOWN)
    covered = NewIncident(
        title="x",
        start_date_time=START + 60,
        end_date_time=START + 240,
        monitors=[MonitorImpact(monitor.tag, impact)],
    )
    await incidents.create(SYSTEM, covered)

    await settled(now, monitor, DOWN, UP, DOWN)
    frozen = await told()
    await settled(now, monitor, DOWN)

    assert frozen == []
    assert await told() == [(TRIGGERED, 4, None)]


async def test_a_change_that_is_confirmed_counts_from_its_beginning(now):
    monitor = await watched(confirmation_threshold=3)
    await configured([monitor], failure_threshold=3)

    await settled(now, monitor, UP, DOWN, DOWN)
    held = await told()
    await settled(now, monitor, DOWN)

    assert held == []
    assert await told() == [(TRIGGERED, 3, None)]


async def test_what_people_push_counts_like_what_checks_see(now):
    monitor = await watched()
    await configured([monitor], failure_threshold=2)
    now.advance(600)

    for minute in (60, 120):
        await samples.set_one(SYSTEM, monitor, START + minute, status=DOWN)
    standing = await told()
    await samples.set_range(SYSTEM, monitor, RangeEdit(start=START + 180, end=START + 400, status=UP, latency=1))

    assert standing == [(TRIGGERED, 2, None)]
    assert await told() == [(RESOLVED, 2, 3)]


async def test_an_edit_of_the_past_counts_as_far_as_it_reaches_the_present(now):
    monitor = await watched()
    await configured([monitor], failure_threshold=2, success_threshold=2)
    await settled(now, monitor, UP, UP, UP, UP)

    await samples.set_range(SYSTEM, monitor, RangeEdit(start=START, end=START + 60, status=DOWN, latency=1))
    past = await told()
    await samples.set_range(SYSTEM, monitor, RangeEdit(start=START + 120, end=START + 180, status=DOWN, latency=1))
    present = await told()
    await samples.delete_range(SYSTEM, monitor, START, START + 240)
    emptied = await told()
    await samples.set_range(SYSTEM, monitor, RangeEdit(start=START, end=START + 60, status=UP, latency=1))

    assert past == []
    assert present == emptied == [(TRIGGERED, 4, None)]
    assert await told() == [(RESOLVED, 4, 4)]


async def test_what_lies_ahead_is_judged_when_its_time_comes(now):
    monitor = await watched()
    await configured([monitor])
    await samples.set_one(SYSTEM, monitor, START + 600, status=DOWN)

    early = (await alert_evaluation.evaluate_missed(), await told())
    now.advance(600)

    assert early == (0, [])
    assert await alert_evaluation.evaluate_missed() == 1
    assert await told() == [(TRIGGERED, 10, None)]


async def test_an_alert_is_written_with_its_messages_and_told(now):
    monitor, trigger, aside = await watched(tag="shop"), await hook(), await hook("aside")
    await site.put(SYSTEM, "siteName", "Ours")
    await type(aside).filter(id=aside.id).update(status="INACTIVE")
    await configured([monitor], triggers=[trigger, aside], description="The shop", failure_threshold=2)

    with events.bus().listen({Topic.ALERTS}) as heard:
        await settled(now, monitor, DOWN, DOWN, UP)

    alert = await Alert.get()
    down, up = await Delivery.all().order_by("id")
    assert [heard.get_nowait() for _ in range(heard.qsize())] == [Event(Topic.ALERTS, (alert.id,))] * 2
    assert (down.key, up.key) == (
        f"alert:{alert.id}:TRIGGERED:trigger:{trigger.id}",
        f"alert:{alert.id}:RESOLVED:trigger:{trigger.id}",
    )
    assert (down.kind, up.kind) == (MessageKind.ALERT_TRIGGERED, MessageKind.ALERT_RESOLVED)
    assert {(each.state, each.alert_id, each.trigger_id) for each in (down, up)} == {
        (DeliveryState.PENDING, alert.id, trigger.id)
    }
    assert down.message == {
        "alert_id": str(alert.id),
        "alert_name": "Is it up",
        "alert_description": "The shop",
        "alert_status": "TRIGGERED",
        "alert_severity": "CRITICAL",
        "alert_for": "STATUS",
        "alert_value": "DOWN",
        "alert_message": "Shop: status DOWN, 2 samples in a row",
        "alert_timestamp": "2025-01-06T00:01:00+00:00",
        "alert_source": "CONDITION",
        "alert_failure_threshold": "2",
        "alert_success_threshold": "1",
        "alert_incident_id": "",
        "alert_incident_url": "",
        "alert_cta_url": up.message["site_url"],
        "alert_cta_text": "View the status",
        "is_triggered": "true",
        "is_resolved": "",
        "monitor_name": "Shop",
        "monitor_tag": "shop",
        "site_name": "Ours",
        "site_url": up.message["site_url"],
        "site_logo_url": "",
    }
    assert (up.message["is_triggered"], up.message["is_resolved"]) == ("", "true")
    assert up.message["alert_message"] == "Shop is within bounds again: status UP"


async def story(incident: Incident) -> list[tuple[str, IncidentState, int]]:
    said = await IncidentComment.filter(incident_id=incident.id).order_by("id")
    return [(each.comment, each.state, each.timestamp - START) for each in said]


@pytest.mark.parametrize(
    ("condition", "impact"),
    [
        (StatusCondition(DOWN), Impact.DOWN),
        (StatusCondition(DEGRADED), Impact.DEGRADED),
        (LatencyCondition(1), Impact.DEGRADED),
        (UptimeCondition(99, 5), Impact.DOWN),
    ],
)
async def test_an_incident_opens_with_its_alert_and_is_closed_with_it(now, condition, impact):
    monitor, trigger = await watched(tag="shop"), await hook()
    await configured([monitor], condition, triggers=[trigger], creates_incident=True)
    bad = {"latency": 50.0}

    await settled(now, monitor, DEGRADED if condition == StatusCondition(DEGRADED) else DOWN, **bad)
    incident = await Incident.get()
    opened = (incident.title, incident.state, incident.source, incident.start_date_time, incident.end_date_time)
    link = await IncidentMonitor.get()
    first = await story(incident)
    await settled(now, monitor, *[UP] * 6, latency=0.5)

    assert opened == ("Is it up: Shop", IncidentState.INVESTIGATING, IncidentSource.ALERT, START, None)
    assert (link.monitor_id, link.impact) == (monitor.id, impact)
    ((said, state, at),) = first
    assert (said.startswith("Shop: "), state, at) == (True, IncidentState.INVESTIGATING, 0)
    closed = await Incident.get()
    alert = await Alert.get()
    assert (closed.state, closed.end_date_time) == (IncidentState.RESOLVED, alert.resolved_at)
    assert alert.incident_id == closed.id
    assert [(state, at) for _, state, at in await story(closed)] == [
        (IncidentState.INVESTIGATING, 0),
        (IncidentState.RESOLVED, alert.resolved_at - START),
    ]
    messages = [each.message for each in await Delivery.all()]
    assert {each["alert_incident_id"] for each in messages} == {str(closed.id)}
    assert {each["alert_cta_url"].endswith(f"/incidents/{closed.id}") for each in messages} == {True}


async def test_an_incident_of_an_alert_lies_over_nothing(now):
    monitor = await watched()
    await configured([monitor], creates_incident=True)

    await settled(now, monitor, DOWN, UP)

    assert [each.status for each in await samples.within(monitor.id, START, START + 120)] == [DOWN, UP]
    assert await told() == [(RESOLVED, 0, 1)]


async def edit(incident: Incident) -> None:
    await incidents.update(SYSTEM, incident.id, IncidentChanges(title="Ours now"))


async def resolve(incident: Incident) -> None:
    await incidents.resolve(SYSTEM, incident.id, comment="Mended by hand")


async def say(incident: Incident) -> None:
    await incidents.move(incident, IncidentState.INVESTIGATING, comment="Looking", minute=START)


async def add_impact(incident: Incident) -> None:
    other = await watched()
    await incidents.add_monitor(SYSTEM, incident.id, MonitorImpact(other.tag, Impact.DOWN))


@pytest.mark.parametrize("touch", [edit, resolve, say, add_impact])
async def test_a_person_who_was_there_first_wins(now, touch):
    monitor = await watched()
    await configured([monitor], creates_incident=True)
    await settled(now, monitor, DOWN)
    await touch(await Incident.get())
    before = (await Incident.get().values(), await IncidentComment.all().values())

    await settled(now, monitor, UP)

    assert (await Incident.get().values(), await IncidentComment.all().values()) == before
    assert await told() == [(RESOLVED, 0, 1)]


async def test_deleting_an_incident_unlinks_its_alert(now):
    monitor = await watched()
    await configured([monitor], creates_incident=True)
    await settled(now, monitor, DOWN)

    await incidents.delete(SYSTEM, (await Incident.get()).id)
    standing = await Alert.get()
    await settled(now, monitor, UP)

    assert (standing.status, standing.incident_id) == (TRIGGERED, None)
    assert await told() == [(RESOLVED, 0, 1)]


async def test_who_looks_again_finds_nothing_to_do(now):
    monitor, trigger = await watched(), await hook()
    await configured([monitor], triggers=[trigger], creates_incident=True)
    await settled(now, monitor, UP, DOWN)
    before = await contents()

    await alert_evaluation.evaluate([monitor.id])
    await settling.settle(START + 60, [Observed(monitor, Observation(DOWN))])

    assert await alert_evaluation.evaluate_missed() == 0
    assert await contents() == before


async def test_what_a_crash_left_unjudged_is_judged_sample_by_sample(now, monkeypatch):
    monitor = await watched()
    await configured([monitor], failure_threshold=2, success_threshold=3)
    with monkeypatch.context() as crash:
        crash.setattr(alert_evaluation, "evaluate", interrupted)
        await settled(now, monitor, UP, DOWN, DOWN, UP, UP, UP, DOWN, DOWN, UP)
    missed = await told()

    assert missed == []
    assert await alert_evaluation.evaluate_missed() == 1
    assert await told() == [(RESOLVED, 2, 5), (TRIGGERED, 7, None)]


async def interrupted(*_: object) -> None:
    raise ConnectionError


async def test_samples_are_stored_also_when_evaluation_fails(now, monkeypatch):
    monitor = await watched()
    await configured([monitor])
    monkeypatch.setattr(alert_evaluation, "evaluate", interrupted)

    await settled(now, monitor, DOWN)

    assert [each.status for each in await samples.within(monitor.id, START, START + 60)] == [DOWN]


async def test_the_number_of_statements_does_not_grow_with_monitors_and_configurations(now):
    trigger = await hook()
    counts = {}
    for size in (2, 12):
        batch = [await watched() for _ in range(size)]
        for condition in (
            StatusCondition(DOWN),
            LatencyCondition(100),
            UptimeCondition(90, 10),
            LatencyCondition(9, 90, 5),
        ):
            await configured(batch, condition, triggers=[trigger], creates_incident=True)
        ids = [monitor.id for monitor in batch]
        for minute, status, latency in ((0, UP, 1.0), (1, DOWN, 200.0), (2, UP, 1.0)):
            now.move_to(START + size * 6000 + minute * 60)
            seen = [Observed(monitor, Observation(status, latency=latency)) for monitor in batch]
            with statements.recorded() as asked:
                await settling.settle(int(now.time()), seen)
            counts[size, minute] = len(asked)
        with statements.recorded() as asked:
            await alert_evaluation.evaluate(ids)
        counts[size, "again"] = len(asked)
        standing = await Alert.filter(monitor_id__in=ids).count()
        assert standing == size * 4

    assert [counts[12, step] for step in (0, 1, 2, "again")] == [counts[2, step] for step in (0, 1, 2, "again")]
    assert counts[12, "again"] <= 4


async def test_a_pair_that_judges_an_old_sample_for_the_first_time_goes_by_the_newest_alone(now):
    monitor = await watched()
    await settled(now, monitor, DOWN, DOWN, UP)

    await configured([monitor])
    link = await AlertConfigurationMonitor.get()

    assert await told() == []
    assert link.judged_until == START + 120
