"""Finding monitors, of those that the one who asks may know of."""

from collections.abc import Sequence

from tortoise.queryset import QuerySet

from core.errors import NotFound
from core.principal import Principal
from models import monitor_finding
from models.enums import Activity
from models.monitor import Monitor
from resolvers import tags
from resolvers.ids import can_exist

_TAGS_AT_ONCE = 10_000


def visible_to(principal: Principal) -> QuerySet[Monitor]:
    """Return the monitors that somebody may know of: all for a key, the active and not hidden ones for the public."""
    if principal.may_read_private:
        return Monitor.all()
    return Monitor.filter(status=Activity.ACTIVE, is_hidden=False)


def is_public(monitor: Monitor) -> bool:
    """Return whether everybody may know of a monitor."""
    return monitor.status is Activity.ACTIVE and not monitor.is_hidden


async def find(principal: Principal, tag: str) -> Monitor | None:
    """Return the monitor with this tag, or None where there is none for the one who asks; any text may be asked for."""
    if not tags.can_exist(tag):
        return None
    monitor = await monitor_finding.by_tag(tag)
    return monitor if monitor is not None and (principal.may_read_private or is_public(monitor)) else None


async def get(principal: Principal, tag: str) -> Monitor:
    """Return the monitor with this tag; raises NotFound."""
    monitor = await find(principal, tag)
    if monitor is None:
        raise not_found(tag)
    return monitor


async def by_ids(principal: Principal, ids: Sequence[int]) -> dict[int, Monitor]:
    """Return those of the monitors that exist for the one who asks, by their ids."""
    wanted = [monitor_id for monitor_id in set(ids) if can_exist(monitor_id)]
    return {monitor.id: monitor for monitor in await visible_to(principal).filter(id__in=wanted)}


async def by_tags(principal: Principal, wanted: Sequence[str]) -> dict[str, Monitor]:
    """Return those of the monitors that exist for the one who asks, by their tags; any text may be asked for."""
    possible = sorted({tag for tag in wanted if tags.can_exist(tag)})
    found: dict[str, Monitor] = {}
    # No statement takes more than some 32,000 values.
    for start in range(0, len(possible), _TAGS_AT_ONCE):
        some = possible[start : start + _TAGS_AT_ONCE]
        found.update({monitor.tag: monitor for monitor in await visible_to(principal).filter(tag__in=some)})
    return found


def not_found(tag: str) -> NotFound:
    """Return the error for a tag that no monitor has, or none for the one who asks."""
    return NotFound(f"Monitor with tag '{tag}' not found", "tag")
