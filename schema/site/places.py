"""Where in GraphQL each of the site's entries has its place.

The entry of the site's address is `Site.url`, which has a default and is not among these.
"""

from collections.abc import Mapping

from resolvers.site_keys import SiteKey

PLACES: Mapping[str, SiteKey] = {
    "title": SiteKey.TITLE,
    "name": SiteKey.SITE_NAME,
    "home": SiteKey.HOME,
    "logo": SiteKey.LOGO,
    "favicon": SiteKey.FAVICON,
    "nav": SiteKey.NAV,
    "hero": SiteKey.HERO,
    "footer_html": SiteKey.FOOTER_HTML,
    "custom_css": SiteKey.CUSTOM_CSS,
    "announcement": SiteKey.ANNOUNCEMENT,
    "theme": SiteKey.THEME,
    "theme_name": SiteKey.KENER_THEME,
    "has_theme_toggle": SiteKey.THEME_TOGGLE,
    "has_time_zone_toggle": SiteKey.TIME_ZONE_TOGGLE,
    "shows_status": SiteKey.SHOW_SITE_STATUS,
    "pattern": SiteKey.PATTERN,
    "bar_style": SiteKey.BAR_STYLE,
    "bar_roundness": SiteKey.BAR_ROUNDNESS,
    "summary_style": SiteKey.SUMMARY_STYLE,
    "colors": SiteKey.COLORS,
    "colors_dark": SiteKey.COLORS_DARK,
    "font": SiteKey.FONT,
    "languages": SiteKey.I18N,
    "date_formats": SiteKey.DATE_AND_TIME_FORMAT,
    "history_days": SiteKey.HOME_DATA_MAX_DAYS,
    "home_incident_count": SiteKey.HOME_INCIDENT_COUNT,
    "home_incident_days": SiteKey.HOME_INCIDENT_START_TIME_WITHIN,
    "incident_group_view": SiteKey.INCIDENT_GROUP_VIEW,
    "event_display": SiteKey.EVENT_DISPLAY_SETTINGS,
    "page_visibility": SiteKey.GLOBAL_PAGE_VISIBILITY_SETTINGS,
    "page_order": SiteKey.PAGE_ORDERING_SETTINGS,
    "monitor_order": SiteKey.MONITOR_SORT,
    "categories": SiteKey.CATEGORIES,
    "sub_menu": SiteKey.SUB_MENU_OPTIONS,
    "subscriptions": SiteKey.SUBSCRIPTIONS_SETTINGS,
    "retention": SiteKey.DATA_RETENTION_POLICY,
    "maintenance_notifications": SiteKey.GLOBAL_MAINTENANCE_NOTIFICATION_SETTINGS,
    "meta_title": SiteKey.META_SITE_TITLE,
    "meta_description": SiteKey.META_SITE_DESCRIPTION,
    "meta_tags": SiteKey.META_TAGS,
    "social_preview_image": SiteKey.SOCIAL_PREVIEW_IMAGE,
    "search_map": SiteKey.SITEMAP,
    "analytics": SiteKey.ANALYTICS,
    "google_tag_manager": SiteKey.GOOGLE_TAG_MANAGER,
    "plausible": SiteKey.PLAUSIBLE,
    "mixpanel": SiteKey.MIXPANEL,
    "amplitude": SiteKey.AMPLITUDE,
    "clarity": SiteKey.CLARITY,
    "umami": SiteKey.UMAMI,
    "posthog": SiteKey.POSTHOG,
}
# What tells of hidden monitors, or is nobody's business outside.
PRIVATE = frozenset({"monitor_order", "maintenance_notifications"})
