"""The overall status of a set of monitors: the worst of theirs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.errors import NotFound
from core.principal import Principal
from models.enums import Activity, Status
from models.monitor import Monitor
from models.samples import Sample
from resolvers import monitors, pages, samples

_WORST_FIRST = (Status.DOWN, Status.DEGRADED, Status.MAINTENANCE, Status.UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFilter:
    """Which monitors make the set: those for which all holds that is given; None asks for any."""

    tags: Sequence[str] | None = None
    category_names: Sequence[str] | None = None
    page_path: str | None = None


def worst(statuses: Iterable[Status]) -> Status:
    """Return the worst of some statuses: DOWN, then DEGRADED, MAINTENANCE, UP; NO_DATA when nothing is known."""
    seen = set(statuses)
    return next((status for status in _WORST_FIRST if status in seen), Status.NO_DATA)


def worst_of(up: int, down: int, degraded: int, maintenance: int, _no_data: int = 0) -> Status:
    """Return the worst status that occurs, given how often each does; as `worst`, in the time that bars have for it."""
    if down:
        return Status.DOWN
    if degraded:
        return Status.DEGRADED
    if maintenance:
        return Status.MAINTENANCE
    return Status.UP if up else Status.NO_DATA


def counted(members: Iterable[Monitor]) -> list[Monitor]:
    """Return those of a set whose status counts: the active ones, as the others are not checked."""
    return [monitor for monitor in members if monitor.status is Activity.ACTIVE]


def of(members: Iterable[Monitor], newest: Mapping[int, Sample | None]) -> Status:
    """Return the overall status of a set, of whose monitors `newest` are the latest samples by id."""
    found = (newest.get(monitor.id) for monitor in counted(members))
    return worst(sample.status for sample in found if sample is not None)


async def find(principal: Principal, wanted: SetFilter) -> Status:
    """Return the overall status of the monitors that `wanted` describes, of those that the one who asks may know of."""
    members = counted(await _members(principal, wanted))
    return of(members, await samples.latest([monitor.id for monitor in members]))


async def _members(principal: Principal, wanted: SetFilter) -> list[Monitor]:
    if wanted.tags is not None:
        members = list((await monitors.by_tags(principal, wanted.tags)).values())
    else:
        members = await monitors.visible_to(principal)
    if wanted.page_path is not None:
        on_page = await _on_page(principal, wanted.page_path)
        members = [monitor for monitor in members if monitor.id in on_page]
    if wanted.category_names is not None:
        names = set(wanted.category_names)
        members = [monitor for monitor in members if monitor.category_name in names]
    return members


async def _on_page(principal: Principal, path: str) -> set[int]:
    try:
        page = await pages.get(principal, path)
    except NotFound:
        return set()
    return {placed.monitor.id for placed in (await pages.placed_on(principal, [page.id]))[page.id]}
