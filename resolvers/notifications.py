"""Telling subscribers of incidents and maintenances: deliveries, written in the transaction of what they tell of.

Each message has a key that says what it tells of ("incident:7:comment:12"), so that it is written once, however often
the change is looked at. What is older than a day is history, and history is told to nobody: so importing years of
incidents sends no mail. Call `outbox.announce` once the transaction is over.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core import clock
from core.principal import PUBLIC
from models import audience
from models.audience import News
from models.enums import IncidentState, MaintenanceEventStatus, MessageKind
from models.incident import Incident, IncidentComment, IncidentMonitor
from models.maintenance import Maintenance, MaintenanceEvent, MaintenanceMonitor
from resolvers import addresses, affected, subscription_policy
from resolvers.subscription_policy import SubscriptionPolicy
from resolvers.wording import duration, for_people, iso, word

FRESH_SECONDS = 86_400
_KIND_OF = {
    MaintenanceEventStatus.READY: MessageKind.MAINTENANCE_STARTING_SOON,
    MaintenanceEventStatus.ONGOING: MessageKind.MAINTENANCE_STARTED,
    MaintenanceEventStatus.COMPLETED: MessageKind.MAINTENANCE_ENDED,
    MaintenanceEventStatus.CANCELLED: MessageKind.MAINTENANCE_CANCELLED,
}


def _is_history(timestamp: int) -> bool:
    return timestamp < clock.timestamp() - FRESH_SECONDS


@dataclass(frozen=True, slots=True)
class Move:
    """A comment that was said of an incident, and the state that the incident was in before it."""

    incident: Incident
    comment: IncidentComment
    before: IncidentState


async def incident_created(incident: Incident) -> None:
    """Tell of an incident that was opened, unless it began more than a day ago."""
    await incidents_created([incident])


async def incidents_created(incidents: Sequence[Incident]) -> None:
    """Tell of incidents that were opened, but for those that began more than a day ago."""
    kind = MessageKind.INCIDENT_CREATED
    await _tell_of_incidents(
        [
            _Story(incident, kind, f"incident:{incident.id}:created", {})
            for incident in incidents
            if not _is_history(incident.start_date_time)
        ]
    )


async def incident_moved(incident: Incident, comment: IncidentComment, *, before: IncidentState) -> None:
    """Tell of a comment on an incident that was in the state `before`, unless it was said more than a day ago."""
    await incidents_moved([Move(incident, comment, before)])


async def incidents_moved(moves: Sequence[Move]) -> None:
    """Tell of comments on incidents, but for those that were said more than a day ago."""
    await _tell_of_incidents([_told(move) for move in moves if not _is_history(move.comment.timestamp)])


@dataclass(frozen=True, slots=True)
class _Story:
    """What is to be told of an incident; `more` are variables of its own."""

    incident: Incident
    kind: MessageKind
    key: str
    more: dict[str, str]


def _told(move: Move) -> _Story:
    comment = move.comment
    is_over = comment.state is IncidentState.RESOLVED and move.before is not IncidentState.RESOLVED
    said = {
        "comment": comment.comment,
        "commented_at": iso(comment.timestamp),
        "commented": for_people(comment.timestamp),
    }
    kind = MessageKind.INCIDENT_RESOLVED if is_over else MessageKind.INCIDENT_UPDATED
    return _Story(move.incident, kind, f"incident:{move.incident.id}:comment:{comment.id}", said)


async def _tell_of_incidents(stories: Sequence[_Story]) -> None:
    if not stories:
        return
    policy = await subscription_policy.read()
    told = [(story, channels) for story in stories if (channels := policy.channels_of(story.kind))]
    if not told:
        return
    named = await affected.by_owners(PUBLIC, IncidentMonitor, [story.incident.id for story, _ in told])
    await audience.put(
        [
            News(
                key=story.key,
                kind=story.kind,
                message=_message(story, policy, _names(named[story.incident.id])),
                channels=channels,
                incident_id=story.incident.id,
            )
            for story, channels in told
        ]
    )


def _message(story: _Story, policy: SubscriptionPolicy, monitors: str) -> dict[str, str]:
    incident = story.incident
    end: int | None = incident.end_date_time
    return {
        **policy.variables(),
        "incident_id": str(incident.id),
        "incident_title": incident.title,
        "incident_url": addresses.of_incident(policy.site_url, incident.id),
        "incident_state": incident.state.value,
        "incident_status": word(incident.state),
        "incident_started_at": iso(incident.start_date_time),
        "incident_started": for_people(incident.start_date_time),
        "incident_ended_at": "" if end is None else iso(end),
        "incident_ended": "" if end is None else for_people(end),
        "monitors": monitors,
        **story.more,
    }


async def maintenance_planned(maintenance: Maintenance, event: MaintenanceEvent | None) -> None:
    """Tell of a maintenance that was planned, with its next event, unless there is none that is not over."""
    if event is not None:
        await _tell_of_new(maintenance, event, f"maintenance:{maintenance.id}:created")


async def event_added(maintenance: Maintenance, event: MaintenanceEvent) -> None:
    """Tell of an event that was added by hand, unless it is over."""
    await _tell_of_new(maintenance, event, f"maintenance:{maintenance.id}:event:{event.id}:created")


async def _tell_of_new(maintenance: Maintenance, event: MaintenanceEvent, key: str) -> None:
    if event.status is MaintenanceEventStatus.COMPLETED:
        return
    policy = await subscription_policy.read()
    if policy.channels_of(MessageKind.MAINTENANCE_CREATED):
        await _tell_of_events(policy, [(maintenance, event, MessageKind.MAINTENANCE_CREATED, key)])
    elif event.status in _KIND_OF:
        # One that is near, or has begun, when it is made takes no such step later.
        await _tell_of_events(policy, [(maintenance, event, _KIND_OF[event.status], _key_of(event))])


async def events_moved(moved: Iterable[MaintenanceEvent]) -> None:
    """Tell of events that are READY, ONGOING, COMPLETED or CANCELLED now, unless they ended more than a day ago.

    Each is told of as it is now: after a downtime nobody is told that what is over is about to start.
    """
    fresh = [event for event in moved if event.status in _KIND_OF and not _is_history(event.end_date_time)]
    if not fresh:
        return
    found = await Maintenance.filter(id__in=list({event.maintenance_id for event in fresh}))
    maintenances = {maintenance.id: maintenance for maintenance in found}
    await _tell_of_events(
        await subscription_policy.read(),
        [
            (maintenances[event.maintenance_id], event, _KIND_OF[event.status], _key_of(event))
            for event in fresh
            if event.maintenance_id in maintenances
        ],
    )


def _key_of(event: MaintenanceEvent) -> str:
    return f"maintenance:{event.maintenance_id}:event:{event.id}:{event.status}"


async def _tell_of_events(
    policy: SubscriptionPolicy, told: Sequence[tuple[Maintenance, MaintenanceEvent, MessageKind, str]]
) -> None:
    wanted = [each for each in told if policy.channels_of(each[2])]
    if not wanted:
        return
    owners = list({maintenance.id for maintenance, _, _, _ in wanted})
    named = await affected.by_owners(PUBLIC, MaintenanceMonitor, owners)
    await audience.put(
        [
            News(
                key=key,
                kind=kind,
                message=_about(policy, maintenance, event, _names(named[maintenance.id])),
                channels=policy.channels_of(kind),
                maintenance_id=maintenance.id,
            )
            for maintenance, event, kind, key in wanted
        ]
    )


def _about(
    policy: SubscriptionPolicy, maintenance: Maintenance, event: MaintenanceEvent, monitors: str
) -> dict[str, str]:
    description: str | None = maintenance.description
    return {
        **policy.variables(),
        "maintenance_id": str(maintenance.id),
        "maintenance_title": maintenance.title,
        "maintenance_description": description or "",
        "maintenance_url": addresses.of_maintenance_event(policy.site_url, event.id),
        "event_id": str(event.id),
        "event_status": event.status.value,
        "starts_at": iso(event.start_date_time),
        "starts": for_people(event.start_date_time),
        "ends_at": iso(event.end_date_time),
        "ends": for_people(event.end_date_time),
        "duration": duration(event.end_date_time - event.start_date_time),
        "monitors": monitors,
    }


def _names(named: Sequence[affected.Affected]) -> str:
    return ", ".join(each.monitor.name for each in named)
