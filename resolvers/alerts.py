"""Alerts: found by those who hold a key; they begin and end by evaluation alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from core.principal import Access, Principal
from models import alert_pages
from models.alert import Alert, AlertConfiguration
from models.enums import AlertStatus, Severity
from resolvers import ids, monitors, newest_first
from resolvers.timestamps import clamp


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFilter:
    """Which alerts are wanted; None asks for any. The bounds (epoch seconds) are inclusive."""

    states: Sequence[AlertStatus] | None = None
    severities: Sequence[Severity] | None = None
    monitor_tags: Sequence[str] | None = None
    configuration_id: int | None = None
    incident_id: int | None = None
    triggered_after: int | None = None
    triggered_before: int | None = None


def visible_to(principal: Principal) -> QuerySet[Alert]:
    """Return the alerts that somebody may know of: all for a key, none for the public."""
    return Alert.all() if principal.may_read_private else Alert.filter(id__in=[])


async def by_ids(principal: Principal, alert_ids: Sequence[int]) -> dict[int, Alert]:
    """Return those of the alerts that exist for the one who asks, by their ids."""
    wanted = [each for each in alert_ids if ids.can_exist(each)]
    return {each.id: each for each in await visible_to(principal).filter(id__in=wanted)}


async def page(
    principal: Principal,
    wanted: AlertFilter,
    *,
    after: int | None,
    before: int | None,
    limit: int,
    last: bool,
) -> list[Alert]:
    """Return up to `limit` alerts, newest first, with ids below `after` and above `before`.

    With `last` they are the oldest of these instead, still newest first.
    """
    principal.require(Access.READ)
    found = visible_to(principal).filter(*_conditions(wanted))
    if wanted.monitor_tags is not None:
        tagged = await monitors.by_tags(principal, wanted.monitor_tags)
        found = found.filter(monitor_id__in=[each.id for each in tagged.values()])
    return await newest_first.page(found, after=after, before=before, limit=limit, last=last)


def _conditions(wanted: AlertFilter) -> list[Q]:
    conditions = []
    if wanted.states is not None:
        conditions.append(Q(status__in=list(wanted.states)))
    if wanted.severities is not None:
        severe = AlertConfiguration.filter(severity__in=list(wanted.severities))
        conditions.append(Q(configuration_id__in=Subquery(severe.values("id"))))
    if wanted.configuration_id is not None:
        conditions.append(Q(configuration_id=wanted.configuration_id))
    if wanted.incident_id is not None:
        conditions.append(Q(incident_id=wanted.incident_id))
    if wanted.triggered_after is not None:
        conditions.append(Q(triggered_at__gte=clamp(wanted.triggered_after)))
    if wanted.triggered_before is not None:
        conditions.append(Q(triggered_at__lte=clamp(wanted.triggered_before)))
    return conditions


async def of_incidents(principal: Principal, incident_ids: Sequence[int]) -> dict[int, list[Alert]]:
    """Return the alerts that opened each incident, newest first."""
    found: dict[int, list[Alert]] = {}
    for alert in await visible_to(principal).filter(incident_id__in=list(incident_ids)).order_by("-id"):
        if alert.incident_id is not None:
            found.setdefault(alert.incident_id, []).append(alert)
    return found


async def pages_of(
    principal: Principal,
    monitor_ids: Sequence[int],
    *,
    limit: int,
    after: int | None,
    before: int | None,
    last: bool,
) -> dict[int, list[Alert]]:
    """Return up to `limit` alerts of each monitor, newest first, as `page` does, in one statement."""
    if not principal.may_read_private:
        return {}
    pages: dict[int, list[Alert]] = {}
    for alert in await alert_pages.of_monitors(monitor_ids, limit=limit, after=after, before=before, last=last):
        pages.setdefault(alert.monitor_id, []).append(alert)
    return pages
