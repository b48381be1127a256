"""The monitors that an incident or a maintenance affects, as v4 writes and reads them."""

from collections.abc import Sequence
from typing import Any

from core.errors import InvalidInput
from models.enums import Impact
from resolvers.affected import Affected, MonitorImpact
from rest_compat import bodies
from rest_compat.bodies import Body

_NO_LIST = "monitors must be an array"


def affected_json(affected: Sequence[Affected]) -> list[dict[str, Any]]:
    """Return the impacts as v4 shows them."""
    return [{"monitor_tag": each.monitor.tag, "impact": each.impact} for each in affected]


def impacts(body: Body, *, unless_said: Impact) -> list[MonitorImpact]:
    """Return the monitors of a body that has the field; one without an impact takes `unless_said`."""
    listed = bodies.list_(body, "monitors", _NO_LIST)
    if listed is None:
        raise InvalidInput(_NO_LIST, "monitors")
    return [_impact(item, unless_said) for item in listed]


def _impact(item: object, unless_said: Impact) -> MonitorImpact:
    if not isinstance(item, dict) or not isinstance(item.get("monitor_tag"), str) or not item["monitor_tag"]:
        raise InvalidInput("Each monitor must have a valid monitor_tag", "monitors")
    return MonitorImpact(item["monitor_tag"], bodies.word(item, "impact", Impact) or unless_said)
