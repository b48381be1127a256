"""The domain's words as GraphQL enums, each value with what it means."""

from enum import StrEnum

import strawberry

from models.enums import (
    Activity,
    AlertFor,
    AlertReason,
    AlertStatus,
    DeliveryState,
    Impact,
    IncidentSource,
    IncidentState,
    MaintenanceEventStatus,
    MessageKind,
    MonitorType,
    SampleType,
    Scope,
    Severity,
    Status,
    SubscriberChannel,
    SubscriberStatus,
    TriggerType,
)

__all__ = [
    "Activity",
    "AlertFor",
    "AlertReason",
    "AlertStatus",
    "DeliveryState",
    "Impact",
    "IncidentSource",
    "IncidentState",
    "MaintenanceEventStatus",
    "MessageKind",
    "MonitorType",
    "SampleType",
    "Scope",
    "Severity",
    "SortDirection",
    "Status",
    "SubscriberChannel",
    "SubscriberStatus",
    "TriggerType",
    "described",
]


def described(words: type[StrEnum], description: str, **meanings: str) -> None:
    """Make an enum a GraphQL type; a value without a meaning is a mistake of ours."""
    missing = {word.name for word in words} - set(meanings)
    if missing:
        raise ValueError(f"{words.__name__} has values without a description: {sorted(missing)}")
    strawberry.enum(words, description=description)
    for value in words.__strawberry_definition__.values:  # type: ignore[attr-defined] # set by strawberry
        value.description = meanings[value.name]


described(
    Status,
    "How a monitor is at a minute.",
    UP="It works.",
    DOWN="It does not work.",
    DEGRADED="It works, but not as it should.",
    MAINTENANCE="Planned work is going on.",
    NO_DATA="Nothing is known.",
)
described(
    SampleType,
    "Where a sample's status comes from.",
    REALTIME="A check ran and judged the answer.",
    TIMEOUT="A check ran and the target did not answer in time.",
    ERROR="A check could not reach or understand its target.",
    MANUAL="A person or a program pushed it.",
    DEFAULT="The monitor's default status, where nothing else was known.",
    INCIDENT="An incident's impact lay over the minute.",
    MAINTENANCE="A maintenance event's impact lay over the minute.",
)
described(
    MonitorType,
    "How a monitor finds out how its target is.",
    API="An HTTP request.",
    PING="ICMP echo requests.",
    TCP="TCP connections.",
    DNS="A DNS query.",
    SSL="A TLS certificate's remaining time.",
    SQL="A database query.",
    HEARTBEAT="Signals that the target sends.",
    GAMEDIG="A game server's query protocol.",
    GRPC="The gRPC health protocol.",
    GROUP="The status of other monitors.",
    NONE="No check: its samples are pushed.",
)
described(
    Activity,
    "Whether something takes part, or is put aside.",
    ACTIVE="It takes part.",
    INACTIVE="It is put aside: kept, but without effect.",
)

described(
    Impact,
    "What an incident or a maintenance does to a monitor while it lasts.",
    UP="It stays up.",
    DOWN="It is down.",
    DEGRADED="It works, but not as it should.",
    MAINTENANCE="It is being worked on.",
)
described(
    IncidentState,
    "How far an incident has come.",
    INVESTIGATING="It is not yet known what it is.",
    IDENTIFIED="The cause is known.",
    MONITORING="It is mended, and watched.",
    RESOLVED="It is over.",
)
described(
    IncidentSource,
    "Who opened an incident.",
    API="A person or a program.",
    ALERT="An alert.",
)
described(
    MaintenanceEventStatus,
    "Where one occurrence of a maintenance stands.",
    SCHEDULED="It is ahead.",
    READY="It is near: people are reminded of it.",
    ONGOING="It is going on.",
    COMPLETED="It is over.",
    CANCELLED="It was called off.",
)
described(
    Scope,
    "What an API key may do.",
    READ="Everything may be read, but keys and subscribers.",
    WRITE="Everything may be changed too, but keys and subscribers.",
    ADMIN="Keys may be made and withdrawn, and subscribers read and changed, too.",
)
described(
    SubscriberChannel,
    "How a subscriber is told.",
    EMAIL="By mail.",
    WEBHOOK="By a POST request of JSON.",
)
described(
    SubscriberStatus,
    "Whether a subscriber has confirmed, and still wants, the messages.",
    PENDING="The link that confirms it was not followed yet.",
    ACTIVE="Messages are sent.",
    UNSUBSCRIBED="It was ended by its reader.",
)
described(
    TriggerType,
    "By which channel a trigger sends.",
    EMAIL="Mail, through the installation's mail server.",
    WEBHOOK="A signed HTTP request.",
    SLACK="A channel of Slack.",
    DISCORD="A channel of Discord.",
    APPRISE="One of the services that Apprise knows.",
)
described(
    DeliveryState,
    "Where one message to one receiver stands.",
    PENDING="It was not tried yet.",
    SENT="The receiver has taken it.",
    FAILED="It could not be sent, and will be tried again.",
    DEAD="It was given up; it is sent only if somebody asks for it.",
)
described(
    MessageKind,
    "What a message tells of.",
    ALERT_TRIGGERED="An alert was raised.",
    ALERT_REMINDER="An alert still stands.",
    ALERT_RESOLVED="An alert is over.",
    TEST="Nothing: somebody tried a trigger.",
    INCIDENT_CREATED="An incident was opened.",
    INCIDENT_UPDATED="An incident has a new comment.",
    INCIDENT_RESOLVED="An incident is over.",
    MAINTENANCE_CREATED="A maintenance was planned.",
    MAINTENANCE_STARTING_SOON="A maintenance begins soon.",
    MAINTENANCE_STARTED="A maintenance has begun.",
    MAINTENANCE_ENDED="A maintenance is over.",
    MAINTENANCE_CANCELLED="A maintenance does not take place.",
    SUBSCRIPTION_CONFIRMATION="Somebody is asked whether they want messages.",
)


class SortDirection(StrEnum):
    """The directions of a list's order."""

    ASC = "ASC"
    DESC = "DESC"


described(
    SortDirection,
    "Which end of an order comes first.",
    ASC="The smallest value, the earliest instant, the letter A.",
    DESC="The largest value, the latest instant, the letter Z.",
)
described(
    AlertFor,
    "What an alert configuration watches.",
    STATUS="The status of samples.",
    LATENCY="Their latency.",
    UPTIME="The share of them that is up.",
)
described(
    AlertStatus,
    "Whether an alert still stands.",
    TRIGGERED="It stands.",
    RESOLVED="It is over.",
)
described(
    AlertReason,
    "What raised an alert.",
    CONDITION="Samples that met the condition of its configuration.",
    NO_DATA="The absence of samples.",
)
described(
    Severity,
    "How much an alert matters.",
    CRITICAL="Somebody should look at once.",
    WARNING="Somebody should look.",
)
