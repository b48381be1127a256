"""What alerts say: a sentence for people, and the variables that the templates of triggers may name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from models.alert import AlertConfiguration
from models.enums import AlertReason, AlertStatus
from models.monitor import Monitor
from resolvers import addresses, alert_conditions
from resolvers.alert_conditions import Condition, LatencyCondition, StatusCondition, UptimeCondition
from resolvers.site_keys import SiteKey


@dataclass(frozen=True, slots=True)
class Site:
    """What messages say of the site."""

    name: str
    url: str
    logo_url: str

    @classmethod
    def of(cls, entries: Mapping[SiteKey, object], url: str) -> "Site":
        """Return what the site's entries say; a logo that is a path is one of the site's."""
        logo = str(entries.get(SiteKey.LOGO) or "")
        name = str(entries.get(SiteKey.SITE_NAME) or entries.get(SiteKey.TITLE) or "")
        return cls(name, url, f"{url}{logo}" if logo.startswith("/") else logo)


@dataclass(frozen=True, slots=True)
class Told:
    """An alert at the moment that a message is about; `at` in epoch seconds, `value` is what was seen then."""

    alert_id: int
    status: AlertStatus
    reason: AlertReason
    value: str | None
    at: int
    incident_id: int | None


def condition_of(configuration: AlertConfiguration) -> Condition:
    """Return the configuration's condition."""
    return alert_conditions.read(
        configuration.alert_for, configuration.alert_value, configuration.window_minutes, configuration.percentile
    )


def sentence(
    configuration: AlertConfiguration, monitor: Monitor, status: AlertStatus, reason: AlertReason, value: str | None
) -> str:
    """Return what was seen, for people."""
    condition = condition_of(configuration)
    if status is AlertStatus.RESOLVED:
        times = _times(configuration.success_threshold)
        return f"{monitor.name} is within bounds again{times}: {_seen(condition, value)}"
    if reason is AlertReason.NO_DATA:
        return f"{monitor.name} has had no data for {configuration.no_data_minutes} minutes"
    bound = "" if isinstance(condition, StatusCondition) else f" ({alert_conditions.described(condition)})"
    return f"{monitor.name}: {_seen(condition, value)}{bound}{_times(configuration.failure_threshold)}"


def _times(threshold: int) -> str:
    return f", {threshold} samples in a row" if threshold > 1 else ""


def _seen(condition: Condition, value: str | None) -> str:
    known = value or "unknown"
    match condition:
        case StatusCondition():
            return f"status {known}"
        case LatencyCondition():
            return f"latency {known} ms"
        case UptimeCondition():
            return f"uptime {known} %"


def variables(configuration: AlertConfiguration, monitor: Monitor, told: Told, site: Site) -> dict[str, str]:
    """Return the variables of a message; those that don't apply are empty."""
    incident_url = "" if told.incident_id is None else addresses.of_incident(site.url, told.incident_id)
    return {
        "alert_id": str(told.alert_id),
        "alert_name": configuration.name,
        "alert_description": configuration.description or "",
        "alert_status": told.status.value,
        "alert_severity": configuration.severity.value,
        "alert_for": configuration.alert_for.value,
        "alert_value": configuration.alert_value,
        "alert_message": sentence(configuration, monitor, told.status, told.reason, told.value),
        "alert_timestamp": datetime.fromtimestamp(told.at, UTC).isoformat(),
        "alert_source": told.reason.value,
        "alert_failure_threshold": str(configuration.failure_threshold),
        "alert_success_threshold": str(configuration.success_threshold),
        "alert_incident_id": "" if told.incident_id is None else str(told.incident_id),
        "alert_incident_url": incident_url,
        "alert_cta_url": incident_url or site.url,
        "alert_cta_text": "View the incident" if incident_url else "View the status",
        "is_triggered": "true" if told.status is AlertStatus.TRIGGERED else "",
        "is_resolved": "true" if told.status is AlertStatus.RESOLVED else "",
        "monitor_name": monitor.name,
        "monitor_tag": monitor.tag,
        "site_name": site.name,
        "site_url": site.url,
        "site_logo_url": site.logo_url,
    }
