"""The monitors that an incident or a maintenance affects, each with an impact: read in bulk, and written."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import InvalidInput
from core.principal import Principal
from models.enums import Impact
from models.incident import IncidentMonitor
from models.maintenance import MaintenanceMonitor
from models.monitor import Monitor
from resolvers import visible_monitors

Link = type[IncidentMonitor] | type[MaintenanceMonitor]


@dataclass(frozen=True, slots=True)
class MonitorImpact:
    """What happens to the monitor with this tag."""

    tag: str
    impact: Impact


@dataclass(frozen=True, slots=True)
class Affected:
    """A monitor, and what happens to it."""

    monitor: Monitor
    impact: Impact


def _owner(link: Link) -> str:
    """Return the column that says whose impacts these are."""
    return "incident_id" if link is IncidentMonitor else "maintenance_id"


async def by_owners(principal: Principal, link: Link, owner_ids: Sequence[int]) -> dict[int, list[Affected]]:
    """Return the monitors that each owner affects, of those that the one who asks may know of."""
    owner = _owner(link)
    affected: dict[int, list[Affected]] = {owner_id: [] for owner_id in owner_ids}
    links = await link.filter(**{f"{owner}__in": list(affected)}).order_by("id")
    seen = await visible_monitors.by_ids(principal, list({each.monitor_id for each in links}))
    for each in links:
        if each.monitor_id in seen:
            affected[getattr(each, owner)].append(Affected(seen[each.monitor_id], each.impact))
    return affected


async def impacts_on(principal: Principal, wanted: Sequence[MonitorImpact]) -> dict[int, Impact]:
    """Return the impacts by monitor id; of two on one monitor the last one counts, and stands where it stood.

    Raises InvalidInput for the first tag that no monitor has.
    """
    found = await visible_monitors.by_tags(principal, [each.tag for each in wanted])
    impacts: dict[int, Impact] = {}
    for each in wanted:
        if not each.tag:
            raise InvalidInput("Each monitor must have a valid monitor_tag", "monitors")
        if each.tag not in found:
            raise InvalidInput(f"Monitor with tag '{each.tag}' not found", "monitors")
        impacts.pop(found[each.tag].id, None)
        impacts[found[each.tag].id] = each.impact
    return impacts


async def replace(link: Link, owner_id: int, impacts: dict[int, Impact]) -> None:
    """Let the owner affect these monitors and no others; within the caller's transaction."""
    owner = _owner(link)
    await link.filter(**{owner: owner_id}).delete()
    rows = [link(**{owner: owner_id}, monitor_id=monitor_id, impact=impact) for monitor_id, impact in impacts.items()]
    await link.bulk_create(rows)  # type: ignore[arg-type] # one of the two tables, which share the columns used here
