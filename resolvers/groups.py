"""Groups: which monitors may be members, and what is left of a group when one of its members goes."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from core.errors import InvalidInput
from models.check_config import GroupConfig
from models.enums import Activity, MonitorType
from models.monitor import Monitor
from resolvers import tags

FEWEST_MEMBERS = 2
_FIELD = "type_data.monitors"
_DECIMALS = 3
_TAGS_AT_ONCE = 10_000
_ROWS_AT_ONCE = 200


async def types_of(tags_of_members: Iterable[str]) -> dict[str, MonitorType]:
    """Return the types of those of the monitors that exist, by their tags; any text may be asked for."""
    possible = sorted({tag for tag in tags_of_members if tags.can_exist(tag)})
    types: dict[str, MonitorType] = {}
    # No statement takes more than some 32,000 values.
    for start in range(0, len(possible), _TAGS_AT_ONCE):
        found = await Monitor.filter(tag__in=possible[start : start + _TAGS_AT_ONCE]).values_list("tag", "monitor_type")
        types.update(found)
    return types


def check_members(tag: str, config: GroupConfig, types: Mapping[str, MonitorType]) -> None:
    """Raise InvalidInput unless the members of the group `tag` exist, and are neither groups nor itself.

    `types` are those of the monitors that exist, as `types_of` returns them.
    """
    for name in (member.tag for member in config.monitors):
        if name == tag:
            raise InvalidInput(f"{_FIELD} must not hold the group '{tag}' itself", _FIELD)
        if name not in types:
            raise InvalidInput(f"Monitor with tag '{name}' not found", _FIELD)
        if types[name] is MonitorType.GROUP:
            raise InvalidInput(f"{_FIELD} must not hold groups, but '{name}' is one", _FIELD)


async def check_is_no_member(tag: str) -> None:
    """Raise InvalidInput when the monitor `tag`, which is to become a group, is a member of one."""
    for group in await _groups_with({tag}):
        raise InvalidInput(
            f"monitor_type must not be GROUP for '{tag}', which is a member of the group '{group.tag}'", "monitor_type"
        )


async def remove_members(gone: Collection[str]) -> list[Monitor]:
    """Take monitors out of every group and share their weights out; returns the groups that changed.

    The members left get equal weights of three decimals, the last one what is missing to 1. A group that is left
    with fewer than two becomes INACTIVE. A group that is itself among those that go is left alone. Call it in a
    transaction.
    """
    changed = [group for group in await _groups_with(gone) if group.tag not in gone]
    for group in changed:
        left = [member for member in group.type_data["monitors"] if member["tag"] not in gone]
        weights = equal_weights(len(left))
        members = [{**member, "weight": weight} for member, weight in zip(left, weights, strict=True)]
        group.type_data = {**group.type_data, "monitors": members}
        if len(left) < FEWEST_MEMBERS:
            group.status = Activity.INACTIVE
    if changed:
        await Monitor.bulk_update(changed, ("type_data", "status", "updated_at"), _ROWS_AT_ONCE)
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


async def _groups_with(tags_of_members: Collection[str]) -> list[Monitor]:
    groups = await Monitor.filter(monitor_type=MonitorType.GROUP).select_for_update().order_by("id")
    return [group for group in groups if any(member["tag"] in tags_of_members for member in _members(group))]


def _members(group: Monitor) -> list[dict[str, Any]]:
    # `null` means "not set", in a configuration too.
    return group.type_data.get("monitors") or []
