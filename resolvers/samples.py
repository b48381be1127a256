"""Samples: everybody reads and edits them here; `resolvers.settling` makes them of what the checks saw."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tortoise.exceptions import IntegrityError

from core import clock, events
from core.errors import InvalidInput, NotFound
from core.events import Event, Topic
from core.principal import Access, Principal
from core.unset import UNSET, Unset
from models import alert_pairs, samples
from models.database import transaction
from models.enums import SampleType, Status
from models.monitor import Monitor
from models.samples import Columns, Sample
from resolvers import alert_evaluation, monitors
from resolvers.timestamps import EARLIEST, LATEST, minute_of

# What people may say of a minute; maintenance is an overlay, and no data is nothing to say.
PUSHED = (Status.UP, Status.DOWN, Status.DEGRADED)
MAX_EDIT_DAYS = 366
MAX_SERIES_DAYS = 366
DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeEdit:
    """What is written to a range of minutes: `start` and `end` are epoch seconds, the others milliseconds.

    With a deviation each minute's latency is drawn from [latency - deviation, latency + deviation].
    """

    start: float
    end: float
    status: Status
    latency: float
    deviation: float = 0


async def latest(monitor_ids: Sequence[int]) -> dict[int, Sample]:
    """Return each monitor's newest sample up to now; monitors without one are absent."""
    return await samples.latest(monitor_ids, clock.current_minute() + clock.MINUTE)


async def within(monitor_id: int, start: int, end: int) -> list[Sample]:
    """Return the samples of the minutes [start, end), oldest first; the bounds are floored to minutes.

    Raises InvalidInput when the range is empty or lies outside what a timestamp can be.
    """
    first, stop = check_range(start, end)
    return await samples.within(monitor_id, first, stop)


async def columns(monitor_id: int, start: int, end: int) -> Columns:
    """Return what `within` does, as columns: without an object for each minute."""
    return await samples.columns_within(monitor_id, *check_range(start, end))


def check_range(start: int, end: int) -> tuple[int, int]:
    """Return the bounds floored to minutes; raises InvalidInput when start is not before end."""
    first, stop = clock.floor_to_minute(start), clock.floor_to_minute(end)
    if first >= stop:
        raise InvalidInput("start_ts must be less than end_ts", "start_ts")
    return max(first, EARLIEST), min(stop, LATEST + 1)


async def at(monitor: Monitor, timestamp: int) -> Sample:
    """Return the sample of the minute that `timestamp` lies in; raises NotFound, and InvalidInput as `minute_of`."""
    minute = minute_of(timestamp, "timestamp")
    sample = await samples.at(monitor.id, minute)
    if sample is None:
        raise NotFound(f"No monitoring data found for monitor '{monitor.tag}' at timestamp {minute}", "timestamp")
    return sample


async def set_one(
    principal: Principal,
    monitor: Monitor,
    timestamp: int,
    *,
    status: Status | Unset = UNSET,
    latency: float | Unset = UNSET,
) -> Sample:
    """Write the sample of the minute that `timestamp` lies in, as MANUAL; what is not given stays as it is.

    An empty minute takes the monitor's default status and the latency 0. Latencies are in milliseconds. Raises
    InvalidInput for a status that nobody may push, a negative latency, or a timestamp out of range.
    """
    principal.require(Access.WRITE)
    minute = minute_of(timestamp, "timestamp")
    if status is not UNSET:
        _check_pushed(status)
    if latency is not UNSET:
        _check_milliseconds(latency, "latency")
    async with transaction():
        before = await samples.at(monitor.id, minute)
        kept_status = before.status if before else monitor.default_status or Status.UP
        kept_latency = before.latency if before else 0
        sample = Sample(
            monitor.id,
            minute,
            kept_status if status is UNSET else status,
            kept_latency if latency is UNSET else latency,
            SampleType.MANUAL,
        )
        await samples.overwrite([sample])
        await alert_pairs.edited(monitor.id, minute)
    await _edited(monitor, minute, minute + clock.MINUTE)
    return sample


