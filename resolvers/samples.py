"""Samples: what the checks saw is settled into them, and everybody reads them here."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core import clock, events
from core.errors import InvalidInput
from core.events import Event, Topic
from models import samples
from models.database import transaction
from models.enums import SampleType, Status
from models.monitor import Monitor
from models.observation import Observation
from models.samples import Sample

# What a timestamp can be on both engines, and in the clients' languages: the years 0 to 9999, about.
EARLIEST = -62_135_596_800
LATEST = 253_402_300_740


@dataclass(frozen=True, slots=True)
class Observed:
    """An observation of one monitor."""

    monitor: Monitor
    observation: Observation


async def settle(minute: int, observed: Sequence[Observed]) -> list[Sample]:
    """Write what a batch saw at `minute`, in one statement, where the minute has no sample yet.

    Returns the samples that were written: none for observations of a batch that ran before.
    """
    new = [sample for each in observed if (sample := _sample(minute, each)) is not None]
    async with transaction():
        written = await samples.record(new)
    settled = [sample for sample in new if (sample.monitor_id, sample.minute) in written]
    if settled:
        ids = tuple(sample.monitor_id for sample in settled)
        await events.publish(Event(Topic.SAMPLES, ids, minute, minute + clock.MINUTE))
    return settled


def _sample(minute: int, observed: Observed) -> Sample | None:
    """Return the sample that an observation makes; one with nothing to say takes the default status."""
    monitor, observation = observed.monitor, observed.observation
    if observation.status is not Status.NO_DATA:
        latency = observation.latency
        if latency is not None and not (math.isfinite(latency) and latency >= 0):
            latency = None
        return Sample(monitor.id, minute, observation.status, latency, observation.type, observation.message)
    if monitor.default_status in {None, Status.NO_DATA}:
        return None
    return Sample(monitor.id, minute, monitor.default_status, None, SampleType.DEFAULT)


async def latest(monitor_ids: Sequence[int]) -> dict[int, Sample]:
    """Return each monitor's newest sample up to now; monitors without one are absent."""
    return await samples.latest(monitor_ids, clock.current_minute() + clock.MINUTE)


async def within(monitor_id: int, start: int, end: int) -> list[Sample]:
    """Return the samples of the minutes [start, end), oldest first; the bounds are floored to minutes.

    Raises InvalidInput when the range is empty or lies outside what a timestamp can be.
    """
    first, stop = check_range(start, end)
    return await samples.within(monitor_id, first, stop)


def check_range(start: int, end: int) -> tuple[int, int]:
    """Return the bounds floored to minutes; raises InvalidInput when start is not before end."""
    first, stop = clock.floor_to_minute(start), clock.floor_to_minute(end)
    if first >= stop:
        raise InvalidInput("start_ts must be less than end_ts", "start_ts")
    return max(first, EARLIEST), min(stop, LATEST)


async def page(monitor_id: int, *, after: int | None, before: int | None, limit: int, from_end: bool) -> list[Sample]:
    """Return up to `limit` samples between the minutes `after` and `before`, oldest first.

    With `from_end` they are the newest of these instead of the oldest, still oldest first.
    """
    start = EARLIEST if after is None else after + clock.MINUTE
    end = LATEST if before is None else before
    if from_end:
        return list(reversed(await samples.newest_before(monitor_id, end, start=start, limit=limit)))
    return await samples.within(monitor_id, start, end, limit=limit)
