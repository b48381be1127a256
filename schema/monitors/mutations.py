"""Making and changing monitors."""

from typing import Annotated

import strawberry

from core.errors import DomainError
from resolvers import monitors
from schema.context import Info
from schema.errors import UserError, user_error
from schema.monitors.configurations import input_paths
from schema.monitors.inputs import MonitorCreateInput
from schema.monitors.types import Monitor


@strawberry.type(description="What became of making a monitor.")
class MonitorCreatePayload:
    """The monitor, or why there is none."""

    monitor: Monitor | None = strawberry.field(default=None, description="The new monitor.")
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="What was wrong with the input; empty when the monitor was made."
    )


@strawberry.type
class MonitorMutations:
    """Actions on monitors."""

    @strawberry.mutation(description="Make a monitor; it is checked from the next minute that its cron names.")
    async def monitor_create(
        self,
        info: Info,
        input: Annotated[MonitorCreateInput, strawberry.argument(description="The new monitor.")],  # noqa: A002 - GraphQL's convention
    ) -> MonitorCreatePayload:
        """Make a monitor."""
        try:
            row = await monitors.create(await info.context.principal(), input.new_monitor())
        except DomainError as error:
            return MonitorCreatePayload(user_errors=[user_error(error, input_paths(input.configuration))])
        return MonitorCreatePayload(monitor=Monitor.of(row))
