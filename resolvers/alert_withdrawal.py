"""Alerts whose configuration or monitor no longer takes part: resolved quietly, without a message to anybody."""

from collections.abc import Sequence

from tortoise.expressions import F, Q

from core import clock
from core.events import Event
from models import alert_pairs
from models.alert import Alert, AlertConfigurationMonitor
from models.enums import Activity, AlertStatus
from models.monitor import Monitor
from resolvers import alert_transitions


async def withdraw(
    why: str,
    *,
    configuration_id: int | None = None,
    monitor_ids: Sequence[int] | None = None,
    but_monitors: Sequence[int] = (),
) -> list[Event]:
    """Resolve the alerts that stand on a configuration or on monitors, and forget how far they were judged.

    Their incidents are closed with the reason `why`, unless a person has touched them. `but_monitors` keep theirs.
    Within the caller's transaction, which has the configuration or the monitors locked; returns what to publish.
    """
    if monitor_ids is not None and not monitor_ids:
        return []
    conditions = [
        *([] if configuration_id is None else [Q(configuration_id=configuration_id)]),
        *([] if monitor_ids is None else [Q(monitor_id__in=list(monitor_ids))]),
        *([~Q(monitor_id__in=list(but_monitors))] if but_monitors else []),
    ]
    links = await AlertConfigurationMonitor.filter(*conditions).order_by("id")
    if not links:
        return []
    ids = [link.id for link in links]
    await alert_pairs.lock(ids)
    await AlertConfigurationMonitor.filter(id__in=ids).update(judged_until=None, revision=F("revision") + 1)
    standing = await Alert.filter(*conditions, status=AlertStatus.TRIGGERED).order_by("id")
    if not standing:
        return []
    ends = {alert.id: max(clock.timestamp(), alert.triggered_at) for alert in standing}
    resolved, closed = await alert_transitions.end(standing, ends, dict.fromkeys(ends, why))
    return alert_transitions.changed(sorted(resolved), closed)


async def withdraw_inactive(monitors: Sequence[Monitor], removed: Sequence[Monitor] = ()) -> list[Event]:
    """Withdraw the alerts on those of the monitors that are INACTIVE, and on those that are removed, as `withdraw`."""
    gone = {each.id for each in monitors if each.status is Activity.INACTIVE} | {each.id for each in removed}
    return await withdraw("The monitor no longer takes part.", monitor_ids=sorted(gone))
