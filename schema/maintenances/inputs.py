"""What maintenances are made from and changed by."""

from datetime import datetime

import strawberry

from resolvers.maintenances import MAX_PREVIEW, MaintenanceChanges, NewMaintenance
from schema.changes import mentioned
from schema.enums import Activity
from schema.instants import seconds
from schema.monitors.affected import MonitorImpactInput, impacts
from schema.scalars import Duration

_ID = "The maintenance's global id, or the number that links show."
_RRULE = (
    "When it comes again: a recurrence rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=SU; "
    "FREQ=MINUTELY;COUNT=1 for one time and no other."
)


@strawberry.input(description="A new maintenance; the event that comes next is made at once.")
class MaintenanceCreateInput:
    """What a maintenance is made from."""

    title: str = strawberry.field(description="What is done, in a line.")
    description: str | None = strawberry.field(default=None, description="What is done, in full.")
    starts_at: datetime = strawberry.field(description="When it begins for the first time, to the minute.")
    rrule: str = strawberry.field(description=_RRULE)
    duration: Duration = strawberry.field(description="How long each event lasts: a second or more.")
    time_zone: str = strawberry.field(
        default="UTC", description="The IANA time zone whose wall clock the rule follows."
    )
    monitors: list[MonitorImpactInput] = strawberry.field(
        default_factory=list, description="The monitors that it affects; of two impacts on one the last counts."
    )
    is_global: bool = strawberry.field(default=False, description="Whether it affects all monitors.")

    def new_maintenance(self) -> NewMaintenance:
        """Return what the resolver takes."""
        return NewMaintenance(
            title=self.title,
            description=self.description,
            start_date_time=seconds(self.starts_at),
            rrule=self.rrule,
            duration_seconds=self.duration,
            time_zone=self.time_zone,
            monitors=impacts(self.monitors),
            is_global=self.is_global,
        )


@strawberry.input(
    description="""Changes of a maintenance.

When its start, rule, duration or time zone change, events that have not begun make way for the one that comes next."""
)
class MaintenanceUpdateInput:
    """A maintenance, and what is to change."""

    id: strawberry.ID = strawberry.field(description=_ID)
    title: str | None = strawberry.field(default=strawberry.UNSET, description="What is done, in a line; never null.")
    description: str | None = strawberry.field(default=strawberry.UNSET, description="What is done, in full.")
    starts_at: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="When it begins for the first time, to the minute; never null."
    )
    rrule: str | None = strawberry.field(default=strawberry.UNSET, description=f"{_RRULE} Never null.")
    duration: Duration | None = strawberry.field(
        default=strawberry.UNSET, description="How long each event lasts: a second or more; never null."
    )
    time_zone: str | None = strawberry.field(
        default=strawberry.UNSET, description="The IANA time zone whose wall clock the rule follows; never null."
    )
    status: Activity | None = strawberry.field(
        default=strawberry.UNSET, description="Whether it takes place; never null."
    )
    monitors: list[MonitorImpactInput] | None = strawberry.field(
        default=strawberry.UNSET,
        description="The monitors that it affects, instead of those so far; never null, but it may be empty.",
    )
    is_global: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether it affects all monitors; never null."
    )

    def changes(self) -> MaintenanceChanges:
        """Return what the resolver takes; raises InvalidInput for a null where nothing can be cleared."""
        given = mentioned(self, never_null=_NEVER_NULL, but=("id",))
        if "starts_at" in given:
            given["start_date_time"] = seconds(given.pop("starts_at"))
        if "duration" in given:
            given["duration_seconds"] = given.pop("duration")
        if "monitors" in given:
            given["monitors"] = impacts(given["monitors"])
        return MaintenanceChanges(**given)


_NEVER_NULL = ("title", "starts_at", "rrule", "duration", "time_zone", "status", "monitors", "is_global")


@strawberry.input(description="A maintenance to remove.")
class MaintenanceDeleteInput:
    """A maintenance."""

    id: strawberry.ID = strawberry.field(description=_ID)


@strawberry.input(description="A maintenance that is to take place again.")
class MaintenanceActivateInput:
    """A maintenance."""

    id: strawberry.ID = strawberry.field(description=_ID)


@strawberry.input(description="A maintenance that is to be put aside.")
class MaintenanceDeactivateInput:
    """A maintenance."""

    id: strawberry.ID = strawberry.field(description=_ID)


@strawberry.input(description="The monitors that a maintenance is to affect.")
class MaintenanceSetMonitorsInput:
    """A maintenance, and its monitors."""

    id: strawberry.ID = strawberry.field(description=_ID)
    monitors: list[MonitorImpactInput] = strawberry.field(
        description="All that it affects from now on; of two impacts on one the last counts."
    )


@strawberry.input(description="A schedule that a maintenance might have.")
class MaintenancePreviewInput:
    """A start, a rule and a time zone."""

    starts_at: datetime = strawberry.field(description="When it begins for the first time, to the minute.")
    rrule: str = strawberry.field(description=_RRULE)
    time_zone: str = strawberry.field(
        default="UTC", description="The IANA time zone whose wall clock the rule follows."
    )
    first: int = strawberry.field(default=10, description=f"How many occurrences to return: 1 to {MAX_PREVIEW}.")
