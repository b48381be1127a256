"""The closed sets of words that the domain uses; stored as these strings."""

from enum import StrEnum


class MonitorType(StrEnum):
    """How a monitor finds out how its target is."""

    API = "API"
    PING = "PING"
    TCP = "TCP"
    DNS = "DNS"
    SSL = "SSL"
    SQL = "SQL"
    HEARTBEAT = "HEARTBEAT"
    GAMEDIG = "GAMEDIG"
    GRPC = "GRPC"
    GROUP = "GROUP"
    NONE = "NONE"


class Activity(StrEnum):
    """Whether a monitor, maintenance, key, trigger or configuration takes part, or is put aside."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


class Status(StrEnum):
    """How a monitor is at a minute."""

    UP = "UP"
    DOWN = "DOWN"
    DEGRADED = "DEGRADED"
    MAINTENANCE = "MAINTENANCE"
    NO_DATA = "NO_DATA"


class SampleType(StrEnum):
    """Where a sample's status comes from."""

    REALTIME = "REALTIME"
    TIMEOUT = "TIMEOUT"
    ERROR = "ERROR"
    MANUAL = "MANUAL"
    DEFAULT = "DEFAULT"
    INCIDENT = "INCIDENT"
    MAINTENANCE = "MAINTENANCE"


class SignalKind(StrEnum):
    """What a heartbeat's receipt says of the job that sent it."""

    SUCCESS = "SUCCESS"
    START = "START"
    FAIL = "FAIL"
    LOG = "LOG"


class Impact(StrEnum):
    """What an incident or a maintenance event does to a monitor while it lasts."""

    UP = "UP"
    DOWN = "DOWN"
    DEGRADED = "DEGRADED"
    MAINTENANCE = "MAINTENANCE"


class IncidentState(StrEnum):
    """How far an incident has come; moved by comments."""

    INVESTIGATING = "INVESTIGATING"
    IDENTIFIED = "IDENTIFIED"
    MONITORING = "MONITORING"
    RESOLVED = "RESOLVED"


class IncidentSource(StrEnum):
    """Who opened an incident."""

    API = "API"
    ALERT = "ALERT"


class MaintenanceEventStatus(StrEnum):
    """Where one occurrence of a maintenance stands; COMPLETED and CANCELLED are final."""

    SCHEDULED = "SCHEDULED"
    READY = "READY"
    ONGOING = "ONGOING"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


class AlertFor(StrEnum):
    """What an alert configuration watches."""

    STATUS = "STATUS"
    LATENCY = "LATENCY"
    UPTIME = "UPTIME"


class AlertStatus(StrEnum):
    """Whether a fired alert still stands."""

    TRIGGERED = "TRIGGERED"
    RESOLVED = "RESOLVED"


class AlertReason(StrEnum):
    """What raised an alert: samples that met its condition, or their absence."""

    CONDITION = "CONDITION"
    NO_DATA = "NO_DATA"


class Severity(StrEnum):
    """How much an alert matters."""

    CRITICAL = "CRITICAL"
    WARNING = "WARNING"


class TriggerType(StrEnum):
    """By which channel a trigger sends."""

    EMAIL = "EMAIL"
    WEBHOOK = "WEBHOOK"
    SLACK = "SLACK"
    DISCORD = "DISCORD"
    APPRISE = "APPRISE"


class DeliveryState(StrEnum):
    """Where one message to one receiver stands."""

    PENDING = "PENDING"
    SENT = "SENT"
    FAILED = "FAILED"
    DEAD = "DEAD"


class MessageKind(StrEnum):
    """What a message tells of."""

    ALERT_TRIGGERED = "ALERT_TRIGGERED"
    ALERT_REMINDER = "ALERT_REMINDER"
    ALERT_RESOLVED = "ALERT_RESOLVED"
    TEST = "TEST"
    INCIDENT_CREATED = "INCIDENT_CREATED"
    INCIDENT_UPDATED = "INCIDENT_UPDATED"
    INCIDENT_RESOLVED = "INCIDENT_RESOLVED"
    MAINTENANCE_CREATED = "MAINTENANCE_CREATED"
    MAINTENANCE_STARTING_SOON = "MAINTENANCE_STARTING_SOON"
    MAINTENANCE_STARTED = "MAINTENANCE_STARTED"
    MAINTENANCE_ENDED = "MAINTENANCE_ENDED"
    MAINTENANCE_CANCELLED = "MAINTENANCE_CANCELLED"
    SUBSCRIPTION_CONFIRMATION = "SUBSCRIPTION_CONFIRMATION"


class SubscriberChannel(StrEnum):
    """How a subscriber wants to be told."""

    EMAIL = "EMAIL"
    WEBHOOK = "WEBHOOK"


class SubscriberStatus(StrEnum):
    """Whether a subscriber has confirmed, and still wants, the messages."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    UNSUBSCRIBED = "UNSUBSCRIBED"


class Scope(StrEnum):
    """What an API key may do; each scope includes the ones before it."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


class MissReason(StrEnum):
    """Why a minute was not observed."""

    NOBODY_ASKED = "NOBODY_ASKED"
    NOT_FINISHED = "NOT_FINISHED"
    CHECK_BROKE = "CHECK_BROKE"
