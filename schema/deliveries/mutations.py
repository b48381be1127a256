"""Sending deliveries once more."""

from typing import Annotated

import strawberry

from core.errors import InvalidInput
from core.principal import Access, Principal
from resolvers import deliveries
from schema.context import Info
from schema.deliveries.inputs import DeliveriesRedeliverInput, DeliveryRedeliverInput
from schema.deliveries.types import Delivery
from schema.errors import UserError
from schema.node import MAX_IDS, row_id
from schema.outcome import outcome


@strawberry.type(description="What became of an action on a delivery.")
class DeliveryPayload:
    """The delivery, or why nothing was done."""

    delivery: Delivery | None = strawberry.field(description="The delivery as it is now; null when nothing was done.")
    user_errors: list[UserError] = strawberry.field(
        description="What was wrong with the input; empty when the action was carried out."
    )


@strawberry.type(description="What became of an action on many deliveries.")
class DeliveriesPayload:
    """How many there were, or why nothing was done."""

    count: int = strawberry.field(description="How many are sent once more; those being sent are left alone.")
    user_errors: list[UserError] = strawberry.field(
        description="What was wrong with the input; empty when the action was carried out."
    )


@strawberry.type
class DeliveryMutations:
    """Actions on deliveries."""

    @strawberry.mutation(
        description="Send a delivery once more, at once and with all its attempts anew. Its receiver gets the same id."
    )
    async def delivery_redeliver(
        self,
        info: Info,
        input: Annotated[DeliveryRedeliverInput, strawberry.argument(description="The delivery.")],
    ) -> DeliveryPayload:
        """Send a delivery once more."""
        principal = await info.context.principal()
        row, errors = await outcome(deliveries.redeliver(principal, row_id(input.id, Delivery.__name__)))
        return DeliveryPayload(delivery=None if row is None else Delivery.of(row), user_errors=errors)

    @strawberry.mutation(description="Send many deliveries once more, as deliveryRedeliver does: 10000 at most.")
    async def deliveries_redeliver(
        self,
        info: Info,
        input: Annotated[DeliveriesRedeliverInput, strawberry.argument(description="The deliveries.")],
    ) -> DeliveriesPayload:
        """Send deliveries once more."""
        chosen, errors = await outcome(_redeliver(await info.context.principal(), input))
        return DeliveriesPayload(count=len(chosen or ()), user_errors=errors)


async def _redeliver(principal: Principal, given: DeliveriesRedeliverInput) -> list[int]:
    principal.require(Access.WRITE)
    if given.ids is not None and len(given.ids) > MAX_IDS:
        raise InvalidInput(f"ids must hold at most {MAX_IDS} ids; got {len(given.ids)}", "ids")
    return await deliveries.redeliver_many(
        principal,
        ids=None if given.ids is None else [row_id(each, Delivery.__name__) for each in given.ids],
        wanted=None if given.filter is None else given.filter.wanted(),
    )
