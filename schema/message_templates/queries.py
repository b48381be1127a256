"""Reading and trying templates."""

from typing import Annotated

import strawberry

from core.principal import Principal
from resolvers import message_templates
from resolvers.message_templates import Rendered
from schema.context import Info
from schema.errors import UserError
from schema.message_templates.inputs import MessageTemplatePreviewInput
from schema.message_templates.types import MessagePreview, MessageTemplate
from schema.outcome import outcome


@strawberry.type(description="A message written out, or what is wrong with its draft.")
class MessageTemplatePreviewPayload:
    """The message, or why there is none."""

    preview: MessagePreview | None = strawberry.field(description="The message; null when the draft can't be sent.")
    user_errors: list[UserError] = strawberry.field(description="What is wrong with the draft, with the line.")


@strawberry.type
class MessageTemplateQueries:
    """Questions about templates."""

    @strawberry.field(description="How every kind of message to subscribers reads.")
    async def message_templates(self, info: Info) -> list[MessageTemplate]:
        """Return all templates."""
        return [MessageTemplate.of(each) for each in await message_templates.list_(await info.context.principal())]

    @strawberry.field(description="Write a message out with sample values, by a draft or by the templates as they are.")
    async def message_template_preview(
        self, info: Info, input: Annotated[MessageTemplatePreviewInput, strawberry.argument(description="The draft.")]
    ) -> MessageTemplatePreviewPayload:
        """Try a draft."""
        rendered, errors = await outcome(_preview(await info.context.principal(), input))
        return MessageTemplatePreviewPayload(
            preview=None if rendered is None else MessagePreview.of(rendered), user_errors=errors
        )


async def _preview(principal: Principal, given: MessageTemplatePreviewInput) -> Rendered:
    return await message_templates.preview(principal, given.kind, given.changes())
