"""Many monitors at once: made, changed and removed in one transaction, in statements that do not grow in number."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tortoise.exceptions import IntegrityError

from core import clock, events
from core.errors import Conflict, DomainError, InvalidInput
from core.events import Event, Topic
from core.principal import Access, Principal
from models import privacy
from models.check_config import GroupConfig
from models.database import transaction
from models.monitor import Monitor, MonitorClock
from resolvers import groups
from resolvers.alert_withdrawal import withdraw_inactive
from resolvers.monitor_lists import MonitorFilter, matching
from resolvers.monitor_values import BulkChanges, NewMonitor, change, judged, row_of
from resolvers.monitors import schedule, taken
from resolvers.schedules import next_due

MAX_AT_ONCE = 1_000
_ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which monitors an action is for: those that `wanted` describes, or, if it asks for nothing, `every` one."""

    wanted: MonitorFilter
    every: bool = False


@dataclass(frozen=True, slots=True)
class _Draft:
    """A monitor that is not stored yet; `group` is its configuration if it is one."""

    row: Monitor
    group: GroupConfig | None
    next_due: int | None


async def create_many(principal: Principal, new: Sequence[NewMonitor]) -> list[Monitor]:
    """Make all of the monitors, or none; returns them in their order. A group may have members that are made with it.

    Raises InvalidInput and Conflict for the first that can't be made, with a field such as `monitors[3].tag`.
    """
    principal.require(Access.WRITE)
    if not 1 <= len(new) <= MAX_AT_ONCE:
        raise InvalidInput(f"monitors must hold 1 to {MAX_AT_ONCE} monitors; got {len(new)}", "monitors")
    # A thousand cron expressions take longer to read than others may be kept waiting.
    drafts = await asyncio.to_thread(_drafts, new, clock.timestamp())
    tags = [draft.row.tag for draft in drafts]
    async with transaction():
        await _check_beside_others(drafts)
        try:
            await Monitor.bulk_create([draft.row for draft in drafts])
        except IntegrityError:
            # On PostgreSQL another process may have taken a tag since we looked.
            raise Conflict("One of the tags was taken a moment ago; nothing was made", "monitors") from None
        made = {monitor.tag: monitor for monitor in await Monitor.filter(tag__in=tags)}
        due = {draft.row.tag: draft.next_due for draft in drafts}
        await MonitorClock.bulk_create([MonitorClock(monitor=made[tag], next_due=due[tag]) for tag in tags])
    monitors = [made[tag] for tag in tags]
    await _publish(monitors)
    return monitors


def _drafts(new: Sequence[NewMonitor], now: int) -> list[_Draft]:
    drafts = []
    for index, each in enumerate(new):
        with _of_monitor(index):
            row, config = row_of(each)
        due = next_due(row.cron, row.time_zone, now)
        drafts.append(_Draft(row, config if isinstance(config, GroupConfig) else None, due))
    return drafts


async def _check_beside_others(drafts: Sequence[_Draft]) -> None:
    """Look whether the tags are free, and the members of groups are there: in the database or among the drafts."""
    taken_tags = Monitor.filter(tag__in=[draft.row.tag for draft in drafts]).values_list("tag", flat=True)
    there: set[object] = set(await taken_tags)
    for index, draft in enumerate(drafts):
        with _of_monitor(index):
            if draft.row.tag in there:
                raise taken(draft.row.tag)
            there.add(draft.row.tag)
    members = (member.tag for draft in drafts if draft.group for member in draft.group.monitors)
    types = await groups.types_of(members) | {draft.row.tag: draft.row.monitor_type for draft in drafts}
    for index, draft in enumerate(drafts):
        if draft.group:
            with _of_monitor(index):
                groups.check_members(draft.row.tag, draft.group, types)


@contextmanager
def _of_monitor(index: int) -> Iterator[None]:
    """Let an error's field say which of the monitors it is about."""
    try:
        yield
    except DomainError as error:
        raise type(error)(error.message, f"monitors[{index}].{error.field}") from None


async def update_many(principal: Principal, chosen: Chosen, changes: BulkChanges) -> list[Monitor]:
    """Change what is given of all chosen monitors; settings are merged one level deep.

    A changed schedule counts from now. Returns them by their ids. Raises InvalidInput for a wrong value, for no change
    at all, for a choice that is empty by accident, and for one of more than MAX_AT_ONCE monitors.
    """
    principal.require(Access.WRITE)
    values = judged(changes)
    if not values:
        raise InvalidInput("changes must name at least one field that is to change", "changes")
    async with transaction():
        monitors = await _find(principal, chosen)
        before = [schedule(monitor) for monitor in monitors]
        for monitor in monitors:
            change(monitor, values)
        if monitors:
            await _store(monitors, values)
            await _reschedule([each for each, old in zip(monitors, before, strict=True) if schedule(each) != old])
        told = await withdraw_inactive(monitors)
    await _publish(monitors, *told)
    return monitors


async def _store(monitors: Sequence[Monitor], values: dict[str, object]) -> None:
    now = clock.now()
    for monitor in monitors:
        monitor.updated_at = now
    same = {name: value for name, value in values.items() if name != "settings"}
    await Monitor.filter(id__in=[monitor.id for monitor in monitors]).update(**same, updated_at=now)
    if "settings" in values:
        await Monitor.bulk_update(monitors, ("settings",), _ROWS_AT_ONCE)


async def _reschedule(monitors: Sequence[Monitor]) -> None:
    if not monitors:
        return
    now = clock.timestamp()
    due = await asyncio.to_thread(lambda: {each.id: next_due(each.cron, each.time_zone, now) for each in monitors})
    clocks = await MonitorClock.filter(monitor_id__in=list(due))
    for each in clocks:
        each.next_due = due[each.monitor_id]
    await MonitorClock.bulk_update(clocks, ("next_due",), _ROWS_AT_ONCE)


async def delete_many(principal: Principal, chosen: Chosen) -> list[Monitor]:
    """Remove all chosen monitors with everything that is kept of them, and take them out of the groups that stay.

    Returns what they were, by their ids. Raises InvalidInput as `update_many` does for a choice.
    """
    principal.require(Access.WRITE)
    async with transaction():
        monitors = await _find(principal, chosen)
        changed = await groups.remove_members({monitor.tag for monitor in monitors}) if monitors else []
        told = await withdraw_inactive(changed, removed=monitors)
        ids = [monitor.id for monitor in monitors]
        await privacy.keep(ids)
        await Monitor.filter(id__in=ids).delete()
    await _publish([*monitors, *changed], *told)
    return monitors


async def _find(principal: Principal, chosen: Chosen) -> list[Monitor]:
    if chosen.wanted.is_empty and not chosen.every:
        raise InvalidInput("filter must have a condition; to mean every monitor, say `all: true`", "filter")
    if chosen.every and not chosen.wanted.is_empty:
        raise InvalidInput("all must not be true beside a filter, which means fewer than all", "all")
    found = matching(principal, chosen.wanted).order_by("id").limit(MAX_AT_ONCE + 1)
    monitors = await found.select_for_update()
    if len(monitors) > MAX_AT_ONCE:
        raise InvalidInput(f"filter must fit at most {MAX_AT_ONCE} monitors, but it fits more", "filter")
    return monitors


async def _publish(monitors: Sequence[Monitor], *told: Event) -> None:
    if monitors:
        await events.publish(Event(Topic.MONITORS, tuple(monitor.id for monitor in monitors)), *told)
