"""Monitors, and what the clock has to remember of each."""

from tortoise import fields
from tortoise.indexes import Index

from models.enums import Activity, MonitorType, Status
from models.fields import CreatedAt, JsonField, UpdatedAt, holds, one_of
from models.row import Row


class Monitor(Row):
    """One watched thing."""

    id = fields.BigIntField(primary_key=True)
    tag = fields.CharField(max_length=255, unique=True)
    name = fields.TextField()
    description = fields.TextField(null=True)
    image = fields.TextField(null=True)
    external_url = fields.TextField(null=True)
    category_name = fields.TextField(null=True)
    monitor_type = fields.CharEnumField(MonitorType, max_length=16, default=MonitorType.API)
    type_data = JsonField(default=dict)
    cron = fields.TextField(null=True)
    time_zone = fields.CharField(max_length=64, default="UTC")
    status = fields.CharEnumField(Activity, max_length=16, default=Activity.ACTIVE)
    default_status = fields.CharEnumField(Status, max_length=16, null=True, default=Status.UP)
    confirmation_threshold = fields.SmallIntField(default=1)
    include_degraded_in_downtime = fields.BooleanField(default=False)
    is_hidden = fields.BooleanField(default=False)
    settings = JsonField(default=dict)
    created_at = CreatedAt()
    updated_at = UpdatedAt()

    clock: fields.BackwardOneToOneRelation["MonitorClock"]

    class Meta:
        table = "monitor"
        ordering = ("-id",)
        indexes = (Index(fields=("status", "is_hidden"), name="monitor_by_visibility"),)
        constraints = (
            one_of("monitor", "monitor_type", MonitorType),
            one_of("monitor", "status", Activity),
            one_of("monitor", "default_status", Status),
            holds("monitor", "threshold_in_range", '"confirmation_threshold" BETWEEN 1 AND 60'),
        )


class MonitorClock(Row):
    """When a monitor is due, and how far a change of its status has been confirmed.

    Apart from the monitor, so that the minute's bookkeeping neither touches `updated_at` nor waits for an edit.
    Minutes are epoch seconds.
    """

    id = fields.BigIntField(primary_key=True)
    monitor: fields.OneToOneRelation[Monitor] = fields.OneToOneField(
        "models.Monitor", related_name="clock", on_delete=fields.CASCADE
    )
    next_due = fields.BigIntField(null=True)
    shown_status = fields.CharEnumField(Status, max_length=16, null=True)
    pending_status = fields.CharEnumField(Status, max_length=16, null=True)
    pending_count = fields.SmallIntField(default=0)
    pending_since = fields.BigIntField(null=True)

    monitor_id: int

    class Meta:
        table = "monitor_clock"
        indexes = (Index(fields=("next_due",), name="monitor_clock_by_next_due"),)


class HeartbeatSignal(Row):
    """A receipt that a monitored job sent: proof of life, no sample of status."""

    id = fields.BigIntField(primary_key=True)
    monitor: fields.ForeignKeyRelation[Monitor] = fields.ForeignKeyField(
        "models.Monitor", related_name="signals", on_delete=fields.CASCADE
    )
    kind = fields.CharField(max_length=16)
    received_at = fields.BigIntField()
    duration_ms = fields.FloatField(null=True)
    exit_code = fields.SmallIntField(null=True)
    body = fields.TextField(null=True)

    monitor_id: int

    class Meta:
        table = "heartbeat_signal"
        indexes = (Index(fields=("monitor_id", "received_at"), name="heartbeat_signal_by_time"),)
