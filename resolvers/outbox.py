"""The outbox: messages are rows in the transaction of what they tell of, and are sent by a job of their own later.

A message about the same thing has the same key, so that writing it twice is one row.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from redis.exceptions import RedisError

from core import clock, queue
from core.errors import Unavailable
from models.delivery import Delivery
from models.enums import MessageKind

DELIVER = "deliver"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one receiver, a trigger or a subscriber, is to be told.

    `key` says what it is about and to whom ("alert:7:TRIGGERED:trigger:3"). `variables` are what templates may name.
    """

    key: str
    kind: MessageKind
    variables: Mapping[str, str]
    trigger_id: int | None = None
    subscriber_id: int | None = None
    alert_id: int | None = None


async def put(messages: Sequence[Message]) -> None:
    """Write messages, in one statement, within the caller's transaction; one that was written before stays."""
    now = clock.timestamp()
    await Delivery.bulk_create(
        [
            Delivery(
                key=message.key,
                kind=message.kind,
                message=dict(message.variables),
                trigger_id=message.trigger_id,
                subscriber_id=message.subscriber_id,
                alert_id=message.alert_id,
                next_attempt_at=now,
            )
            for message in messages
        ],
        ignore_conflicts=True,
    )


async def announce() -> None:
    """Let a worker send what is due, once the transaction is over; the sweep finds what nobody was told of."""
    with suppress(Unavailable, RedisError, OSError):
        await queue.current().put(DELIVER)
