"""Deliveries, the outbox: a row before anything is sent, and a row for every attempt."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

from models.alert import Alert
from models.enums import DeliveryState
from models.fields import CreatedAt, JsonField, UpdatedAt, holds, one_of
from models.row import Row
from models.subscriber import Subscriber
from models.trigger import Trigger


class Delivery(Row):
    """One message to one trigger or one subscriber.

    `key` says what the message is about ("alert:7:TRIGGERED:trigger:3"), so that writing it twice is one row.
    Times are epoch seconds.
    """

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=255, unique=True)
    kind = fields.CharField(max_length=48)
    trigger: fields.ForeignKeyNullableRelation[Trigger] = fields.ForeignKeyField(
        "models.Trigger", related_name="deliveries", null=True, on_delete=fields.CASCADE
    )
    subscriber: fields.ForeignKeyNullableRelation[Subscriber] = fields.ForeignKeyField(
        "models.Subscriber", related_name="deliveries", null=True, on_delete=fields.CASCADE
    )
    alert: fields.ForeignKeyNullableRelation[Alert] = fields.ForeignKeyField(
        "models.Alert", related_name="deliveries", null=True, on_delete=fields.CASCADE
    )
    message = JsonField(default=dict)
    state = fields.CharEnumField(DeliveryState, max_length=16, default=DeliveryState.PENDING)
    attempt_count = fields.IntField(default=0)
    next_attempt_at = fields.BigIntField()
    claimed_until = fields.BigIntField(null=True)
    sent_at = fields.BigIntField(null=True)
    created_at = CreatedAt()
    updated_at = UpdatedAt()

    attempts: fields.ReverseRelation["DeliveryAttempt"]
    trigger_id: int | None
    subscriber_id: int | None
    alert_id: int | None

    class Meta:
        table = "delivery"
        ordering = ("-id",)
        indexes = (
            Index(fields=("state", "next_attempt_at"), name="delivery_by_state"),
            Index(fields=("trigger_id", "alert_id"), name="delivery_by_trigger"),
            Index(fields=("subscriber_id",), name="delivery_by_subscriber"),
            Index(fields=("alert_id",), name="delivery_by_alert"),
        )
        constraints = (
            one_of("delivery", "state", DeliveryState),
            holds("delivery", "has_one_receiver", '("trigger_id" IS NULL) <> ("subscriber_id" IS NULL)'),
        )


class DeliveryAttempt(Row):
    """One try to send a delivery, and what came back."""

    id = fields.BigIntField(primary_key=True)
    delivery: fields.ForeignKeyRelation[Delivery] = fields.ForeignKeyField(
        "models.Delivery", related_name="attempts", on_delete=fields.CASCADE
    )
    number = fields.IntField()
    attempted_at = fields.BigIntField()
    duration_ms = fields.FloatField(null=True)
    status_code = fields.IntField(null=True)
    error = fields.TextField(null=True)
    answer = fields.TextField(null=True)

    delivery_id: int

    class Meta:
        table = "delivery_attempt"
        ordering = ("number",)
        constraints = (UniqueConstraint(fields=("delivery_id", "number"), name="delivery_attempt_once"),)
