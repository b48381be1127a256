"""What the site's entries are changed to."""

import strawberry
from strawberry.scalars import JSON

from resolvers.site_keys import SiteKey
from schema.changes import mentioned
from schema.site.behaviour_inputs import (
    CategoryDeclarationInput,
    DataRetentionInput,
    EventDisplayInput,
    HistoryRangesInput,
    MaintenanceNotificationsInput,
    PageOrderInput,
    PageVisibilityInput,
    SubMenuInput,
    SubscriptionSettingsInput,
)
from schema.site.documents import written
from schema.site.keys import SiteKey as Key
from schema.site.looks_inputs import (
    AnalyticsServiceInput,
    AnnouncementInput,
    DateFormatsInput,
    FontInput,
    HeroInput,
    LanguagesInput,
    MetaTagInput,
    NavLinkInput,
    SitemapInput,
    StatusColorsInput,
)
from schema.site.places import PLACES
from schema.site.words import BackgroundPattern, BarRoundness, BarStyle, SummaryStyle, Theme


@strawberry.input(description="An entry of the site, and the value that it is to have.")
class SiteEntrySetInput:
    """A key and a value."""

    key: Key = strawberry.field(description="The key.")
    value: JSON | None = strawberry.field(description="The value, in the shape that its key takes.")


@strawberry.input(description="An entry of the site that is to be forgotten, so that its default counts again.")
class SiteEntryResetInput:
    """A key."""

    key: Key = strawberry.field(description="The key.")


