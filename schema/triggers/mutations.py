"""Making, changing, trying and removing triggers."""

from collections.abc import Awaitable
from typing import Annotated

import strawberry

from core.principal import Principal
from models.enums import Activity
from models.trigger import Trigger as TriggerRow
from resolvers import trigger_tests, triggers
from schema.context import Info
from schema.errors import UserError
from schema.node import row_id
from schema.outcome import outcome
from schema.triggers.configuration_inputs import input_paths
from schema.triggers.inputs import (
    TriggerActivateInput,
    TriggerCreateInput,
    TriggerDeactivateInput,
    TriggerDeleteInput,
    TriggerPauseInput,
    TriggerResumeInput,
    TriggerRotateSecretInput,
    TriggerTestInput,
    TriggerUpdateInput,
)
from schema.triggers.types import Trigger


@strawberry.type(description="What became of an action on a trigger.")
class TriggerPayload:
    """The trigger, or why nothing was done."""

    trigger: Trigger | None = strawberry.field(
        description="The trigger as it is now; of a deleted one, as it was. Null when nothing was done."
    )
    user_errors: list[UserError] = strawberry.field(
        description="What was wrong with the input; empty when the action was carried out."
    )


@strawberry.type(description="What became of a test message.")
class TriggerTestPayload:
    """What the receiver answered, or why nothing was sent."""

    trigger: Trigger | None = strawberry.field(description="The trigger; null when there is none.")
    is_sent: bool = strawberry.field(description="Whether the receiver has taken the message.")
    error: str | None = strawberry.field(description="Why it has not.")
    status_code: int | None = strawberry.field(description="The status of the answer, of HTTP or of the mail server.")
    answer: str | None = strawberry.field(description="The beginning of the answer, without secrets.")
    duration_ms: float | None = strawberry.field(description="How long sending took, in milliseconds.")
    user_errors: list[UserError] = strawberry.field(
        description="What was wrong with the input; empty when sending was tried."
    )


@strawberry.type
class TriggerMutations:
    """Actions on triggers."""

    @strawberry.mutation(description="Make a trigger; a webhook gets a secret to sign with.")
    async def trigger_create(
        self, info: Info, input: Annotated[TriggerCreateInput, strawberry.argument(description="The new trigger.")]
    ) -> TriggerPayload:
        """Make a trigger."""
        principal = await info.context.principal()
        return await _payload(_create(principal, input), input_paths(input.configuration))

    @strawberry.mutation(description="Change a trigger.")
    async def trigger_update(
        self,
        info: Info,
        input: Annotated[TriggerUpdateInput, strawberry.argument(description="The trigger, and what is to change.")],
    ) -> TriggerPayload:
        """Change a trigger."""
        principal = await info.context.principal()
        return await _payload(_update(principal, input), input_paths(input.configuration))

    @strawberry.mutation(description="Let a trigger get messages again, and send what has been waiting for that.")
    async def trigger_activate(
        self, info: Info, input: Annotated[TriggerActivateInput, strawberry.argument(description="The trigger.")]
    ) -> TriggerPayload:
        """Let a trigger get messages again."""
        return await _payload(triggers.set_status(await info.context.principal(), _number(input.id), Activity.ACTIVE))

    @strawberry.mutation(
        description="Put a trigger aside: nothing new is written for it, and what waits for it waits on."
    )
    async def trigger_deactivate(
        self, info: Info, input: Annotated[TriggerDeactivateInput, strawberry.argument(description="The trigger.")]
    ) -> TriggerPayload:
        """Put a trigger aside."""
        return await _payload(triggers.set_status(await info.context.principal(), _number(input.id), Activity.INACTIVE))

    @strawberry.mutation(description="Let a trigger's messages wait; new ones wait, too.")
    async def trigger_pause(
        self, info: Info, input: Annotated[TriggerPauseInput, strawberry.argument(description="The trigger.")]
    ) -> TriggerPayload:
        """Let messages wait."""
        return await _payload(triggers.set_paused(await info.context.principal(), _number(input.id), is_paused=True))

    @strawberry.mutation(description="Send a trigger's messages again, those that waited first.")
    async def trigger_resume(
        self, info: Info, input: Annotated[TriggerResumeInput, strawberry.argument(description="The trigger.")]
    ) -> TriggerPayload:
        """Let messages go on."""
        return await _payload(triggers.set_paused(await info.context.principal(), _number(input.id), is_paused=False))

    @strawberry.mutation(description="Remove a trigger, with its deliveries.")
    async def trigger_delete(
        self, info: Info, input: Annotated[TriggerDeleteInput, strawberry.argument(description="The trigger.")]
    ) -> TriggerPayload:
        """Remove a trigger."""
        return await _payload(triggers.delete(await info.context.principal(), _number(input.id)))

    @strawberry.mutation(description="Give a webhook a new secret; the one that it has signs as well for a while.")
    async def trigger_rotate_secret(
        self, info: Info, input: Annotated[TriggerRotateSecretInput, strawberry.argument(description="The webhook.")]
    ) -> TriggerPayload:
        """Give a webhook a new secret."""
        principal = await info.context.principal()
        return await _payload(
            triggers.rotate_secret(principal, _number(input.id), keep_previous_seconds=input.keep_previous)
        )

    @strawberry.mutation(
        description="Send a test message to a trigger, whether it is active or not, and wait for the answer."
    )
    async def trigger_test(
        self, info: Info, input: Annotated[TriggerTestInput, strawberry.argument(description="The trigger.")]
    ) -> TriggerTestPayload:
        """Try a trigger."""
        principal = await info.context.principal()
        tried, errors = await outcome(trigger_tests.send_test(principal, _number(input.id)))
        return TriggerTestPayload(
            trigger=None if tried is None else Trigger.of(tried.trigger),
            is_sent=tried is not None and tried.error is None,
            error=None if tried is None else tried.error,
            status_code=None if tried is None else tried.status_code,
            answer=None if tried is None else tried.answer,
            duration_ms=None if tried is None else tried.duration_ms,
            user_errors=errors,
        )


def _number(given: strawberry.ID) -> int:
    return row_id(given, Trigger.__name__)


async def _create(principal: Principal, given: TriggerCreateInput) -> TriggerRow:
    return await triggers.create(principal, given.new_trigger())


async def _update(principal: Principal, given: TriggerUpdateInput) -> TriggerRow:
    return await triggers.update(principal, _number(given.id), given.changes())


async def _payload(action: Awaitable[TriggerRow], renamed: dict[str, str] | None = None) -> TriggerPayload:
    row, errors = await outcome(action, renamed)
    return TriggerPayload(trigger=None if row is None else Trigger.of(row), user_errors=errors)
