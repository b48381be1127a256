"""Alert configurations: what is refused, and what becomes of alerts when what they stand on goes."""

import pytest

from core import events
from core.errors import InvalidInput, NotFound, Unauthenticated
from core.events import Event, Topic
from core.principal import PUBLIC, SYSTEM
from models.alert import Alert, AlertConfiguration, AlertConfigurationMonitor
from models.delivery import Delivery
from models.enums import Activity, AlertFor, AlertStatus, IncidentState, MessageKind, MonitorType, Severity, Status
from models.incident import Incident, IncidentComment
from resolvers import alert_configurations, alert_evaluation, alert_trials, incidents, monitor_bulk, monitors
from resolvers.alert_conditions import LatencyCondition, StatusCondition, UptimeCondition
from resolvers.alert_configurations import AlertConfigurationChanges, NewAlertConfiguration
from resolvers.alert_runs import Change
from resolvers.incidents import IncidentChanges
from resolvers.monitor_bulk import Chosen
from resolvers.monitor_lists import MonitorFilter
from resolvers.monitor_values import BulkChanges
from resolvers.monitors import MonitorChanges
from tests.conftest import START
from tests.contents import contents
from tests.resolvers.alerting import configured, hook, settled, told, watched

pytestmark = pytest.mark.usefixtures("db")
UP, DOWN = Status.UP, Status.DOWN
TRIGGERED, RESOLVED = AlertStatus


async def test_a_configuration_keeps_what_it_is_made_from(now):
    shop, bank, trigger = await watched(tag="shop"), await watched(tag="bank"), await hook()

    with events.bus().listen({Topic.ALERT_CONFIGURATIONS}) as heard:
        made = await alert_configurations.create(
            SYSTEM,
            NewAlertConfiguration(
                name=" Slow ",
                condition=LatencyCondition(1500.5, 95, 15),
                description="Too slow",
                failure_threshold=3,
                success_threshold=5,
                severity=Severity.WARNING,
                creates_incident=True,
                no_data_minutes=10,
                reminder_minutes=60,
                monitors=["shop", "bank", "shop"],
                triggers=[trigger.id],
            ),
        )

    row = await AlertConfiguration.get()
    assert (row.name, row.description, row.severity, row.status) == ("Slow", "Too slow", "WARNING", Activity.ACTIVE)
    assert (row.alert_for, row.alert_value, row.percentile, row.window_minutes) == (AlertFor.LATENCY, "1500.5", 95, 15)
    assert (row.failure_threshold, row.success_threshold, row.creates_incident) == (3, 5, True)
    assert (row.no_data_minutes, row.reminder_minutes) == (10, 60)
    assert await alert_configurations.monitors_of(SYSTEM, [made.id]) == {made.id: [shop, bank]}
    assert await alert_configurations.triggers_of(SYSTEM, [made.id]) == {made.id: [trigger]}
    assert await alert_configurations.monitors_of(PUBLIC, [made.id]) == {}
    assert heard.get_nowait() == Event(Topic.ALERT_CONFIGURATIONS, (made.id,))


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({"name": " "}, "name", "Name is required"),
        ({"name": "x" * 256}, "name", "at most 255 characters; got 256"),
        ({"name": "a\0"}, "name", "NUL"),
        ({"description": "a\0"}, "description", "NUL"),
        ({"failure_threshold": 0}, "failure_threshold", "between 1 and 60; got 0"),
        ({"success_threshold": 61}, "success_threshold", "between 1 and 60; got 61"),
        ({"no_data_minutes": 0}, "no_data_minutes", "between 1 and 43200; got 0"),
        ({"reminder_minutes": 43201}, "reminder_minutes", "between 1 and 43200; got 43201"),
        ({"condition": StatusCondition(Status.MAINTENANCE)}, "condition.status.status", "DOWN, DEGRADED, UP; got MAIN"),
        ({"condition": StatusCondition(Status.NO_DATA)}, "condition.status.status", "got NO_DATA"),
        ({"condition": LatencyCondition(0)}, "condition.latency.limit", "above 0 and at most 3.6e"),
        ({"condition": LatencyCondition(float("nan"))}, "condition.latency.limit", "got nan"),
        ({"condition": LatencyCondition(1, 95)}, "condition.latency.window", "is missing"),
        ({"condition": LatencyCondition(1, None, 5)}, "condition.latency.percentile", "is missing"),
        ({"condition": LatencyCondition(1, 100.5, 5)}, "condition.latency.percentile", "got 100.5"),
        ({"condition": LatencyCondition(1, 95, 1441)}, "condition.latency.window", "24 hours; got 1441 minutes"),
        ({"condition": UptimeCondition(0, 5)}, "condition.uptime.percent", "above 0 and at most 100; got 0"),
        ({"condition": UptimeCondition(99, 0)}, "condition.uptime.window", "got 0 minutes"),
        ({"monitors": ["nope"]}, "monitors", "Monitor with tag 'nope' not found"),
        ({"monitors": ["no\0pe"]}, "monitors", "not found"),
        ({"triggers": [2**70]}, "triggers", "Trigger with id"),
    ],
)
async def test_what_makes_no_sense_is_refused_and_changes_nothing(now, given, field, message):
    made = await configured([await watched()])
    before = await contents()

    with pytest.raises(InvalidInput, match=message.replace("(", r"\(")) as refused:
        await alert_configurations.create(
            SYSTEM, NewAlertConfiguration(**{"name": "x", "condition": StatusCondition(DOWN), **given})
        )
    with pytest.raises(InvalidInput) as refused_change:
        await alert_configurations.update(SYSTEM, made.id, AlertConfigurationChanges(**given))

    assert refused.value.field == refused_change.value.field == field
    assert await contents() == before


