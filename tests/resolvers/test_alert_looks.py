"""What is looked at once a minute: silence, and reminders."""

import pytest

from core.principal import SYSTEM
from models.alert import Alert
from models.delivery import Delivery
from models.enums import Activity, AlertReason, AlertStatus, Impact, MessageKind, Status
from models.incident import Incident, IncidentMonitor
from models.observation import Observation, refused
from resolvers import (
    alert_configurations,
    alert_evaluation,
    alert_reminders,
    alert_silence,
    incidents,
    monitors,
    settling,
)
from resolvers.alert_configurations import AlertConfigurationChanges
from resolvers.incidents import MonitorImpact, NewIncident
from resolvers.monitors import MonitorChanges
from resolvers.settling import Observed
from tests import statements
from tests.conftest import START
from tests.contents import contents
from tests.resolvers.alerting import configured, hook, settled, told, watched

pytestmark = pytest.mark.usefixtures("db")
UP, DOWN = Status.UP, Status.DOWN
TRIGGERED, RESOLVED = AlertStatus


async def look(now, minutes: int) -> None:
    """Look once a minute, as the job does."""
    for _ in range(minutes):
        await alert_evaluation.evaluate_missed()
        await alert_silence.look()
        await alert_reminders.remind()
        now.advance(60)


async def test_a_monitor_of_which_nothing_is_heard_for_long_enough_raises_an_alert(now):
    monitor, trigger = await watched(default_status=None), await hook()
    await configured([monitor], no_data_minutes=3, triggers=[trigger], creates_incident=True)
    await look(now, 1)
    await settled(now, monitor, UP)
    await look(now, 2)
    before = await told()

    await look(now, 3)

    assert before == []
    assert await told() == [(TRIGGERED, 5, None)]
    alert = await Alert.get()
    assert (alert.reason, alert.value) == (AlertReason.NO_DATA, None)
    assert (await IncidentMonitor.get()).impact is Impact.DOWN
    message = (await Delivery.get()).message
    assert message["alert_message"] == f"{monitor.name} has had no data for 3 minutes"
    assert message["alert_source"] == "NO_DATA"


async def test_what_silence_raised_is_resolved_by_samples_that_come_after_it(now):
    monitor = await watched(default_status=None)
    await configured([monitor], no_data_minutes=2, success_threshold=2)
    await look(now, 1)
    await settled(now, monitor, UP, UP, UP)
    await look(now, 4)
    await alert_evaluation.evaluate([monitor.id])
    standing = await told()

    await settled(now, monitor, UP)
    once = await told()
    await settled(now, monitor, UP)

    assert standing == once == [(TRIGGERED, 6, None)]
    assert await told() == [(RESOLVED, 6, 9)]


async def test_a_refused_check_is_silence_and_an_overlay_is_none(now):
    silent, covered = await watched(default_status=None), await watched(default_status=None)
    await configured([silent, covered], no_data_minutes=2)
    impact = MonitorImpact(covered.tag, Impact.DOWN)
    await incidents.create(SYSTEM, NewIncident(title="x", start_date_time=START, monitors=[impact]))

    for _ in range(6):
        await look(now, 1)
        minute = int(now.time()) - 60
        await settling.settle(minute, [Observed(silent, refused("denied")), Observed(covered, Observation(UP))])

    assert [each.monitor_id for each in await Alert.all()] == [silent.id]


async def test_time_in_which_nobody_looked_is_no_silence(now):
    monitor = await watched(default_status=None)
    await configured([monitor], no_data_minutes=5)
    await look(now, 3)

    now.advance(3600)
    await look(now, 5)
    after_an_outage = await told()
    await look(now, 1)

    assert after_an_outage == []
    assert await told() == [(TRIGGERED, 68, None)]


