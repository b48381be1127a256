"""What comments are made from and changed by."""

from datetime import datetime

import strawberry

from resolvers.comments import CommentChanges, NewComment
from schema.changes import mentioned
from schema.enums import IncidentState
from schema.instants import optional_seconds, seconds


@strawberry.input(description="A new comment on an incident, which moves the incident to its state.")
class IncidentCommentAddInput:
    """What a comment is made from."""

    incident_id: strawberry.ID = strawberry.field(
        description="The incident's global id, or the number that links show."
    )
    comment: str = strawberry.field(description="What is said.")
    state: IncidentState = strawberry.field(
        description="The incident's state from now on; RESOLVED ends it when this is said."
    )
    timestamp: datetime | None = strawberry.field(
        default=None, description="When it is said, to the minute; now by default."
    )

    def new_comment(self) -> NewComment:
        """Return what the resolver takes."""
        return NewComment(
            comment=self.comment,
            state=self.state,
            timestamp=optional_seconds(self.timestamp),
        )


@strawberry.input(description="Corrections of a comment; the incident stays as it is.")
class IncidentCommentUpdateInput:
    """A comment, and what is to change."""

    id: strawberry.ID = strawberry.field(description="The comment's global id, or its number.")
    comment: str | None = strawberry.field(default=strawberry.UNSET, description="What was said; never null.")
    state: IncidentState | None = strawberry.field(
        default=strawberry.UNSET, description="The state that it names; never null."
    )
    timestamp: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="When it was said, to the minute; never null."
    )

    def changes(self) -> CommentChanges:
        """Return what the resolver takes; raises InvalidInput for a null."""
        given = mentioned(self, never_null=("comment", "state", "timestamp"), but=("id",))
        if "timestamp" in given:
            given["timestamp"] = seconds(given["timestamp"])
        return CommentChanges(**given)


@strawberry.input(description="A comment to remove.")
class IncidentCommentDeleteInput:
    """A comment."""

    id: strawberry.ID = strawberry.field(description="The comment's global id, or its number.")
