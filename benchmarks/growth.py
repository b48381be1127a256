"""What bars and ticks cost against the number of monitors and of days; writes docs/growth.svg.

`python benchmarks/growth.py [sqlite | postgres]` takes about a minute. A tick is settling a minute of all monitors:
what a batch does with what its checks saw. Bars are computed anew each time, in a zone whose days are not UTC's; also
of monitors that have 15 times as many samples as others.
"""

import argparse
import asyncio
import itertools
import math
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from api import new_database
from filling import DAY, add_monitors, copy_rows, new_installation
from store import copy, tidy

from core import clock
from models import samples
from models.enums import SampleType, Status
from models.monitor import Monitor
from models.observation import Observation
from models.samples import Sample
from resolvers import settling, status_bars
from resolvers.remembered import Remembered
from resolvers.settling import Observed

COUNTS = (10, 100, 1000)
DAYS = (7, 90, 365)
INTERVALS = (60, 900)
SAMPLED = 50
AT_ONCE = 200
BATCH = 50
ZONE = "Europe/Berlin"
DRAWING = Path(__file__).parents[1] / "docs" / "growth.svg"


async def best(action: Callable[[], Awaitable[object]], runs: int) -> float:
    """Return the shortest time that the action took, in milliseconds."""
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        await action()
        times.append(time.perf_counter() - begun)
    return min(times) * 1e3


async def bars(monitors: Sequence[Monitor], days: int) -> None:
    """Compute the bars of all monitors, as many at once as one question may ask for."""
    status_bars._remembered_past = Remembered(60_000, len)  # noqa: SLF001 - as a process that has just started
    status_bars._remembered_recent = Remembered(500)  # noqa: SLF001 - as above
    for start in range(0, len(monitors), AT_ONCE):
        await status_bars.of_monitors(monitors[start : start + AT_ONCE], days=days, time_zone=ZONE)


async def tick(monitors: Sequence[Monitor], minutes: list[int]) -> None:
    """Settle a minute of all monitors, batch by batch."""
    minute = minutes.pop()
    observed = [Observed(each, Observation(Status.UP, latency=100.0)) for each in monitors]
    for start in range(0, len(observed), BATCH):
        batch = observed[start : start + BATCH]
        assert len(await settling.settle(minute, batch)) == len(batch)


async def add_year(monitors: Sequence[Monitor]) -> None:
    """Give the first monitor a year of samples, and all others the rollups that bars of the zone are read from."""
    first = monitors[0].id
    now = clock.current_minute()
    await samples.overwrite_range(Sample(first, now - 365 * DAY, Status.UP, 120.0, SampleType.REALTIME), now, 80)
    await copy("sample_rollup", first, 0, f"(span > 900 OR (bucket + 10800) % {DAY} < 10800 OR bucket >= {now - DAY})")
    await tidy()


async def add_sampled(interval: int) -> list[Monitor]:
    """Make monitors with 90 days of samples, one each `interval` seconds, and nothing left out."""
    monitors = await add_monitors(SAMPLED, f"every{interval}-")
    now = clock.current_minute() // interval * interval
    minutes = range(now - 90 * DAY, now + 1, interval)
    for start in range(0, len(minutes), 10_000):
        some = minutes[start : start + 10_000]
        await samples.overwrite(
            [Sample(monitors[0].id, each, Status.UP, 80 + each % 83, SampleType.REALTIME) for each in some]
        )
    for table in ("sample", "sample_rollup"):
        await copy_rows(table, monitors[0].id, monitors[-1].id)
    return monitors


async def of_samples() -> dict[int, float]:
    """Return what bars of 90 days take of monitors that are checked that often."""
    sets = {interval: await add_sampled(interval) for interval in INTERVALS}
    return {interval: await best(partial(bars, monitors, 90), 5) for interval, monitors in sets.items()}


