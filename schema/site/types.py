"""The site: its entries, each in its own type."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Self

import strawberry
from strawberry import relay
from strawberry.scalars import JSON

from core.principal import Principal
from resolvers import site
from resolvers.site_keys import SiteKey
from schema.context import Info
from schema.site.behaviour import (
    CategoryDeclaration,
    DataRetention,
    EventDisplay,
    HistoryRanges,
    MaintenanceNotifications,
    PageOrder,
    PageVisibility,
    SubMenu,
    SubscriptionSettings,
)
from schema.site.documents import hints_of, readable
from schema.site.keys import SiteKey as Key
from schema.site.looks import (
    AnalyticsService,
    Announcement,
    DateFormats,
    Font,
    Hero,
    Languages,
    MetaTag,
    NavLink,
    Sitemap,
    StatusColors,
)
from schema.site.places import PLACES, PRIVATE
from schema.site.words import BackgroundPattern, BarRoundness, BarStyle, SummaryStyle, Theme

_ID = "site"


@strawberry.type(description="An entry of the site as it is stored.")
class SiteEntry:
    """A key and its value."""

    key: Key = strawberry.field(description="The key.")
    value: JSON | None = strawberry.field(description="The value; its shape is the key's own.")

    @classmethod
    def of(cls, entry: site.Entry) -> Self:
        """Return the entry as GraphQL shows it."""
        return cls(key=entry.key, value=JSON(entry.value))


@strawberry.type(
    description="What the installation says of itself, and how it behaves. A field is null where it was never set, or "
    "where what is stored can't be read as its type; `entries` has everything as it is stored."
)
class Site(relay.Node):
    """The site, of which there is one."""

    id: relay.NodeID[str]
    url: str = strawberry.field(description="The public address of this installation, without a slash at its end.")
    title: str | None = strawberry.field(description="The title that browsers show.")
    name: str | None = strawberry.field(description="What the site is called.")
    home: str | None = strawberry.field(description="Where the logo leads.")
    logo: str | None = strawberry.field(description="The address of the logo.")
    favicon: str | None = strawberry.field(description="The address of the small icon.")
    nav: list[NavLink] | None = strawberry.field(description="The links at the top.")
    hero: Hero | None = strawberry.field(description="The words at the top.")
    footer_html: str | None = strawberry.field(description="What stands at the bottom, as HTML.")
    custom_css: str | None = strawberry.field(description="Style of the site's own.")
    announcement: Announcement | None = strawberry.field(description="What is to be said to everybody.")
    theme: Theme | None = strawberry.field(description="Whether pages are light or dark.")
    theme_name: str | None = strawberry.field(description="The name of a theme.")
    has_theme_toggle: bool | None = strawberry.field(description="Whether visitors choose between light and dark.")
    has_time_zone_toggle: bool | None = strawberry.field(description="Whether visitors choose a time zone.")
    shows_status: bool | None = strawberry.field(description="Whether the overall status is shown.")
    pattern: BackgroundPattern | None = strawberry.field(description="The background.")
    bar_style: BarStyle | None = strawberry.field(description="How bars are filled.")
    bar_roundness: BarRoundness | None = strawberry.field(description="Which corners bars have.")
    summary_style: SummaryStyle | None = strawberry.field(description="What summaries speak of.")
    colors: StatusColors | None = strawberry.field(description="The colour of each status.")
    colors_dark: StatusColors | None = strawberry.field(description="The colour of each status on dark pages.")
    font: Font | None = strawberry.field(description="The font.")
    languages: Languages | None = strawberry.field(description="The languages that pages come in.")
    date_formats: DateFormats | None = strawberry.field(description="How dates and times are written.")
    history_days: HistoryRanges | None = strawberry.field(description="How many days of a monitor's past are shown.")
    home_incident_count: int | None = strawberry.field(description="How many incidents the home page shows.")
    home_incident_days: int | None = strawberry.field(description="Of how many days the home page shows incidents.")
    incident_group_view: str | None = strawberry.field(description="How incidents are grouped.")
    event_display: EventDisplay | None = strawberry.field(description="Which incidents and events are shown.")
    page_visibility: PageVisibility | None = strawberry.field(description="How pages know of each other.")
    page_order: PageOrder | None = strawberry.field(description="The order of pages.")
    monitor_order: list[int] | None = strawberry.field(
        description="The order of monitors, by their numbers; null for who has no key."
    )
    categories: list[CategoryDeclaration] | None = strawberry.field(
        description="What is said of the categories of monitors; hidden ones only for holders of a key."
    )
    sub_menu: SubMenu | None = strawberry.field(description="What a page's menu offers.")
    subscriptions: SubscriptionSettings | None = strawberry.field(description="What visitors may subscribe to.")
    retention: DataRetention | None = strawberry.field(description="How long samples are kept.")
    maintenance_notifications: MaintenanceNotifications | None = strawberry.field(
        description="Which messages maintenances send, and when; null for who has no key."
    )
    meta_title: str | None = strawberry.field(description="The title for search engines.")
    meta_description: str | None = strawberry.field(description="The description for search engines.")
    meta_tags: list[MetaTag] | None = strawberry.field(description="Tags for the head of pages.")
    social_preview_image: str | None = strawberry.field(
        description="The address of the picture that is shown where a link is shared."
    )
    search_map: Sitemap | None = strawberry.field(description="The map of the site for search engines.")
    analytics: list[AnalyticsService] | None = strawberry.field(description="Services that count visitors.")
    google_tag_manager: JSON | None = strawberry.field(description="What Google Tag Manager needs, in its own shape.")
    plausible: JSON | None = strawberry.field(description="What Plausible needs, in its own shape.")
    mixpanel: JSON | None = strawberry.field(description="What Mixpanel needs, in its own shape.")
    amplitude: JSON | None = strawberry.field(description="What Amplitude needs, in its own shape.")
    clarity: JSON | None = strawberry.field(description="What Clarity needs, in its own shape.")
    umami: JSON | None = strawberry.field(description="What Umami needs, in its own shape.")
    posthog: JSON | None = strawberry.field(description="What PostHog needs, in its own shape.")

    @classmethod
    async def resolve_nodes(
        cls,
        *,
        info: Info,
        node_ids: Iterable[str],
        required: bool = False,
    ) -> list[Any]:
        """Return the site for its id, null for any other."""
        found = cls.of(await info.context.site.entries(), await info.context.principal())
        return [found if node_id == _ID else None for node_id in node_ids]

    @classmethod
    def of(cls, entries: Mapping[SiteKey, object], viewer: Principal) -> Self:
        """Return the site that its entries make, as far as the one who asks may see it."""
        hints = hints_of(Site)
        shown = {
            name: readable(hints[name], entries.get(key))
            for name, key in PLACES.items()
            if viewer.may_read_private or name not in PRIVATE
        }
        if shown["categories"] is not None and not viewer.may_read_private:
            shown["categories"] = [category for category in shown["categories"] if not category.is_hidden]
        return cls(id=_ID, url=site.url_in(entries), **{**dict.fromkeys(PRIVATE), **shown})

    @strawberry.field(description="The entries that were set, as they are stored; null for who has no key.")
    async def entries(self, info: Info) -> list[SiteEntry] | None:
        """Return the entries to holders of a key."""
        principal = await info.context.principal()
        if not principal.may_read_private:
            return None
        return [SiteEntry.of(entry) for entry in await site.list_entries(principal)]

    @strawberry.field(description="One entry as it is stored; null where it was never set, and for who has no key.")
    async def entry(
        self, info: Info, key: Annotated[Key, strawberry.argument(description="The key.")]
    ) -> SiteEntry | None:
        """Return an entry to holders of a key."""
        principal = await info.context.principal()
        if not principal.may_read_private:
            return None
        found = (await info.context.site.entries()).get(key)
        return None if found is None else SiteEntry.of(site.Entry(key, found))
