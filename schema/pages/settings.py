"""A page's settings: a tree of types on the way out, of inputs on the way in."""

from dataclasses import fields, is_dataclass
from typing import Any, Self

import strawberry

from models.page_settings import MonitorLayout, Past
from models.page_settings import PageSettings as Stored
from schema.enums import described
from schema.pages.displays import (
    IncidentDisplay,
    IncidentDisplayInput,
    MaintenanceDisplay,
    MaintenanceDisplayInput,
    OngoingDisplay,
    PastDisplay,
    UpcomingDisplay,
)

described(
    MonitorLayout,
    "How the monitors of a page are laid out.",
    DEFAULT_LIST="A list, with all there is to say.",
    DEFAULT_GRID="A grid, with all there is to say.",
    COMPACT_LIST="A list of short lines.",
    COMPACT_GRID="A grid of small fields.",
)

# Where the resolver's names of settings stand in the input; the first that fits counts.
PATHS = {
    "page_settings.include_maintenances.ongoing.past": "settings.maintenances.past",
    "page_settings.include_maintenances.ongoing.upcoming": "settings.maintenances.upcoming",
    "page_settings.include_maintenances": "settings.maintenances",
    "page_settings.monitor_status_history_days": "settings.history_days",
    "page_settings.monitor_layout_style": "settings.layout",
    "page_settings.meta_page_title": "settings.meta_title",
    "page_settings.meta_page_description": "settings.meta_description",
    "page_settings.social_page_preview_image": "settings.social_preview_image",
    "page_settings": "settings",
}
_NAMES = {
    "history_days": "monitor_status_history_days",
    "layout": "monitor_layout_style",
    "meta_title": "meta_page_title",
    "meta_description": "meta_page_description",
    "social_preview_image": "social_page_preview_image",
}


@strawberry.type(description="How many days of a monitor's past are shown.")
class HistoryDays:
    """Days, by the screen."""

    desktop: int = strawberry.field(description="On a wide screen.")
    mobile: int = strawberry.field(description="On a narrow screen.")


@strawberry.type(description="What a page shows, and how.")
class PageSettings:
    """All settings of a page, with the defaults of what was never set."""

    incidents: IncidentDisplay = strawberry.field(description="Which incidents it shows.")
    maintenances: MaintenanceDisplay = strawberry.field(description="Which maintenance events it shows.")
    history_days: HistoryDays = strawberry.field(description="How many days of each monitor's past it shows.")
    layout: MonitorLayout = strawberry.field(description="How its monitors are laid out.")
    meta_title: str | None = strawberry.field(description="The title for search engines.")
    meta_description: str | None = strawberry.field(description="The description for search engines.")
    social_preview_image: str | None = strawberry.field(
        description="The address of the picture that is shown where a link to it is shared."
    )

    @classmethod
    def of(cls, stored: Stored) -> Self:
        """Return the settings as GraphQL shows them."""
        incidents, maintenances = stored.incidents, stored.include_maintenances
        upcoming = maintenances.ongoing.upcoming
        return cls(
            incidents=IncidentDisplay(
                enabled=incidents.enabled,
                ongoing=OngoingDisplay(show=incidents.ongoing.show),
                resolved=_past(incidents.resolved),
            ),
            maintenances=MaintenanceDisplay(
                enabled=maintenances.enabled,
                ongoing=OngoingDisplay(show=maintenances.ongoing.show),
                past=_past(maintenances.ongoing.past),
                upcoming=UpcomingDisplay(
                    show=upcoming.show, max_count=upcoming.max_count, days_in_future=upcoming.days_in_future
                ),
            ),
            history_days=HistoryDays(
                desktop=stored.monitor_status_history_days.desktop, mobile=stored.monitor_status_history_days.mobile
            ),
            layout=stored.monitor_layout_style,
            meta_title=stored.meta_page_title,
            meta_description=stored.meta_page_description,
            social_preview_image=stored.social_page_preview_image,
        )


def _past(stored: Past) -> PastDisplay:
    return PastDisplay(show=stored.show, max_count=stored.max_count, days_in_past=stored.days_in_past)


@strawberry.input(description="How many days of a monitor's past are shown: 1 to 365.")
class HistoryDaysInput:
    """Days, by the screen."""

    desktop: int | None = strawberry.field(default=strawberry.UNSET, description="On a wide screen.")
    mobile: int | None = strawberry.field(default=strawberry.UNSET, description="On a narrow screen.")


@strawberry.input(description="What a page shows, and how; what is left out, at any depth, stays. Nothing may be null.")
class PageSettingsInput:
    """Settings to change."""

    incidents: IncidentDisplayInput | None = strawberry.field(
        default=strawberry.UNSET, description="Which incidents it shows."
    )
    maintenances: MaintenanceDisplayInput | None = strawberry.field(
        default=strawberry.UNSET, description="Which maintenance events it shows."
    )
    history_days: HistoryDaysInput | None = strawberry.field(
        default=strawberry.UNSET, description="How many days of each monitor's past it shows."
    )
    layout: MonitorLayout | None = strawberry.field(
        default=strawberry.UNSET, description="How its monitors are laid out."
    )
    meta_title: str | None = strawberry.field(
        default=strawberry.UNSET, description="The title for search engines; empty for none."
    )
    meta_description: str | None = strawberry.field(
        default=strawberry.UNSET, description="The description for search engines; empty for none."
    )
    social_preview_image: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The address of the picture that is shown where a link to it is shared; empty for none.",
    )

    def changes(self) -> dict[str, Any]:
        """Return what the resolver takes: past and upcoming events stand below `ongoing` there."""
        tree = {_NAMES.get(name, name): value for name, value in _mentioned(self).items()}
        if "maintenances" not in tree:
            return tree
        maintenances = tree.pop("maintenances")
        if isinstance(maintenances, dict):
            below = {part: maintenances.pop(part) for part in ("past", "upcoming") if part in maintenances}
            ongoing = maintenances.get("ongoing", {})
            if below and isinstance(ongoing, dict):
                maintenances["ongoing"] = {**ongoing, **below}
        return {**tree, "include_maintenances": maintenances}


def _mentioned(given: Any) -> dict[str, Any]:
    values = {field.name: getattr(given, field.name) for field in fields(given)}
    return {
        name: _mentioned(value) if is_dataclass(value) else value
        for name, value in values.items()
        if value is not strawberry.UNSET
    }
