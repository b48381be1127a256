"""The delivery type, and its attempts."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

import strawberry
from strawberry import relay
from strawberry.relay.utils import to_base64

from core import clock
from models.delivery import Delivery as DeliveryRow
from models.delivery import DeliveryAttempt as AttemptRow
from resolvers import sending
from schema.alerts.types import Alert
from schema.context import Info
from schema.enums import DeliveryState, MessageKind
from schema.instants import instant
from schema.node import loaded
from schema.triggers.types import Trigger


@strawberry.type(description="One try to send a delivery.")
class DeliveryAttempt:
    """An attempt, and what came of it."""

    number: int = strawberry.field(description="The how manieth it is, from 1.")
    attempted_at: datetime = strawberry.field(description="When it began.")
    duration_ms: float | None = strawberry.field(
        description="How long it took, in milliseconds; null while it is going on, or when its worker ended."
    )
    status_code: int | None = strawberry.field(description="The status of the answer, of HTTP or of the mail server.")
    error: str | None = strawberry.field(
        description="Why the message was not sent; null when it was. Of subscribers' messages administrators see why."
    )
    answer: str | None = strawberry.field(
        description="The first 500 characters of the answer, without secrets; of subscribers' for administrators."
    )

    @classmethod
    def of(cls, row: AttemptRow) -> Self:
        """Return the attempt of a row."""
        return cls(
            number=row.number,
            attempted_at=instant(row.attempted_at),
            duration_ms=row.duration_ms,
            status_code=row.status_code,
            error=row.error,
            answer=row.answer,
        )


@strawberry.type(description="One message to one trigger or subscriber; for keys.")
class Delivery(relay.Node):
    """A message, and how far it has come."""

    id: relay.NodeID[int]
    row: strawberry.Private[DeliveryRow]
    message_id: str = strawberry.field(
        description="What its receiver knows it by, the same at every attempt: webhook-id, or a mail's Message-ID."
    )
    kind: MessageKind = strawberry.field(description="What it tells of.")
    state: DeliveryState = strawberry.field(description="Where it stands.")
    attempt_count: int = strawberry.field(
        description="How many attempts there were, since it was last sent once more by hand."
    )
    next_attempt_at: datetime | None = strawberry.field(
        description="When it is tried next, if its trigger and earlier messages let it go; null: not at all."
    )
    sent_at: datetime | None = strawberry.field(description="When its receiver took it.")
    alert_id: strawberry.ID | None = strawberry.field(description="The global id of the alert that it tells of.")
    created_at: datetime = strawberry.field(description="When it was written.")
    updated_at: datetime = strawberry.field(description="When it last changed.")

    @strawberry.field(description="Whether a worker has it in hand at this moment.")
    def is_being_sent(self, info: Info) -> bool:
        """Return whether there is a claim that has not run out."""
        until = self.row.claimed_until
        if until is not None:
            info.context.is_lasting = False
        return until is not None and until > clock.timestamp()

    @strawberry.field(description="The trigger that it goes to; null: it goes to a subscriber.")
    async def trigger(self, info: Info) -> Trigger | None:
        """Return the receiver."""
        if self.row.trigger_id is None:
            return None
        row = await info.context.triggers.by_id.load(self.row.trigger_id)
        return None if row is None else Trigger.of(row)

    @strawberry.field(description="The alert that it tells of; null where it tells of something else.")
    async def alert(self, info: Info) -> Alert | None:
        """Return the alert."""
        if self.row.alert_id is None:
            return None
        row = await info.context.alerts.by_id.load(self.row.alert_id)
        return None if row is None else Alert.of(row)

    @strawberry.field(description="The attempts to send it, the first one first.")
    async def attempts(self, info: Info) -> list[DeliveryAttempt]:
        """Return the attempts."""
        return [DeliveryAttempt.of(row) for row in await info.context.deliveries.attempts.load(self.row.id)]

    @classmethod
    async def resolve_nodes(
        cls,
        *,
        info: Info,
        node_ids: Iterable[str],
        required: bool = False,
    ) -> list[Any]:
        """Return the deliveries of these ids, null for those that do not exist for the one who asks."""
        return await loaded(info.context.deliveries.by_id.load_many, node_ids, cls.of)

    @classmethod
    def of(cls, row: DeliveryRow) -> Self:
        """Return the delivery of a row."""
        is_open = row.state in {DeliveryState.PENDING, DeliveryState.FAILED}
        return cls(
            id=row.id,
            row=row,
            message_id=sending.message_id(row),
            kind=MessageKind(row.kind),
            state=row.state,
            attempt_count=row.attempt_count,
            next_attempt_at=instant(row.next_attempt_at) if is_open else None,
            sent_at=None if row.sent_at is None else instant(row.sent_at),
            alert_id=None if row.alert_id is None else strawberry.ID(to_base64("Alert", row.alert_id)),
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
