"""Subscriptions, as visitors make, confirm, change and end them.

Whoever asks for one gets the same answer, after the same work, whether the address is known or not, subscribes or was
over a limit: what became of it is read in the message to that address alone. Nothing takes effect before its
link is followed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tortoise.expressions import Q, Subquery

from core import clock, events
from core.errors import Conflict, InvalidInput, NotFound
from core.events import Event, Topic
from core.principal import PUBLIC
from models.database import transaction
from models.delivery import Delivery
from models.enums import MessageKind, SubscriberChannel, SubscriberStatus
from models.subscriber import Subscriber
from resolvers import followed, outbox, subscription_limits, subscription_links, subscription_policy
from resolvers.followed import Followed
from resolvers.outbox import Message
from resolvers.subscriber_addresses import checked
from resolvers.subscription_links import Wish
from resolvers.subscription_policy import INCIDENTS, MAINTENANCES, SubscriptionPolicy
from resolvers.wording import for_people

_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a visitor asks for; without pages and monitors, everything."""

    channel: SubscriberChannel
    address: str
    pages: Sequence[str] = ()
    monitors: Sequence[str] = ()
    wants_incidents: bool = True
    wants_maintenances: bool = True


async def request(asked: Request, *, client: str | None) -> None:
    """Send a message to the address, whose link makes the subscription; `client` is the address of who asks.

    Raises InvalidInput for what is wrong for everybody, Conflict where there are no such subscriptions. Who is over a
    limit is not told so.
    """
    policy = await subscription_policy.read()
    incidents, maintenances = _possible(policy, asked)
    field = "email" if asked.channel is SubscriberChannel.EMAIL else "webhook_url"
    address = checked(asked.channel, asked.address, field)
    wanted = await followed.wanted(PUBLIC, asked.pages, asked.monitors)
    async with transaction():
        if not await subscription_limits.may_ask(client):
            return
        place = await subscription_limits.place_for(asked.channel, address)
        # The same statements for who is known and who is not.
        row = Subscriber(channel=asked.channel, address=address)
        await Subscriber.bulk_create([row], ignore_conflicts=True)
        subscriber = await Subscriber.filter(channel=asked.channel, address=address).select_for_update().first()
        if subscriber is None:
            return  # somebody removes it at this moment
        wish = Wish(
            subscriber_id=subscriber.id,
            page_ids=tuple(page.id for page in wanted.pages),
            monitor_ids=tuple(monitor.id for monitor in wanted.monitors),
            wants_incidents=incidents,
            wants_maintenances=maintenances,
            expires_at=clock.timestamp() + subscription_links.CONFIRMATION_SECONDS,
        )
        # Those beyond the limit have the key of the last one within it, and are not written again.
        key = f"subscription:{place}"
        variables = {
            **policy.variables(),
            "wish": subscription_links.written(wish),
            "follows": wanted.described(),
            "topics": _topics(incidents=incidents, maintenances=maintenances),
            "expires": for_people(wish.expires_at),
        }
        kind = MessageKind.SUBSCRIPTION_CONFIRMATION
        await outbox.put([Message(key=key, kind=kind, variables=variables, subscriber_id=subscriber.id)])
    await outbox.announce()


def _possible(policy: SubscriptionPolicy, asked: Request) -> tuple[bool, bool]:
    """Return which of incidents and maintenances the subscription is for; raises InvalidInput and Conflict."""
    if not asked.wants_incidents and not asked.wants_maintenances:
        raise InvalidInput("incidents or maintenances must be wanted", "incidents")
    incidents = asked.wants_incidents and policy.may_follow(asked.channel, INCIDENTS)
    maintenances = asked.wants_maintenances and policy.may_follow(asked.channel, MAINTENANCES)
    if not incidents and not maintenances:
        raise Conflict("There are no such subscriptions here: they are switched off")
    return incidents, maintenances


def _topics(*, incidents: bool, maintenances: bool) -> str:
    return " and ".join([*([INCIDENTS] if incidents else []), *([MAINTENANCES] if maintenances else [])])


@dataclass(frozen=True, slots=True)
class Offer:
    """What a link would make, to be looked at before it does."""

    subscriber: Subscriber
    follows: Followed
    topics: str


async def offered(token: str) -> Offer:
    """Return what a confirmation would make, without making it; raises NotFound."""
    subscriber, wish = await subscription_links.confirmed_by(token)
    left = await followed.still(PUBLIC, wish.page_ids, wish.monitor_ids)
    topics = _topics(incidents=wish.wants_incidents, maintenances=wish.wants_maintenances)
    return Offer(subscriber, left, topics)


