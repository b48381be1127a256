"""Writing what judging found: alerts, their incidents and their messages, all of it in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from core import clock
from core.events import Event, Topic
from models import alert_changes
from models.alert import Alert
from models.alert_changes import NewAlert, NewAlertIncident
from models.enums import AlertReason, AlertStatus, Impact, IncidentState, MessageKind
from models.incident import Incident, IncidentComment
from resolvers import alert_conditions, alert_messages, notifications
from resolvers.alert_messages import Told
from resolvers.alert_outbox import Cast, Notice, cast_of, tell
from resolvers.notifications import Move

_KINDS = {AlertStatus.TRIGGERED: MessageKind.ALERT_TRIGGERED, AlertStatus.RESOLVED: MessageKind.ALERT_RESOLVED}


@dataclass(frozen=True, slots=True)
class Trigger:
    """An alert to be fired on a pair; `value` is what was seen, `at` in epoch seconds."""

    configuration_id: int
    monitor_id: int
    reason: AlertReason
    value: str | None
    at: int


@dataclass(frozen=True, slots=True)
class Resolution:
    """An alert to be resolved; `value` is what was seen, `at` in epoch seconds."""

    alert_id: int
    value: str | None
    at: int


async def write(triggers: Sequence[Trigger], resolutions: Sequence[Resolution]) -> list[Event]:
    """Fire and resolve alerts; returns the events to be published after the transaction.

    A constant number of statements. Resolutions come first: whoever deletes an incident takes it before its alerts.
    """
    standing = await Alert.filter(id__in=[each.alert_id for each in resolutions]) if resolutions else []
    cast = await cast_of(
        [*(each.configuration_id for each in triggers), *(each.configuration_id for each in standing)],
        [*(each.monitor_id for each in triggers), *(each.monitor_id for each in standing)],
    )
    resolved, closed = await _resolve(resolutions, {each.id: each for each in standing}, cast)
    fired, opened = await _fire(triggers, cast)
    notices = [*resolved, *fired]
    await tell(notices, cast)
    return changed([each.told.alert_id for each in notices], [*closed, *opened])


def changed(alert_ids: Sequence[int], incident_ids: Sequence[int]) -> list[Event]:
    """Return the events that tell of alerts and incidents."""
    topics = ((Topic.ALERTS, alert_ids), (Topic.INCIDENTS, incident_ids))
    return [Event(topic, tuple(ids)) for topic, ids in topics if ids]


async def _fire(triggers: Sequence[Trigger], cast: Cast) -> tuple[list[Notice], list[int]]:
    """Write alerts and their incidents; returns what to tell, and the incidents."""
    if not triggers:
        return [], []
    at = clock.now()
    new = [NewAlert(each.configuration_id, each.monitor_id, each.reason, each.value, each.at) for each in triggers]
    ids = await alert_changes.fire(new, at)
    fired = {ids[pair]: each for each in triggers if (pair := (each.configuration_id, each.monitor_id)) in ids}
    incidents = {alert_id: _incident(each, cast) for alert_id, each in fired.items() if _wants_incident(each, cast)}
    opened = await alert_changes.open_incidents(incidents, at) if incidents else {}
    if opened:
        await notifications.incidents_created(await Incident.filter(id__in=list(opened.values())))
    notices = [
        _notice(
            each.configuration_id,
            each.monitor_id,
            Told(alert_id, AlertStatus.TRIGGERED, each.reason, each.value, each.at, opened.get(alert_id)),
        )
        for alert_id, each in fired.items()
    ]
    return notices, list(opened.values())


def _wants_incident(trigger: Trigger, cast: Cast) -> bool:
    return cast.configurations[trigger.configuration_id].creates_incident


def _incident(trigger: Trigger, cast: Cast) -> NewAlertIncident:
    configuration, monitor = cast.configurations[trigger.configuration_id], cast.monitors[trigger.monitor_id]
    said = alert_messages.sentence(configuration, monitor, AlertStatus.TRIGGERED, trigger.reason, trigger.value)
    impact = (
        Impact.DOWN
        if trigger.reason is AlertReason.NO_DATA
        else alert_conditions.impact(alert_messages.condition_of(configuration))
    )
    title = f"{configuration.name}: {monitor.name}"
    return NewAlertIncident(title, said, monitor.id, impact, clock.floor_to_minute(trigger.at))


async def _resolve(
    resolutions: Sequence[Resolution], standing: dict[int, Alert], cast: Cast
) -> tuple[list[Notice], list[int]]:
    """Resolve alerts, and close their incidents by what was seen; returns what to tell, and the incidents."""
    if not resolutions:
        return [], []
    ends = {each.alert_id: max(each.at, standing[each.alert_id].triggered_at) for each in resolutions}
    values = {each.alert_id: each.value for each in resolutions}
    words = {
        alert.id: alert_messages.sentence(
            cast.configurations[alert.configuration_id],
            cast.monitors[alert.monitor_id],
            AlertStatus.RESOLVED,
            alert.reason,
            values[alert.id],
        )
        for alert in standing.values()
    }
    resolved, closed = await end(list(standing.values()), ends, words)
    notices = [
        _notice(
            alert.configuration_id,
            alert.monitor_id,
            Told(alert.id, AlertStatus.RESOLVED, alert.reason, values[alert.id], ends[alert.id], alert.incident_id),
        )
        for alert in standing.values()
        if alert.id in resolved
    ]
    return notices, closed


async def end(alerts: Sequence[Alert], ends: dict[int, int], words: dict[int, str]) -> tuple[set[int], list[int]]:
    """Resolve alerts at their ends, and close those incidents that nobody has touched, with these words.

    Returns the alerts that stood until now, and the incidents that were closed.
    """
    owners = {alert.incident_id: alert for alert in alerts if alert.incident_id is not None}
    untouched = await alert_changes.untouched(list(owners)) if owners else []
    resolved = await alert_changes.resolve(ends, clock.now())
    closing = [
        (incident_id, words[alert.id], clock.floor_to_minute(ends[alert.id]))
        for incident_id in untouched
        if (alert := owners[incident_id]).id in resolved
    ]
    if closing:
        await alert_changes.close_incidents(closing, clock.now())
        await _tell_of_closed([incident_id for incident_id, _, _ in closing])
    return resolved, [incident_id for incident_id, _, _ in closing]


async def _tell_of_closed(incident_ids: Sequence[int]) -> None:
    """Tell subscribers of incidents that were closed just now, by their last comments."""
    incidents = {each.id: each for each in await Incident.filter(id__in=list(incident_ids))}
    comments = await IncidentComment.filter(incident_id__in=list(incidents)).order_by("id")
    last = {comment.incident_id: comment for comment in comments}
    await notifications.incidents_moved(
        [Move(incidents[each], comment, IncidentState.INVESTIGATING) for each, comment in last.items()]
    )


def _notice(configuration_id: int, monitor_id: int, told: Told) -> Notice:
    return Notice(configuration_id, monitor_id, _KINDS[told.status], told.status.value, told)
