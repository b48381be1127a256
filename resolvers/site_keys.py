"""The keys of the site's entries."""

from enum import StrEnum

from core.errors import NotFound


class SiteKey(StrEnum):
    """The fixed set of keys, as REST v4 writes them."""

    TITLE = "title"
    SITE_NAME = "siteName"
    SITE_URL = "siteURL"
    HOME = "home"
    FAVICON = "favicon"
    LOGO = "logo"
    META_TAGS = "metaTags"
    NAV = "nav"
    HERO = "hero"
    FOOTER_HTML = "footerHTML"
    I18N = "i18n"
    PATTERN = "pattern"
    ANALYTICS = "analytics"
    THEME = "theme"
    THEME_TOGGLE = "themeToggle"
    TIME_ZONE_TOGGLE = "tzToggle"
    BAR_STYLE = "barStyle"
    BAR_ROUNDNESS = "barRoundness"
    SUMMARY_STYLE = "summaryStyle"
    COLORS = "colors"
    COLORS_DARK = "colorsDark"
    FONT = "font"
    MONITOR_SORT = "monitorSort"
    CATEGORIES = "categories"
    HOME_INCIDENT_COUNT = "homeIncidentCount"
    HOME_INCIDENT_START_TIME_WITHIN = "homeIncidentStartTimeWithin"
    INCIDENT_GROUP_VIEW = "incidentGroupView"
    GOOGLE_TAG_MANAGER = "analytics.googleTagManager"
    PLAUSIBLE = "analytics.plausible"
    MIXPANEL = "analytics.mixpanel"
    AMPLITUDE = "analytics.amplitude"
    CLARITY = "analytics.clarity"
    UMAMI = "analytics.umami"
    POSTHOG = "analytics.posthog"
    CUSTOM_CSS = "customCSS"
    SUBSCRIPTIONS_SETTINGS = "subscriptionsSettings"
    KENER_THEME = "kenerTheme"
    SHOW_SITE_STATUS = "showSiteStatus"
    SUB_MENU_OPTIONS = "subMenuOptions"
    ANNOUNCEMENT = "announcement"
    DATA_RETENTION_POLICY = "dataRetentionPolicy"
    EVENT_DISPLAY_SETTINGS = "eventDisplaySettings"
    GLOBAL_PAGE_VISIBILITY_SETTINGS = "globalPageVisibilitySettings"
    PAGE_ORDERING_SETTINGS = "pageOrderingSettings"
    HOME_DATA_MAX_DAYS = "homeDataMaxDays"
    DATE_AND_TIME_FORMAT = "dateAndTimeFormat"
    SOCIAL_PREVIEW_IMAGE = "socialPreviewImage"
    META_SITE_TITLE = "metaSiteTitle"
    META_SITE_DESCRIPTION = "metaSiteDescription"
    SITEMAP = "sitemap"
    GLOBAL_MAINTENANCE_NOTIFICATION_SETTINGS = "globalMaintenanceNotificationSettings"


class Kind(StrEnum):
    """What kind of value a key holds."""

    TEXT = "text"
    NUMBER = "number"
    JSON = "json"


def key_of(name: str) -> SiteKey:
    """Return the key of this name; raises NotFound when there is none."""
    try:
        return SiteKey(name)
    except ValueError:
        raise NotFound(f"Config key '{name}' is not a valid configuration key", "config_key") from None
