"""Making, moving and ending maintenance events."""

from collections.abc import Awaitable
from typing import Annotated

import strawberry

from models.maintenance import MaintenanceEvent as MaintenanceEventRow
from resolvers import maintenance_events
from schema.context import Info
from schema.errors import UserError
from schema.instants import seconds
from schema.maintenance_events.inputs import (
    MaintenanceEventCancelInput,
    MaintenanceEventCompleteInput,
    MaintenanceEventCreateInput,
    MaintenanceEventDeleteInput,
    MaintenanceEventMoveInput,
)
from schema.maintenance_events.types import MaintenanceEvent
from schema.node import row_id
from schema.outcome import outcome

_PATHS = {"event_id": "id", "status": "id", "start_date_time": "starts_at", "end_date_time": "ends_at"}


@strawberry.type(description="What became of an action on a maintenance event.")
class MaintenanceEventPayload:
    """The event, or why nothing was done."""

    maintenance_event: MaintenanceEvent | None = strawberry.field(
        description="The event as it is now; of a deleted one, as it was. Null when nothing was done."
    )
    user_errors: list[UserError] = strawberry.field(
        description="What was wrong with the input; empty when the action was carried out."
    )


@strawberry.type
class MaintenanceEventMutations:
    """Actions on maintenance events."""

    @strawberry.mutation(
        description="""Add one occurrence to a maintenance.

The clock says whether it is SCHEDULED, READY, ONGOING or COMPLETED. Like every event that has not begun, it makes way
when the maintenance's schedule changes."""
    )
    async def maintenance_event_create(
        self,
        info: Info,
        input: Annotated[MaintenanceEventCreateInput, strawberry.argument(description="The maintenance and the time.")],
    ) -> MaintenanceEventPayload:
        """Add an event."""
        return await _payload(
            maintenance_events.create(
                await info.context.principal(),
                row_id(input.maintenance_id, "Maintenance"),
                start=seconds(input.starts_at),
                end=seconds(input.ends_at),
            ),
        )

    @strawberry.mutation(description="Give a maintenance event another window; its maintenance stays as it is.")
    async def maintenance_event_move(
        self,
        info: Info,
        input: Annotated[MaintenanceEventMoveInput, strawberry.argument(description="The event and its window.")],
    ) -> MaintenanceEventPayload:
        """Move an event."""
        return await _payload(
            maintenance_events.move(
                await info.context.principal(),
                _number(input.id),
                start=seconds(input.starts_at),
                end=seconds(input.ends_at),
            ),
        )

    @strawberry.mutation(description="End an ongoing maintenance event now; any other one is a CONFLICT.")
    async def maintenance_event_complete(
        self, info: Info, input: Annotated[MaintenanceEventCompleteInput, strawberry.argument(description="The event.")]
    ) -> MaintenanceEventPayload:
        """End an event."""
        return await _payload(maintenance_events.complete(await info.context.principal(), _number(input.id)))

    @strawberry.mutation(
        description="Call a maintenance event off, an ongoing one as of now; one that is over is a CONFLICT."
    )
    async def maintenance_event_cancel(
        self, info: Info, input: Annotated[MaintenanceEventCancelInput, strawberry.argument(description="The event.")]
    ) -> MaintenanceEventPayload:
        """Call an event off."""
        return await _payload(maintenance_events.cancel(await info.context.principal(), _number(input.id)))

    @strawberry.mutation(description="Remove a maintenance event; its maintenance stays as it is.")
    async def maintenance_event_delete(
        self, info: Info, input: Annotated[MaintenanceEventDeleteInput, strawberry.argument(description="The event.")]
    ) -> MaintenanceEventPayload:
        """Remove an event."""
        return await _payload(maintenance_events.delete(await info.context.principal(), _number(input.id)))


def _number(given: strawberry.ID) -> int:
    return row_id(given, MaintenanceEvent.__name__)


async def _payload(action: Awaitable[MaintenanceEventRow]) -> MaintenanceEventPayload:
    row, errors = await outcome(action, _PATHS)
    return MaintenanceEventPayload(
        maintenance_event=None if row is None else MaintenanceEvent.of(row), user_errors=errors
    )
