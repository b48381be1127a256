"""The message template type."""

from datetime import datetime
from typing import Self

import strawberry

from resolvers.message_templates import Rendered, Template
from resolvers.message_variables import SAMPLES
from schema.enums import MessageKind


@strawberry.type(description="How one kind of message to subscribers reads.")
class MessageTemplate:
    """Three templates: Mustache's variables and sections."""

    kind: MessageKind = strawberry.field(description="What the message tells of.")
    subject: str = strawberry.field(description="The mail's subject, in a line.")
    html: str = strawberry.field(description="The mail as HTML.")
    text: str = strawberry.field(description="The mail as plain text.")
    variables: list[str] = strawberry.field(description="The variables that they may use.")
    updated_at: datetime | None = strawberry.field(
        description="When it was last changed; null where it is the product's own wording."
    )

    @classmethod
    def of(cls, template: Template) -> Self:
        """Return the type of a template."""
        return cls(
            kind=template.kind,
            subject=template.wording.subject,
            html=template.wording.html,
            text=template.wording.text,
            variables=sorted(SAMPLES[template.kind]),
            updated_at=template.updated_at,
        )


@strawberry.type(description="A message, written out with sample values.")
class MessagePreview:
    """What a subscriber would see."""

    subject: str = strawberry.field(description="The mail's subject.")
    html: str = strawberry.field(description="The mail as HTML.")
    text: str = strawberry.field(description="The mail as plain text.")

    @classmethod
    def of(cls, rendered: Rendered) -> Self:
        """Return the type of a message."""
        return cls(subject=rendered.subject, html=rendered.html, text=rendered.text)
