"""Who is in which group: read for many monitors at once.

Groups keep their members in their configuration: all groups are read once, however many monitors are asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import InvalidInput
from core.principal import Principal
from models import check_config
from models.check_config import GroupConfig
from models.check_config.group import GroupMember
from models.enums import MonitorType
from models.monitor import Monitor
from resolvers import monitors


@dataclass(frozen=True, slots=True)
class Member:
    """A monitor in a group.

    The weight is None for the public: from what is missing to 1 it could tell that there are hidden members.
    """

    monitor: Monitor
    weight: float | None


async def members_of(principal: Principal, group_ids: Sequence[int]) -> dict[int, list[Member]]:
    """Return the members of each group that the one who asks may know of, of those that it may know of."""
    groups = await monitors.visible_to(principal).filter(id__in=list(group_ids), monitor_type=MonitorType.GROUP)
    configured = {group.id: _configured(group) for group in groups}
    seen = await monitors.by_tags(principal, [member.tag for members in configured.values() for member in members])
    return {
        group_id: [
            Member(seen[member.tag], member.weight if principal.may_read_private else None)
            for member in members
            if member.tag in seen
        ]
        for group_id, members in configured.items()
    }


async def groups_of(principal: Principal, monitor_ids: Sequence[int]) -> dict[int, list[Monitor]]:
    """Return the groups that each monitor is a member of, by name, of those that the one who asks may know of."""
    ids = {monitor.tag: monitor.id for monitor in (await monitors.by_ids(principal, monitor_ids)).values()}
    found: dict[int, list[Monitor]] = {}
    for group in await monitors.visible_to(principal).filter(monitor_type=MonitorType.GROUP).order_by("name", "id"):
        for member in _configured(group):
            if member.tag in ids:
                found.setdefault(ids[member.tag], []).append(group)
    return found


def _configured(group: Monitor) -> Sequence[GroupMember]:
    try:
        config = check_config.read(group.monitor_type, group.type_data)
    except InvalidInput:
        # A row that an older version wrote.
        return ()
    return config.monitors if isinstance(config, GroupConfig) else ()
