"""Making, changing and removing many monitors at once."""

from collections.abc import Awaitable, Sequence
from typing import Annotated

import strawberry

from core.principal import Principal
from models.monitor import Monitor as MonitorRow
from resolvers import monitor_bulk
from resolvers.monitor_bulk import MAX_AT_ONCE, Chosen
from resolvers.monitor_lists import MonitorFilter
from schema.context import Info
from schema.cost import ListSize
from schema.errors import UserError
from schema.monitors.configurations import input_paths
from schema.monitors.filters import FILTER_PATHS, MonitorFilterInput
from schema.monitors.inputs import MonitorCreateInput, MonitorsChangesInput
from schema.monitors.types import Monitor
from schema.outcome import outcome

_CHANGES = (
    "cron",
    "time_zone",
    "description",
    "image",
    "external_url",
    "category_name",
    "status",
    "default_status",
    "confirmation_threshold",
    "include_degraded_in_downtime",
    "is_hidden",
    "settings",
)


@strawberry.input(description="New monitors.")
class MonitorsCreateInput:
    """Several monitors."""

    monitors: list[MonitorCreateInput] = strawberry.field(
        description=f"The monitors, {MAX_AT_ONCE} at most; a GROUP may have members that are made with it."
    )


@strawberry.input(description="Monitors, and what is to change of all of them.")
class MonitorsUpdateInput:
    """A choice of monitors, and changes."""

    filter: MonitorFilterInput | None = strawberry.field(
        default=None, description=f"Which monitors; at least one condition must be set, and {MAX_AT_ONCE} fit at most."
    )
    all: bool = strawberry.field(default=False, description="Whether every monitor is meant; then without a filter.")
    changes: MonitorsChangesInput = strawberry.field(description="What is to change; at least one field.")


@strawberry.input(description="Monitors to remove.")
class MonitorsDeleteInput:
    """A choice of monitors."""

    filter: MonitorFilterInput | None = strawberry.field(
        default=None, description=f"Which monitors; at least one condition must be set, and {MAX_AT_ONCE} fit at most."
    )
    all: bool = strawberry.field(default=False, description="Whether every monitor is meant; then without a filter.")


@strawberry.type(description="What became of an action on many monitors; it was done to all of them, or to none.")
class MonitorsPayload:
    """The monitors, or why nothing was done."""

    monitors: list[Monitor] | None = strawberry.field(
        description="The monitors as they are now; of deleted ones, as they were. Null when nothing was done.",
        directives=[ListSize(assumed=100)],
    )
    count: int | None = strawberry.field(description="How many monitors these are.")
    user_errors: list[UserError] = strawberry.field(
        description="What was wrong with the input; empty when the action was carried out."
    )


@strawberry.type
class MonitorBulkMutations:
    """Actions on many monitors."""

    @strawberry.mutation(
        description="Make several monitors, all or none; an error's field says which one it is about: monitors, 3, tag."
    )
    async def monitors_create(
        self, info: Info, input: Annotated[MonitorsCreateInput, strawberry.argument(description="The new monitors.")]
    ) -> MonitorsPayload:
        """Make monitors."""
        return await _payload(_create(await info.context.principal(), input), _indexed_paths(input.monitors))

    @strawberry.mutation(description="Change the monitors that a filter fits, all or none.")
    async def monitors_update(
        self,
        info: Info,
        input: Annotated[MonitorsUpdateInput, strawberry.argument(description="The monitors, and what is to change.")],
    ) -> MonitorsPayload:
        """Change monitors."""
        paths = {**FILTER_PATHS, **{name: f"changes.{name}" for name in _CHANGES}}
        return await _payload(_update(await info.context.principal(), input), paths)

    @strawberry.mutation(
        description="Remove the monitors that a filter fits, all or none, with all that is kept of them."
    )
    async def monitors_delete(
        self, info: Info, input: Annotated[MonitorsDeleteInput, strawberry.argument(description="The monitors.")]
    ) -> MonitorsPayload:
        """Remove monitors."""
        chosen = _chosen(input.filter, every=input.all)
        return await _payload(monitor_bulk.delete_many(await info.context.principal(), chosen), FILTER_PATHS)


async def _create(principal: Principal, given: MonitorsCreateInput) -> list[MonitorRow]:
    return await monitor_bulk.create_many(principal, [each.new_monitor() for each in given.monitors])


async def _update(principal: Principal, given: MonitorsUpdateInput) -> list[MonitorRow]:
    chosen = _chosen(given.filter, every=given.all)
    return await monitor_bulk.update_many(principal, chosen, given.changes.bulk_changes())


def _chosen(filter_: MonitorFilterInput | None, *, every: bool) -> Chosen:
    return Chosen(MonitorFilter() if filter_ is None else filter_.wanted(), every)


def _indexed_paths(given: Sequence[MonitorCreateInput]) -> dict[str, str]:
    """Return where in the input stands what REST v4 calls `type_data` of each monitor."""
    return {
        f"monitors[{index}].{theirs}": f"monitors[{index}].{ours}"
        for index, each in enumerate(given)
        for theirs, ours in input_paths(each.configuration).items()
    }


async def _payload(action: Awaitable[list[MonitorRow]], paths: dict[str, str]) -> MonitorsPayload:
    rows, errors = await outcome(action, paths)
    if rows is None:
        return MonitorsPayload(monitors=None, count=None, user_errors=errors)
    return MonitorsPayload(monitors=[Monitor.of(row) for row in rows], count=len(rows), user_errors=errors)
