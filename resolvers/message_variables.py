"""What the templates of messages to subscribers may name, and what they must name, by kind; with sample values."""

from collections.abc import Mapping
from types import MappingProxyType

from core.templates import Vocabulary
from models.enums import MessageKind

_SITE = {
    "site_name": "Example",
    "site_url": "https://status.example.com",
    "site_logo_url": "",
}
_LINKS = {
    "manage_url": "https://status.example.com/subscriptions/manage/1.sample",
    "unsubscribe_url": "https://status.example.com/subscriptions/unsubscribe/1.sample",
}
_INCIDENT = {
    "incident_id": "7",
    "incident_title": "Checkout is slow",
    "incident_url": "https://status.example.com/incidents/7",
    "incident_state": "IDENTIFIED",
    "incident_status": "Identified",
    "incident_started_at": "2025-01-06T14:05:00+00:00",
    "incident_started": "Mon 6 Jan 2025, 14:05 UTC",
    "incident_ended_at": "",
    "incident_ended": "",
    "monitors": "Shop, Payments",
    "comment": "A database is overloaded; we are moving load away from it.",
    "commented_at": "2025-01-06T14:20:00+00:00",
    "commented": "Mon 6 Jan 2025, 14:20 UTC",
}
_RESOLVED = {
    "incident_state": "RESOLVED",
    "incident_status": "Resolved",
    "incident_ended_at": "2025-01-06T14:50:00+00:00",
    "incident_ended": "Mon 6 Jan 2025, 14:50 UTC",
    "comment": "Everything works again.",
    "commented_at": "2025-01-06T14:50:00+00:00",
    "commented": "Mon 6 Jan 2025, 14:50 UTC",
}
_NEW = {
    "incident_state": "INVESTIGATING",
    "incident_status": "Investigating",
    "comment": "",
    "commented_at": "",
    "commented": "",
}
_MAINTENANCE = {
    "maintenance_id": "3",
    "maintenance_title": "Database upgrade",
    "maintenance_description": "Orders can be placed, but are shown with a delay.",
    "maintenance_url": "https://status.example.com/maintenances/12",
    "event_id": "12",
    "event_status": "SCHEDULED",
    "starts_at": "2025-01-11T02:00:00+00:00",
    "starts": "Sat 11 Jan 2025, 02:00 UTC",
    "ends_at": "2025-01-11T03:30:00+00:00",
    "ends": "Sat 11 Jan 2025, 03:30 UTC",
    "duration": "1 hour 30 minutes",
    "monitors": "Shop",
}
_CONFIRMATION = {
    "confirm_url": "https://status.example.com/subscriptions/confirm/sample",
    "topics": "incidents and maintenances",
    "follows": "Shop, Payments",
    "expires": "Tue 7 Jan 2025, 14:05 UTC",
}


def _event(status: str) -> dict[str, str]:
    return {**_SITE, **_LINKS, **_MAINTENANCE, "event_status": status}


SAMPLES: Mapping[MessageKind, Mapping[str, str]] = MappingProxyType(
    {
        MessageKind.INCIDENT_CREATED: {**_SITE, **_LINKS, **_INCIDENT, **_NEW},
        MessageKind.INCIDENT_UPDATED: {**_SITE, **_LINKS, **_INCIDENT},
        MessageKind.INCIDENT_RESOLVED: {**_SITE, **_LINKS, **_INCIDENT, **_RESOLVED},
        MessageKind.MAINTENANCE_CREATED: _event("SCHEDULED"),
        MessageKind.MAINTENANCE_STARTING_SOON: _event("READY"),
        MessageKind.MAINTENANCE_STARTED: _event("ONGOING"),
        MessageKind.MAINTENANCE_ENDED: _event("COMPLETED"),
        MessageKind.MAINTENANCE_CANCELLED: _event("CANCELLED"),
        MessageKind.SUBSCRIPTION_CONFIRMATION: {**_SITE, **_CONFIRMATION},
    }
)
KINDS = tuple(SAMPLES)


def vocabulary(kind: MessageKind) -> Vocabulary:
    """Return the names that the templates of this kind may use."""
    return Vocabulary(frozenset(SAMPLES[kind]))


def needed(kind: MessageKind) -> tuple[str, ...]:
    """Return the names of which the body must use one: without it nobody could confirm, or leave."""
    if kind is MessageKind.SUBSCRIPTION_CONFIRMATION:
        return ("confirm_url",)
    return "unsubscribe_url", "manage_url"
