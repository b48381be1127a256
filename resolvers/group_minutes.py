"""A minute of the groups: which of them can be settled already, and settling them from their members' samples."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from core.errors import InvalidInput
from core.logging import logger
from core.principal import SYSTEM
from models import check_config, samples
from models.check_config import GroupConfig
from models.enums import Activity, MonitorType, Status
from models.monitor import Monitor
from models.samples import Sample
from resolvers import monitors, settling
from resolvers.group_scoring import MemberState, observe
from resolvers.schedules import next_due
from resolvers.settling import Observed

# Those whose checks may have nothing to say, and then leave no sample where there is no default status.
_MAY_BE_SILENT = frozenset({MonitorType.NONE, MonitorType.HEARTBEAT})
_MILLISECONDS = 1000
_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class GroupMinute:
    """A group at a minute: the ids of its members by tag, and of those among them that will have a sample."""

    group: Monitor
    config: GroupConfig
    member_ids: Mapping[str, int]
    awaited: frozenset[int]

    def is_complete(self, minute: int, now: float, sampled: Collection[int]) -> bool:
        """Return whether the group's delay has passed and the members that it waits for have their samples."""
        return now >= self.not_before(minute) and all(each in sampled for each in self.awaited)

    def not_before(self, minute: int) -> float:
        """Return the instant (epoch seconds) before which the group is not settled, by its `executionDelay`."""
        return minute + self.config.execution_delay / _MILLISECONDS


async def active_ids() -> set[int]:
    """Return the ids of the groups that take part."""
    rows = await Monitor.filter(monitor_type=MonitorType.GROUP, status=Activity.ACTIVE).values("id")
    return {row["id"] for row in rows}


async def prepare(minute: int, group_ids: Sequence[int]) -> list[GroupMinute]:
    """Return those of the groups that are still there and active, with what they wait for at `minute`."""
    groups = await Monitor.filter(id__in=list(group_ids), monitor_type=MonitorType.GROUP, status=Activity.ACTIVE)
    configs = {group: config for group in groups if (config := _config(group)) is not None}
    members = await monitors.by_tags(SYSTEM, [each.tag for config in configs.values() for each in config.monitors])
    due = _due(minute, list(members.values()))
    prepared = []
    for group, config in configs.items():
        ids = {each.tag: members[each.tag].id for each in config.monitors if each.tag in members}
        prepared.append(GroupMinute(group, config, ids, due.intersection(ids.values())))
    return prepared


def _config(group: Monitor) -> GroupConfig | None:
    """Return the group's configuration; one that can't be read stops no other group."""
    try:
        config = check_config.read(group.monitor_type, group.type_data)
    except InvalidInput as error:
        _log.error("group_not_settled", monitor=group.tag, reason=error.message)
        return None
    return config if isinstance(config, GroupConfig) else None


def _due(minute: int, members: Sequence[Monitor]) -> frozenset[int]:
    """Return the ids of the members that are checked at `minute`, and whose check leaves a sample for sure."""
    schedules: dict[tuple[str | None, str], bool] = {}
    found = set()
    for member in members:
        schedule = (member.cron, member.time_zone)
        if schedule not in schedules:
            schedules[schedule] = next_due(*schedule, minute - 1) == minute
        is_silent = member.monitor_type in _MAY_BE_SILENT and member.default_status in {None, Status.NO_DATA}
        if schedules[schedule] and member.status is Activity.ACTIVE and not is_silent:
            found.add(member.id)
    return frozenset(found)


async def members_samples(minute: int, groups: Sequence[GroupMinute]) -> dict[int, Sample]:
    """Return what the groups' members have of `minute` so far, by monitor id."""
    ids = sorted({member_id for each in groups for member_id in each.member_ids.values()})
    return await samples.of_minute(ids, minute)


async def settle(minute: int, groups: Sequence[GroupMinute], sampled: Mapping[int, Sample]) -> list[Sample]:
    """Settle the groups from their members' samples, as what checks saw is; returns the samples that were written."""
    return await settling.settle(
        minute,
        [Observed(each.group, observe(_states(each, sampled), each.config.latency_calculation)) for each in groups],
    )


def _states(each: GroupMinute, sampled: Mapping[int, Sample]) -> list[MemberState]:
    return [
        MemberState(member.tag, member.weight, sampled.get(each.member_ids[member.tag]))
        for member in each.config.monitors
        if member.tag in each.member_ids
    ]