async def set_range(principal: Principal, monitor: Monitor, edit: RangeEdit) -> int:
    """Write a MANUAL sample to every minute from that of `start` to that of `end`, that one included.

    Returns the number of minutes that begin within [start, end), which v4's clients know as the number updated.
    Raises InvalidInput for wrong values, an empty range, or one of more than MAX_EDIT_DAYS.
    """
    principal.require(Access.WRITE)
    _check_pushed(edit.status)
    _check_milliseconds(edit.latency, "latency")
    _check_milliseconds(edit.deviation, "deviation")
    first, last = minute_of(edit.start, "start_ts"), minute_of(edit.end, "end_ts")
    if edit.start >= edit.end:
        raise InvalidInput("start_ts must be less than end_ts", "start_ts")
    if last - first > MAX_EDIT_DAYS * DAY:
        raise InvalidInput(f"end_ts must be at most {MAX_EDIT_DAYS} days after start_ts", "end_ts")
    sample = Sample(monitor.id, first, edit.status, edit.latency, SampleType.MANUAL)
    try:
        async with transaction():
            await samples.overwrite_range(sample, last, edit.deviation)
            await alert_pairs.edited(monitor.id, first)
    except IntegrityError:
        # Somebody deleted the monitor since it was found.
        raise NotFound(f"Monitor with tag '{monitor.tag}' not found", "tag") from None
    await _edited(monitor, first, last + clock.MINUTE)
    return math.ceil(edit.end / clock.MINUTE) - math.ceil(edit.start / clock.MINUTE)


async def delete_range(principal: Principal, monitor: Monitor, start: int, end: int) -> int:
    """Remove the samples of the minutes [start, end), floored to minutes; returns how many there were."""
    principal.require(Access.WRITE)
    first, stop = check_range(start, end)
    async with transaction():
        count = await samples.delete_range(monitor.id, first, stop)
        await alert_pairs.edited(monitor.id, first)
    await _edited(monitor, first, stop)
    return count


def _check_pushed(status: Status) -> None:
    if status not in PUSHED:
        raise InvalidInput(f"status must be one of: {', '.join(PUSHED)}", "status")


def _check_milliseconds(value: float, field: str) -> None:
    if not (math.isfinite(value) and value >= 0):
        raise InvalidInput(f"{field} must be a non-negative number", field)


async def _edited(monitor: Monitor, start: int, end: int) -> None:
    await events.publish(Event(Topic.SAMPLES, (monitor.id,), start, end))
    await alert_evaluation.evaluate_or_log([monitor.id])


async def page(
    monitor_id: int,
    *,
    after: int | None,
    before: int | None,
    limit: int,
    from_end: bool,
    start: int | None = None,
    end: int | None = None,
) -> list[Sample]:
    """Return up to `limit` samples of the minutes [start, end), between the minutes `after` and `before`, oldest first.

    With `from_end` they are the newest of these instead of the oldest, still oldest first.
    """
    first = max(EARLIEST if start is None else clock.floor_to_minute(start), EARLIEST)
    stop = min(LATEST + 1 if end is None else clock.floor_to_minute(end), LATEST + 1)
    if after is not None:
        first = max(first, after + clock.MINUTE)
    if before is not None:
        stop = min(stop, before)
    if first >= stop:
        return []
    if from_end:
        return list(reversed(await samples.newest_before(monitor_id, stop, start=first, limit=limit)))
    return await samples.within(monitor_id, first, stop, limit=limit)


async def series(monitor_id: int, start: int, end: int) -> Columns:
    """Return the samples of the minutes [start, end) as columns; the bounds are floored to minutes.

    Raises InvalidInput for an empty range, and one of more than MAX_SERIES_DAYS.
    """
    first, stop = check_range(start, end)
    if stop - first > MAX_SERIES_DAYS * DAY:
        days = math.ceil((stop - first) / DAY)
        raise InvalidInput(f"end must be at most {MAX_SERIES_DAYS} days after start; got {days} days", "end")
    return await samples.columns_within(monitor_id, first, stop)


async def at_places(principal: Principal, places: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Sample]:
    """Return the samples at these places, each a monitor's id and a minute, as far as the one who asks may see them."""
    seen = await monitors.by_ids(principal, [monitor_id for monitor_id, _ in places])
    return await samples.at_many([place for place in places if place[0] in seen])
