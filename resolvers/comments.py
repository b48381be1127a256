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
from resolvers import ids, incidents, text
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


async def get(principal: Principal, incident_id: int, comment_id: int) -> IncidentComment:
    """Return a comment; raises NotFound for the incident first, then for the comment."""
    await incidents.get(principal, incident_id)
    found = _shown().filter(incident_id=incident_id)
    comment = await found.get_or_none(id=comment_id) if ids.can_exist(comment_id) else None
    if comment is None:
        raise NotFound(f"Comment with id '{comment_id}' not found for incident '{incident_id}'", "comment_id")
    return comment


async def add(principal: Principal, incident_id: int, new: NewComment) -> IncidentComment:
    """Say something of an incident, and move it; raises NotFound, and InvalidInput for an empty comment."""
    principal.require(Access.WRITE)
    async with transaction():
        incident = await incidents.for_change(principal, incident_id)
        said = text.required(new.comment, "comment", "comment")
        minute = minute_of(clock.timestamp() if new.timestamp is None else new.timestamp, "timestamp")
        comment = await incidents.move(incident, new.state, comment=said, minute=minute)
    await _changed(incident_id)
    return comment


async def update(principal: Principal, incident_id: int, comment_id: int, changes: CommentChanges) -> IncidentComment:
    """Correct what is given, in the comment alone; raises NotFound, and InvalidInput for an empty comment."""
    principal.require(Access.WRITE)
    async with transaction():
        await incidents.for_change(principal, incident_id)
        comment = await get(principal, incident_id, comment_id)
        if changes.comment is not UNSET:
            comment.comment = text.required(changes.comment, "comment", "comment")
        if changes.timestamp is not UNSET:
            comment.timestamp = minute_of(changes.timestamp, "timestamp")
        if changes.state is not UNSET:
            comment.state = changes.state
        await comment.save()
    await _changed(incident_id)
    return comment


async def delete(principal: Principal, incident_id: int, comment_id: int) -> IncidentComment:
    """Hide a comment for good; returns it, raises NotFound."""
    principal.require(Access.WRITE)
    async with transaction():
        await incidents.for_change(principal, incident_id)
        comment = await get(principal, incident_id, comment_id)
        comment.status = Activity.INACTIVE
        await comment.save()
    await _changed(incident_id)
    return comment


async def _changed(incident_id: int) -> None:
    await events.publish(Event(Topic.INCIDENTS, (incident_id,)))
