"""How the site behaves: what it shows, keeps and sends.

What was never set, or can't be read as its type, is null.
"""

import strawberry

from schema.pages.displays import IncidentDisplay, MaintenanceDisplay
from schema.site.documents import json_name


@strawberry.type(description="What the site says of a category of monitors.")
class CategoryDeclaration:
    """A category."""

    name: str = strawberry.field(description="The heading.")
    description: str | None = strawberry.field(description="What stands under it.")
    is_hidden: bool | None = strawberry.field(description="Whether the public does not see it.")


@strawberry.type(description="What people may be told of.")
class SubscriptionTopics:
    """Topics."""

    incidents: bool | None = strawberry.field(description="Incidents.")
    maintenances: bool | None = strawberry.field(description="Maintenances.")


@strawberry.type(description="How people may be told.")
class SubscriptionMethods:
    """Methods."""

    emails: SubscriptionTopics | None = strawberry.field(description="By e-mail: of what.")


@strawberry.type(description="What visitors may subscribe to.")
class SubscriptionSettings:
    """Subscriptions."""

    enabled: bool | None = strawberry.field(description="Whether they may at all.", metadata=json_name("enable"))
    methods: SubscriptionMethods | None = strawberry.field(description="How they may be told.")


@strawberry.type(description="What a page's menu offers.")
class SubMenu:
    """A menu."""

    shows_badges: bool | None = strawberry.field(
        description="Badges of a monitor, to share.", metadata=json_name("showShareBadgeMonitor")
    )
    shows_embeds: bool | None = strawberry.field(
        description="A monitor to embed elsewhere.", metadata=json_name("showShareEmbedMonitor")
    )
    shows_feed: bool | None = strawberry.field(description="A feed of what happens.", metadata=json_name("showRssFeed"))


@strawberry.type(description="How long samples are kept.")
class DataRetention:
    """A policy."""

    enabled: bool | None = strawberry.field(description="Whether older ones are removed.")
    days: int | None = strawberry.field(description="How many days they are kept.", metadata=json_name("retentionDays"))


@strawberry.type(description="Which incidents and events are shown; what is switched off here is on no page.")
class EventDisplay:
    """The site's switches."""

    inline: bool | None = strawberry.field(
        description="Whether they are shown within the page.", metadata=json_name("showInlineEvents")
    )
    incidents: IncidentDisplay | None = strawberry.field(description="Which incidents.")
    maintenances: MaintenanceDisplay | None = strawberry.field(description="Which maintenance events.")


@strawberry.type(description="How pages know of each other.")
class PageVisibility:
    """Pages among each other."""

    shows_switcher: bool | None = strawberry.field(
        description="Whether visitors can go from page to page.", metadata=json_name("showSwitcher")
    )
    is_exclusive: bool | None = strawberry.field(
        description="Whether pages other than the home page show only what affects their own monitors.",
        metadata=json_name("forceExclusivity"),
    )


@strawberry.type(description="The order of pages.")
class PageOrder:
    """An order."""

    enabled: bool | None = strawberry.field(description="Whether it counts.")
    order: list[int] | None = strawberry.field(description="The numbers of the pages.")


@strawberry.type(description="How many days of a monitor's past are shown on a screen.")
class HistoryRange:
    """Days."""

    max_days: int | None = strawberry.field(description="At most.")
    selectable_days: list[int] | None = strawberry.field(description="What visitors may choose.")


@strawberry.type(description="How many days of a monitor's past are shown.")
class HistoryRanges:
    """Days, by the screen."""

    desktop: HistoryRange | None = strawberry.field(description="On a wide screen.")
    mobile: HistoryRange | None = strawberry.field(description="On a narrow screen.")


@strawberry.type(description="Which messages maintenances send.")
class MaintenanceMessages:
    """Messages."""

    created: bool | None = strawberry.field(description="When one is planned.")
    reminder: bool | None = strawberry.field(description="Before an event begins.")
    started: bool | None = strawberry.field(description="When an event begins.")
    ended: bool | None = strawberry.field(description="When an event ends.")


@strawberry.type(description="Which messages maintenances send, and when.")
class MaintenanceNotifications:
    """Messages."""

    messages: MaintenanceMessages | None = strawberry.field(
        description="Which ones.", metadata=json_name("event_types")
    )
    reminder_buffer_hours: float | None = strawberry.field(
        description="How many hours before its start an event is READY and the reminder goes out.",
        metadata=json_name("reminder_buffer_hours"),
    )
