"""The variables that a message about an alert has, and that the templates of triggers may name."""

from collections.abc import Mapping
from types import MappingProxyType

from core.templates import Vocabulary

# What each variable holds. Those that don't apply (an alert without an incident) are empty.
ALERT_VARIABLES: Mapping[str, str] = MappingProxyType(
    {
        "alert_id": "The alert's number.",
        "alert_name": "The name of the alert configuration.",
        "alert_description": "The description of the alert configuration.",
        "alert_status": "TRIGGERED or RESOLVED.",
        "alert_severity": "CRITICAL or WARNING.",
        "alert_for": "What is watched: STATUS, LATENCY or UPTIME.",
        "alert_value": "What it was compared with: a status, milliseconds or percent.",
        "alert_message": "What was seen, in a sentence.",
        "alert_timestamp": "When it happened, in ISO 8601.",
        "alert_source": "What raised the alert.",
        "alert_failure_threshold": "How many samples in a row trigger it.",
        "alert_success_threshold": "How many samples in a row resolve it.",
        "alert_incident_id": "The number of the incident that it opened.",
        "alert_incident_url": "The address of that incident.",
        "alert_cta_url": "Where to go next: the incident or the monitor.",
        "alert_cta_text": "What a link to alert_cta_url says.",
        "is_triggered": "`true` while the alert stands, for sections.",
        "is_resolved": "`true` when the alert is over, for sections.",
        "monitor_name": "The monitor's name.",
        "monitor_tag": "The monitor's tag.",
        "site_name": "The site's name.",
        "site_url": "The site's address.",
        "site_logo_url": "The address of the site's logo.",
    }
)
ALERT_VOCABULARY = Vocabulary(frozenset(ALERT_VARIABLES), alternatives=("is_triggered", "is_resolved"))
