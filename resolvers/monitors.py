"""Monitors: made, found, changed and removed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.queryset import QuerySet

from core import clock, events
from core.errors import Conflict, InvalidInput, NotFound
from core.events import Event, Topic
from core.principal import Access, Principal
from core.unset import UNSET, Unset
from models import check_config
from models.database import transaction
from models.enums import Activity, MonitorType, Status
from models.monitor import Monitor, MonitorClock
from resolvers import groups, tags, text
from resolvers.alert_withdrawal import withdraw
from resolvers.schedules import check_cron, check_time_zone, next_due

DEFAULT_SETTINGS: Mapping[str, object] = {
    "uptime_formula_numerator": "up + maintenance + degraded",
    "uptime_formula_denominator": "up + down + degraded + maintenance",
}
MAX_CONFIRMATION_THRESHOLD = 60
_MAX_CRON_LENGTH = 1_000  # reading one takes time in proportion
_TAGS_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMonitor:
    """What a monitor is made from; `type_data` has the keys of REST v4, `settings` None means the defaults."""

    tag: str
    name: str
    monitor_type: MonitorType = MonitorType.API
    type_data: Mapping[str, object] = field(default_factory=dict)
    cron: str | None = None
    time_zone: str = "UTC"
    description: str | None = None
    image: str | None = None
    external_url: str | None = None
    category_name: str | None = None
    status: Activity = Activity.ACTIVE
    default_status: Status | None = Status.UP
    confirmation_threshold: int = 1
    include_degraded_in_downtime: bool = False
    is_hidden: bool = False
    settings: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorChanges:
    """What is to change; None clears what may be empty, and resets type_data, settings and the threshold."""

    name: str | Unset = UNSET
    confirmation_threshold: int | Unset | None = UNSET
    monitor_type: MonitorType | Unset = UNSET
    type_data: Mapping[str, object] | Unset | None = UNSET
    cron: str | Unset | None = UNSET
    time_zone: str | Unset = UNSET
    description: str | Unset | None = UNSET
    image: str | Unset | None = UNSET
    external_url: str | Unset | None = UNSET
    category_name: str | Unset | None = UNSET
    status: Activity | Unset = UNSET
    default_status: Status | Unset | None = UNSET
    include_degraded_in_downtime: bool | Unset = UNSET
    is_hidden: bool | Unset = UNSET
    settings: Mapping[str, object] | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorFilter:
    """Which monitors are wanted; None asks for any."""

    status: Activity | None = None
    monitor_type: MonitorType | None = None
    category_name: str | None = None
    is_hidden: bool | None = None


def visible_to(principal: Principal) -> QuerySet[Monitor]:
    """Return the monitors that somebody may know of: all for a key, the active and not hidden ones for the public."""
    if principal.may_read_private:
        return Monitor.all()
    return Monitor.filter(status=Activity.ACTIVE, is_hidden=False)


async def find(principal: Principal, tag: str) -> Monitor | None:
    """Return the monitor with this tag, or None where there is none for the one who asks; any text may be asked for."""
    if not tags.can_exist(tag):
        return None
    return await visible_to(principal).get_or_none(tag=tag)


async def get(principal: Principal, tag: str) -> Monitor:
    """Return the monitor with this tag; raises NotFound."""
    monitor = await find(principal, tag)
    if monitor is None:
        raise _not_found(tag)
    return monitor


async def list_(principal: Principal, wanted: MonitorFilter) -> list[Monitor]:
    """Return the monitors that `wanted` describes, newest first."""
    text.storable(wanted.category_name, "category_name")
    given = {name: value for name, value in asdict(wanted).items() if value is not None}
    return await visible_to(principal).filter(**given).order_by("-id")


async def by_ids(principal: Principal, ids: Sequence[int]) -> dict[int, Monitor]:
    """Return those of the monitors that exist for the one who asks, by their ids."""
    return {monitor.id: monitor for monitor in await visible_to(principal).filter(id__in=list(ids))}


async def by_tags(principal: Principal, wanted: Sequence[str]) -> dict[str, Monitor]:
    """Return those of the monitors that exist for the one who asks, by their tags; any text may be asked for."""
    possible = sorted({tag for tag in wanted if tags.can_exist(tag)})
    found: dict[str, Monitor] = {}
    # No statement takes more than some 32,000 values.
    for start in range(0, len(possible), _TAGS_AT_ONCE):
        some = possible[start : start + _TAGS_AT_ONCE]
        found.update({monitor.tag: monitor for monitor in await visible_to(principal).filter(tag__in=some)})
    return found


async def page(principal: Principal, *, after: int | None, before: int | None, limit: int, last: bool) -> list[Monitor]:
    """Return up to `limit` monitors, newest first, with ids below `after` and above `before`.

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


async def create(principal: Principal, new: NewMonitor) -> Monitor:
    """Make a monitor; it is due from the next minute that its cron names.

    Raises InvalidInput naming the first field that is wrong, and Conflict for a tag that is taken.
    """
    principal.require(Access.WRITE)
    tag = check_tag(new.tag)
    name = text.required(new.name, "name", "Name")
    async with transaction():
        if await Monitor.exists(tag=tag):
            raise _taken(tag)
        _check_threshold(new.confirmation_threshold)
        await _check_config(tag, new.monitor_type, new.type_data)
        cron = _check_cron(new.cron)
        try:
            monitor = await Monitor.create(
                tag=tag,
                name=name,
                monitor_type=new.monitor_type,
                type_data=dict(new.type_data),
                cron=cron,
                time_zone=check_time_zone(new.time_zone),
                description=text.storable(new.description, "description"),
                image=text.storable(new.image, "image"),
                external_url=text.storable(new.external_url, "external_url"),
                category_name=text.storable(new.category_name, "category_name"),
                status=new.status,
                default_status=new.default_status,
                confirmation_threshold=new.confirmation_threshold,
                include_degraded_in_downtime=new.include_degraded_in_downtime,
                is_hidden=new.is_hidden,
                settings=dict(DEFAULT_SETTINGS if new.settings is None else new.settings),
            )
        except IntegrityError:
            # On PostgreSQL another process may have taken the tag since we looked.
            raise _taken(tag) from None
        await MonitorClock.create(monitor=monitor, next_due=next_due(cron, monitor.time_zone, clock.timestamp()))
    await events.publish(Event(Topic.MONITORS, (monitor.id,)))
    return monitor


