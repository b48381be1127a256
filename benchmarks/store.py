"""What the sample store costs: reading from rollups beside the same answer from raw samples, and writing.

    python benchmarks/store.py [sqlite] [postgres] [--monitors 50] [--days 90]

Each line is the best of several runs, in milliseconds; ratios compare two lines of the same run. PostgreSQL is the
server of HELIOGRAPH_TEST_DATABASE_URL, or the one that the tests use.
"""

import argparse
import asyncio
import contextlib
import json
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path

from tortoise.backends.base.executor import EXECUTOR_CACHE

from core import clock
from core.settings import load
from models import database, samples
from models.database import is_postgres, transaction, writer
from models.enums import SampleType, Status
from models.monitor import Monitor
from models.samples import Sample
from resolvers import latency, local_days, outages, status_bars, uptime
from resolvers.ranges import last
from resolvers.remembered import Remembered
from tests.servers import postgres_address

DAY = 86_400
NOW = 1_751_328_000 + 13 * 3600 + 125
MINUTE = NOW // 60 * 60
ZONES = ("UTC", "Europe/Berlin", "Asia/Kolkata", "Pacific/Auckland", "America/Los_Angeles")
SUMS = (
    *(f"sum(CASE WHEN status = {status} THEN 1 ELSE 0 END)" for status in range(5)),
    "count(latency)",
    "sum(latency)",
)
OF_DAY = "FROM sample WHERE monitor_id = wanted.id AND minute >= day.first AND minute < day.stop"
RAW_SQLITE = f"""
SELECT wanted.id, day.first, (SELECT json_array({", ".join(SUMS)}) {OF_DAY})
FROM (SELECT value AS id FROM json_each(?1)) AS wanted
CROSS JOIN (SELECT value ->> 0 AS first, value ->> 1 AS stop FROM json_each(?2)) AS day
"""  # noqa: S608 - our own
RAW_POSTGRES = f"""
SELECT wanted.id, day.first, sums.* FROM unnest($1::bigint[]) AS wanted (id)
CROSS JOIN unnest($2::bigint[], $3::bigint[]) AS day (first, stop)
CROSS JOIN LATERAL (SELECT {", ".join(SUMS)} {OF_DAY}) AS sums
"""  # noqa: S608 - our own


async def best(action: Callable[[], Awaitable[object]], runs: int = 5) -> float:
    """Return the shortest time that the action took, in milliseconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        await action()
        times.append(time.perf_counter() - start)
    return min(times) * 1e3


def line(name: str, milliseconds: float, beside: float | None = None) -> None:
    ratio = "" if beside is None else f"   {beside / milliseconds:8.1f} x"
    print(f"{name:<66}{milliseconds:10.2f} ms{ratio}", flush=True)


async def fill(monitors: int, days: int) -> list[Monitor]:
    """Make the monitors with as many days of samples, all from one monitor's."""
    made = [await Monitor.create(tag=f"m{number}", name=f"Monitor {number}") for number in range(monitors)]
    start = MINUTE - days * DAY
    await samples.overwrite_range(Sample(made[0].id, start, Status.UP, 120.0, SampleType.REALTIME), MINUTE, 80)
    rng = random.Random(1)
    for _ in range(days):
        bad = start + rng.randrange(days * 1440 - 60) * 60
        await samples.overwrite_range(
            Sample(made[0].id, bad, Status.DOWN, 900.0, SampleType.ERROR), bad + 60 * rng.randrange(30)
        )
    for table in ("sample", "sample_rollup"):
        await copy(table, made[0].id)
    await tidy()
    return made


async def copy(table: str, monitor_id: int, shift: int = 0, where: str = "true") -> None:
    """Give all other monitors the rows of one; with a `shift` in seconds, all monitors, at another time."""
    columns = {
        "sample": "minute, status, raw_status, latency, type, message",
        "sample_rollup": "bucket, span, up_count, down_count, degraded_count, maintenance_count, no_data_count, "
        "latency_count, latency_sum, latency_min, latency_max, latency_sketch, is_frozen",
    }[table]
    first, rest = columns.split(", ", 1)
    owners = f"monitor.id <> {monitor_id}" if shift == 0 else "true"
    await writer().execute_query(
        f"INSERT INTO {table} (monitor_id, {columns}) SELECT monitor.id, copied.* FROM monitor CROSS JOIN "  # noqa: S608 - our own
        f"(SELECT {first} + {shift}, {rest} FROM {table} WHERE monitor_id = {monitor_id} AND {where}) AS copied "
        f"WHERE {owners}"
    )


async def tidy() -> None:
    await writer().execute_script("VACUUM ANALYZE" if is_postgres(writer()) else "ANALYZE")


def forget() -> None:
    """Let nothing be remembered, so that every answer is computed."""
    status_bars._remembered_past = Remembered(60_000, len)  # noqa: SLF001 - as a process that has just started
    status_bars._remembered_recent = Remembered(500)  # noqa: SLF001 - as above
    latency._remembered = Remembered(100)  # noqa: SLF001 - as above


async def cold_bars(monitors: Sequence[Monitor], days: int, zone: str) -> None:
    forget()
    await status_bars.of_monitors(monitors, days=days, time_zone=zone)


async def cold_latency(monitors: Sequence[Monitor], days: int) -> None:
    forget()
    await latency.of_monitors(monitors, last(days * DAY))


