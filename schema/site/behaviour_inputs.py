"""How the site behaves: what it shows, keeps and sends.

What is left out is not set.
"""

import strawberry

from schema.pages.displays import IncidentDisplayInput, MaintenanceDisplayInput
from schema.site.documents import json_name


@strawberry.input(description="What the site says of a category of monitors.")
class CategoryDeclarationInput:
    """A category."""

    name: str = strawberry.field(description="The heading.")
    description: str | None = strawberry.field(default=None, description="What stands under it.")
    is_hidden: bool | None = strawberry.field(default=None, description="Whether the public does not see it.")


@strawberry.input(description="What people may be told of.")
class SubscriptionTopicsInput:
    """Topics."""

    incidents: bool | None = strawberry.field(default=None, description="Incidents.")
    maintenances: bool | None = strawberry.field(default=None, description="Maintenances.")


@strawberry.input(description="How people may be told.")
class SubscriptionMethodsInput:
    """Methods."""

    emails: SubscriptionTopicsInput | None = strawberry.field(default=None, description="By e-mail: of what.")


@strawberry.input(description="What visitors may subscribe to.")
class SubscriptionSettingsInput:
    """Subscriptions."""

    enabled: bool | None = strawberry.field(
        default=None, description="Whether they may at all.", metadata=json_name("enable")
    )
    methods: SubscriptionMethodsInput | None = strawberry.field(default=None, description="How they may be told.")


@strawberry.input(description="What a page's menu offers.")
class SubMenuInput:
    """A menu."""

    shows_badges: bool | None = strawberry.field(
        default=None, description="Badges of a monitor, to share.", metadata=json_name("showShareBadgeMonitor")
    )
    shows_embeds: bool | None = strawberry.field(
        default=None, description="A monitor to embed elsewhere.", metadata=json_name("showShareEmbedMonitor")
    )
    shows_feed: bool | None = strawberry.field(
        default=None, description="A feed of what happens.", metadata=json_name("showRssFeed")
    )


@strawberry.input(description="How long samples are kept.")
class DataRetentionInput:
    """A policy."""

    enabled: bool | None = strawberry.field(default=None, description="Whether older ones are removed.")
    days: int | None = strawberry.field(
        default=None, description="How many days they are kept.", metadata=json_name("retentionDays")
    )


@strawberry.input(description="Which incidents and events are shown; what is switched off here is on no page.")
class EventDisplayInput:
    """The site's switches."""

    inline: bool | None = strawberry.field(
        default=None, description="Whether they are shown within the page.", metadata=json_name("showInlineEvents")
    )
    incidents: IncidentDisplayInput | None = strawberry.field(default=None, description="Which incidents.")
    maintenances: MaintenanceDisplayInput | None = strawberry.field(
        default=None, description="Which maintenance events."
    )


@strawberry.input(description="How pages know of each other.")
class PageVisibilityInput:
    """Pages among each other."""

    shows_switcher: bool | None = strawberry.field(
        default=None, description="Whether visitors can go from page to page.", metadata=json_name("showSwitcher")
    )
    is_exclusive: bool | None = strawberry.field(
        default=None,
        description="Whether pages other than the home page show only what affects their own monitors.",
        metadata=json_name("forceExclusivity"),
    )


@strawberry.input(description="The order of pages.")
class PageOrderInput:
    """An order."""

    enabled: bool | None = strawberry.field(default=None, description="Whether it counts.")
    order: list[int] | None = strawberry.field(default=None, description="The numbers of the pages.")


@strawberry.input(description="How many days of a monitor's past are shown on a screen.")
class HistoryRangeInput:
    """Days."""

    max_days: int | None = strawberry.field(default=None, description="At most.")
    selectable_days: list[int] | None = strawberry.field(default=None, description="What visitors may choose.")


@strawberry.input(description="How many days of a monitor's past are shown.")
class HistoryRangesInput:
    """Days, by the screen."""

    desktop: HistoryRangeInput | None = strawberry.field(default=None, description="On a wide screen.")
    mobile: HistoryRangeInput | None = strawberry.field(default=None, description="On a narrow screen.")


@strawberry.input(description="Which messages maintenances send.")
class MaintenanceMessagesInput:
    """Messages."""

    created: bool | None = strawberry.field(default=None, description="When one is planned.")
    reminder: bool | None = strawberry.field(default=None, description="Before an event begins.")
    started: bool | None = strawberry.field(default=None, description="When an event begins.")
    ended: bool | None = strawberry.field(default=None, description="When an event ends.")


@strawberry.input(description="Which messages maintenances send, and when.")
class MaintenanceNotificationsInput:
    """Messages."""

    messages: MaintenanceMessagesInput | None = strawberry.field(
        default=None, description="Which ones.", metadata=json_name("event_types")
    )
    reminder_buffer_hours: float | None = strawberry.field(
        default=None,
        description="How many hours before its start an event is READY and the reminder goes out.",
        metadata=json_name("reminder_buffer_hours"),
    )
