"""What incidents are made from and changed by."""

from datetime import datetime

import strawberry

from resolvers.incidents import IncidentChanges, NewIncident
from schema.changes import mentioned
from schema.enums import Impact
from schema.instants import optional_seconds, seconds
from schema.monitors.affected import MonitorImpactInput, impacts

_ID = "The incident's global id, or the number that links show."


@strawberry.input(description="A new incident; it begins in the state INVESTIGATING.")
class IncidentCreateInput:
    """What an incident is made from."""

    title: str = strawberry.field(description="What happened, in a line.")
    started_at: datetime | None = strawberry.field(
        default=None, description="When it began, to the minute; now by default."
    )
    ended_at: datetime | None = strawberry.field(
        default=None, description="When it ended, to the minute, where that is known; not before its start."
    )
    monitors: list[MonitorImpactInput] = strawberry.field(
        default_factory=list, description="The monitors that it affects; of two impacts on one the last counts."
    )
    is_global: bool = strawberry.field(default=False, description="Whether it affects all monitors.")

    def new_incident(self) -> NewIncident:
        """Return what the resolver takes."""
        return NewIncident(
            title=self.title,
            start_date_time=optional_seconds(self.started_at),
            end_date_time=optional_seconds(self.ended_at),
            monitors=impacts(self.monitors),
            is_global=self.is_global,
        )


@strawberry.input(description="Changes of an incident; its state moves by comments.")
class IncidentUpdateInput:
    """An incident, and what is to change."""

    id: strawberry.ID = strawberry.field(description=_ID)
    title: str | None = strawberry.field(default=strawberry.UNSET, description="What happened, in a line; never null.")
    started_at: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="When it began, to the minute; never null."
    )
    ended_at: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="When it ended, to the minute; null: not yet."
    )
    monitors: list[MonitorImpactInput] | None = strawberry.field(
        default=strawberry.UNSET,
        description="The monitors that it affects, instead of those so far; never null, but it may be empty.",
    )
    is_global: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether it affects all monitors; never null."
    )

    def changes(self) -> IncidentChanges:
        """Return what the resolver takes; raises InvalidInput for a null where nothing can be cleared."""
        given = mentioned(self, never_null=("title", "started_at", "monitors", "is_global"), but=("id",))
        if "started_at" in given:
            given["start_date_time"] = seconds(given.pop("started_at"))
        if "ended_at" in given:
            given["end_date_time"] = optional_seconds(given.pop("ended_at"))
        if "monitors" in given:
            given["monitors"] = impacts(given["monitors"])
        return IncidentChanges(**given)


@strawberry.input(description="An incident to remove.")
class IncidentDeleteInput:
    """An incident."""

    id: strawberry.ID = strawberry.field(description=_ID)


@strawberry.input(description="An incident that is over.")
class IncidentResolveInput:
    """An incident, and what is said of its end."""

    id: strawberry.ID = strawberry.field(description=_ID)
    comment: str = strawberry.field(default="Resolved", description="What is said of its end.")
    timestamp: datetime | None = strawberry.field(
        default=None, description="When it ended, to the minute; now by default."
    )


@strawberry.input(description="A monitor that an incident is to affect, too.")
class IncidentMonitorAddInput:
    """An incident, a monitor, and an impact."""

    id: strawberry.ID = strawberry.field(description=_ID)
    tag: str = strawberry.field(description="The tag of a monitor that the incident does not affect yet.")
    impact: Impact = strawberry.field(
        default=Impact.DOWN, description="The status that the monitor has while the incident lasts."
    )


@strawberry.input(description="A monitor that an incident is to affect otherwise.")
class IncidentMonitorSetImpactInput:
    """An incident, a monitor, and an impact."""

    id: strawberry.ID = strawberry.field(description=_ID)
    tag: str = strawberry.field(description="The tag of a monitor that the incident affects.")
    impact: Impact = strawberry.field(description="The status that the monitor has while the incident lasts.")


@strawberry.input(description="A monitor that an incident is to affect no longer.")
class IncidentMonitorRemoveInput:
    """An incident, and a monitor."""

    id: strawberry.ID = strawberry.field(description=_ID)
    tag: str = strawberry.field(description="The tag of a monitor that the incident affects.")