async def update(principal: Principal, tag: str, changes: MonitorChanges) -> Monitor:
    """Change what is given; type_data and settings are merged one level deep.

    A changed schedule counts from now. Raises NotFound, and InvalidInput naming the first field that is wrong.
    """
    principal.require(Access.WRITE)
    async with transaction():
        monitor = await _to_change(tag)
        schedule = _schedule(monitor)
        monitor.update_from_dict(_values(monitor, changes))
        if changes.monitor_type is not UNSET or changes.type_data is not UNSET:
            await _check_config(tag, monitor.monitor_type, monitor.type_data)
            if monitor.monitor_type is MonitorType.GROUP:
                await groups.check_is_no_member(tag)
        await monitor.save()
        told = [Event(Topic.MONITORS, (monitor.id,))]
        if monitor.status is Activity.INACTIVE:
            told += await withdraw("The monitor was put aside.", monitor_id=monitor.id)
        if _schedule(monitor) != schedule:
            due = next_due(monitor.cron, monitor.time_zone, clock.timestamp())
            await MonitorClock.filter(monitor_id=monitor.id).update(next_due=due)
    await events.publish(*told)
    return monitor


async def delete(principal: Principal, tag: str) -> Monitor:
    """Remove a monitor with everything that is kept of it, and take it out of its groups; raises NotFound."""
    principal.require(Access.WRITE)
    async with transaction():
        monitor = await _to_change(tag)
        changed = await groups.remove_member(tag)
        told = await withdraw("The monitor was removed.", monitor_id=monitor.id)
        for group in changed:
            if group.status is Activity.INACTIVE:
                told += await withdraw("The group was put aside.", monitor_id=group.id)
        await monitor.delete()
    await events.publish(Event(Topic.MONITORS, (monitor.id, *(group.id for group in changed))), *told)
    return monitor


async def _to_change(tag: str) -> Monitor:
    monitor = await Monitor.filter(tag=tag).select_for_update().first() if tags.can_exist(tag) else None
    if monitor is None:
        raise _not_found(tag)
    return monitor


def _schedule(monitor: Monitor) -> tuple[object, ...]:
    return monitor.cron, monitor.time_zone, monitor.status


def _values(monitor: Monitor, changes: MonitorChanges) -> dict[str, object]:
    """Return the columns that change, each checked by itself, in the order in which v4 judges them."""
    given = {each.name: getattr(changes, each.name) for each in fields(changes)}
    return {name: _value(monitor, name, value) for name, value in given.items() if value is not UNSET}


def _value(monitor: Monitor, name: str, value: Any) -> object:  # noqa: PLR0911 - a table, a line a field
    match name, value:
        case "name", _:
            return _changed_name(value)
        case "confirmation_threshold", _:
            return _check_threshold(1 if value is None else value)
        case "cron", _:
            return _check_cron(value)
        case "time_zone", _:
            return check_time_zone(value)
        case "type_data", None:
            return {}
        case "settings", None:
            return dict(DEFAULT_SETTINGS)
        case "type_data" | "settings", _:
            return {**getattr(monitor, name), **value}
        case "description" | "image" | "external_url" | "category_name", _:
            return text.storable(value, name)
        case _:
            return value


async def _check_config(tag: str, monitor_type: MonitorType, type_data: Mapping[str, object]) -> None:
    config = check_config.read(monitor_type, type_data)
    if isinstance(config, check_config.GroupConfig):
        await groups.check_members(tag, config)


def check_tag(tag: str) -> str:
    """Return the tag; raises InvalidInput when it could not stand in a URL."""
    text.required(tag, "tag", "Tag")
    if not tags.is_url_friendly(tag):
        raise InvalidInput(
            "Tag must be URL-friendly: only lowercase letters, numbers, hyphens, and underscores. "
            "Must start and end with a letter or number.",
            "tag",
        )
    if len(tag) > tags.MAX_LENGTH:
        raise InvalidInput(f"Tag must have at most {tags.MAX_LENGTH} characters; got {len(tag)}", "tag")
    return tag


def _changed_name(name: str) -> str:
    text.storable(name, "name")
    if not name.strip():
        raise InvalidInput("Name must be a non-empty string", "name")
    return name.strip()


def _check_cron(cron: str | None) -> str | None:
    if not cron:
        return None
    if len(cron) > _MAX_CRON_LENGTH:
        raise InvalidInput(f"cron must have at most {_MAX_CRON_LENGTH} characters; got {len(cron)}", "cron")
    return check_cron(cron)


def _check_threshold(threshold: int) -> int:
    if not 1 <= threshold <= MAX_CONFIRMATION_THRESHOLD:
        raise InvalidInput(
            f"confirmation_threshold must be an integer between 1 and {MAX_CONFIRMATION_THRESHOLD}",
            "confirmation_threshold",
        )
    return threshold


def _taken(tag: str) -> Conflict:
    return Conflict(f"Monitor with tag '{tag}' already exists", "tag")


def _not_found(tag: str) -> NotFound:
    return NotFound(f"Monitor with tag '{tag}' not found", "tag")
