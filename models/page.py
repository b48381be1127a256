"""Status pages and the monitors on them, in order."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

from models.fields import CreatedAt, JsonField, UpdatedAt
from models.monitor import Monitor
from models.row import Row


class Page(Row):
    """A public status page, the home page has the empty path and always exists."""

    id = fields.BigIntField(primary_key=True)
    path = fields.CharField(max_length=255, unique=True)
    title = fields.TextField()
    header = fields.TextField()
    subheader = fields.TextField(null=True)
    logo = fields.TextField(null=True)
    settings = JsonField(default=dict)
    created_at = CreatedAt()
    updated_at = UpdatedAt()

    placed: fields.ReverseRelation["PageMonitor"]

    class Meta:
        table = "page"


class PageMonitor(Row):
    """A monitor's place on a page."""

    id = fields.BigIntField(primary_key=True)
    page: fields.ForeignKeyRelation[Page] = fields.ForeignKeyField(
        "models.Page", related_name="placed", on_delete=fields.CASCADE
    )
    monitor: fields.ForeignKeyRelation[Monitor] = fields.ForeignKeyField(
        "models.Monitor", related_name="page_links", on_delete=fields.CASCADE
    )
    position = fields.IntField()
    settings = JsonField(default=dict)

    page_id: int
    monitor_id: int

    class Meta:
        table = "page_monitor"
        ordering = ("position", "id")
        indexes = (Index(fields=("monitor_id",), name="page_monitor_by_monitor"),)
        constraints = (UniqueConstraint(fields=("page_id", "monitor_id"), name="page_monitor_once"),)
