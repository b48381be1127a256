"""Subscribers: people, and their machines, who asked for updates."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

from models.enums import SubscriberChannel, SubscriberStatus
from models.fields import CreatedAt, UpdatedAt, one_of
from models.monitor import Monitor
from models.page import Page
from models.row import Row


class Subscriber(Row):
    """One receiver, `address` is an e-mail address or a webhook's URL."""

    id = fields.BigIntField(primary_key=True)
    channel = fields.CharEnumField(SubscriberChannel, max_length=16)
    address = fields.CharField(max_length=512)
    status = fields.CharEnumField(SubscriberStatus, max_length=16, default=SubscriberStatus.PENDING)
    wants_incidents = fields.BooleanField(default=True)
    wants_maintenances = fields.BooleanField(default=True)
    confirmed_at = fields.DatetimeField(null=True)
    created_at = CreatedAt()
    updated_at = UpdatedAt()

    subscriptions: fields.ReverseRelation["Subscription"]

    class Meta:
        table = "subscriber"
        ordering = ("-id",)
        constraints = (
            UniqueConstraint(fields=("channel", "address"), name="subscriber_once"),
            one_of("subscriber", "channel", SubscriberChannel),
            one_of("subscriber", "status", SubscriberStatus),
        )


class Subscription(Row):
    """What a subscriber follows: a page, a monitor, or, with neither, everything."""

    id = fields.BigIntField(primary_key=True)
    subscriber: fields.ForeignKeyRelation[Subscriber] = fields.ForeignKeyField(
        "models.Subscriber", related_name="subscriptions", on_delete=fields.CASCADE
    )
    page: fields.ForeignKeyNullableRelation[Page] = fields.ForeignKeyField(
        "models.Page", related_name="subscriptions", null=True, on_delete=fields.CASCADE
    )
    monitor: fields.ForeignKeyNullableRelation[Monitor] = fields.ForeignKeyField(
        "models.Monitor", related_name="subscriptions", null=True, on_delete=fields.CASCADE
    )

    subscriber_id: int
    page_id: int | None
    monitor_id: int | None

    class Meta:
        table = "subscription"
        indexes = (
            Index(fields=("subscriber_id",), name="subscription_by_subscriber"),
            Index(fields=("page_id",), name="subscription_by_page"),
            Index(fields=("monitor_id",), name="subscription_by_monitor"),
        )
