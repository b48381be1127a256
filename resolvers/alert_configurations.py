"""Alert configurations: made, found, changed, put aside and removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from core import events
from core.errors import InvalidInput, NotFound
from core.events import Event, Topic
from core.principal import Access, Principal
from core.unset import UNSET, Unset
from models import alert_links
from models.alert import AlertConfiguration, AlertConfigurationMonitor
from models.database import transaction
from models.enums import Activity, AlertFor, Severity
from models.monitor import Monitor
from models.trigger import Trigger
from resolvers import alert_conditions, ids, monitors, newest_first, text
from resolvers.alert_conditions import Condition
from resolvers.alert_withdrawal import withdraw

MAX_THRESHOLD = 60
MAX_PERIOD_MINUTES = 43_200
_MAX_NAME = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAlertConfiguration:
    """What a configuration is made from; periods are in minutes."""

    name: str
    condition: Condition
    description: str | None = None
    failure_threshold: int = 1
    success_threshold: int = 1
    severity: Severity = Severity.CRITICAL
    creates_incident: bool = False
    no_data_minutes: int | None = None
    reminder_minutes: int | None = None
    status: Activity = Activity.ACTIVE
    monitors: Sequence[str] = ()
    triggers: Sequence[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertConfigurationChanges:
    """What is to change; `monitors` and `triggers` replace all that there were."""

    name: str | Unset = UNSET
    condition: Condition | Unset = UNSET
    description: str | Unset | None = UNSET
    failure_threshold: int | Unset = UNSET
    success_threshold: int | Unset = UNSET
    severity: Severity | Unset = UNSET
    creates_incident: bool | Unset = UNSET
    no_data_minutes: int | Unset | None = UNSET
    reminder_minutes: int | Unset | None = UNSET
    status: Activity | Unset = UNSET
    monitors: Sequence[str] | Unset = UNSET
    triggers: Sequence[int] | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertConfigurationFilter:
    """Which configurations are wanted; None asks for any."""

    monitor_tags: Sequence[str] | None = None
    alert_for: Sequence[AlertFor] | None = None
    severities: Sequence[Severity] | None = None
    status: Activity | None = None


def visible_to(principal: Principal) -> QuerySet[AlertConfiguration]:
    """Return the configurations that somebody may know of: all for a key, none for the public."""
    return AlertConfiguration.all() if principal.may_read_private else AlertConfiguration.filter(id__in=[])


async def by_ids(principal: Principal, configuration_ids: Sequence[int]) -> dict[int, AlertConfiguration]:
    """Return those of the configurations that exist for the one who asks, by their ids."""
    wanted = [each for each in configuration_ids if ids.can_exist(each)]
    return {each.id: each for each in await visible_to(principal).filter(id__in=wanted)}


async def page(
    principal: Principal,
    wanted: AlertConfigurationFilter,
    *,
    after: int | None,
    before: int | None,
    limit: int,
    last: bool,
) -> list[AlertConfiguration]:
    """Return up to `limit` configurations, newest first, with ids below `after` and above `before`.

    With `last` they are the oldest of these instead, still newest first.
    """
    principal.require(Access.READ)
    found = visible_to(principal).filter(*_conditions(wanted))
    if wanted.monitor_tags is not None:
        tagged = await monitors.by_tags(principal, wanted.monitor_tags)
        links = AlertConfigurationMonitor.filter(monitor_id__in=[each.id for each in tagged.values()])
        found = found.filter(id__in=Subquery(links.values("configuration_id")))
    return await newest_first.page(found, after=after, before=before, limit=limit, last=last)


def _conditions(wanted: AlertConfigurationFilter) -> list[Q]:
    conditions = []
    if wanted.alert_for is not None:
        conditions.append(Q(alert_for__in=list(wanted.alert_for)))
    if wanted.severities is not None:
        conditions.append(Q(severity__in=list(wanted.severities)))
    if wanted.status is not None:
        conditions.append(Q(status=wanted.status))
    return conditions


async def monitors_of(principal: Principal, configuration_ids: Sequence[int]) -> dict[int, list[Monitor]]:
    """Return the monitors that each configuration watches, in two statements."""
    links = await alert_links.monitors_of(list(await by_ids(principal, configuration_ids)))
    found = await monitors.by_ids(principal, sorted({each for linked in links.values() for each in linked}))
    return {owner: [found[each] for each in linked if each in found] for owner, linked in links.items()}


async def triggers_of(principal: Principal, configuration_ids: Sequence[int]) -> dict[int, list[Trigger]]:
    """Return the triggers that each configuration tells, in two statements."""
    links = await alert_links.triggers_of(list(await by_ids(principal, configuration_ids)))
    wanted = sorted({each for linked in links.values() for each in linked})
    found = {each.id: each for each in await Trigger.filter(id__in=wanted)}
    return {owner: [found[each] for each in linked if each in found] for owner, linked in links.items()}


async def create(principal: Principal, new: NewAlertConfiguration) -> AlertConfiguration:
    """Make a configuration; it judges what is stored from the next minute on.

    Raises InvalidInput naming the first field that is wrong.
    """
    principal.require(Access.WRITE)
    values = _checked(
        {
            "name": new.name,
            "condition": new.condition,
            "description": new.description,
            "failure_threshold": new.failure_threshold,
            "success_threshold": new.success_threshold,
            "severity": new.severity,
            "creates_incident": new.creates_incident,
            "no_data_minutes": new.no_data_minutes,
            "reminder_minutes": new.reminder_minutes,
            "status": new.status,
        }
    )
    async with transaction():
        monitor_ids = await _monitor_ids(principal, new.monitors)
        trigger_ids = await _trigger_ids(new.triggers)
        await alert_links.hold_monitors(monitor_ids)
        configuration = await AlertConfiguration.create(**values)
        await alert_links.set_monitors(configuration.id, monitor_ids)
        await alert_links.set_triggers(configuration.id, trigger_ids)
    await _publish(configuration.id)
    return configuration


async def update(principal: Principal, configuration_id: int, changes: AlertConfigurationChanges) -> AlertConfiguration:
    """Change what is given; raises NotFound, and InvalidInput as `create` does.

    An alert that stands goes on, and is resolved by what the configuration says from then on. On monitors that it no
    longer watches, and once it is INACTIVE, its alerts are resolved without a message.
    """
    principal.require(Access.WRITE)
    given = {
        name: value
        for name in AlertConfigurationChanges.__slots__
        if (value := getattr(changes, name)) is not UNSET and name not in {"monitors", "triggers"}
    }
    async with transaction():
        monitor_ids = None if changes.monitors is UNSET else await _monitor_ids(principal, changes.monitors)
        configuration = await _for_change(configuration_id, monitor_ids or [])
        configuration.update_from_dict(_checked(given))
        told: list[Event] = []
        if monitor_ids is not None:
            told += await withdraw(
                "The alert's configuration no longer watches this monitor.",
                configuration_id=configuration_id,
                but_monitors=monitor_ids,
            )
            await alert_links.set_monitors(configuration_id, monitor_ids)
        if changes.triggers is not UNSET:
            await alert_links.set_triggers(configuration_id, await _trigger_ids(changes.triggers))
        if configuration.status is Activity.INACTIVE:
            told += await withdraw("The alert's configuration was put aside.", configuration_id=configuration_id)
        elif given.keys() & {"condition", "failure_threshold", "success_threshold", "status"}:
            await alert_links.judge_anew(configuration_id)
        await configuration.save()
    await _publish(configuration_id, *told)
    return configuration


async def delete(principal: Principal, configuration_id: int) -> AlertConfiguration:
    """Remove a configuration with its alerts and their messages; returns what it was, raises NotFound.

    Incidents that its alerts opened stay; those of alerts that stand are closed, unless a person has touched them.
    """
    principal.require(Access.WRITE)
    async with transaction():
        configuration = await _for_change(configuration_id, [])
        told = await withdraw("The alert's configuration was removed.", configuration_id=configuration_id)
        await AlertConfiguration.filter(id=configuration_id).delete()
    await _publish(configuration_id, *told)
    return configuration


async def _for_change(configuration_id: int, monitor_ids: Sequence[int]) -> AlertConfiguration:
    """Return a configuration that nobody else changes until the transaction ends; raises NotFound.

    Its monitors, and these, are held before it is: that is the order of all who change alerts.
    """
    if not ids.can_exist(configuration_id):
        raise not_found(configuration_id)
    watched = (await alert_links.monitors_of([configuration_id])).get(configuration_id, [])
    await alert_links.hold_monitors(sorted({*watched, *monitor_ids}))
    configuration = await AlertConfiguration.filter(id=configuration_id).select_for_update().first()
    if configuration is None:
        raise not_found(configuration_id)
    return configuration


def not_found(configuration_id: int) -> NotFound:
    """Return the error about a configuration that is not there."""
    return NotFound(f"Alert configuration with id '{configuration_id}' not found", "configuration_id")


async def _monitor_ids(principal: Principal, tags: Sequence[str]) -> list[int]:
    found = await monitors.by_tags(principal, tags)
    for tag in tags:
        if tag not in found:
            raise InvalidInput(f"Monitor with tag '{tag}' not found", "monitors")
    return sorted({found[tag].id for tag in tags})


async def _trigger_ids(wanted: Sequence[int]) -> list[int]:
    possible = [each for each in wanted if ids.can_exist(each)]
    found = {trigger.id for trigger in await Trigger.filter(id__in=possible)}
    for each in wanted:
        if each not in found:
            raise InvalidInput(f"Trigger with id '{each}' not found", "triggers")
    return sorted(found)


def _checked(given: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of what is given, each checked; raises InvalidInput for the first that is wrong."""
    values: dict[str, Any] = {}
    for name, value in given.items():
        match name, value:
            case "name", str():
                values[name] = _name(value)
            case "condition", _:
                columns = alert_conditions.columns(value)
                values |= {field: getattr(columns, field) for field in columns.__slots__}
            case "description", str():
                values[name] = text.storable(value, name)
            case "failure_threshold" | "success_threshold", int():
                values[name] = _within(name, value, MAX_THRESHOLD)
            case "no_data_minutes" | "reminder_minutes", int():
                values[name] = _within(name, value, MAX_PERIOD_MINUTES)
            case _:
                values[name] = value
    return values


def _name(name: str) -> str:
    kept = text.required(name, "name", "Name")
    if len(kept) > _MAX_NAME:
        raise InvalidInput(f"name must have at most {_MAX_NAME} characters; got {len(kept)}", "name")
    return kept


def _within(name: str, value: int, most: int) -> int:
    if not 1 <= value <= most:
        raise InvalidInput(f"{name} must be between 1 and {most}; got {value}", name)
    return value


async def _publish(configuration_id: int, *told: Event) -> None:
    await events.publish(Event(Topic.ALERT_CONFIGURATIONS, (configuration_id,)), *told)
