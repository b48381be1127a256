"""What maintenance events are made from and changed by."""

from datetime import datetime

import strawberry

_ID = "The event's global id, or the number that links show."


@strawberry.input(description="One more occurrence of a maintenance, beside those that its rule names.")
class MaintenanceEventCreateInput:
    """A maintenance, and a window."""

    maintenance_id: strawberry.ID = strawberry.field(
        description="The maintenance's global id, or the number that links show."
    )
    starts_at: datetime = strawberry.field(
        description="When it begins, to the minute; no other event may begin then, but for CANCELLED ones."
    )
    ends_at: datetime = strawberry.field(description="When it ends: a minute after its start, or later.")


@strawberry.input(description="Another window for a maintenance event.")
class MaintenanceEventMoveInput:
    """An event, and a window."""

    id: strawberry.ID = strawberry.field(description=_ID)
    starts_at: datetime = strawberry.field(description="When it begins, to the minute.")
    ends_at: datetime = strawberry.field(description="When it ends: a minute after its start, or later.")


@strawberry.input(description="An ongoing maintenance event that is over.")
class MaintenanceEventCompleteInput:
    """An event."""

    id: strawberry.ID = strawberry.field(description=_ID)


@strawberry.input(description="A maintenance event that is called off.")
class MaintenanceEventCancelInput:
    """An event."""

    id: strawberry.ID = strawberry.field(description=_ID)


@strawberry.input(description="A maintenance event to remove.")
class MaintenanceEventDeleteInput:
    """An event."""

    id: strawberry.ID = strawberry.field(description=_ID)
