"""A history of samples, made at random and known minute by minute: what rollups and their readers are held against."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field

from models import samples
from models.enums import SampleType, Status
from models.samples import Sample

STATUSES = (Status.UP, Status.UP, Status.UP, Status.DOWN, Status.DEGRADED, Status.MAINTENANCE, Status.NO_DATA)


@dataclass
class History:
    """Writes to the store, and keeps beside it what the store should hold."""

    seed: int
    monitor_ids: list[int]
    start: int
    end: int
    minutes: dict[tuple[int, int], Sample] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def minute(self) -> int:
        return self.random.randrange(self.start, self.end, 60)

    def stretch(self) -> tuple[int, int]:
        first = self.minute()
        return first, min(self.end, first + 60 * self.random.choice([1, 7, 15, 60, 1000]))

    def sample(self, monitor_id: int, minute: int) -> Sample:
        latency = self.random.choice([None, 0.0, self.random.lognormvariate(4, 2)])
        return Sample(monitor_id, minute, self.random.choice(STATUSES), latency, SampleType.REALTIME)

    async def record(self) -> None:
        minute = self.minute()
        batch = [self.sample(monitor_id, minute) for monitor_id in self.monitor_ids]
        await samples.record(batch)
        for sample in batch:
            self.minutes.setdefault((sample.monitor_id, minute), sample)

    async def overwrite(self) -> None:
        pairs = {(self.random.choice(self.monitor_ids), self.minute()) for _ in range(5)}
        batch = [self.sample(*pair) for pair in pairs]
        await samples.overwrite(batch)
        self.minutes.update({(sample.monitor_id, sample.minute): sample for sample in batch})

    async def overwrite_range(self) -> None:
        first, stop = self.stretch()
        sample = Sample(
            self.random.choice(self.monitor_ids), first, self.random.choice(STATUSES), 20.0, SampleType.MANUAL
        )
        await samples.overwrite_range(sample, stop - 60, 15)
        for written in await samples.within(sample.monitor_id, first, stop):
            self.minutes[written.monitor_id, written.minute] = written

    async def delete_range(self) -> None:
        first, stop = self.stretch()
        monitor_id = self.random.choice(self.monitor_ids)
        await samples.delete_range(monitor_id, first, stop)
        for minute in range(first, stop, 60):
            self.minutes.pop((monitor_id, minute), None)

    async def change(self, times: int) -> None:
        actions = [self.record, self.record, self.overwrite, self.overwrite_range, self.delete_range]
        for _ in range(times):
            await self.random.choice(actions)()

    def within(self, monitor_id: int, start: int, end: int) -> list[Sample]:
        """Return what there is in the minutes [start, end), oldest first."""
        return [
            self.minutes[monitor_id, minute]
            for owner, minute in sorted(self.minutes)
            if owner == monitor_id and start <= minute < end
        ]


def counts(found: Iterable[Sample]) -> dict[Status, int]:
    """Return how many samples have each status."""
    result = dict.fromkeys(Status, 0)
    for sample in found:
        result[sample.status] += 1
    return result


def latencies(found: Iterable[Sample]) -> list[float]:
    """Return the latencies that were measured, sorted."""
    return sorted(sample.latency for sample in found if sample.latency is not None)