@strawberry.input(
    description="What is to change of the site: what is left out stays as it is, null resets to the default. An object "
    "or a list replaces what was there as a whole."
)
class SiteUpdateInput:
    """Entries to set and to reset."""

    url: str | None = strawberry.field(
        default=strawberry.UNSET, description="The public address of this installation: http or https."
    )
    title: str | None = strawberry.field(default=strawberry.UNSET, description="The title that browsers show.")
    name: str | None = strawberry.field(default=strawberry.UNSET, description="What the site is called.")
    home: str | None = strawberry.field(default=strawberry.UNSET, description="Where the logo leads.")
    logo: str | None = strawberry.field(default=strawberry.UNSET, description="The address of the logo.")
    favicon: str | None = strawberry.field(default=strawberry.UNSET, description="The address of the small icon.")
    nav: list[NavLinkInput] | None = strawberry.field(default=strawberry.UNSET, description="The links at the top.")
    hero: HeroInput | None = strawberry.field(default=strawberry.UNSET, description="The words at the top.")
    footer_html: str | None = strawberry.field(
        default=strawberry.UNSET, description="What stands at the bottom, as HTML."
    )
    custom_css: str | None = strawberry.field(default=strawberry.UNSET, description="Style of the site's own.")
    announcement: AnnouncementInput | None = strawberry.field(
        default=strawberry.UNSET, description="What is to be said to everybody."
    )
    theme: Theme | None = strawberry.field(default=strawberry.UNSET, description="Whether pages are light or dark.")
    theme_name: str | None = strawberry.field(default=strawberry.UNSET, description="The name of a theme.")
    has_theme_toggle: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether visitors choose between light and dark."
    )
    has_time_zone_toggle: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether visitors choose a time zone."
    )
    shows_status: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether the overall status is shown."
    )
    pattern: BackgroundPattern | None = strawberry.field(default=strawberry.UNSET, description="The background.")
    bar_style: BarStyle | None = strawberry.field(default=strawberry.UNSET, description="How bars are filled.")
    bar_roundness: BarRoundness | None = strawberry.field(
        default=strawberry.UNSET, description="Which corners bars have."
    )
    summary_style: SummaryStyle | None = strawberry.field(
        default=strawberry.UNSET, description="What summaries speak of."
    )
    colors: StatusColorsInput | None = strawberry.field(
        default=strawberry.UNSET, description="The colour of each status."
    )
    colors_dark: StatusColorsInput | None = strawberry.field(
        default=strawberry.UNSET, description="The colour of each status on dark pages."
    )
    font: FontInput | None = strawberry.field(default=strawberry.UNSET, description="The font.")
    languages: LanguagesInput | None = strawberry.field(
        default=strawberry.UNSET, description="The languages that pages come in."
    )
    date_formats: DateFormatsInput | None = strawberry.field(
        default=strawberry.UNSET, description="How dates and times are written."
    )
    history_days: HistoryRangesInput | None = strawberry.field(
        default=strawberry.UNSET, description="How many days of a monitor's past are shown."
    )
    home_incident_count: int | None = strawberry.field(
        default=strawberry.UNSET, description="How many incidents the home page shows."
    )
    home_incident_days: int | None = strawberry.field(
        default=strawberry.UNSET, description="Of how many days the home page shows incidents."
    )
    incident_group_view: str | None = strawberry.field(
        default=strawberry.UNSET, description="How incidents are grouped."
    )
    event_display: EventDisplayInput | None = strawberry.field(
        default=strawberry.UNSET, description="Which incidents and events are shown."
    )
    page_visibility: PageVisibilityInput | None = strawberry.field(
        default=strawberry.UNSET, description="How pages know of each other."
    )
    page_order: PageOrderInput | None = strawberry.field(default=strawberry.UNSET, description="The order of pages.")
    monitor_order: list[int] | None = strawberry.field(
        default=strawberry.UNSET, description="The order of monitors, by their numbers."
    )
    categories: list[CategoryDeclarationInput] | None = strawberry.field(
        default=strawberry.UNSET, description="What is said of the categories of monitors."
    )
    sub_menu: SubMenuInput | None = strawberry.field(default=strawberry.UNSET, description="What a page's menu offers.")
    subscriptions: SubscriptionSettingsInput | None = strawberry.field(
        default=strawberry.UNSET, description="What visitors may subscribe to."
    )
    retention: DataRetentionInput | None = strawberry.field(
        default=strawberry.UNSET, description="How long samples are kept."
    )
    maintenance_notifications: MaintenanceNotificationsInput | None = strawberry.field(
        default=strawberry.UNSET, description="Which messages maintenances send, and when."
    )
    meta_title: str | None = strawberry.field(default=strawberry.UNSET, description="The title for search engines.")
    meta_description: str | None = strawberry.field(
        default=strawberry.UNSET, description="The description for search engines."
    )
    meta_tags: list[MetaTagInput] | None = strawberry.field(
        default=strawberry.UNSET, description="Tags for the head of pages."
    )
    social_preview_image: str | None = strawberry.field(
        default=strawberry.UNSET, description="The address of the picture that is shown where a link is shared."
    )
    search_map: SitemapInput | None = strawberry.field(
        default=strawberry.UNSET, description="The map of the site for search engines."
    )
    analytics: list[AnalyticsServiceInput] | None = strawberry.field(
        default=strawberry.UNSET, description="Services that count visitors."
    )
    google_tag_manager: JSON | None = strawberry.field(
        default=strawberry.UNSET, description="What Google Tag Manager needs, in its own shape."
    )
    plausible: JSON | None = strawberry.field(
        default=strawberry.UNSET, description="What Plausible needs, in its own shape."
    )
    mixpanel: JSON | None = strawberry.field(
        default=strawberry.UNSET, description="What Mixpanel needs, in its own shape."
    )
    amplitude: JSON | None = strawberry.field(
        default=strawberry.UNSET, description="What Amplitude needs, in its own shape."
    )
    clarity: JSON | None = strawberry.field(
        default=strawberry.UNSET, description="What Clarity needs, in its own shape."
    )
    umami: JSON | None = strawberry.field(default=strawberry.UNSET, description="What Umami needs, in its own shape.")
    posthog: JSON | None = strawberry.field(
        default=strawberry.UNSET, description="What PostHog needs, in its own shape."
    )

    def changes(self) -> dict[SiteKey, object]:
        """Return the entries to set, and with None those to reset."""
        keys = {**PLACES, "url": SiteKey.SITE_URL}
        return {keys[name]: _stored(value) for name, value in mentioned(self, never_null=()).items()}


def _stored(value: object) -> object:
    if isinstance(value, bool):
        # The site's own switches are words; those within an object are JSON's.
        return "YES" if value else "NO"
    return written(value)