async def raw_bars(monitors: Sequence[Monitor], days: int, zone: str) -> None:
    """Count the samples of each local day, by the index of samples."""
    ids, bounds = [monitor.id for monitor in monitors], local_days.until(None, days, zone).bounds
    first, stop = list(bounds[:-1]), [min(bound, MINUTE + 60) for bound in bounds[1:]]
    if is_postgres(writer()):
        await writer().execute_query(RAW_POSTGRES, [ids, first, stop])
    else:
        await writer().execute_query(RAW_SQLITE, [json.dumps(ids), json.dumps(list(zip(first, stop, strict=True)))])


async def reads(monitors: Sequence[Monitor], days: int) -> None:
    print(f"\nReading: {len(monitors)} monitors x {days} days of samples")
    for some in (monitors[:1], monitors):
        name = f"{len(some)} monitors, {days} days"
        ranges = [last(each * DAY) for each in (1, 7, 30, days)]
        for zone in ZONES:
            raw = await best(partial(raw_bars, some, days, zone), 2)
            line(f"bars from raw samples, {zone}, {name}", raw)
            line(f"bars, nothing remembered, {zone}, {name}", await best(partial(cold_bars, some, days, zone)), raw)
        again = partial(status_bars.of_monitors, some, days=days, time_zone="Europe/Berlin")
        line(f"bars, asked again, Europe/Berlin, {name}", await best(again, 50), raw)
        line(f"uptime of 4 ranges, {name}", await best(partial(uptime.of_monitors, some, ranges)), raw)
        line(f"latency, nothing remembered, {name}", await best(partial(cold_latency, some, days)), raw)
        again = partial(latency.of_monitors, some, last(days * DAY))
        line(f"latency, asked again, {name}", await best(again), raw)
        line(f"outages, {name}", await best(partial(outages.of_monitors, some, last(days * DAY))), raw)


async def growth(most: Sequence[Monitor], known_days: int) -> None:
    """Show bars against monitors and days; the year is made of copies of the rollups that there are."""
    await writer().execute_query(
        f"DELETE FROM sample_rollup WHERE bucket < {(MINUTE // DAY - known_days + 1) * DAY}"  # noqa: S608 - our own
    )
    whole = f"bucket >= {(MINUTE // DAY - known_days + 1) * DAY} AND bucket < {MINUTE // DAY * DAY}"
    for number in range(1, 365 // (known_days - 1) + 1):
        await copy("sample_rollup", most[0].id, -number * (known_days - 1) * DAY, whole)
    await tidy()
    print("\nGrowth: bars with nothing remembered, Europe/Berlin (ms)")
    print(f"{'monitors':>10}" + "".join(f"{days:>8} days" for days in (7, 90, 365)))
    for count in (10, 50, 100):
        times = [await best(partial(cold_bars, most[:count], days, "Europe/Berlin"), 3) for days in (7, 90, 365)]
        print(f"{count:>10}" + "".join(f"{each:13.1f}" for each in times), flush=True)


async def writes(monitors: Sequence[Monitor]) -> None:
    print("\nWriting")
    rng = random.Random(2)
    times = []
    for number in range(1, 121):
        minute = MINUTE + number * 60
        batch = [
            Sample(each.id, minute, Status.UP, rng.lognormvariate(4, 1), SampleType.REALTIME) for each in monitors[:50]
        ]
        start = time.perf_counter()
        async with transaction():
            await samples.record(batch)
        times.append((time.perf_counter() - start) * 1e3)
    line(f"a minute's batch of {len(monitors[:50])} monitors with rollups, median of 120", sorted(times)[60])
    first = MINUTE - 129_600 * 60
    edit = partial(
        samples.overwrite_range, Sample(monitors[0].id, first, Status.UP, 100.0, SampleType.MANUAL), MINUTE - 60, 50
    )
    line("bulk edit of 129,600 minutes with rollups", await best(edit, 3))
    line("the slowest of one monitor's bars meanwhile", await slowest_read_during(edit(), monitors[:1]))
    delete = partial(samples.delete_range, monitors[0].id, first, MINUTE)
    line("deleting 129,600 minutes with rollups", await best(delete, 1))


async def slowest_read_during(work: Awaitable[None], monitors: Sequence[Monitor]) -> float:
    task = asyncio.ensure_future(work)
    slowest = 0.0
    while not task.done():
        slowest = max(slowest, await best(partial(cold_bars, monitors, 90, "Europe/Berlin"), 1))
    await task
    return slowest


async def run(address: str, count: int, days: int) -> None:
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        stack.callback(clock.use, clock.use(clock.ManualClock(NOW)))
        settings = load(data_dir=Path(folder), database_url=address)
        await database.connect(settings)
        try:
            await database.migrate(settings)
            monitors = await fill(count, days)
            await reads(monitors, days)
            await writes(monitors)
            first, *others = monitors[1:]
            more = [await Monitor.create(tag=f"more{number}", name="More") for number in range(max(0, 100 - count))]
            await writer().execute_query(f"DELETE FROM sample_rollup WHERE monitor_id <> {first.id}")  # noqa: S608 - our own
            await copy("sample_rollup", first.id)
            await growth([first, *others, monitors[0], *more], days)
        finally:
            await database.disconnect()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("engines", nargs="*", metavar="engine", help="sqlite, postgres, or both, as by default")
    parser.add_argument("--monitors", type=int, default=50)
    parser.add_argument("--days", type=int, default=90)
    given = parser.parse_args()
    for engine in given.engines or ("sqlite", "postgres"):
        print(f"== {engine}")
        EXECUTOR_CACHE.clear()  # which the ORM keeps, whatever the dialect that its statements were built for
        asyncio.run(run("" if engine == "sqlite" else postgres_address("benchmark"), given.monitors, given.days))


if __name__ == "__main__":
    main()
