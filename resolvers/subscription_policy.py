"""What the site's entries say of subscriptions: whether there are any, who is told of what, and how the site is called.

Entries come from people and other programs: what is not understood counts as not said. Read are

- `subscriptionsSettings`: `enable`; `methods.emails` and `methods.webhooks`, each with `incidents` and `maintenances`;
- `globalMaintenanceNotificationSettings`: `event_types` with `created`, `reminder`, `started`, `ended`, `cancelled`;
- `eventDisplaySettings`: `incidents.enabled` and `maintenances.enabled`: what nobody is shown, nobody is told.

Everything that is not said is on.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core import settings
from models.enums import MessageKind, SubscriberChannel
from models.site import SiteEntry
from resolvers.site_keys import SiteKey

INCIDENTS = "incidents"
MAINTENANCES = "maintenances"
_DEFAULT_NAME = "Status"
_METHODS = {SubscriberChannel.EMAIL: "emails", SubscriberChannel.WEBHOOK: "webhooks"}
_EVENT_TYPES = {
    MessageKind.MAINTENANCE_CREATED: "created",
    MessageKind.MAINTENANCE_STARTING_SOON: "reminder",
    MessageKind.MAINTENANCE_STARTED: "started",
    MessageKind.MAINTENANCE_ENDED: "ended",
    MessageKind.MAINTENANCE_CANCELLED: "cancelled",
}
_READ = (
    SiteKey.SITE_NAME,
    SiteKey.SITE_URL,
    SiteKey.LOGO,
    SiteKey.SUBSCRIPTIONS_SETTINGS,
    SiteKey.GLOBAL_MAINTENANCE_NOTIFICATION_SETTINGS,
    SiteKey.EVENT_DISPLAY_SETTINGS,
)


@dataclass(frozen=True, slots=True)
class SubscriptionPolicy:
    """The entries, as they were read at one moment."""

    entries: Mapping[SiteKey, object]

    @property
    def is_enabled(self) -> bool:
        """Whether there are subscriptions at all."""
        return self._is_on(SiteKey.SUBSCRIPTIONS_SETTINGS, "enable")

    def may_follow(self, channel: SubscriberChannel, what: str) -> bool:
        """Return whether incidents, or maintenances, are told by this channel."""
        return self.is_enabled and self._is_on(SiteKey.SUBSCRIPTIONS_SETTINGS, "methods", _METHODS[channel], what)

    def channels_of(self, kind: MessageKind) -> frozenset[SubscriberChannel]:
        """Return by which channels messages of this kind are sent; none where nobody is to be told."""
        what = MAINTENANCES if kind in _EVENT_TYPES else INCIDENTS
        if not self._is_on(SiteKey.EVENT_DISPLAY_SETTINGS, what, "enabled"):
            return frozenset()
        event_type = _EVENT_TYPES.get(kind)
        if event_type is not None and not self._is_on(
            SiteKey.GLOBAL_MAINTENANCE_NOTIFICATION_SETTINGS, "event_types", event_type
        ):
            return frozenset()
        return frozenset(channel for channel in SubscriberChannel if self.may_follow(channel, what))

    @property
    def site_url(self) -> str:
        """The public address of the installation, without a slash at its end."""
        return (self._text(SiteKey.SITE_URL) or settings.current().public_url).rstrip("/")

    def variables(self) -> dict[str, str]:
        """Return what every message may say of the site."""
        logo = self._text(SiteKey.LOGO)
        if logo.startswith("/") and not logo.startswith("//"):
            logo = f"{self.site_url}{logo}"
        return {
            "site_name": self._text(SiteKey.SITE_NAME) or _DEFAULT_NAME,
            "site_url": self.site_url,
            "site_logo_url": logo if logo.startswith(("https://", "http://")) else "",
        }

    def _text(self, key: SiteKey) -> str:
        value = self.entries.get(key)
        return value if isinstance(value, str) else ""

    def _is_on(self, key: SiteKey, *path: str) -> bool:
        value = self.entries.get(key)
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        return value is not False


async def read() -> SubscriptionPolicy:
    """Return what the entries say now, in one statement."""
    rows = await SiteEntry.filter(key__in=list(_READ))
    return SubscriptionPolicy({SiteKey(row.key): row.document for row in rows})
