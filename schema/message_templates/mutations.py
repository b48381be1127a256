"""Changing templates."""

from collections.abc import Awaitable
from typing import Annotated

import strawberry

from core.principal import Principal
from resolvers import message_templates
from resolvers.message_templates import Template
from schema.context import Info
from schema.errors import UserError
from schema.message_templates.inputs import MessageTemplateResetInput, MessageTemplateUpdateInput
from schema.message_templates.types import MessageTemplate
from schema.outcome import outcome


@strawberry.type(description="What became of an action on a template.")
class MessageTemplatePayload:
    """The template, or why nothing was done."""

    message_template: MessageTemplate | None = strawberry.field(
        description="The template as it is now. Null when nothing was done."
    )
    user_errors: list[UserError] = strawberry.field(
        description="What was wrong with the input, with the line; empty when the action was carried out."
    )


@strawberry.type
class MessageTemplateMutations:
    """Actions on templates."""

    @strawberry.mutation(description="Change how a kind of message reads; what could not be sent is refused.")
    async def message_template_update(
        self,
        info: Info,
        input: Annotated[MessageTemplateUpdateInput, strawberry.argument(description="The kind and its templates.")],
    ) -> MessageTemplatePayload:
        """Change a template."""
        return await _payload(_update(await info.context.principal(), input))

    @strawberry.mutation(description="Let a kind of message read as the product has it again.")
    async def message_template_reset(
        self, info: Info, input: Annotated[MessageTemplateResetInput, strawberry.argument(description="The kind.")]
    ) -> MessageTemplatePayload:
        """Forget a template."""
        return await _payload(message_templates.reset(await info.context.principal(), input.kind))


async def _update(principal: Principal, given: MessageTemplateUpdateInput) -> Template:
    return await message_templates.update(principal, given.kind, given.changes())


async def _payload(action: Awaitable[Template]) -> MessageTemplatePayload:
    template, errors = await outcome(action)
    shown = None if template is None else MessageTemplate.of(template)
    return MessageTemplatePayload(message_template=shown, user_errors=errors)
