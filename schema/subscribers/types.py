"""The subscriber type."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

import strawberry
from strawberry import relay

from models.subscriber import Subscriber as SubscriberRow
from resolvers import subscribers
from schema.context import Info
from schema.enums import SubscriberChannel, SubscriberStatus
from schema.monitors.types import Monitor
from schema.node import loaded
from schema.pages.types import Page


@strawberry.type(description="Who asked for news, or was added; for administrators: addresses are personal data.")
class Subscriber(relay.Node):
    """A subscriber, as administrators see it."""

    id: relay.NodeID[int]
    channel: SubscriberChannel = strawberry.field(description="How messages are sent.")
    address: str = strawberry.field(description="The mail address, or the webhook's URL.")
    status: SubscriberStatus = strawberry.field(description="Whether messages are sent at all.")
    wants_incidents: bool = strawberry.field(description="Whether incidents are told of.")
    wants_maintenances: bool = strawberry.field(description="Whether maintenances are told of.")
    confirmed_at: datetime | None = strawberry.field(description="When the subscription was confirmed, or added.")
    created_at: datetime = strawberry.field(description="When it was first asked for.")
    updated_at: datetime = strawberry.field(description="When it was last changed.")
    row: strawberry.Private[SubscriberRow]

    @classmethod
    async def resolve_nodes(
        cls,
        *,
        info: Info,
        node_ids: Iterable[str],
        required: bool = False,
    ) -> list[Any]:
        """Return the subscribers of these ids, null for those that are not there for the one who asks."""
        return await loaded(info.context.subscribers.by_id.load_many, node_ids, cls.of)

    @classmethod
    def of(cls, row: SubscriberRow) -> Self:
        """Return the subscriber of a row."""
        return cls(
            id=row.id,
            channel=row.channel,
            address=row.address,
            status=row.status,
            wants_incidents=row.wants_incidents,
            wants_maintenances=row.wants_maintenances,
            confirmed_at=row.confirmed_at,
            created_at=row.created_at,
            updated_at=row.updated_at,
            row=row,
        )

    @strawberry.field(description="Whether everything is followed, and not single pages and monitors.")
    async def follows_everything(self, info: Info) -> bool:
        """Return whether there is no limit."""
        return (await info.context.subscribers.follows.load(self.row.id)).is_everything

    @strawberry.field(description="The pages that are followed.")
    async def pages(self, info: Info) -> list[Page]:
        """Return the pages."""
        return [Page.of(page) for page in (await info.context.subscribers.follows.load(self.row.id)).pages]

    @strawberry.field(description="The single monitors that are followed.")
    async def monitors(self, info: Info) -> list[Monitor]:
        """Return the monitors."""
        return [Monitor.of(each) for each in (await info.context.subscribers.follows.load(self.row.id)).monitors]

    @strawberry.field(description="What signs the messages to a webhook (Standard Webhooks); null for mail.")
    async def secret(self, info: Info) -> str | None:
        """Return the secret."""
        return subscribers.secret_of(await info.context.principal(), self.row)