async def test_a_monitor_that_comes_back_is_given_its_time(now):
    monitor = await watched(default_status=None)
    await configured([monitor], no_data_minutes=3)
    await look(now, 2)
    await monitors.update(SYSTEM, monitor.tag, MonitorChanges(status=Activity.INACTIVE))
    await look(now, 10)
    await monitors.update(SYSTEM, monitor.tag, MonitorChanges(status=Activity.ACTIVE))

    await look(now, 3)
    early = await told()
    await look(now, 1)

    assert early == []
    assert await told() == [(TRIGGERED, 15, None)]


async def test_who_looks_twice_at_silence_fires_once_in_as_many_statements_for_many(now):
    counts = {}
    for size in (2, 9):
        batch = [await watched(default_status=None) for _ in range(size)]
        await configured(batch, no_data_minutes=1, creates_incident=True, triggers=[await hook(f"hook {size}")])
        await look(now, 1)
        now.advance(60)
        with statements.recorded() as asked:
            fired = await alert_silence.look()
        counts[size] = len(asked)
        before = await contents()
        assert (fired, await alert_silence.look(), await contents()) == (size, 0, before)

    assert counts[2] == counts[9]


async def test_people_are_reminded_once_a_period_while_the_alert_stands(now):
    monitor, trigger = await watched(), await hook()
    await configured([monitor], triggers=[trigger], reminder_minutes=10)
    await settled(now, monitor, DOWN)

    for _ in range(25):
        await look(now, 1)
        await alert_reminders.remind()
    await settled(now, monitor, UP)
    await look(now, 30)

    alert = await Alert.get()
    sent = await Delivery.all().order_by("id")
    assert [(each.kind, each.key) for each in sent] == [
        (MessageKind.ALERT_TRIGGERED, f"alert:{alert.id}:TRIGGERED:trigger:{trigger.id}"),
        (MessageKind.ALERT_REMINDER, f"alert:{alert.id}:REMINDER:1:trigger:{trigger.id}"),
        (MessageKind.ALERT_REMINDER, f"alert:{alert.id}:REMINDER:2:trigger:{trigger.id}"),
        (MessageKind.ALERT_RESOLVED, f"alert:{alert.id}:RESOLVED:trigger:{trigger.id}"),
    ]
    assert [each.message["alert_status"] for each in sent] == ["TRIGGERED", "TRIGGERED", "TRIGGERED", "RESOLVED"]
    assert sent[1].message["alert_timestamp"] == "2025-01-06T00:10:00+00:00"


async def test_periods_that_nobody_looked_in_are_made_up_for_by_one_reminder(now):
    monitor, trigger = await watched(), await hook()
    await configured([monitor], triggers=[trigger], reminder_minutes=10)
    await settled(now, monitor, DOWN)

    now.advance(45 * 60)
    await look(now, 3)

    alert = await Alert.get()
    assert alert.reminded_at == START + 40 * 60
    assert (await Delivery.all().order_by("-id").first()).key == f"alert:{alert.id}:REMINDER:4:trigger:{trigger.id}"
    assert await Delivery.all().count() == 2


@pytest.mark.parametrize("why", ["overlay", "configuration aside"])
async def test_nobody_is_reminded_of_what_is_frozen_or_put_aside(now, why):
    monitor, trigger = await watched(), await hook()
    made = await configured([monitor], triggers=[trigger], reminder_minutes=2)
    await settled(now, monitor, DOWN)
    if why == "overlay":
        impact = MonitorImpact(monitor.tag, Impact.MAINTENANCE)
        await incidents.create(SYSTEM, NewIncident(title="x", start_date_time=START + 60, monitors=[impact]))
        await settled(now, monitor, DOWN, DOWN)
    else:
        await alert_configurations.update(SYSTEM, made.id, AlertConfigurationChanges(status=Activity.INACTIVE))

    await look(now, 5)

    assert [each.kind for each in await Delivery.all()] == [MessageKind.ALERT_TRIGGERED]
    assert await Incident.all().count() == (why == "overlay")
