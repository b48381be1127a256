"""Triggers: made, found, changed, paused and removed.

A paused trigger's messages are written and wait. One that is INACTIVE is put aside: no new message is written for it,
and what was waiting waits until it is activated again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tortoise.exceptions import IntegrityError
from tortoise.queryset import QuerySet

from core import clock, events
from core.errors import Conflict, InvalidInput, NotFound
from core.events import Event, Topic
from core.principal import Access, Principal
from core.unset import UNSET, Unset
from models.database import transaction
from models.enums import Activity, TriggerType
from models.trigger import Trigger
from resolvers import outbox, text
from resolvers.trigger_configurations import checked, new_secret

MAX_NAME = 255
MAX_ROTATION_SECONDS = 30 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTrigger:
    """What a trigger is made from; `configuration` has the keys of `models.trigger_config`."""

    name: str
    trigger_type: TriggerType
    configuration: Mapping[str, object]
    description: str | None = None
    status: Activity = Activity.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerChanges:
    """What is to change. A configuration of the same type is merged key by key: None clears one."""

    name: str | Unset = UNSET
    description: str | Unset | None = UNSET
    trigger_type: TriggerType | Unset = UNSET
    configuration: Mapping[str, object] | Unset = UNSET


def visible_to(principal: Principal) -> QuerySet[Trigger]:
    """Return the triggers, newest first; raises Unauthenticated for the public."""
    principal.require(Access.READ)
    return Trigger.all()


async def by_ids(principal: Principal, ids: Sequence[int]) -> dict[int, Trigger]:
    """Return those of the triggers that exist for the one who asks, by their ids; for the public, none."""
    if not principal.may_read_private:
        return {}
    return {trigger.id: trigger for trigger in await visible_to(principal).filter(id__in=list(ids))}


async def page(principal: Principal, *, after: int | None, before: int | None, limit: int, last: bool) -> list[Trigger]:
    """Return up to `limit` triggers, newest first, with ids below `after` and above `before`.

    With `last` they are the oldest of these instead, still newest first.
    """
    found = visible_to(principal)
    if after is not None:
        found = found.filter(id__lt=after)
    if before is not None:
        found = found.filter(id__gt=before)
    if last:
        return list(reversed(await found.order_by("id").limit(limit)))
    return await found.order_by("-id").limit(limit)


async def create(principal: Principal, new: NewTrigger) -> Trigger:
    """Make a trigger; a webhook without a secret gets one.

    Raises InvalidInput naming the first field that is wrong, and Conflict for a name that is taken.
    """
    principal.require(Access.WRITE)
    name = _check_name(text.required(new.name, "name", "Name"))
    document = await checked(new.trigger_type, new.configuration)
    async with transaction():
        if await Trigger.exists(name=name):
            raise _taken(name)
        try:
            trigger = await Trigger.create(
                name=name,
                description=text.storable(new.description, "description"),
                trigger_type=new.trigger_type,
                configuration=document,
                status=new.status,
            )
        except IntegrityError:
            # On PostgreSQL another process may have taken the name since we looked.
            raise _taken(name) from None
    await _changed(trigger)
    return trigger


async def update(principal: Principal, trigger_id: int, changes: TriggerChanges) -> Trigger:
    """Change what is given; raises NotFound, Conflict, and InvalidInput naming the first field that is wrong.

    What a configuration of another type leaves out takes its default.
    """
    principal.require(Access.WRITE)
    judged = None if changes.configuration is UNSET else await _judge(trigger_id, changes)
    async with transaction():
        trigger = await _to_change(trigger_id)
        if changes.name is not UNSET:
            trigger.name = _check_name(text.not_blank(changes.name, "name"))
            if await Trigger.filter(name=trigger.name).exclude(id=trigger_id).exists():
                raise _taken(trigger.name)
        if changes.description is not UNSET:
            trigger.update_from_dict({"description": text.storable(changes.description, "description")})
        if judged is not None:
            if trigger.configuration != judged.before:
                raise Conflict("The configuration was changed by somebody else at this moment; look again", "id")
            trigger.trigger_type, trigger.configuration = judged.trigger_type, judged.after
        try:
            await trigger.save()
        except IntegrityError:
            raise _taken(trigger.name) from None
    await _changed(trigger)
    return trigger


@dataclass(frozen=True, slots=True)
class _Judged:
    """A configuration that may be stored, and the one that it was made from."""

    trigger_type: TriggerType
    before: Mapping[str, object]
    after: dict[str, object]


async def _judge(trigger_id: int, changes: TriggerChanges) -> _Judged:
    """Merge and check a configuration. Templates take a while to check: nobody has to wait for the database."""
    trigger = await Trigger.get_or_none(id=trigger_id)
    if trigger is None:
        raise not_found(trigger_id)
    kind = trigger.trigger_type if changes.trigger_type is UNSET else changes.trigger_type
    kept = trigger.configuration if kind is trigger.trigger_type else {}
    given = {} if changes.configuration is UNSET else changes.configuration
    return _Judged(kind, trigger.configuration, await checked(kind, {**kept, **given}))


async def delete(principal: Principal, trigger_id: int) -> Trigger:
    """Remove a trigger with its deliveries; returns what it was, raises NotFound."""
    principal.require(Access.WRITE)
    async with transaction():
        trigger = await _to_change(trigger_id)
        await trigger.delete()
    await _changed(trigger)
    return trigger


async def set_status(principal: Principal, trigger_id: int, status: Activity) -> Trigger:
    """Make a trigger ACTIVE, and send what has been waiting for that, or INACTIVE; raises NotFound."""
    principal.require(Access.WRITE)
    async with transaction():
        trigger = await _to_change(trigger_id)
        trigger.status = status
        await trigger.save()
    await _changed(trigger)
    await outbox.announce()
    return trigger


async def set_paused(principal: Principal, trigger_id: int, *, is_paused: bool) -> Trigger:
    """Let a trigger's messages wait, or send them from now on; raises NotFound."""
    principal.require(Access.WRITE)
    async with transaction():
        trigger = await _to_change(trigger_id)
        trigger.is_paused = is_paused
        await trigger.save()
    await _changed(trigger)
    await outbox.announce()
    return trigger


