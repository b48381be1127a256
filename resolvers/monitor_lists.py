"""Lists of monitors: narrowed, put in order, cut into pages, counted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from core import clock
from core.errors import InvalidInput
from core.principal import Principal
from models.enums import Activity, MonitorType, Status
from models.monitor import Monitor
from models.monitor_terms import current_status, fold, folded
from models.samples.sample import STATUS_CODE
from resolvers import tags, text
from resolvers.monitors import visible_to

MAX_VALUES = 1_000
_SEARCHED = ("tag", "name", "description", "category_name")


class MonitorOrder(StrEnum):
    """What a list of monitors is put in order by."""

    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"
    TAG = "TAG"
    NAME = "NAME"
    CATEGORY_NAME = "CATEGORY_NAME"


Value = str | datetime
_VALUE_OF: Mapping[MonitorOrder, Callable[[Monitor], Value]] = {
    MonitorOrder.CREATED_AT: lambda monitor: monitor.created_at,
    MonitorOrder.UPDATED_AT: lambda monitor: monitor.updated_at,
    MonitorOrder.TAG: lambda monitor: monitor.tag,
    MonitorOrder.NAME: lambda monitor: fold(monitor.name),
    MonitorOrder.CATEGORY_NAME: lambda monitor: fold(monitor.category_name or ""),
}
TIMES = (MonitorOrder.CREATED_AT, MonitorOrder.UPDATED_AT)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorFilter:
    """Which monitors are wanted; None asks for any, an empty sequence for none.

    `search` is a text that the tag, name, description or category holds, whatever the case of its English letters.
    """

    types: Sequence[MonitorType] | None = None
    statuses: Sequence[Activity] | None = None
    current_statuses: Sequence[Status] | None = None
    category_names: Sequence[str] | None = None
    tags: Sequence[str] | None = None
    search: str | None = None
    is_hidden: bool | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it asks for every monitor."""
        conditions = [getattr(self, each.name) for each in fields(self) if each.name != "search"]
        return not (self.search or "").strip() and all(condition is None for condition in conditions)


@dataclass(frozen=True, slots=True)
class Ordering:
    """An order of monitors; those with the same value stand by their ids, in the same direction."""

    by: MonitorOrder = MonitorOrder.CREATED_AT
    descending: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where a monitor stands in an order: by its value, then its id."""

    value: Value
    id: int


def place_of(monitor: Monitor, by: MonitorOrder) -> Place:
    """Return where a monitor stands."""
    return Place(_VALUE_OF[by](monitor), monitor.id)


async def list_(principal: Principal, wanted: MonitorFilter) -> list[Monitor]:
    """Return the monitors that `wanted` describes, newest first."""
    return await matching(principal, wanted).order_by("-id")


async def page(
    principal: Principal,
    wanted: MonitorFilter,
    ordering: Ordering,
    *,
    limit: int,
    after: Place | None = None,
    before: Place | None = None,
    last: bool = False,
) -> list[Monitor]:
    """Return up to `limit` of the monitors that `wanted` describes, in order, between two places of that order.

    With `last` they are the last of these instead, in the same order.
    """
    found, column = _ordered(matching(principal, wanted), ordering.by)
    for place, comes_later in ((after, True), (before, False)):
        if place is not None:
            beyond = "lt" if ordering.descending is comes_later else "gt"
            further: dict[str, Any] = {f"{column}__{beyond}": place.value}
            beside: dict[str, Any] = {column: place.value, f"id__{beyond}": place.id}
            found = found.filter(Q(**further) | Q(**beside))
    sign = "-" if ordering.descending is not last else ""
    monitors = await found.order_by(f"{sign}{column}", f"{sign}id").limit(limit)
    return list(reversed(monitors)) if last else monitors


async def count(principal: Principal, wanted: MonitorFilter) -> int:
    """Return how many monitors `wanted` describes."""
    return await matching(principal, wanted).count()


def _ordered(found: QuerySet[Monitor], by: MonitorOrder) -> tuple[QuerySet[Monitor], str]:
    """Return the monitors with the value that they are ordered by, and the name of that value."""
    column = by.value.lower()
    if by in TIMES:
        return found, column
    return found.annotate(order_value=folded(column)), "order_value"


def matching(principal: Principal, wanted: MonitorFilter) -> QuerySet[Monitor]:
    """Return the monitors that `wanted` describes and the one who asks may see; raises InvalidInput."""
    found = visible_to(principal)
    if wanted.types is not None:
        found = found.filter(monitor_type__in=set(wanted.types))
    if wanted.statuses is not None:
        found = found.filter(status__in=set(wanted.statuses))
    if wanted.category_names is not None:
        names = {text.storable(name, "category_names") for name in _bounded(wanted.category_names, "category_names")}
        found = found.filter(category_name__in=names)
    if wanted.tags is not None:
        found = found.filter(tag__in={tag for tag in _bounded(wanted.tags, "tags") if tags.can_exist(tag)})
    if wanted.is_hidden is not None:
        found = found.filter(is_hidden=wanted.is_hidden)
    if wanted.current_statuses is not None:
        codes = {STATUS_CODE[status] for status in wanted.current_statuses}
        newest = current_status(clock.current_minute() + clock.MINUTE)
        found = found.annotate(current_status=newest).filter(current_status__in=codes)
    return _holding(found, (wanted.search or "").strip())


def _holding(found: QuerySet[Monitor], searched: str) -> QuerySet[Monitor]:
    if not searched:
        return found
    text.storable(searched, "search")
    holds = Q(*(Q(**{f"folded_{column}__contains": fold(searched)}) for column in _SEARCHED), join_type=Q.OR)
    return found.annotate(**{f"folded_{column}": folded(column) for column in _SEARCHED}).filter(holds)


def _bounded(values: Sequence[str], field: str) -> Sequence[str]:
    if len(values) > MAX_VALUES:
        raise InvalidInput(f"{field} must hold at most {MAX_VALUES} values; got {len(values)}", field)
    return values