async def confirm(token: str) -> Subscriber:
    """Let the subscription be what its link says, in place of what it was; a second time changes nothing.

    Raises NotFound for a link that is not valid, and when all that was to be followed is gone.
    """
    known, wish = await subscription_links.confirmed_by(token)
    async with transaction():
        subscriber = await _for_change(known.id)
        left = await followed.still(PUBLIC, wish.page_ids, wish.monitor_ids)
        if left.is_nothing:
            raise NotFound("What this subscription was to follow is not there any more", "token")
        if subscriber.status is not SubscriberStatus.ACTIVE:
            subscriber.status = SubscriberStatus.ACTIVE
            subscriber.confirmed_at = clock.now()
        subscriber.wants_incidents = wish.wants_incidents
        subscriber.wants_maintenances = wish.wants_maintenances
        await subscriber.save()
        await followed.replace(subscriber.id, left)
    await _changed(subscriber.id)
    return subscriber


@dataclass(frozen=True, slots=True)
class Managed:
    """A subscription, for who holds its link."""

    subscriber: Subscriber
    follows: Followed


async def managed(token: str) -> Managed:
    """Return what a subscriber follows, for who holds the link; raises NotFound."""
    subscriber = await subscription_links.managed_by(token)
    return Managed(subscriber, (await followed.by_subscribers(PUBLIC, [subscriber.id]))[subscriber.id])


async def change(
    token: str,
    *,
    wants_incidents: bool,
    wants_maintenances: bool,
    keep_pages: Collection[int] = (),
    keep_monitors: Collection[int] = (),
) -> Subscriber:
    """Let a subscriber get less, or other things, of what is followed; what follows everything goes on to.

    Raises NotFound, Conflict when the subscription is not active, and InvalidInput when nothing would be left.
    """
    known = await subscription_links.managed_by(token)
    async with transaction():
        subscriber = await _for_change(known.id)
        if subscriber.status is not SubscriberStatus.ACTIVE:
            raise Conflict("There is no subscription any more that could be changed; please subscribe again")
        before = (await followed.by_subscribers(PUBLIC, [subscriber.id]))[subscriber.id]
        after = Followed(
            [page for page in before.pages if page.id in keep_pages],
            [monitor for monitor in before.monitors if monitor.id in keep_monitors],
        )
        is_empty = after.is_everything and not before.is_everything
        if is_empty or not (wants_incidents or wants_maintenances):
            raise InvalidInput("Nothing would be left; to get no more messages, unsubscribe", "incidents")
        subscriber.wants_incidents, subscriber.wants_maintenances = wants_incidents, wants_maintenances
        await subscriber.save()
        await followed.replace(subscriber.id, after)
    await _changed(subscriber.id)
    return subscriber


async def cancel(token: str) -> Subscriber:
    """End a subscription; a second time changes nothing. Raises NotFound."""
    known = await subscription_links.managed_by(token)
    async with transaction():
        subscriber = await _for_change(known.id)
        if subscriber.status is not SubscriberStatus.UNSUBSCRIBED:
            subscriber.status = SubscriberStatus.UNSUBSCRIBED
            await subscriber.save()
            await followed.replace(subscriber.id, Followed(is_nothing=True))
    await _changed(subscriber.id)
    return subscriber


async def forget() -> None:
    """Remove who never confirmed, once no link can, and who unsubscribed 30 days ago."""
    valid_from = clock.now() - timedelta(seconds=subscription_links.CONFIRMATION_SECONDS)
    asked = Delivery.filter(kind=MessageKind.SUBSCRIPTION_CONFIRMATION, created_at__gte=valid_from)
    async with transaction():
        await Subscriber.filter(
            Q(status=SubscriberStatus.PENDING, created_at__lt=valid_from)
            | Q(status=SubscriberStatus.UNSUBSCRIBED, updated_at__lt=clock.now() - _KEPT),
            # Who has asked again may still follow that link.
            ~Q(id__in=Subquery(asked.filter(subscriber_id__not_isnull=True).values("subscriber_id"))),
        ).delete()
        await subscription_limits.forget()


async def _for_change(subscriber_id: int) -> Subscriber:
    subscriber = await Subscriber.filter(id=subscriber_id).select_for_update().first()
    if subscriber is None:
        raise NotFound("This link is not valid; the subscription may have been removed", "token")
    return subscriber


async def _changed(subscriber_id: int) -> None:
    await events.publish(Event(Topic.SUBSCRIBERS, (subscriber_id,)))
