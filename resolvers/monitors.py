"""Monitors: made, found, changed and removed. What finds them is in a module of its own, which less depends on."""

from collections.abc import Sequence
from dataclasses import fields

from tortoise.exceptions import IntegrityError

from core import clock, events
from core.errors import Conflict, NotFound
from core.events import Event, Topic
from core.principal import Access, Principal
from core.unset import UNSET
from models import check_config, privacy
from models.check_config import CheckConfig, GroupConfig
from models.database import transaction
from models.enums import Activity, MonitorType
from models.monitor import Monitor, MonitorClock
from resolvers import groups, tags, text
from resolvers.alert_withdrawal import withdraw_inactive
from resolvers.monitor_values import (
    DEFAULT_SETTINGS,
    MAX_CONFIRMATION_THRESHOLD,
    MonitorChanges,
    NewMonitor,
    change,
    check_tag,
    judged,
    row_of,
)
from resolvers.schedules import next_due
from resolvers.visible_monitors import by_ids, by_tags, find, get, is_public, not_found, visible_to

__all__ = [
    "DEFAULT_SETTINGS",
    "MAX_CONFIRMATION_THRESHOLD",
    "MonitorChanges",
    "NewMonitor",
    "by_ids",
    "by_tags",
    "check_tag",
    "clone",
    "create",
    "delete",
    "find",
    "get",
    "is_public",
    "next_due_minutes",
    "update",
    "visible_to",
]
_CLONED = tuple(each.name for each in fields(NewMonitor) if each.name != "tag")


async def next_due_minutes(principal: Principal, ids: Sequence[int]) -> dict[int, int]:
    """Return when each of the monitors is checked next, in epoch seconds; those that are at no time are absent.

    The public is not told.
    """
    if not principal.may_read_private:
        return {}
    clocks = await MonitorClock.filter(
        monitor_id__in=list(ids), next_due__isnull=False, monitor__status=Activity.ACTIVE
    ).values_list("monitor_id", "next_due")
    return dict(clocks)


async def create(principal: Principal, new: NewMonitor) -> Monitor:
    """Make a monitor; it is due from the next minute that its cron names.

    Raises InvalidInput naming the first field that is wrong, and Conflict for a tag that is taken.
    """
    principal.require(Access.WRITE)
    tag = check_tag(new.tag)
    text.required(new.name, "name", "Name")
    async with transaction():
        if await Monitor.exists(tag=tag):
            raise taken(tag)
        monitor, config = row_of(new)
        await _check_members(tag, config)
        try:
            await monitor.save()
        except IntegrityError:
            # On PostgreSQL another process may have taken the tag since we looked.
            raise taken(tag) from None
        due = next_due(monitor.cron, monitor.time_zone, clock.timestamp())
        await MonitorClock.create(monitor=monitor, next_due=due)
    await events.publish(Event(Topic.MONITORS, (monitor.id,)))
    return monitor


async def clone(principal: Principal, tag: str, new_tag: str, changes: MonitorChanges) -> Monitor:
    """Make a monitor like another one, but for the changes; it has no samples, and is on no page.

    Raises NotFound, and what `create` raises; `tag` is then the field of the new tag, `source` that of the other.
    """
    principal.require(Access.WRITE)
    source = await find(principal, tag)
    if source is None:
        raise NotFound(f"Monitor with tag '{tag}' not found", "source")
    change(source, judged(changes))
    return await create(principal, NewMonitor(**{name: getattr(source, name) for name in _CLONED}, tag=new_tag))


async def update(principal: Principal, tag: str, changes: MonitorChanges) -> Monitor:
    """Change what is given; type_data and settings are merged one level deep.

    A changed schedule counts from now. Raises NotFound, and InvalidInput naming the first field that is wrong.
    """
    principal.require(Access.WRITE)
    async with transaction():
        monitor = await _to_change(tag)
        before = schedule(monitor)
        change(monitor, judged(changes))
        if changes.monitor_type is not UNSET or changes.type_data is not UNSET:
            await _check_members(tag, check_config.read(monitor.monitor_type, monitor.type_data))
            if monitor.monitor_type is MonitorType.GROUP:
                await groups.check_is_no_member(tag)
        await monitor.save()
        told = await withdraw_inactive([monitor])
        if schedule(monitor) != before:
            due = next_due(monitor.cron, monitor.time_zone, clock.timestamp())
            await MonitorClock.filter(monitor_id=monitor.id).update(next_due=due)
    await events.publish(Event(Topic.MONITORS, (monitor.id,)), *told)
    return monitor


async def delete(principal: Principal, tag: str) -> Monitor:
    """Remove a monitor with everything that is kept of it, and take it out of its groups; raises NotFound."""
    principal.require(Access.WRITE)
    async with transaction():
        monitor = await _to_change(tag)
        changed = await groups.remove_members({tag})
        told = await withdraw_inactive(changed, removed=[monitor])
        await privacy.keep([monitor.id])
        await monitor.delete()
    await events.publish(Event(Topic.MONITORS, (monitor.id, *(group.id for group in changed))), *told)
    return monitor


async def _to_change(tag: str) -> Monitor:
    monitor = await Monitor.filter(tag=tag).select_for_update().first() if tags.can_exist(tag) else None
    if monitor is None:
        raise not_found(tag)
    return monitor


def schedule(monitor: Monitor) -> tuple[object, ...]:
    """Return what decides when a monitor is due."""
    return monitor.cron, monitor.time_zone, monitor.status


async def _check_members(tag: str, config: CheckConfig) -> None:
    if isinstance(config, GroupConfig):
        groups.check_members(tag, config, await groups.types_of(member.tag for member in config.monitors))


def taken(tag: str) -> Conflict:
    """Return the error of a tag that another monitor has."""
    return Conflict(f"Monitor with tag '{tag}' already exists", "tag")
