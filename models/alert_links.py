"""What alert configurations watch and tell: read and replaced in bulk."""

from collections import defaultdict
from collections.abc import Sequence

from tortoise.expressions import F

from models import alert_pairs
from models.alert import AlertConfigurationMonitor, AlertConfigurationTrigger
from models.database import is_postgres, writer


async def monitors_of(configuration_ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the ids of the monitors that each configuration watches, in their order."""
    links = AlertConfigurationMonitor.filter(configuration_id__in=list(configuration_ids)).order_by("monitor_id")
    found: dict[int, list[int]] = defaultdict(list)
    for configuration_id, monitor_id in await links.values_list("configuration_id", "monitor_id"):
        found[configuration_id].append(monitor_id)
    return dict(found)


async def triggers_of(configuration_ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the ids of the triggers that each configuration tells, in their order."""
    links = AlertConfigurationTrigger.filter(configuration_id__in=list(configuration_ids)).order_by("trigger_id")
    found: dict[int, list[int]] = defaultdict(list)
    for configuration_id, trigger_id in await links.values_list("configuration_id", "trigger_id"):
        found[configuration_id].append(trigger_id)
    return dict(found)


async def hold_monitors(monitor_ids: Sequence[int]) -> None:
    """Keep monitors from being changed or removed until the caller's transaction ends, before anything else is held."""
    connection = writer()
    if is_postgres(connection) and monitor_ids:
        held = "SELECT id FROM monitor WHERE id = ANY($1::bigint[]) ORDER BY id FOR KEY SHARE"
        await connection.execute_query(held, [list(monitor_ids)])


async def set_monitors(configuration_id: int, monitor_ids: Sequence[int]) -> None:
    """Let a configuration watch these monitors and no others; how far those that stay were judged stays, too."""
    links = AlertConfigurationMonitor.filter(configuration_id=configuration_id)
    there = {link.monitor_id for link in await links}
    if gone := there.difference(monitor_ids):
        await links.filter(monitor_id__in=sorted(gone)).delete()
    await AlertConfigurationMonitor.bulk_create(
        [
            AlertConfigurationMonitor(configuration_id=configuration_id, monitor_id=monitor_id)
            for monitor_id in monitor_ids
            if monitor_id not in there
        ]
    )


async def set_triggers(configuration_id: int, trigger_ids: Sequence[int]) -> None:
    """Let a configuration tell these triggers and no others."""
    await AlertConfigurationTrigger.filter(configuration_id=configuration_id).delete()
    await AlertConfigurationTrigger.bulk_create(
        [
            AlertConfigurationTrigger(configuration_id=configuration_id, trigger_id=trigger_id)
            for trigger_id in trigger_ids
        ]
    )


async def judge_anew(configuration_id: int) -> None:
    """Let a configuration that has changed judge the newest sample of each of its monitors."""
    links = AlertConfigurationMonitor.filter(configuration_id=configuration_id)
    await alert_pairs.lock([link.id for link in await links])
    await links.update(judged_until=None, revision=F("revision") + 1)
