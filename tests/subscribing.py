"""What tests of subscriptions share: subscribers, what was written for them, and the links that they get."""

import asyncio

from core.principal import SYSTEM
from jobs.deliver import Deliverer
from models.delivery import Delivery
from models.enums import MessageKind, SubscriberChannel
from models.subscriber import Subscriber
from resolvers import subscribers
from resolvers.subscriber_messages import compose
from resolvers.subscribers import NewSubscriber


async def subscriber(name: str, **more) -> Subscriber:
    """Add somebody who reads mail."""
    new = NewSubscriber(**{"channel": SubscriberChannel.EMAIL, "address": f"{name}@example.com", **more})
    return await subscribers.create(SYSTEM, new)


async def told() -> list[tuple[str, str]]:
    """Return what was written for whom, in its order: the kind, and the address up to its @."""
    rows = await Delivery.all().order_by("id").prefetch_related("subscriber")
    return [(row.kind, row.subscriber.address.partition("@")[0]) for row in rows]


async def composed() -> list[dict[str, str]]:
    """Return the messages as they would be sent now."""
    rows = await Delivery.all().order_by("id").prefetch_related("subscriber")
    return [await compose(row.subscriber, MessageKind(row.kind), row.message) for row in rows]


def token(address: str) -> str:
    """Return what stands last in a link."""
    return address.rpartition("/")[2]


async def settle(deliverer: Deliverer) -> None:
    """Send all that is due."""
    while True:
        await deliverer.start_due()
        if not deliverer._running:
            return
        await asyncio.wait(deliverer._running, return_when=asyncio.FIRST_COMPLETED)
