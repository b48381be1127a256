"""Finding deliveries."""

from typing import Annotated

import strawberry

from core.principal import Access
from resolvers import deliveries
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.deliveries.inputs import DeliveryFilterInput
from schema.deliveries.types import Delivery
from schema.node import row_id


@strawberry.type
class DeliveryQueries:
    """Questions about deliveries."""

    @strawberry.field(description="The delivery with this id; null where there is none. For keys.")
    async def delivery(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Its global id, or its number.")],
    ) -> Delivery | None:
        """Return one delivery."""
        (await info.context.principal()).require(Access.READ)
        row = await info.context.deliveries.by_id.load(row_id(id, "Delivery"))
        return None if row is None else Delivery.of(row)

    @strawberry.field(description="The deliveries, newest first. For keys.")
    async def deliveries(  # noqa: PLR0917 - GraphQL's arguments have names
        self,
        info: Info,
        filter: Annotated[
            DeliveryFilterInput | None, strawberry.argument(description="Which deliveries are wanted.")
        ] = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Delivery]:
        """Return a page of deliveries; a cursor's position is an id."""
        asked = window(first, last, after, before)
        rows = await deliveries.page(
            await info.context.principal(),
            (filter or DeliveryFilterInput()).wanted(),
            after=asked.after,
            before=asked.before,
            limit=asked.limit + 1,
            last=asked.from_end,
        )
        return connection(rows, asked, position=lambda row: row.id, node=Delivery.of)
