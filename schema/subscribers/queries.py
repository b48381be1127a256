"""Finding subscribers."""

from typing import Annotated

import strawberry

from models.subscriber import Subscriber as SubscriberRow
from resolvers import subscribers
from resolvers.subscribers import SubscriberFilter
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.enums import SubscriberChannel, SubscriberStatus
from schema.subscribers.types import Subscriber


@strawberry.input(description="Which subscribers are wanted; what is left out asks for any.")
class SubscriberFilterInput:
    """Conditions that must all hold."""

    statuses: list[SubscriberStatus] | None = strawberry.field(default=None, description="Those with such a status.")
    channels: list[SubscriberChannel] | None = strawberry.field(default=None, description="Those of such a channel.")
    address_contains: str | None = strawberry.field(default=None, description="Those with this in their address.")

    def wanted(self) -> SubscriberFilter:
        """Return what the resolver takes."""
        return SubscriberFilter(statuses=self.statuses, channels=self.channels, address_contains=self.address_contains)


Filter = Annotated[SubscriberFilterInput | None, strawberry.argument(description="Which subscribers are wanted.")]


@strawberry.type
class SubscriberQueries:
    """Questions about subscribers."""

    @strawberry.field(description="The subscribers, newest first; for administrators.")
    async def subscribers(  # noqa: PLR0917 - GraphQL's arguments have names
        self,
        info: Info,
        filter: Filter = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Subscriber]:
        """Return a page of subscribers."""
        asked = window(first, last, after, before)
        rows = await subscribers.page(
            await info.context.principal(),
            (filter or SubscriberFilterInput()).wanted(),
            limit=asked.limit + 1,
            after=asked.after,
            before=asked.before,
            last=asked.from_end,
        )
        return connection(rows, asked, position=_position, node=Subscriber.of)

    @strawberry.field(
        description="The subscribers as CSV (RFC 4180) with a line of names, oldest first; for administrators."
    )
    async def subscribers_export(self, info: Info, filter: Filter = None) -> str:
        """Return all of them as text."""
        return await subscribers.export(await info.context.principal(), (filter or SubscriberFilterInput()).wanted())


def _position(row: SubscriberRow) -> int:
    number: int = row.id
    return number
