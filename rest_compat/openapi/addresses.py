"""The parameters that stand in paths."""

from dataclasses import dataclass

from resolvers.site_keys import SiteKey
from rest_compat.openapi.schemas import Schema


@dataclass(frozen=True, slots=True)
class Address:
    """A parameter of a path, and its name among the document's components."""

    component: str
    description: str
    schema: Schema


_ID: Schema = {"type": "integer"}
_TEXT: Schema = {"type": "string"}

ADDRESSES = {
    "monitor_tag": Address("MonitorTag", "The tag of a monitor.", {**_TEXT, "examples": ["shop"]}),
    "timestamp": Address(
        "Timestamp",
        "Any second of a minute, in epoch seconds, UTC. The sample of that minute is meant.",
        {**_ID, "examples": [1_795_487_700]},
    ),
    "incident_id": Address("IncidentId", "The id of an incident.", _ID),
    "comment_id": Address("CommentId", "The id of a comment on this incident.", _ID),
    "page_path": Address(
        "PagePath", "The path of a page; the home page, whose path is empty, is written `~home`.", _TEXT
    ),
    "config_key": Address("ConfigKey", f"The key of an entry. The keys are {', '.join(SiteKey)}.", _TEXT),
    "maintenance_id": Address("MaintenanceId", "The id of a maintenance.", _ID),
    "event_id": Address("EventId", "The id of an event of this maintenance.", _ID),
}
