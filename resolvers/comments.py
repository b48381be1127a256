"""Comments on incidents: what was said, when, and the state that it moved the incident to.

Adding a comment moves the incident; changing or removing one later changes nothing but the comment.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tortoise.queryset import QuerySet

from core import clock, events
from core.errors import NotFound
from core.events import Event, Topic
from core.principal import Access, Principal
from core.unset import UNSET, Unset
from models.database import transaction
from models.enums import Activity, IncidentState
from models.incident import IncidentComment
from resolvers import ids, incidents, outbox, text
from resolvers.timestamps import minute_of


@dataclass(frozen=True, slots=True, kw_only=True)
class NewComment:
    """What a comment is made from; without a timestamp (epoch seconds) it is said now."""

    comment: str
    state: IncidentState
    timestamp: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentChanges:
    """What is to become different."""

    comment: str | Unset = UNSET
    state: IncidentState | Unset = UNSET
    timestamp: float | Unset = UNSET


def _shown() -> QuerySet[IncidentComment]:
    return IncidentComment.filter(status=Activity.ACTIVE).order_by("-timestamp", "-id")


async def of_incident(principal: Principal, incident_id: int) -> list[IncidentComment]:
    """Return an incident's comments, newest first; raises NotFound when there is no such incident."""
    await incidents.get(principal, incident_id)
    return await _shown().filter(incident_id=incident_id)


async def of_incidents(principal: Principal, incident_ids: Sequence[int]) -> dict[int, list[IncidentComment]]:
    """Return the comments of each incident that exists for the one who asks, newest first."""
    seen = await incidents.by_ids(principal, incident_ids)
    comments: dict[int, list[IncidentComment]] = {incident_id: [] for incident_id in seen}
    for comment in await _shown().filter(incident_id__in=list(seen)):
        comments[comment.incident_id].append(comment)
    return comments


async def by_ids(principal: Principal, comment_ids: Sequence[int]) -> dict[int, IncidentComment]:
    """Return those of the comments that exist for the one who asks, by their ids."""
    wanted = [comment_id for comment_id in comment_ids if ids.can_exist(comment_id)]
    found = await _shown().filter(id__in=wanted)
    seen = await incidents.by_ids(principal, list({comment.incident_id for comment in found}))
    return {comment.id: comment for comment in found if comment.incident_id in seen}


async def get(principal: Principal, comment_id: int, *, incident_id: int | None = None) -> IncidentComment:
    """Return a comment, of this incident where one is named; raises NotFound for the incident first."""
    if incident_id is not None:
        await incidents.get(principal, incident_id)
    comment = (await by_ids(principal, [comment_id])).get(comment_id)
    if comment is None or (incident_id is not None and comment.incident_id != incident_id):
        of = "" if incident_id is None else f" for incident '{incident_id}'"
        raise NotFound(f"Comment with id '{comment_id}' not found{of}", "comment_id")
    return comment


async def _for_change(principal: Principal, comment_id: int, incident_id: int | None) -> IncidentComment:
    """Return a comment that nobody else changes until the caller's transaction ends; raises NotFound."""
    comment = await get(principal, comment_id, incident_id=incident_id)
    await incidents.for_change(principal, comment.incident_id)
    return await get(principal, comment_id, incident_id=incident_id)


async def add(principal: Principal, incident_id: int, new: NewComment) -> IncidentComment:
    """Say something of an incident, and move it; raises NotFound, and InvalidInput for an empty comment."""
    principal.require(Access.WRITE)
    async with transaction():
        incident = await incidents.for_change(principal, incident_id)
        said = text.required(new.comment, "comment", "comment")
        minute = minute_of(clock.timestamp() if new.timestamp is None else new.timestamp, "timestamp")
        comment = await incidents.move(incident, new.state, comment=said, minute=minute)
    await _changed(incident_id)
    await outbox.announce()
    return comment


async def update(
    principal: Principal, comment_id: int, changes: CommentChanges, *, incident_id: int | None = None
) -> IncidentComment:
    """Correct what is given, in the comment alone.

    Raises NotFound, also where the comment is not one of the incident that is named, and InvalidInput for an empty
    comment.
    """
    principal.require(Access.WRITE)
    async with transaction():
        comment = await _for_change(principal, comment_id, incident_id)
        if changes.comment is not UNSET:
            comment.comment = text.required(changes.comment, "comment", "comment")
        if changes.timestamp is not UNSET:
            comment.timestamp = minute_of(changes.timestamp, "timestamp")
        if changes.state is not UNSET:
            comment.state = changes.state
        await comment.save()
    await _changed(comment.incident_id)
    return comment


async def delete(principal: Principal, comment_id: int, *, incident_id: int | None = None) -> IncidentComment:
    """Hide a comment for good; returns it, raises NotFound as `update` does."""
    principal.require(Access.WRITE)
    async with transaction():
        comment = await _for_change(principal, comment_id, incident_id)
        comment.status = Activity.INACTIVE
        await comment.save()
    await _changed(comment.incident_id)
    return comment


async def _changed(incident_id: int) -> None:
    await events.publish(Event(Topic.INCIDENTS, (incident_id,)))
