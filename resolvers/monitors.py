"""Monitors: made, found, changed and removed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tortoise.exceptions import IntegrityError
from tortoise.queryset import QuerySet

from core import clock, events
from core.errors import Conflict, InvalidInput, NotFound
from core.events import Event, Topic
from core.principal import Access, Principal
from models import check_config
from models.database import transaction
from models.enums import Activity, MonitorType, Status
from models.monitor import Monitor, MonitorClock
from resolvers import text
from resolvers.schedules import check_cron, check_time_zone, next_due

DEFAULT_SETTINGS: Mapping[str, object] = {
    "uptime_formula_numerator": "up + maintenance + degraded",
    "uptime_formula_denominator": "up + down + degraded + maintenance",
}
MAX_CONFIRMATION_THRESHOLD = 60
_MAX_TAG_LENGTH = 255
_TAGS_AT_ONCE = 10_000
_TAG = re.compile(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?")


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


def visible_to(principal: Principal) -> QuerySet[Monitor]:
    """Return the monitors that somebody may know of: all for a key, the active and not hidden ones for the public."""
    if principal.may_read_private:
        return Monitor.all()
    return Monitor.filter(status=Activity.ACTIVE, is_hidden=False)


async def find(principal: Principal, tag: str) -> Monitor | None:
    """Return the monitor with this tag, or None where there is none for the one who asks."""
    return await visible_to(principal).get_or_none(tag=tag)


async def get(principal: Principal, tag: str) -> Monitor:
    """Return the monitor with this tag; raises NotFound."""
    monitor = await find(principal, tag)
    if monitor is None:
        raise NotFound(f"Monitor with tag '{tag}' not found", "tag")
    return monitor


async def by_ids(principal: Principal, ids: Sequence[int]) -> dict[int, Monitor]:
    """Return those of the monitors that exist for the one who asks, by their ids."""
    return {monitor.id: monitor for monitor in await visible_to(principal).filter(id__in=list(ids))}


async def by_tags(principal: Principal, tags: Sequence[str]) -> dict[str, Monitor]:
    """Return those of the monitors that exist for the one who asks, by their tags; any text may be asked for."""
    possible = sorted({tag for tag in tags if _TAG.fullmatch(tag)})
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
        check_config.read(new.monitor_type, new.type_data)
        cron = check_cron(new.cron) if new.cron else None
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


def check_tag(tag: str) -> str:
    """Return the tag; raises InvalidInput when it could not stand in a URL."""
    text.required(tag, "tag", "Tag")
    if not _TAG.fullmatch(tag):
        raise InvalidInput(
            "Tag must be URL-friendly: only lowercase letters, numbers, hyphens, and underscores. "
            "Must start and end with a letter or number.",
            "tag",
        )
    if len(tag) > _MAX_TAG_LENGTH:
        raise InvalidInput(f"Tag must have at most {_MAX_TAG_LENGTH} characters; got {len(tag)}", "tag")
    return tag


def _check_threshold(threshold: int) -> None:
    if not 1 <= threshold <= MAX_CONFIRMATION_THRESHOLD:
        raise InvalidInput(
            f"confirmation_threshold must be an integer between 1 and {MAX_CONFIRMATION_THRESHOLD}",
            "confirmation_threshold",
        )


def _taken(tag: str) -> Conflict:
    return Conflict(f"Monitor with tag '{tag}' already exists", "tag")
