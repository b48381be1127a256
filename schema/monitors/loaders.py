"""Loaders of what a list of monitors would otherwise ask for one by one."""

from collections.abc import Sequence
from typing import Protocol

from core.principal import Principal
from models.enums import Status
from models.monitor import Monitor
from models.samples import Sample
from resolvers import monitors, overall_status, samples
from schema.loading import DataLoader, by_id


class _Request(Protocol):
    async def principal(self) -> Principal: ...


class MonitorLoaders:
    """One request's loaders."""

    def __init__(self, request: _Request) -> None:
        """Load for the one who makes `request`."""

        async def load(ids: list[int]) -> list[Monitor | None]:
            found = await monitors.by_ids(await request.principal(), ids)
            return [found.get(monitor_id) for monitor_id in ids]

        async def load_by_tag(tags: list[str]) -> list[Monitor | None]:
            found = await monitors.by_tags(await request.principal(), tags)
            return [found.get(tag) for tag in tags]

        async def load_latest(ids: list[int]) -> list[Sample | None]:
            found = await samples.latest(ids)
            return [found.get(monitor_id) for monitor_id in ids]

        async def load_samples(places: list[tuple[int, int]]) -> list[Sample | None]:
            found = await samples.at_places(await request.principal(), places)
            return [found.get(place) for place in places]

        self.by_id: DataLoader[int, Monitor | None] = DataLoader(load)
        self.by_tag: DataLoader[str, Monitor | None] = DataLoader(load_by_tag)
        self.latest_sample: DataLoader[int, Sample | None] = DataLoader(load_latest)
        self.next_due: DataLoader[int, int | None] = by_id(request, monitors.next_due_minutes)
        self.sample: DataLoader[tuple[int, int], Sample | None] = DataLoader(load_samples)

    async def overall_status(self, members: Sequence[Monitor]) -> Status:
        """Return how some monitors are together, by their newest samples."""
        ids = [monitor.id for monitor in overall_status.counted(members)]
        newest = await self.latest_sample.load_many(ids)
        return overall_status.of(members, dict(zip(ids, newest, strict=True)))
