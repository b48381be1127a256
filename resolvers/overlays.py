"""Overlays: the impact that is shown for a monitor while an incident or a maintenance event covers it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models import overlay
from models.enums import Impact, SampleType, Status
from models.overlay import Cover

# The same order as for the overall status of a set.
_WORST_FIRST = (Impact.DOWN, Impact.DEGRADED, Impact.MAINTENANCE, Impact.UP)
# Of a global one that names no impact at all: what an impact is where nobody says anything else.
_DEFAULT = {SampleType.INCIDENT: Impact.DOWN, SampleType.MAINTENANCE: Impact.MAINTENANCE}
# The last one lies on top.
_LAYERS = (SampleType.INCIDENT, SampleType.MAINTENANCE)


@dataclass(frozen=True, slots=True)
class Overlay:
    """What is shown instead of what was seen: a status, and INCIDENT or MAINTENANCE as the sample's type."""

    status: Status
    type: SampleType


async def over(minute: int, monitor_ids: Sequence[int]) -> dict[int, Overlay]:
    """Return what covers each of the monitors at `minute`; monitors that nothing covers are absent."""
    return choose(await overlay.covering(minute), monitor_ids)


def choose(covers: Iterable[Cover], monitor_ids: Sequence[int]) -> dict[int, Overlay]:
    """Return the overlay of each monitor: maintenances lie over incidents, and among equals the worst impact wins.

    One that is global covers the monitors that it does not name with the worst impact that it names.
    """
    layers: dict[SampleType, dict[int, Impact]] = {}
    for (kind, _), lines in _by_source(covers).items():
        for monitor_id, impact in _impacts(kind, lines, monitor_ids).items():
            layer = layers.setdefault(kind, {})
            layer[monitor_id] = _worst([impact, layer.get(monitor_id, impact)])
    return {
        monitor_id: Overlay(Status(impact.value), kind)
        for kind in _LAYERS
        for monitor_id, impact in layers.get(kind, {}).items()
    }


def _by_source(covers: Iterable[Cover]) -> dict[tuple[SampleType, int], list[Cover]]:
    sources: dict[tuple[SampleType, int], list[Cover]] = defaultdict(list)
    for cover in covers:
        sources[cover.type, cover.source_id].append(cover)
    return sources


def _impacts(kind: SampleType, lines: Sequence[Cover], monitor_ids: Sequence[int]) -> dict[int, Impact]:
    named = {each.monitor_id: each.impact for each in lines if each.monitor_id is not None and each.impact is not None}
    if not lines[0].is_global:
        return {monitor_id: named[monitor_id] for monitor_id in monitor_ids if monitor_id in named}
    elsewhere = _worst(list(named.values())) if named else _DEFAULT[kind]
    return {monitor_id: named.get(monitor_id, elsewhere) for monitor_id in monitor_ids}


def _worst(impacts: Sequence[Impact]) -> Impact:
    return min(impacts, key=_WORST_FIRST.index)
