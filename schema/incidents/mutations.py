"""Opening, changing and resolving incidents."""

from collections.abc import Awaitable
from typing import Annotated

import strawberry

from core.principal import Principal
from models.incident import Incident as IncidentRow
from resolvers import incidents
from resolvers.affected import MonitorImpact
from schema.context import Info
from schema.errors import UserError
from schema.incidents.inputs import (
    IncidentCreateInput,
    IncidentDeleteInput,
    IncidentMonitorAddInput,
    IncidentMonitorRemoveInput,
    IncidentMonitorSetImpactInput,
    IncidentResolveInput,
    IncidentUpdateInput,
)
from schema.incidents.types import Incident
from schema.instants import optional_seconds
from schema.node import row_id
from schema.outcome import outcome

_PATHS = {
    "incident_id": "id",
    "monitor_tag": "tag",
    "start_date_time": "started_at",
    "end_date_time": "ended_at",
}


@strawberry.type(description="What became of an action on an incident.")
class IncidentPayload:
    """The incident, or why nothing was done."""

    incident: Incident | None = strawberry.field(
        description="The incident as it is now; of a deleted one, as it was. Null when nothing was done."
    )
    user_errors: list[UserError] = strawberry.field(
        description="What was wrong with the input; empty when the action was carried out."
    )


@strawberry.type
class IncidentMutations:
    """Actions on incidents."""

    @strawberry.mutation(description="Open an incident.")
    async def incident_create(
        self, info: Info, input: Annotated[IncidentCreateInput, strawberry.argument(description="The new incident.")]
    ) -> IncidentPayload:
        """Open an incident."""
        return await _payload(incidents.create(await info.context.principal(), input.new_incident()))

    @strawberry.mutation(description="Change an incident.")
    async def incident_update(
        self,
        info: Info,
        input: Annotated[IncidentUpdateInput, strawberry.argument(description="The incident, and what is to change.")],
    ) -> IncidentPayload:
        """Change an incident."""
        return await _payload(_update(await info.context.principal(), input))

    @strawberry.mutation(description="Remove an incident with its comments.")
    async def incident_delete(
        self, info: Info, input: Annotated[IncidentDeleteInput, strawberry.argument(description="The incident.")]
    ) -> IncidentPayload:
        """Remove an incident."""
        return await _payload(incidents.delete(await info.context.principal(), _number(input.id)))

    @strawberry.mutation(
        description="End an incident by a comment that moves it to RESOLVED; a second time is a CONFLICT."
    )
    async def incident_resolve(
        self,
        info: Info,
        input: Annotated[IncidentResolveInput, strawberry.argument(description="The incident, and what is said.")],
    ) -> IncidentPayload:
        """Resolve an incident."""
        return await _payload(
            incidents.resolve(
                await info.context.principal(),
                _number(input.id),
                comment=input.comment,
                timestamp=optional_seconds(input.timestamp),
            ),
        )

    @strawberry.mutation(
        description="Let an incident affect one more monitor; one that it affects already stays as it is: a CONFLICT."
    )
    async def incident_monitor_add(
        self,
        info: Info,
        input: Annotated[IncidentMonitorAddInput, strawberry.argument(description="The incident and the monitor.")],
    ) -> IncidentPayload:
        """Affect a monitor."""
        impact = MonitorImpact(input.tag, input.impact)
        return await _payload(incidents.add_monitor(await info.context.principal(), _number(input.id), impact))

    @strawberry.mutation(
        description="Let an incident affect a monitor otherwise; one that it does not affect is NOT_FOUND."
    )
    async def incident_monitor_set_impact(
        self,
        info: Info,
        input: Annotated[
            IncidentMonitorSetImpactInput, strawberry.argument(description="The incident, the monitor, the impact.")
        ],
    ) -> IncidentPayload:
        """Affect a monitor otherwise."""
        impact = MonitorImpact(input.tag, input.impact)
        return await _payload(incidents.set_impact(await info.context.principal(), _number(input.id), impact))

    @strawberry.mutation(
        description="Let an incident affect a monitor no longer; one that it does not affect is NOT_FOUND."
    )
    async def incident_monitor_remove(
        self,
        info: Info,
        input: Annotated[IncidentMonitorRemoveInput, strawberry.argument(description="The incident and the monitor.")],
    ) -> IncidentPayload:
        """Leave a monitor alone."""
        return await _payload(incidents.remove_monitor(await info.context.principal(), _number(input.id), input.tag))


def _number(given: strawberry.ID) -> int:
    return row_id(given, Incident.__name__)


async def _update(principal: Principal, given: IncidentUpdateInput) -> IncidentRow:
    return await incidents.update(principal, _number(given.id), given.changes())


async def _payload(action: Awaitable[IncidentRow]) -> IncidentPayload:
    row, errors = await outcome(action, _PATHS)
    return IncidentPayload(incident=None if row is None else Incident.of(row), user_errors=errors)
