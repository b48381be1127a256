"""Commenting on incidents."""

from collections.abc import Awaitable
from typing import Annotated

import strawberry

from core.principal import Principal
from models.incident import IncidentComment as IncidentCommentRow
from resolvers import comments
from schema.comments.inputs import IncidentCommentAddInput, IncidentCommentDeleteInput, IncidentCommentUpdateInput
from schema.comments.types import IncidentComment
from schema.context import Info
from schema.errors import UserError
from schema.node import row_id
from schema.outcome import outcome

_PATHS = {"comment_id": "id"}


@strawberry.type(description="What became of an action on a comment.")
class IncidentCommentPayload:
    """The comment, or why nothing was done."""

    incident_comment: IncidentComment | None = strawberry.field(
        description="The comment as it is now; of a deleted one, as it was. Null when nothing was done."
    )
    user_errors: list[UserError] = strawberry.field(
        description="What was wrong with the input; empty when the action was carried out."
    )


@strawberry.type
class CommentMutations:
    """Actions on comments."""

    @strawberry.mutation(description="Say something of an incident, and move it to the comment's state.")
    async def incident_comment_add(
        self, info: Info, input: Annotated[IncidentCommentAddInput, strawberry.argument(description="The comment.")]
    ) -> IncidentCommentPayload:
        """Add a comment."""
        incident_id = row_id(input.incident_id, "Incident")
        return await _payload(comments.add(await info.context.principal(), incident_id, input.new_comment()))

    @strawberry.mutation(description="Correct a comment; the incident stays in the state that it has.")
    async def incident_comment_update(
        self,
        info: Info,
        input: Annotated[
            IncidentCommentUpdateInput, strawberry.argument(description="The comment, and what is to change.")
        ],
    ) -> IncidentCommentPayload:
        """Correct a comment."""
        return await _payload(_update(await info.context.principal(), input))

    @strawberry.mutation(description="Remove a comment; the incident stays in the state that it has.")
    async def incident_comment_delete(
        self, info: Info, input: Annotated[IncidentCommentDeleteInput, strawberry.argument(description="The comment.")]
    ) -> IncidentCommentPayload:
        """Remove a comment."""
        return await _payload(comments.delete(await info.context.principal(), _number(input.id)))


def _number(given: strawberry.ID) -> int:
    return row_id(given, IncidentComment.__name__)


async def _update(principal: Principal, given: IncidentCommentUpdateInput) -> IncidentCommentRow:
    return await comments.update(principal, _number(given.id), given.changes())


async def _payload(action: Awaitable[IncidentCommentRow]) -> IncidentCommentPayload:
    row, errors = await outcome(action, _PATHS)
    return IncidentCommentPayload(incident_comment=None if row is None else IncidentComment.of(row), user_errors=errors)
