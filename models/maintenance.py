"""Maintenances, the monitors that they affect, and their events. Times are epoch seconds."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

from models.enums import Activity, Impact, MaintenanceEventStatus
from models.fields import CreatedAt, UpdatedAt, holds, one_of
from models.monitor import Monitor
from models.row import Row


class Maintenance(Row):
    """Planned work: a first start, a recurrence rule (RFC 5545) and a duration.

    Occurrences before `planned_until` have had their events made, if they are to have any, None means that none have.
    One that `is_private` named only monitors that were not public, before they were removed.
    """

    id = fields.BigIntField(primary_key=True)
    title = fields.TextField()
    description = fields.TextField(null=True)
    start_date_time = fields.BigIntField()
    rrule = fields.TextField()
    duration_seconds = fields.BigIntField()
    time_zone = fields.CharField(max_length=64, default="UTC")
    status = fields.CharEnumField(Activity, max_length=16, default=Activity.ACTIVE)
    is_global = fields.BooleanField(default=False)
    is_private = fields.BooleanField(default=False, db_default=False)
    planned_until = fields.BigIntField(null=True)
    created_at = CreatedAt()
    updated_at = UpdatedAt()

    affected: fields.ReverseRelation["MaintenanceMonitor"]
    events: fields.ReverseRelation["MaintenanceEvent"]

    class Meta:
        table = "maintenance"
        ordering = ("-id",)
        constraints = (
            one_of("maintenance", "status", Activity),
            holds("maintenance", "duration_is_positive", '"duration_seconds" > 0'),
        )


class MaintenanceMonitor(Row):
    """A maintenance's impact on one monitor."""

    id = fields.BigIntField(primary_key=True)
    maintenance: fields.ForeignKeyRelation[Maintenance] = fields.ForeignKeyField(
        "models.Maintenance", related_name="affected", on_delete=fields.CASCADE
    )
    monitor: fields.ForeignKeyRelation[Monitor] = fields.ForeignKeyField(
        "models.Monitor", related_name="maintenance_links", on_delete=fields.CASCADE
    )
    impact = fields.CharEnumField(Impact, max_length=16, default=Impact.MAINTENANCE)

    maintenance_id: int
    monitor_id: int

    class Meta:
        table = "maintenance_monitor"
        ordering = ("id",)
        indexes = (Index(fields=("monitor_id",), name="maintenance_monitor_by_monitor"),)
        constraints = (
            UniqueConstraint(fields=("maintenance_id", "monitor_id"), name="maintenance_monitor_once"),
            one_of("maintenance_monitor", "impact", Impact),
        )


class MaintenanceEvent(Row):
    """One occurrence of a maintenance."""

    id = fields.BigIntField(primary_key=True)
    maintenance: fields.ForeignKeyRelation[Maintenance] = fields.ForeignKeyField(
        "models.Maintenance", related_name="events", on_delete=fields.CASCADE
    )
    start_date_time = fields.BigIntField()
    end_date_time = fields.BigIntField()
    status = fields.CharEnumField(MaintenanceEventStatus, max_length=16, default=MaintenanceEventStatus.SCHEDULED)
    created_at = CreatedAt()
    updated_at = UpdatedAt()

    maintenance_id: int

    class Meta:
        table = "maintenance_event"
        indexes = (
            Index(fields=("status", "start_date_time"), name="maintenance_event_by_status"),
            Index(fields=("start_date_time", "end_date_time"), name="maintenance_event_by_window"),
            Index(fields=("maintenance_id", "start_date_time"), name="maintenance_event_by_maintenance"),
        )
        constraints = (
            one_of("maintenance_event", "status", MaintenanceEventStatus),
            holds("maintenance_event", "ends_after_start", '"end_date_time" >= "start_date_time"'),
        )
