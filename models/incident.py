"""Incidents, the monitors that they affect, and their comments. Times are epoch seconds."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

from models.enums import Activity, Impact, IncidentSource, IncidentState
from models.fields import CreatedAt, UpdatedAt, one_of
from models.monitor import Monitor
from models.row import Row


class Incident(Row):
    """Something went wrong: how far its story has come, from when to when it lasts.

    One that `is_private` named only monitors that were not public, before they were removed; the public sees it as
    little as before.
    """

    id = fields.BigIntField(primary_key=True)
    title = fields.TextField()
    start_date_time = fields.BigIntField()
    end_date_time = fields.BigIntField(null=True)
    state = fields.CharEnumField(IncidentState, max_length=16, default=IncidentState.INVESTIGATING)
    incident_type = fields.CharField(max_length=16, default="INCIDENT")
    source = fields.CharEnumField(IncidentSource, max_length=16, default=IncidentSource.API)
    is_global = fields.BooleanField(default=False)
    is_private = fields.BooleanField(default=False, db_default=False)
    created_at = CreatedAt()
    updated_at = UpdatedAt()

    affected: fields.ReverseRelation["IncidentMonitor"]
    comments: fields.ReverseRelation["IncidentComment"]

    class Meta:
        table = "incident"
        ordering = ("-id",)
        indexes = (
            Index(fields=("start_date_time",), name="incident_by_start"),
            Index(fields=("state", "start_date_time"), name="incident_by_state"),
        )
        constraints = (
            one_of("incident", "state", IncidentState),
            one_of("incident", "source", IncidentSource),
        )


class IncidentMonitor(Row):
    """An incident's impact on one monitor."""

    id = fields.BigIntField(primary_key=True)
    incident: fields.ForeignKeyRelation[Incident] = fields.ForeignKeyField(
        "models.Incident", related_name="affected", on_delete=fields.CASCADE
    )
    monitor: fields.ForeignKeyRelation[Monitor] = fields.ForeignKeyField(
        "models.Monitor", related_name="incident_links", on_delete=fields.CASCADE
    )
    impact = fields.CharEnumField(Impact, max_length=16, default=Impact.DOWN)

    incident_id: int
    monitor_id: int

    class Meta:
        table = "incident_monitor"
        ordering = ("id",)
        indexes = (Index(fields=("monitor_id",), name="incident_monitor_by_monitor"),)
        constraints = (
            UniqueConstraint(fields=("incident_id", "monitor_id"), name="incident_monitor_once"),
            one_of("incident_monitor", "impact", Impact),
        )


class IncidentComment(Row):
    """What was said of an incident, and the state that it moved it to, deleting one only hides it."""

    id = fields.BigIntField(primary_key=True)
    incident: fields.ForeignKeyRelation[Incident] = fields.ForeignKeyField(
        "models.Incident", related_name="comments", on_delete=fields.CASCADE
    )
    comment = fields.TextField()
    state = fields.CharEnumField(IncidentState, max_length=16)
    timestamp = fields.BigIntField()
    status = fields.CharEnumField(Activity, max_length=16, default=Activity.ACTIVE)
    created_at = CreatedAt()
    updated_at = UpdatedAt()

    incident_id: int

    class Meta:
        table = "incident_comment"
        indexes = (Index(fields=("incident_id", "timestamp", "id"), name="incident_comment_by_time"),)
        constraints = (
            one_of("incident_comment", "state", IncidentState),
            one_of("incident_comment", "status", Activity),
        )
