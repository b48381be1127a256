"""Groups: which monitors may be members, and what is left of a group when one of its members goes."""

import math
from collections.abc import Sequence
from typing import Any

from core.errors import InvalidInput
from models.check_config import GroupConfig
from models.enums import Activity, MonitorType
from models.monitor import Monitor
from resolvers import tags

FEWEST_MEMBERS = 2
_FIELD = "type_data.monitors"
_DECIMALS = 3


async def check_members(tag: str, config: GroupConfig) -> None:
    """Raise InvalidInput unless the members of the group `tag` exist, and are neither groups nor itself."""
    names = [member.tag for member in config.monitors]
    found = await Monitor.filter(tag__in=[name for name in names if tags.can_exist(name)])
    types = {monitor.tag: monitor.monitor_type for monitor in found}
    for name in names:
        if name == tag:
            raise InvalidInput(f"{_FIELD} must not hold the group '{tag}' itself", _FIELD)
        if name not in types:
            raise InvalidInput(f"Monitor with tag '{name}' not found", _FIELD)
        if types[name] is MonitorType.GROUP:
            raise InvalidInput(f"{_FIELD} must not hold groups, but '{name}' is one", _FIELD)


async def check_is_no_member(tag: str) -> None:
    """Raise InvalidInput when the monitor `tag`, which is to become a group, is a member of one."""
    for group in await _groups_with(tag):
        raise InvalidInput(
            f"monitor_type must not be GROUP for '{tag}', which is a member of the group '{group.tag}'", "monitor_type"
        )


async def remove_member(tag: str) -> list[Monitor]:
    """Take a monitor out of every group and share its weight out; returns the groups that changed.

    The members left get equal weights of three decimals, the last one what is missing to 1. A group that is left
    with fewer than two becomes INACTIVE. Call it in a transaction.
    """
    changed = await _groups_with(tag)
    for group in changed:
        left = [member for member in group.type_data["monitors"] if member["tag"] != tag]
        weights = equal_weights(len(left))
        members = [{**member, "weight": weight} for member, weight in zip(left, weights, strict=True)]
        group.type_data = {**group.type_data, "monitors": members}
        if len(left) < FEWEST_MEMBERS:
            group.status = Activity.INACTIVE
        await group.save()
    return changed


def equal_weights(count: int) -> Sequence[float]:
    """Return `count` weights that sum to 1: equal to three decimals, the last takes the rest."""
    if count == 0:
        return []
    share = round(1 / count, _DECIMALS)
    if share * (count - 1) > 1:
        # Rounded up so often that nothing is left for the last.
        share = math.floor(10**_DECIMALS / count) / 10**_DECIMALS
    return [*[share] * (count - 1), round(1 - share * (count - 1), _DECIMALS)]


async def _groups_with(tag: str) -> list[Monitor]:
    groups = await Monitor.filter(monitor_type=MonitorType.GROUP).select_for_update().order_by("id")
    return [group for group in groups if any(member["tag"] == tag for member in _members(group))]


def _members(group: Monitor) -> list[dict[str, Any]]:
    # `null` means "not set", in a configuration too.
    return group.type_data.get("monitors") or []