async def rotate_secret(principal: Principal, trigger_id: int, *, keep_previous_seconds: int) -> Trigger:
    """Give a webhook a new secret; the one that it had signs as well for a while.

    Raises NotFound, and InvalidInput for a trigger that is no webhook.
    """
    principal.require(Access.WRITE)
    if not 0 <= keep_previous_seconds <= MAX_ROTATION_SECONDS:
        raise InvalidInput(
            f"keep_previous must be between 0 and {MAX_ROTATION_SECONDS} seconds; got {keep_previous_seconds}",
            "keep_previous",
        )
    async with transaction():
        trigger = await _to_change(trigger_id)
        if trigger.trigger_type is not TriggerType.WEBHOOK:
            raise InvalidInput(f"Only webhooks have a secret; '{trigger.name}' is {trigger.trigger_type}", "id")
        trigger.configuration = {
            **trigger.configuration,
            "secret": new_secret(),
            "previousSecret": trigger.configuration.get("secret"),
            "previousUntil": clock.timestamp() + keep_previous_seconds,
        }
        await trigger.save()
    await _changed(trigger)
    return trigger


async def _to_change(trigger_id: int) -> Trigger:
    trigger = await Trigger.filter(id=trigger_id).select_for_update().first()
    if trigger is None:
        raise not_found(trigger_id)
    return trigger


def _check_name(name: str) -> str:
    if len(name) > MAX_NAME:
        raise InvalidInput(f"name must have at most {MAX_NAME} characters; got {len(name)}", "name")
    return name


async def _changed(trigger: Trigger) -> None:
    await events.publish(Event(Topic.TRIGGERS, (trigger.id,)))


def _taken(name: str) -> Conflict:
    return Conflict(f"A trigger with the name '{name}' already exists", "name")


def not_found(trigger_id: int) -> NotFound:
    """Return the error for a trigger that is not there."""
    return NotFound(f"Trigger with id '{trigger_id}' not found", "id")
