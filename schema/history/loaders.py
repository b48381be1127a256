"""Loaders of histories: many monitors that are asked the same are computed at once."""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import TypeVar

from core.errors import InvalidInput
from models.monitor import Monitor
from resolvers import latency, outages, slo, status_bars, uptime
from resolvers.latency import LatencySeries
from resolvers.outages import Outage
from resolvers.ranges import Range
from resolvers.slo import Slo
from resolvers.status_bars import MAX_MONITORS, StatusBars
from resolvers.uptime import Uptime
from schema.history.arguments import BarsAsked, LatencyAsked, SloAsked
from schema.loading import DataLoader

Asked = TypeVar("Asked", bound=Hashable)
Answer = TypeVar("Answer")


class HistoryLoaders:
    """One request's loaders; a key is a monitor, and what is asked of it."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.status_bars: DataLoader[tuple[Monitor, BarsAsked], StatusBars] = _loader(_alike(_status_bars))
        self.uptime: DataLoader[tuple[Monitor, Range], Uptime] = _loader(_uptimes)
        self.latency: DataLoader[tuple[Monitor, LatencyAsked], LatencySeries] = _loader(_alike(_latency))
        self.outages: DataLoader[tuple[Monitor, Range], list[Outage]] = _loader(_alike(outages.of_monitors))
        self.slo: DataLoader[tuple[Monitor, SloAsked], Slo] = _loader(_alike(_slo))


Load = Callable[[list[tuple[Monitor, Asked]]], Awaitable[list[Answer | BaseException]]]


def _loader(load: Load[Asked, Answer]) -> DataLoader[tuple[Monitor, Asked], Answer]:
    async def load_some(keys: list[tuple[Monitor, Asked]]) -> list[Answer | BaseException]:
        number = len({monitor.id for monitor, _ in keys})
        if number > MAX_MONITORS:
            raise InvalidInput(
                f"histories can be read of at most {MAX_MONITORS} monitors in one query; this one asks for {number}: "
                "ask for a smaller page of monitors"
            )
        return await load(keys)

    return DataLoader(load_some, cache_key_fn=lambda key: (key[0].id, key[1]))


def _alike(
    find: Callable[[Sequence[Monitor], Asked], Awaitable[dict[int, Answer]]],
) -> Load[Asked, Answer]:
    """Return what asks `find` once for all monitors of which the same is asked; a refusal is only theirs."""

    async def load(keys: list[tuple[Monitor, Asked]]) -> list[Answer | BaseException]:
        monitors: dict[Asked, list[Monitor]] = {}
        for monitor, asked in keys:
            monitors.setdefault(asked, []).append(monitor)
        found: dict[Asked, dict[int, Answer] | InvalidInput] = {}
        for asked, theirs in monitors.items():
            try:
                found[asked] = await find(theirs, asked)
            except InvalidInput as refusal:
                found[asked] = refusal
        answers = ((found[asked], monitor.id) for monitor, asked in keys)
        return [answer if isinstance(answer, InvalidInput) else answer[key] for answer, key in answers]

    return load


async def _uptimes(keys: list[tuple[Monitor, Range]]) -> list[Uptime | BaseException]:
    """Ask once for all monitors of which the same ranges are asked: several take one statement, too."""
    ranges: dict[int, list[Range]] = {}
    monitors: dict[int, Monitor] = {}
    for monitor, wanted in keys:
        ranges.setdefault(monitor.id, []).append(wanted)
        monitors[monitor.id] = monitor
    alike: dict[tuple[Range, ...], list[Monitor]] = {}
    for key, theirs in ranges.items():
        alike.setdefault(tuple(theirs), []).append(monitors[key])
    found: dict[tuple[int, Range], Uptime] = {}
    for asked, some in alike.items():
        for key, uptimes in (await uptime.of_monitors(some, asked)).items():
            found.update({(key, each.range): each for each in uptimes})
    return [found[monitor.id, wanted] for monitor, wanted in keys]


async def _status_bars(monitors: Sequence[Monitor], asked: BarsAsked) -> dict[int, StatusBars]:
    return await status_bars.of_monitors(monitors, days=asked.days, time_zone=asked.time_zone, end=asked.end)


async def _latency(monitors: Sequence[Monitor], asked: LatencyAsked) -> dict[int, LatencySeries]:
    return await latency.of_monitors(monitors, asked.range, resolution=asked.resolution, points=asked.points)


async def _slo(monitors: Sequence[Monitor], asked: SloAsked) -> dict[int, Slo]:
    return await slo.of_monitors(monitors, target=asked.target, window=asked.window)
