"""Subscribing, confirming and leaving; and administrators' changes."""

from collections.abc import Awaitable
from typing import Annotated

import strawberry

from core.principal import Principal
from models.subscriber import Subscriber as SubscriberRow
from resolvers import subscribers, subscriptions
from schema.context import Info
from schema.errors import UserError
from schema.node import row_id
from schema.outcome import outcome
from schema.subscribers.inputs import (
    SubscriberCreateInput,
    SubscriberDeleteInput,
    SubscriberUpdateInput,
    SubscriptionCancelInput,
    SubscriptionConfirmInput,
    SubscriptionRequestInput,
)
from schema.subscribers.types import Subscriber

_ADDRESSES = {"email": "address.email", "webhook_url": "address.webhook_url"}


@strawberry.type(description="What became of a step of a subscription; it says nothing of who subscribes already.")
class SubscriptionPayload:
    """Whether the step was taken."""

    accepted: bool = strawberry.field(
        description="Whether the input was right. Of a request: a message is on its way, unless there were too many."
    )
    user_errors: list[UserError] = strawberry.field(description="What was wrong with the input.")


@strawberry.type(description="What became of an action on a subscriber.")
class SubscriberPayload:
    """The subscriber, or why nothing was done."""

    subscriber: Subscriber | None = strawberry.field(
        description="The subscriber as it is now; of a removed one, as it was. Null when nothing was done."
    )
    user_errors: list[UserError] = strawberry.field(
        description="What was wrong with the input; empty when the action was carried out."
    )


@strawberry.type
class SubscriberMutations:
    """Actions on subscriptions, for everybody, and on subscribers, for administrators."""

    @strawberry.mutation(
        description="Ask for news: a message is sent whose link confirms it. The answer is the same for every address."
    )
    async def subscription_request(
        self,
        info: Info,
        input: Annotated[SubscriptionRequestInput, strawberry.argument(description="The subscription.")],
    ) -> SubscriptionPayload:
        """Ask for a subscription."""
        await info.context.principal()  # a key that is not valid opens nothing, here neither
        _, errors = await outcome(subscriptions.request(input.asked(), client=info.context.client), _ADDRESSES)
        return SubscriptionPayload(accepted=not errors, user_errors=errors)

    @strawberry.mutation(description="Confirm a subscription by the token of the link that was sent.")
    async def subscription_confirm(
        self, info: Info, input: Annotated[SubscriptionConfirmInput, strawberry.argument(description="The token.")]
    ) -> SubscriptionPayload:
        """Confirm a subscription."""
        await info.context.principal()
        _, errors = await outcome(subscriptions.confirm(input.token))
        return SubscriptionPayload(accepted=not errors, user_errors=errors)

    @strawberry.mutation(description="End a subscription by the token of a message's link to unsubscribe.")
    async def subscription_cancel(
        self, info: Info, input: Annotated[SubscriptionCancelInput, strawberry.argument(description="The token.")]
    ) -> SubscriptionPayload:
        """End a subscription."""
        await info.context.principal()
        _, errors = await outcome(subscriptions.cancel(input.token))
        return SubscriptionPayload(accepted=not errors, user_errors=errors)

    @strawberry.mutation(description="Add a subscriber, who counts as having confirmed; for administrators.")
    async def subscriber_create(
        self,
        info: Info,
        input: Annotated[SubscriberCreateInput, strawberry.argument(description="The new subscriber.")],
    ) -> SubscriberPayload:
        """Add a subscriber."""
        new = input.new_subscriber()
        renamed = {"address": f"address.{'email' if new.channel == 'EMAIL' else 'webhook_url'}"}
        return await _payload(subscribers.create(await info.context.principal(), new), renamed)

    @strawberry.mutation(description="Change what a subscriber gets; for administrators.")
    async def subscriber_update(
        self,
        info: Info,
        input: Annotated[
            SubscriberUpdateInput, strawberry.argument(description="The subscriber, and what is to change.")
        ],
    ) -> SubscriberPayload:
        """Change a subscriber."""
        return await _payload(_update(await info.context.principal(), input))

    @strawberry.mutation(description="Remove a subscriber, with all messages to them; for administrators.")
    async def subscriber_delete(
        self, info: Info, input: Annotated[SubscriberDeleteInput, strawberry.argument(description="The subscriber.")]
    ) -> SubscriberPayload:
        """Remove a subscriber."""
        return await _payload(subscribers.delete(await info.context.principal(), _number(input.id)))


def _number(given: strawberry.ID) -> int:
    return row_id(given, Subscriber.__name__)


async def _update(principal: Principal, given: SubscriberUpdateInput) -> SubscriberRow:
    return await subscribers.update(principal, _number(given.id), given.changes())


async def _payload(action: Awaitable[SubscriberRow], renamed: dict[str, str] | None = None) -> SubscriberPayload:
    row, errors = await outcome(action, renamed)
    return SubscriberPayload(subscriber=None if row is None else Subscriber.of(row), user_errors=errors)
