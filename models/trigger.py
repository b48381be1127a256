"""Triggers: where alerts go."""

from tortoise import fields

from models.enums import Activity, TriggerType
from models.fields import CreatedAt, JsonField, UpdatedAt, one_of
from models.row import Row


class Trigger(Row):
    """A receiver of alerts, by one channel, a paused trigger's deliveries wait."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=255, unique=True)
    description = fields.TextField(null=True)
    trigger_type = fields.CharEnumField(TriggerType, max_length=16)
    configuration = JsonField(default=dict)
    status = fields.CharEnumField(Activity, max_length=16, default=Activity.ACTIVE)
    is_paused = fields.BooleanField(default=False)
    created_at = CreatedAt()
    updated_at = UpdatedAt()

    class Meta:
        table = "trigger"
        ordering = ("-id",)
        constraints = (one_of("trigger", "trigger_type", TriggerType), one_of("trigger", "status", Activity))
