"""Which incidents and maintenance events are shown: of a page, and of the whole site."""

import strawberry


@strawberry.type(description="Whether what goes on at the moment is shown.")
class OngoingDisplay:
    """What goes on."""

    show: bool = strawberry.field(default=True, description="Whether it is shown.")


@strawberry.type(description="Whether what is over is shown, and how much of it.")
class PastDisplay:
    """What is over."""

    show: bool = strawberry.field(default=True, description="Whether it is shown.")
    max_count: int = strawberry.field(default=5, description="How many at most.")
    days_in_past: int = strawberry.field(default=7, description="Of how many days.")


@strawberry.type(description="Whether what is planned is shown, and how much of it.")
class UpcomingDisplay:
    """What is planned."""

    show: bool = strawberry.field(default=True, description="Whether it is shown.")
    max_count: int = strawberry.field(default=5, description="How many at most.")
    days_in_future: int = strawberry.field(default=7, description="Of how many days.")


@strawberry.type(description="Which incidents are shown.")
class IncidentDisplay:
    """Incidents."""

    enabled: bool = strawberry.field(default=True, description="Whether any are shown.")
    ongoing: OngoingDisplay = strawberry.field(default_factory=OngoingDisplay, description="Open ones.")
    resolved: PastDisplay = strawberry.field(default_factory=PastDisplay, description="Resolved ones.")


@strawberry.type(description="Which maintenance events are shown.")
class MaintenanceDisplay:
    """Maintenance events."""

    enabled: bool = strawberry.field(default=True, description="Whether any are shown.")
    ongoing: OngoingDisplay = strawberry.field(default_factory=OngoingDisplay, description="Those going on.")
    past: PastDisplay = strawberry.field(default_factory=PastDisplay, description="Those that are over.")
    upcoming: UpcomingDisplay = strawberry.field(default_factory=UpcomingDisplay, description="Those that are planned.")


@strawberry.input(description="Whether what goes on at the moment is shown.")
class OngoingDisplayInput:
    """What goes on."""

    show: bool | None = strawberry.field(default=strawberry.UNSET, description="Whether it is shown.")


@strawberry.input(description="Whether what is over is shown, and how much of it.")
class PastDisplayInput:
    """What is over."""

    show: bool | None = strawberry.field(default=strawberry.UNSET, description="Whether it is shown.")
    max_count: int | None = strawberry.field(default=strawberry.UNSET, description="How many at most; 0 or more.")
    days_in_past: int | None = strawberry.field(default=strawberry.UNSET, description="Of how many days; 0 or more.")


@strawberry.input(description="Whether what is planned is shown, and how much of it.")
class UpcomingDisplayInput:
    """What is planned."""

    show: bool | None = strawberry.field(default=strawberry.UNSET, description="Whether it is shown.")
    max_count: int | None = strawberry.field(default=strawberry.UNSET, description="How many at most; 0 or more.")
    days_in_future: int | None = strawberry.field(default=strawberry.UNSET, description="Of how many days; 0 or more.")


@strawberry.input(description="Which incidents are shown.")
class IncidentDisplayInput:
    """Incidents."""

    enabled: bool | None = strawberry.field(default=strawberry.UNSET, description="Whether any are shown.")
    ongoing: OngoingDisplayInput | None = strawberry.field(default=strawberry.UNSET, description="Open ones.")
    resolved: PastDisplayInput | None = strawberry.field(default=strawberry.UNSET, description="Resolved ones.")


@strawberry.input(description="Which maintenance events are shown.")
class MaintenanceDisplayInput:
    """Maintenance events."""

    enabled: bool | None = strawberry.field(default=strawberry.UNSET, description="Whether any are shown.")
    ongoing: OngoingDisplayInput | None = strawberry.field(default=strawberry.UNSET, description="Those going on.")
    past: PastDisplayInput | None = strawberry.field(default=strawberry.UNSET, description="Those that are over.")
    upcoming: UpcomingDisplayInput | None = strawberry.field(
        default=strawberry.UNSET, description="Those that are planned."
    )
