"""Deliveries as people see and mend them: found, with their attempts, and sent once more."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from core import clock, events
from core.errors import Conflict, InvalidInput, NotFound
from core.events import Event, Topic
from core.principal import Access, Principal
from models.database import transaction
from models.delivery import Delivery, DeliveryAttempt
from models.enums import DeliveryState, MessageKind
from resolvers import outbox

MAX_REDELIVERED = 10_000
WITHHELD = "The message was not sent; administrators are shown why"
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFilter:
    """Which deliveries are wanted; None asks for any."""

    states: Sequence[DeliveryState] | None = None
    kinds: Sequence[MessageKind] | None = None
    trigger_id: int | None = None
    alert_id: int | None = None


def visible_to(principal: Principal) -> QuerySet[Delivery]:
    """Return the deliveries, newest first; raises Unauthenticated for the public."""
    principal.require(Access.READ)
    return Delivery.all()


async def by_ids(principal: Principal, ids: Sequence[int]) -> dict[int, Delivery]:
    """Return those of the deliveries that exist for the one who asks, by their ids; for the public, none."""
    if not principal.may_read_private:
        return {}
    return {delivery.id: delivery for delivery in await visible_to(principal).filter(id__in=list(ids))}


async def page(
    principal: Principal,
    wanted: DeliveryFilter,
    *,
    after: int | None,
    before: int | None,
    limit: int,
    last: bool,
) -> list[Delivery]:
    """Return up to `limit` deliveries, newest first, with ids below `after` and above `before`.

    With `last` they are the oldest of these instead, still newest first.
    """
    found = _wanted(visible_to(principal), wanted)
    if after is not None:
        found = found.filter(id__lt=after)
    if before is not None:
        found = found.filter(id__gt=before)
    if last:
        return list(reversed(await found.order_by("id").limit(limit)))
    return await found.order_by("-id").limit(limit)


async def attempts_of(principal: Principal, ids: Sequence[int]) -> dict[int, list[DeliveryAttempt]]:
    """Return the attempts of deliveries, the first one first.

    What a mail server or a webhook said of a subscriber may name the address: that is for administrators.
    """
    principal.require(Access.READ)
    found: dict[int, list[DeliveryAttempt]] = defaultdict(list)
    attempts = DeliveryAttempt.filter(delivery_id__in=list(ids)).order_by("delivery_id", "number")
    for attempt in await attempts.select_related("delivery"):
        if attempt.delivery.subscriber_id is not None and principal.access < Access.ADMIN:
            attempt.update_from_dict({"answer": None, "error": None if attempt.error is None else WITHHELD})
        found[attempt.delivery_id].append(attempt)
    return found


async def redeliver(principal: Principal, delivery_id: int) -> Delivery:
    """Send a delivery once more, at once and with all its attempts anew, whatever became of it before.

    The receiver gets the same id as before. Raises NotFound, and Conflict while it is being sent.
    """
    principal.require(Access.WRITE)
    async with transaction():
        delivery = await Delivery.filter(id=delivery_id).select_for_update().first()
        if delivery is None:
            raise NotFound(f"Delivery with id '{delivery_id}' not found", "id")
        if delivery.claimed_until is not None and delivery.claimed_until > clock.timestamp():
            raise Conflict(f"Delivery '{delivery_id}' is being sent at this moment", "id")
        delivery.state = DeliveryState.PENDING
        delivery.attempt_count = 0
        delivery.next_attempt_at = clock.timestamp()
        delivery.claimed_until = None
        delivery.sent_at = None
        await delivery.save()
    await events.publish(Event(Topic.DELIVERIES, (delivery_id,)))
    await outbox.announce()
    return delivery


async def redeliver_many(
    principal: Principal, *, ids: Sequence[int] | None = None, wanted: DeliveryFilter | None = None
) -> list[int]:
    """Send many deliveries once more, as `redeliver` does; returns their ids, the oldest first.

    Either `ids` are given, or a filter with at least its states. What is being sent is left alone, and so is what does
    not exist. Raises InvalidInput when it is not said which, or when there are more than 10,000.
    """
    principal.require(Access.WRITE)
    if (ids is None) == (wanted is None):
        raise InvalidInput("Either ids or filter must be given", "ids")
    if wanted is not None and not wanted.states:
        raise InvalidInput("filter.states must name the states to send once more, such as DEAD", "filter.states")
    now = clock.timestamp()
    async with transaction():
        found = Delivery.filter(id__in=list(ids)) if ids is not None else _wanted(Delivery.all(), wanted)
        free = found.filter(Q(claimed_until=None) | Q(claimed_until__lte=now)).order_by("id")
        rows = await free.limit(MAX_REDELIVERED + 1).select_for_update().only("id")
        chosen = [row.id for row in rows]
        if len(chosen) > MAX_REDELIVERED:
            raise InvalidInput(f"More than {MAX_REDELIVERED} deliveries are meant; narrow the filter", "filter")
        for start in range(0, len(chosen), _AT_ONCE):
            await Delivery.filter(id__in=chosen[start : start + _AT_ONCE]).update(
                state=DeliveryState.PENDING,
                attempt_count=0,
                next_attempt_at=now,
                claimed_until=None,
                sent_at=None,
                updated_at=clock.now(),
            )
    if chosen:
        await events.publish(Event(Topic.DELIVERIES, tuple(chosen)))
        await outbox.announce()
    return chosen


def _wanted(found: QuerySet[Delivery], wanted: DeliveryFilter | None) -> QuerySet[Delivery]:
    if wanted is None:
        return found
    if wanted.states is not None:
        found = found.filter(state__in=list(wanted.states))
    if wanted.kinds is not None:
        found = found.filter(kind__in=list(wanted.kinds))
    if wanted.trigger_id is not None:
        found = found.filter(trigger_id=wanted.trigger_id)
    if wanted.alert_id is not None:
        found = found.filter(alert_id=wanted.alert_id)
    return found
