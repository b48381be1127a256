"""What templates are changed by, and tried with."""

import strawberry

from resolvers.message_templates import TemplateChanges
from schema.changes import mentioned
from schema.enums import MessageKind

_TEXTS = ("subject", "html", "text")


@strawberry.input(description="Other templates for a kind of message; what is left out stays as it is.")
class MessageTemplateUpdateInput:
    """Changes of a template."""

    kind: MessageKind = strawberry.field(description="What the message tells of.")
    subject: str | None = strawberry.field(default=strawberry.UNSET, description="The mail's subject, in a line.")
    html: str | None = strawberry.field(default=strawberry.UNSET, description="The mail as HTML.")
    text: str | None = strawberry.field(default=strawberry.UNSET, description="The mail as plain text.")

    def changes(self) -> TemplateChanges:
        """Return what the resolver takes; raises InvalidInput for a null."""
        return TemplateChanges(**mentioned(self, never_null=_TEXTS, but=("kind",)))


@strawberry.input(description="A kind of message that is to read as the product has it again.")
class MessageTemplateResetInput:
    """A kind."""

    kind: MessageKind = strawberry.field(description="What the message tells of.")


@strawberry.input(description="A draft to be tried; what is left out is taken from the templates as they are.")
class MessageTemplatePreviewInput:
    """A draft."""

    kind: MessageKind = strawberry.field(description="What the message tells of.")
    subject: str | None = strawberry.field(default=strawberry.UNSET, description="The mail's subject, in a line.")
    html: str | None = strawberry.field(default=strawberry.UNSET, description="The mail as HTML.")
    text: str | None = strawberry.field(default=strawberry.UNSET, description="The mail as plain text.")

    def changes(self) -> TemplateChanges:
        """Return what the resolver takes; raises InvalidInput for a null."""
        return TemplateChanges(**mentioned(self, never_null=_TEXTS, but=("kind",)))