async def measure(
    folder: Path, address: str
) -> tuple[dict[tuple[int, int], float], dict[int, float], dict[int, float]]:
    async with new_installation(folder, address):
        monitors = await add_monitors(max(COUNTS), "m")
        await add_year(monitors)
        of_bars, of_ticks = {}, {}
        following = itertools.count(clock.current_minute() + clock.MINUTE, clock.MINUTE)
        for count in COUNTS:
            for days in DAYS:
                of_bars[count, days] = await best(partial(bars, monitors[:count], days), 3)
            minutes = [next(following) for _ in range(5)]
            of_ticks[count] = await best(partial(tick, monitors[:count], minutes), 5)
        return of_bars, of_ticks, await of_samples()


def table(of_bars: Mapping[tuple[int, int], float], of_ticks: Mapping[int, float]) -> None:
    print("| monitors | " + " | ".join(f"bars of {days} days" for days in DAYS) + " | a tick |")
    print("| --- |" + " --- |" * (len(DAYS) + 1))
    for count in COUNTS:
        cells = [f"{of_bars[count, days]:,.1f} ms" for days in DAYS]
        print(f"| {count:,} | {' | '.join(cells)} | {of_ticks[count]:,.1f} ms |")


def drawing(lines: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """Return a plot of milliseconds against monitors, both axes logarithmic."""
    colors = ("#1b9e77", "#d95f02", "#7570b3", "#e7298a")
    left, top, width, height = 70, 20, 420, 260

    def across(monitors: float) -> float:
        return left + width * (logarithm(monitors) - 1) / 2

    def down(milliseconds: float) -> float:
        return top + height * (4 - logarithm(max(milliseconds, 1))) / 4

    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 340" font-family="sans-serif" font-size="13">',
        '<rect width="700" height="340" fill="#fff"/>',
    ]
    for power in range(5):
        y = down(10**power)
        parts += [
            f'<line x1="{left}" y1="{y}" x2="{left + width}" y2="{y}" stroke="#ddd"/>',
            f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{10**power:,} ms</text>',
        ]
    for count in COUNTS:
        parts.append(f'<text x="{across(count)}" y="{top + height + 20}" text-anchor="middle">{count:,}</text>')
    parts.append(f'<text x="{left + width / 2}" y="{top + height + 42}" text-anchor="middle">monitors</text>')
    for number, (name, points) in enumerate(lines.items()):
        color = colors[number % len(colors)]
        placed = " ".join(f"{across(x):.1f},{down(y):.1f}" for x, y in points)
        parts.append(f'<polyline points="{placed}" fill="none" stroke="{color}" stroke-width="2"/>')
        parts += [f'<circle cx="{across(x):.1f}" cy="{down(y):.1f}" r="3" fill="{color}"/>' for x, y in points]
        y = top + 20 + 22 * number
        parts += [
            f'<line x1="510" y1="{y - 4}" x2="535" y2="{y - 4}" stroke="{color}" stroke-width="2"/>',
            f'<text x="542" y="{y}">{name}</text>',
        ]
    return "\n".join([*parts, "</svg>", ""])


def logarithm(number: float) -> float:
    """Return the logarithm of base ten."""
    return math.log10(number)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engine", nargs="?", choices=["sqlite", "postgres"], default="sqlite")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, new_database(given.engine, Path(name)) as address:
        of_bars, of_ticks, by_interval = asyncio.run(measure(Path(name), address))
    table(of_bars, of_ticks)
    for interval, milliseconds in by_interval.items():
        print(f"bars of 90 days of {SAMPLED} monitors with {DAY // interval:,} samples a day: {milliseconds:.1f} ms")
    lines = {f"bars of {days} days": [(count, of_bars[count, days]) for count in COUNTS] for days in DAYS}
    lines["a tick"] = list(of_ticks.items())
    if given.engine == "sqlite":
        DRAWING.write_text(drawing(lines))


if __name__ == "__main__":
    main()
