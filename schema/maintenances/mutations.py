"""Planning and changing maintenances."""

from collections.abc import Awaitable
from typing import Annotated

import strawberry

from core.principal import Principal
from models.maintenance import Maintenance as MaintenanceRow
from resolvers import maintenances
from schema.context import Info
from schema.errors import UserError
from schema.maintenances.inputs import (
    MaintenanceActivateInput,
    MaintenanceCreateInput,
    MaintenanceDeactivateInput,
    MaintenanceDeleteInput,
    MaintenanceSetMonitorsInput,
    MaintenanceUpdateInput,
)
from schema.maintenances.types import Maintenance
from schema.monitors.affected import impacts
from schema.node import row_id
from schema.outcome import outcome

_PATHS = {"maintenance_id": "id", "start_date_time": "starts_at", "duration_seconds": "duration"}


@strawberry.type(description="What became of an action on a maintenance.")
class MaintenancePayload:
    """The maintenance, or why nothing was done."""

    maintenance: Maintenance | None = strawberry.field(
        description="The maintenance as it is now; of a deleted one, as it was. Null when nothing was done."
    )
    user_errors: list[UserError] = strawberry.field(
        description="What was wrong with the input; empty when the action was carried out."
    )


@strawberry.type
class MaintenanceMutations:
    """Actions on maintenances."""

    @strawberry.mutation(description="Plan a maintenance, and make the event that comes next.")
    async def maintenance_create(
        self,
        info: Info,
        input: Annotated[MaintenanceCreateInput, strawberry.argument(description="The new maintenance.")],
    ) -> MaintenancePayload:
        """Plan a maintenance."""
        return await _payload(maintenances.create(await info.context.principal(), input.new_maintenance()))

    @strawberry.mutation(description="Change a maintenance; a changed schedule replaces events that have not begun.")
    async def maintenance_update(
        self,
        info: Info,
        input: Annotated[
            MaintenanceUpdateInput, strawberry.argument(description="The maintenance, and what is to change.")
        ],
    ) -> MaintenancePayload:
        """Change a maintenance."""
        return await _payload(_update(await info.context.principal(), input))

    @strawberry.mutation(description="Remove a maintenance with its events.")
    async def maintenance_delete(
        self, info: Info, input: Annotated[MaintenanceDeleteInput, strawberry.argument(description="The maintenance.")]
    ) -> MaintenancePayload:
        """Remove a maintenance."""
        return await _payload(maintenances.delete(await info.context.principal(), _number(input.id)))

    @strawberry.mutation(description="Let a maintenance take place again, and plan its next event.")
    async def maintenance_activate(
        self,
        info: Info,
        input: Annotated[MaintenanceActivateInput, strawberry.argument(description="The maintenance.")],
    ) -> MaintenancePayload:
        """Let a maintenance take part."""
        return await _payload(maintenances.activate(await info.context.principal(), _number(input.id)))

    @strawberry.mutation(description="Put a maintenance aside; its events that have not begun are removed.")
    async def maintenance_deactivate(
        self,
        info: Info,
        input: Annotated[MaintenanceDeactivateInput, strawberry.argument(description="The maintenance.")],
    ) -> MaintenancePayload:
        """Put a maintenance aside."""
        return await _payload(maintenances.deactivate(await info.context.principal(), _number(input.id)))

    @strawberry.mutation(description="Let a maintenance affect these monitors, and no others.")
    async def maintenance_set_monitors(
        self,
        info: Info,
        input: Annotated[
            MaintenanceSetMonitorsInput, strawberry.argument(description="The maintenance and its monitors.")
        ],
    ) -> MaintenancePayload:
        """Affect these monitors."""
        principal = await info.context.principal()
        return await _payload(maintenances.set_monitors(principal, _number(input.id), impacts(input.monitors)))


def _number(given: strawberry.ID) -> int:
    return row_id(given, Maintenance.__name__)


async def _update(principal: Principal, given: MaintenanceUpdateInput) -> MaintenanceRow:
    return await maintenances.update(principal, _number(given.id), given.changes())


async def _payload(action: Awaitable[MaintenanceRow]) -> MaintenancePayload:
    row, errors = await outcome(action, _PATHS)
    return MaintenancePayload(maintenance=None if row is None else Maintenance.of(row), user_errors=errors)
