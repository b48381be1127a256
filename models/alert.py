"""Alert configurations, what they watch and tell, and the alerts that they fired."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

from models.enums import Activity, AlertFor, AlertReason, AlertStatus, Severity
from models.fields import CreatedAt, UpdatedAt, holds, one_of
from models.incident import Incident
from models.monitor import Monitor
from models.row import Row
from models.trigger import Trigger


class AlertConfiguration(Row):
    """A condition over samples that raises and resolves alerts."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=255)
    description = fields.TextField(null=True)
    alert_for = fields.CharEnumField(AlertFor, max_length=16)
    alert_value = fields.TextField()
    window_minutes = fields.IntField(null=True)
    percentile = fields.FloatField(null=True)
    failure_threshold = fields.IntField(default=1)
    success_threshold = fields.IntField(default=1)
    no_data_minutes = fields.IntField(null=True)
    reminder_minutes = fields.IntField(null=True)
    severity = fields.CharEnumField(Severity, max_length=16, default=Severity.CRITICAL)
    creates_incident = fields.BooleanField(default=False)
    status = fields.CharEnumField(Activity, max_length=16, default=Activity.ACTIVE)
    created_at = CreatedAt()
    updated_at = UpdatedAt()

    class Meta:
        table = "alert_configuration"
        ordering = ("-id",)
        constraints = (
            one_of("alert_configuration", "alert_for", AlertFor),
            one_of("alert_configuration", "severity", Severity),
            one_of("alert_configuration", "status", Activity),
            holds("alert_configuration", "thresholds_count", '"failure_threshold" >= 1 AND "success_threshold" >= 1'),
        )


class AlertConfigurationMonitor(Row):
    """A monitor that a configuration watches.

    `judged_until` is the minute (epoch seconds) of the last sample that was judged in its turn; None lets the newest
    one be judged by itself. `revision` grows with everything that judging depends on beside the samples.
    """

    id = fields.BigIntField(primary_key=True)
    configuration: fields.ForeignKeyRelation[AlertConfiguration] = fields.ForeignKeyField(
        "models.AlertConfiguration", related_name="monitor_links", on_delete=fields.CASCADE
    )
    monitor: fields.ForeignKeyRelation[Monitor] = fields.ForeignKeyField(
        "models.Monitor", related_name="alert_links", on_delete=fields.CASCADE
    )
    judged_until = fields.BigIntField(null=True)
    revision = fields.IntField(default=0, db_default=0)

    configuration_id: int
    monitor_id: int

    class Meta:
        table = "alert_configuration_monitor"
        indexes = (Index(fields=("monitor_id",), name="alert_configuration_monitor_by_monitor"),)
        constraints = (
            UniqueConstraint(fields=("configuration_id", "monitor_id"), name="alert_configuration_monitor_once"),
        )


class AlertConfigurationTrigger(Row):
    """A trigger that a configuration tells."""

    id = fields.BigIntField(primary_key=True)
    configuration: fields.ForeignKeyRelation[AlertConfiguration] = fields.ForeignKeyField(
        "models.AlertConfiguration", related_name="trigger_links", on_delete=fields.CASCADE
    )
    trigger: fields.ForeignKeyRelation[Trigger] = fields.ForeignKeyField(
        "models.Trigger", related_name="alert_links", on_delete=fields.CASCADE
    )

    configuration_id: int
    trigger_id: int

    class Meta:
        table = "alert_configuration_trigger"
        indexes = (Index(fields=("trigger_id",), name="alert_configuration_trigger_by_trigger"),)
        constraints = (
            UniqueConstraint(fields=("configuration_id", "trigger_id"), name="alert_configuration_trigger_once"),
        )


class Alert(Row):
    """A fired instance of a configuration on a monitor, the database admits one TRIGGERED for each pair."""

    id = fields.BigIntField(primary_key=True)
    configuration: fields.ForeignKeyRelation[AlertConfiguration] = fields.ForeignKeyField(
        "models.AlertConfiguration", related_name="alerts", on_delete=fields.CASCADE
    )
    monitor: fields.ForeignKeyRelation[Monitor] = fields.ForeignKeyField(
        "models.Monitor", related_name="alerts", on_delete=fields.CASCADE
    )
    incident: fields.ForeignKeyNullableRelation[Incident] = fields.ForeignKeyField(
        "models.Incident", related_name="alerts", null=True, on_delete=fields.SET_NULL
    )
    status = fields.CharEnumField(AlertStatus, max_length=16, default=AlertStatus.TRIGGERED)
    reason = fields.CharEnumField(
        AlertReason, max_length=16, default=AlertReason.CONDITION, db_default=AlertReason.CONDITION.value
    )
    value = fields.TextField(null=True)
    triggered_at = fields.BigIntField()
    resolved_at = fields.BigIntField(null=True)
    reminded_at = fields.BigIntField(null=True)
    created_at = CreatedAt()
    updated_at = UpdatedAt()

    configuration_id: int
    monitor_id: int
    incident_id: int | None

    class Meta:
        table = "alert"
        ordering = ("-id",)
        indexes = (
            Index(fields=("monitor_id", "triggered_at"), name="alert_by_monitor"),
            Index(fields=("status", "triggered_at"), name="alert_by_status"),
            Index(fields=("incident_id",), name="alert_by_incident"),
        )
        constraints = (
            UniqueConstraint(
                fields=("configuration_id", "monitor_id"),
                name="alert_triggered_once",
                condition="\"status\" = 'TRIGGERED'",
            ),
            one_of("alert", "status", AlertStatus),
        )


class AlertWatch(Row):
    """Since when somebody has looked at the alerts every minute: one row, its times are epoch seconds.

    Where nobody looked, the absence of samples says nothing.
    """

    id = fields.BigIntField(primary_key=True)
    since = fields.BigIntField()
    looked_at = fields.BigIntField()

    class Meta:
        table = "alert_watch"