@pytest.mark.parametrize("number", [0, 99, 2**70])
async def test_what_is_not_there_is_not_found(now, number):
    with pytest.raises(NotFound, match=f"Alert configuration with id '{number}' not found"):
        await alert_configurations.update(SYSTEM, number, AlertConfigurationChanges(name="x"))
    with pytest.raises(NotFound):
        await alert_configurations.delete(SYSTEM, number)
    with pytest.raises(NotFound):
        await alert_trials.run(SYSTEM, number, period=3600)


async def test_the_public_may_neither_see_nor_change_them(now):
    made = await configured([await watched()])
    before = await contents()

    assert await alert_configurations.by_ids(PUBLIC, [made.id]) == {}
    for attempt in (
        alert_configurations.create(PUBLIC, NewAlertConfiguration(name="x", condition=StatusCondition(DOWN))),
        alert_configurations.update(PUBLIC, made.id, AlertConfigurationChanges(name="x")),
        alert_configurations.delete(PUBLIC, made.id),
        alert_trials.run(PUBLIC, made.id, period=3600),
    ):
        with pytest.raises(Unauthenticated):
            await attempt
    assert await contents() == before


async def put_configuration_aside(made, monitor) -> None:
    await alert_configurations.update(SYSTEM, made.id, AlertConfigurationChanges(status=Activity.INACTIVE))


async def stop_watching(made, monitor) -> None:
    await alert_configurations.update(SYSTEM, made.id, AlertConfigurationChanges(monitors=[]))


async def put_monitor_aside(made, monitor) -> None:
    await monitors.update(SYSTEM, monitor.tag, MonitorChanges(status=Activity.INACTIVE))


async def put_many_aside(made, monitor) -> None:
    chosen = Chosen(wanted=MonitorFilter(tags=[monitor.tag]))
    await monitor_bulk.update_many(SYSTEM, chosen, BulkChanges(status=Activity.INACTIVE))


@pytest.mark.parametrize(
    ("withdraw", "why"),
    [
        (put_configuration_aside, "The alert's configuration was put aside."),
        (stop_watching, "The alert's configuration no longer watches this monitor."),
        (put_monitor_aside, "The monitor no longer takes part."),
        (put_many_aside, "The monitor no longer takes part."),
    ],
)
async def test_an_alert_that_nobody_watches_any_more_is_resolved_quietly(now, withdraw, why):
    monitor, other = await watched(), await watched()
    made = await configured([monitor], creates_incident=True, triggers=[await hook()])
    apart = await configured([other], name="Apart")
    await settled(now, monitor, DOWN)
    now.move_to(START)
    await settled(now, other, DOWN)

    with events.bus().listen({Topic.ALERTS, Topic.INCIDENTS}) as heard:
        await withdraw(made, monitor)

    alert, incident = await Alert.get(configuration_id=made.id), await Incident.get()
    assert (alert.status, alert.resolved_at, incident.state) == (RESOLVED, START + 60, IncidentState.RESOLVED)
    assert {heard.get_nowait() for _ in range(heard.qsize())} == {
        Event(Topic.ALERTS, (alert.id,)),
        Event(Topic.INCIDENTS, (incident.id,)),
    }
    assert (await IncidentComment.all().order_by("-id").first()).comment == why
    assert [each.kind for each in await Delivery.all()] == [MessageKind.ALERT_TRIGGERED]
    assert (await Alert.get(configuration_id=apart.id)).status is TRIGGERED


