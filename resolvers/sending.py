"""Sending: deliveries are taken to be sent, what became of each attempt is written down, and failures are tried again.

The database alone decides: what is due, who may send it, and when it is tried again. A delivery is taken for a while
only (a lease), so that what a worker that died had taken is free again by itself. So a message may reach its
receiver twice, with the same id, but it is never lost.
"""

import hashlib
import math
import random
from collections.abc import Mapping
from dataclasses import dataclass

from core import clock, events
from core.events import Event, Topic
from core.logging import logger
from core.settings import Settings
from models import delivery_queue
from models.database import transaction
from models.delivery import Delivery, DeliveryAttempt
from models.delivery_outcome import DeliveryOutcome
from models.delivery_queue import Claim
from models.enums import Activity, DeliveryState, MessageKind, SubscriberStatus
from models.subscriber import Subscriber
from models.trigger import Trigger

# How much longer than sending may take a delivery stays taken.
LEASE_MARGIN_SECONDS = 30
JITTER = 0.25
_MAX_TEXT = 500
_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message to send once: what is told (the variables of templates, or a subscriber's message) and to whom."""

    claim: Claim
    message_id: str
    kind: MessageKind
    variables: Mapping[str, str]
    receiver: Trigger | Subscriber


def message_id(delivery: Delivery) -> str:
    """Return the id that receivers know a delivery by, the same at every attempt and in no other installation."""
    text = f"{delivery.id}\0{delivery.key}\0{delivery.created_at.timestamp()}"
    return f"msg_{hashlib.sha256(text.encode()).hexdigest()[:32]}"


async def claim(settings: Settings, now: int, *, limit: int) -> list[Envelope]:
    """Take up to `limit` deliveries that are due at `now` (epoch seconds), and write down that they are being sent.

    Those that had all their attempts, and whose worker died over the last one, are given up.
    """
    async with transaction():
        dead = await delivery_queue.give_up(now, attempts=settings.delivery_attempts)
        claims = await delivery_queue.claim(
            now,
            now + settings.delivery_timeout_seconds + LEASE_MARGIN_SECONDS,
            attempts=settings.delivery_attempts,
            per_receiver=settings.deliveries_at_once_per_receiver,
            limit=limit,
        )
        by_id = {each.delivery_id: each for each in claims}
        rows = await Delivery.filter(id__in=list(by_id)).prefetch_related("trigger", "subscriber") if by_id else []
    if dead:
        _log.error("deliveries_dead", deliveries=dead)
        await events.publish(Event(Topic.DELIVERIES, tuple(dead)))
    return [_envelope(by_id[row.id], row) for row in sorted(rows, key=lambda row: row.id)]


def _envelope(taken: Claim, row: Delivery) -> Envelope:
    receiver: Trigger | Subscriber | None = row.trigger or row.subscriber
    assert receiver is not None  # noqa: S101 - the table's constraint
    return Envelope(taken, message_id(row), MessageKind(row.kind), row.message, receiver)


async def next_due(now: int) -> int | None:
    """Return when (epoch seconds) something will be due after `now`; None when nothing waits for a time."""
    return await delivery_queue.next_due(now)


def unwanted(envelope: Envelope) -> DeliveryOutcome | None:
    """Return why a message is not to be sent any more, or None."""
    receiver = envelope.receiver
    if not isinstance(receiver, Subscriber) or envelope.kind is MessageKind.SUBSCRIPTION_CONFIRMATION:
        return None
    if receiver.status is SubscriberStatus.ACTIVE:
        return None
    return DeliveryOutcome(error="The subscriber does not want messages", is_final=True)


async def record(
    settings: Settings, envelope: Envelope, outcome: DeliveryOutcome, *, duration_ms: float, chance: random.Random
) -> DeliveryState | None:
    """Write down what became of an attempt; returns the delivery's state, None when it has gone.

    A failure of one whose claim has run out changes the attempt alone: others may be sending the delivery. That it
    was sent counts, whoever says so. A receiver that is gone (410) makes its trigger INACTIVE.
    """
    async with transaction():
        await DeliveryAttempt.filter(id=envelope.claim.attempt_id).update(
            duration_ms=duration_ms,
            status_code=outcome.status_code,
            error=_shown(outcome.error),
            answer=_shown(outcome.answer),
        )
        delivery = await Delivery.filter(id=envelope.claim.delivery_id).select_for_update().first()
        if delivery is None:
            return None
        holds = delivery.claimed_until == envelope.claim.until
        if delivery.state is not DeliveryState.SENT and (holds or outcome.is_sent):
            _settle(settings, delivery, outcome, chance)
            await delivery.save()
        if outcome.is_gone and isinstance(envelope.receiver, Trigger):
            await Trigger.filter(id=envelope.receiver.id).update(status=Activity.INACTIVE, updated_at=clock.now())
    await events.publish(Event(Topic.DELIVERIES, (delivery.id,)))
    if outcome.is_gone and isinstance(envelope.receiver, Trigger):
        _log.warning("trigger_gone", trigger=envelope.receiver.id)
        await events.publish(Event(Topic.TRIGGERS, (envelope.receiver.id,)))
    if delivery.state is DeliveryState.DEAD:
        _log.error("deliveries_dead", deliveries=[delivery.id])
    return delivery.state


def _settle(settings: Settings, delivery: Delivery, outcome: DeliveryOutcome, chance: random.Random) -> None:
    """Set a delivery's state after an attempt, and when the next one is."""
    now = clock.timestamp()
    delivery.claimed_until = None
    if outcome.is_sent:
        delivery.state = DeliveryState.SENT
        delivery.sent_at = now
    elif outcome.is_final or outcome.is_gone or delivery.attempt_count >= settings.delivery_attempts:
        delivery.state = DeliveryState.DEAD
    else:
        delivery.state = DeliveryState.FAILED
        asked_for = min(outcome.retry_after_seconds or 0, settings.delivery_last_retry_seconds)
        wait = max(retry_delay(settings, delivery.attempt_count, chance), asked_for)
        delivery.next_attempt_at = now + math.ceil(wait)


def retry_delay(settings: Settings, failures: int, chance: random.Random) -> float:
    """Return how many seconds after the `failures`th failure it is tried again.

    From the first to the last retry it grows by the same factor each time. A quarter more or less keeps receivers
    that failed together from being asked together again.
    """
    first, last = settings.delivery_first_retry_seconds, settings.delivery_last_retry_seconds
    steps = max(settings.delivery_attempts - 2, 1)
    even: float = first * (last / first) ** (min(failures - 1, steps) / steps)
    return even * chance.uniform(1 - JITTER, 1 + JITTER)


def _shown(text: str | None) -> str | None:
    """Return a text as it can be stored and looked at: without control characters, and not too long."""
    if text is None:
        return None
    printable = "".join(character if character.isprintable() or character == "\n" else "\ufffd" for character in text)
    return printable[:_MAX_TEXT]
