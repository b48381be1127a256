"""Making and changing monitors."""

from collections.abc import Awaitable
from typing import Annotated

import strawberry

from core.errors import DomainError
from core.principal import Principal
from models.enums import Activity
from models.monitor import Monitor as MonitorRow
from resolvers import monitors
from resolvers.monitors import MonitorChanges
from schema.context import Info
from schema.errors import UserError, user_error
from schema.monitors.configurations import input_paths
from schema.monitors.inputs import MonitorChangesInput, MonitorCreateInput
from schema.monitors.types import Monitor

Tag = Annotated[str, strawberry.argument(description="The monitor's tag.")]


@strawberry.type(description="What became of an action on a monitor.")
class MonitorPayload:
    """The monitor, or why nothing was done."""

    monitor: Monitor | None = strawberry.field(
        default=None, description="The monitor as it is now; of a deleted one, as it was."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="What was wrong with the input; empty when the action was carried out."
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
        return await _payload(monitors.create(principal, input.new_monitor()), input_paths(input.configuration))

    @strawberry.mutation(description="Change a monitor; a changed schedule counts from now.")
    async def monitor_update(
        self,
        info: Info,
        tag: Tag,
        input: Annotated[MonitorChangesInput, strawberry.argument(description="What is to change.")],
    ) -> MonitorPayload:
        """Change a monitor."""
        return await _payload(
            _update(await info.context.principal(), tag, input), input_paths(input.configuration or None)
        )

    @strawberry.mutation(description="Remove a monitor with all that is kept of it, and take it out of its groups.")
    async def monitor_delete(self, info: Info, tag: Tag) -> MonitorPayload:
        """Remove a monitor."""
        return await _payload(monitors.delete(await info.context.principal(), tag))

    @strawberry.mutation(description="Let a monitor be checked again, from the next minute that its cron names.")
    async def monitor_activate(self, info: Info, tag: Tag) -> MonitorPayload:
        """Let a monitor take part."""
        changes = MonitorChanges(status=Activity.ACTIVE)
        return await _payload(monitors.update(await info.context.principal(), tag, changes))

    @strawberry.mutation(description="Put a monitor aside: it is kept, but neither checked nor shown to the public.")
    async def monitor_deactivate(self, info: Info, tag: Tag) -> MonitorPayload:
        """Put a monitor aside."""
        changes = MonitorChanges(status=Activity.INACTIVE)
        return await _payload(monitors.update(await info.context.principal(), tag, changes))


async def _update(principal: Principal, tag: str, given: MonitorChangesInput) -> MonitorRow:
    return await monitors.update(principal, tag, given.changes())


async def _payload(action: Awaitable[MonitorRow], paths: dict[str, str] | None = None) -> MonitorPayload:
    """Carry out an action, and say what became of it; `paths` as for user_error."""
    try:
        return MonitorPayload(monitor=Monitor.of(await action))
    except DomainError as error:
        return MonitorPayload(user_errors=[user_error(error, paths)])