async def test_what_a_person_touched_stays_open_when_its_alert_is_withdrawn(now):
    monitor = await watched()
    made = await configured([monitor], creates_incident=True)
    await settled(now, monitor, DOWN)
    await incidents.update(SYSTEM, (await Incident.get()).id, IncidentChanges(title="Ours"))

    await put_configuration_aside(made, monitor)

    assert (await Alert.get()).status is RESOLVED
    assert (await Incident.get()).state is IncidentState.INVESTIGATING


@pytest.mark.parametrize("what", ["configuration", "monitor"])
async def test_what_is_removed_takes_its_alerts_along_and_closes_their_incidents(now, what):
    monitor = await watched()
    made = await configured([monitor], creates_incident=True, triggers=[await hook()])
    await settled(now, monitor, DOWN)

    if what == "configuration":
        assert (await alert_configurations.delete(SYSTEM, made.id)).id == made.id
    else:
        await monitors.delete(SYSTEM, monitor.tag)

    assert (await Alert.all().count(), await Delivery.all().count()) == (0, 0)
    assert (await Incident.get()).state is IncidentState.RESOLVED


async def test_a_group_that_loses_its_members_loses_its_alerts(now):
    a, b = await watched(tag="a"), await watched(tag="b")
    members = {"monitors": [{"tag": "a", "weight": 0.5}, {"tag": "b", "weight": 0.5}]}
    group = await watched(tag="both", monitor_type=MonitorType.GROUP, type_data=members)
    await configured([group])
    await settled(now, group, DOWN)

    await monitors.delete(SYSTEM, a.tag)

    assert (await Alert.get()).status is RESOLVED
    assert b.tag == "b"


async def test_what_is_active_again_judges_the_newest_sample_and_not_what_it_missed(now):
    monitor = await watched()
    made = await configured([monitor])
    await put_configuration_aside(made, monitor)
    await settled(now, monitor, DOWN, UP)
    await alert_configurations.update(SYSTEM, made.id, AlertConfigurationChanges(status=Activity.ACTIVE))
    await alert_evaluation.evaluate_missed()
    quiet = await told()

    await settled(now, monitor, DOWN)

    assert quiet == []
    assert await told() == [(TRIGGERED, 2, None)]


async def test_an_alert_goes_on_when_its_configuration_changes_and_ends_by_what_it_says_then(now):
    monitor = await watched()
    made = await configured([monitor], success_threshold=5)
    await settled(now, monitor, DOWN, UP)

    await alert_configurations.update(SYSTEM, made.id, AlertConfigurationChanges(name="Renamed"))
    renamed = (await told(), await alert_evaluation.evaluate_missed())
    await alert_configurations.update(SYSTEM, made.id, AlertConfigurationChanges(success_threshold=1))
    await alert_evaluation.evaluate_missed()

    assert renamed == ([(TRIGGERED, 0, None)], 0)
    assert await told() == [(RESOLVED, 0, 2)]


async def test_monitors_that_stay_keep_how_far_they_were_judged(now):
    stays, goes, comes = await watched(tag="stays"), await watched(tag="goes"), await watched(tag="comes")
    made = await configured([stays, goes])

    await alert_configurations.update(SYSTEM, made.id, AlertConfigurationChanges(monitors=["stays", "comes"]))

    links = {each.monitor_id: each.judged_until for each in await AlertConfigurationMonitor.all()}
    assert links == {stays.id: START - 60, comes.id: None}
    assert goes.id not in links


async def test_a_trial_says_what_would_have_been_and_changes_nothing(now):
    quiet, monitor = await watched(), await watched()
    await settled(now, monitor, DOWN, UP, DOWN, DOWN, DOWN, UP, UP, DOWN, DOWN)
    made = await configured([quiet, monitor], failure_threshold=2, success_threshold=2, status=Activity.INACTIVE)
    now.move_to(START + 600)
    before = await contents()

    nothing, tried = await alert_trials.run(SYSTEM, made.id, period=3600)

    assert (nothing.monitor.id, nothing.state, nothing.changes, nothing.samples) == (quiet.id, RESOLVED, [], 0)
    assert (tried.monitor.id, tried.state, tried.samples, tried.bad) == (monitor.id, TRIGGERED, 9, 6)
    assert tried.changes == [
        Change(TRIGGERED, START + 180, is_new=True),
        Change(RESOLVED, START + 360, is_new=True),
        Change(TRIGGERED, START + 480, is_new=True),
    ]
    assert await contents() == before


@pytest.mark.parametrize("period", [59, 86_401])
async def test_a_trial_goes_back_a_day_at_most(now, period):
    made = await configured([await watched()])

    with pytest.raises(InvalidInput, match=f"period must be between 60 and 86400 seconds; got {period}"):
        await alert_trials.run(SYSTEM, made.id, period=period)
