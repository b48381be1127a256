"""Rollups as a whole: computed anew from the samples, or compared with them, while everything runs."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from core import events
from core.clock import MINUTE
from core.errors import InvalidInput, NotFound
from core.events import Event, Topic
from core.principal import Access, Principal
from models.monitor import Monitor
from models.samples import Difference, Stretch, differences, extents, recompute
from models.samples.stretches import DAY, ceiling, floor
from resolvers import tags

# So much at once that it takes some 20 ms, for which other writers of the monitor, on SQLite all, have to wait.
_CHUNK = 14 * DAY


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rollups: of the UTC days that the epoch seconds [start, end) touch, and of which monitors; None is all."""

    start: int | None = None
    end: int | None = None
    tags: Sequence[str] = ()


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """How far a pass has come: everything up to `end` of this monitor, and all monitors with smaller ids."""

    monitor_id: int
    end: int


async def rebuild(principal: Principal, scope: Scope, *, after: Position | None = None) -> AsyncIterator[Position]:
    """Compute the rollups anew, a chunk a transaction, and yield the position after each.

    With `after` the pass goes on where an earlier one, of the same scope, had come to. Frozen quarter hours stay as
    they are. Raises InvalidInput for an empty range, and NotFound for an unknown tag.
    """
    principal.require(Access.ADMIN)
    async for chunk in _chunks(scope, after):
        await recompute([chunk.monitor_id], chunk.start, chunk.end)
        await events.publish(Event(Topic.SAMPLES, (chunk.monitor_id,), chunk.start, chunk.end))
        yield Position(chunk.monitor_id, chunk.end)


async def verify(principal: Principal, scope: Scope) -> AsyncIterator[Difference]:
    """Yield every value of a rollup that is not what its samples come to; raises as `rebuild` does."""
    principal.require(Access.ADMIN)
    async for chunk in _chunks(scope, None):
        for difference in await differences(chunk):
            yield difference


async def _chunks(scope: Scope, after: Position | None) -> AsyncIterator[Stretch]:
    if scope.start is not None and scope.end is not None and scope.start >= scope.end:
        raise InvalidInput(f"the start must be before the end; got {scope.start} and {scope.end}", "start")
    for extent in await extents(await _ids(scope.tags)):
        start = extent.first if scope.start is None else max(extent.first, scope.start)
        stop = extent.last + MINUTE if scope.end is None else min(extent.last + MINUTE, scope.end)
        start, stop = floor(start, DAY), ceiling(stop, DAY)
        while start < stop:
            end = min(start + _CHUNK, stop)
            if after is None or Position(extent.monitor_id, end) > after:
                yield Stretch(extent.monitor_id, start, end)
            start = end


async def _ids(wanted: Sequence[str]) -> list[int]:
    if not wanted:
        return [monitor.id for monitor in await Monitor.all().only("id").order_by("id")]
    found: dict[str, int] = dict(
        await Monitor.filter(tag__in=[tag for tag in wanted if tags.can_exist(tag)]).values_list("tag", "id")
    )
    for tag in wanted:
        if tag not in found:
            raise NotFound(f"Monitor with tag '{tag}' not found", "tag")
    return sorted(found.values())
