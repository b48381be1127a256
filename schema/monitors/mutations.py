"""Making and changing monitors."""

from collections.abc import Awaitable
from typing import Annotated

import strawberry

from core.principal import Principal
from models.enums import Activity
from models.monitor import Monitor as MonitorRow
from resolvers import monitors
from resolvers.monitors import MonitorChanges
from schema.context import Info
from schema.errors import UserError
from schema.monitors.configurations import input_paths
from schema.monitors.inputs import (
    MonitorActivateInput,
    MonitorCloneInput,
    MonitorCreateInput,
    MonitorDeactivateInput,
    MonitorDeleteInput,
    MonitorUpdateInput,
)
from schema.monitors.types import Monitor
from schema.outcome import outcome

_CLONE_PATHS = {"source": "tag", "tag": "newTag"}


@strawberry.type(description="What became of an action on a monitor.")
class MonitorPayload:
    """The monitor, or why nothing was done."""

    monitor: Monitor | None = strawberry.field(
        description="The monitor as it is now; of a deleted one, as it was. Null when nothing was done."
    )
    user_errors: list[UserError] = strawberry.field(
        description="What was wrong with the input; empty when the action was carried out."
    )


@strawberry.type
class MonitorMutations:
    """Actions on monitors."""

    @strawberry.mutation(description="Make a monitor; it is checked from the next minute that its cron names.")
    async def monitor_create(
        self,
        info: Info,
        input: Annotated[MonitorCreateInput, strawberry.argument(description="The new monitor.")],
    ) -> MonitorPayload:
        """Make a monitor."""
        principal = await info.context.principal()
        return await _payload(_create(principal, input), input_paths(input.configuration))

    @strawberry.mutation(description="Change a monitor; a changed schedule counts from now.")
    async def monitor_update(
        self,
        info: Info,
        input: Annotated[MonitorUpdateInput, strawberry.argument(description="The monitor, and what is to change.")],
    ) -> MonitorPayload:
        """Change a monitor."""
        principal = await info.context.principal()
        return await _payload(_update(principal, input), input_paths(input.configuration or None))

    @strawberry.mutation(
        description="Make a monitor like another one: with its configuration and settings, but without its samples."
    )
    async def monitor_clone(
        self,
        info: Info,
        input: Annotated[
            MonitorCloneInput, strawberry.argument(description="The monitor to copy, and what is to be different.")
        ],
    ) -> MonitorPayload:
        """Copy a monitor."""
        principal = await info.context.principal()
        return await _payload(_clone(principal, input), {**_CLONE_PATHS, **input_paths(input.configuration or None)})

    @strawberry.mutation(description="Remove a monitor with all that is kept of it, and take it out of its groups.")
    async def monitor_delete(
        self, info: Info, input: Annotated[MonitorDeleteInput, strawberry.argument(description="The monitor.")]
    ) -> MonitorPayload:
        """Remove a monitor."""
        return await _payload(monitors.delete(await info.context.principal(), input.tag))

    @strawberry.mutation(description="Let a monitor be checked again, from the next minute that its cron names.")
    async def monitor_activate(
        self, info: Info, input: Annotated[MonitorActivateInput, strawberry.argument(description="The monitor.")]
    ) -> MonitorPayload:
        """Let a monitor take part."""
        changes = MonitorChanges(status=Activity.ACTIVE)
        return await _payload(monitors.update(await info.context.principal(), input.tag, changes))

    @strawberry.mutation(description="Put a monitor aside: it is kept, but neither checked nor shown to the public.")
    async def monitor_deactivate(
        self, info: Info, input: Annotated[MonitorDeactivateInput, strawberry.argument(description="The monitor.")]
    ) -> MonitorPayload:
        """Put a monitor aside."""
        changes = MonitorChanges(status=Activity.INACTIVE)
        return await _payload(monitors.update(await info.context.principal(), input.tag, changes))


async def _create(principal: Principal, given: MonitorCreateInput) -> MonitorRow:
    return await monitors.create(principal, given.new_monitor())


async def _clone(principal: Principal, given: MonitorCloneInput) -> MonitorRow:
    return await monitors.clone(principal, given.tag, given.new_tag, given.changes())


async def _update(principal: Principal, given: MonitorUpdateInput) -> MonitorRow:
    return await monitors.update(principal, given.tag, given.changes())


async def _payload(action: Awaitable[MonitorRow], paths: dict[str, str] | None = None) -> MonitorPayload:
    row, errors = await outcome(action, paths)
    return MonitorPayload(monitor=None if row is None else Monitor.of(row), user_errors=errors)
