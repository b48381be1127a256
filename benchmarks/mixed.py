"""Do reads and writes slow each other down? 50 clients read pages while 1,000 monitors are settled every minute.

`python benchmarks/mixed.py` takes about nine minutes. Minutes are real; `--seconds 5` makes them twelve times as fast,
so that many more of the reads meet a write. Each side is measured alone and together with the other.
"""

import argparse
import asyncio
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import questions
from databases import ENGINES, new_database, prepare
from filling import add_monitors, new_installation
from load import MARK
from running import Figures, Load, request, start_api
from writer import Writer

from tests.servers import RedisServer

MONITORS = 1000
CLIENTS = 50
ALONE_SECONDS = 20.0


async def fill(folder: Path, address: str) -> str:
    secret = await prepare(folder, address, 90)
    async with new_installation(folder, address):
        await add_monitors(MONITORS, "w")
    return secret


def line(name: str, figures: Figures) -> None:
    quantiles = " | ".join(f"{figures.quantile(share):.0f} ms" for share in (0.5, 0.99))
    print(f"| {name} | {figures.rate:,.0f} | {quantiles} |", flush=True)


def times(name: str, together: Figures, alone: Figures) -> None:
    """Print how many times as long the slowest hundredth takes together."""
    print(f"| {name}, p99 together / alone | {together.quantile(0.99) / alone.quantile(0.99):.2f} | | |", flush=True)


def measure(engine: str, seconds: float, minutes: int, workers: int) -> None:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        address = stack.enter_context(new_database(engine, folder))
        secret = asyncio.run(fill(folder, address))
        redis = RedisServer(folder)
        stack.callback(redis.stop)
        api = start_api(
            {
                "DATABASE_URL": address,
                "REDIS_URL": redis.url,
                "HELIOGRAPH_DATA_DIR": str(folder),
                "HELIOGRAPH_LOG_LEVEL": "WARNING",
            },
            workers,
        )
        load, writer = Load(), Writer(folder, address, "w")
        for started in (api, load, writer):
            stack.callback(started.stop)
        page = [questions.page(secret).again]
        ones = [request("GET", f"/api/v4/monitors/m{number}?anew={MARK}", secret) for number in range(50)]
        print(f"\n| {engine}, {workers} API | a second | p50 | p99 |\n| --- | --- | --- | --- |")
        load.order(api.port, page, connections=CLIENTS, seconds=1)
        writer.begin(minutes, seconds)
        line("batches alone, after second 0", batches := writer.end())
        for read, asked in (("pages", page), ("monitors anew", ones)):
            alone = load.order(api.port, asked, connections=CLIENTS, seconds=min(ALONE_SECONDS, minutes * seconds))
            line(f"{read} alone", alone)
            writer.begin(minutes, seconds)
            together = load.order(api.port, asked, connections=CLIENTS, seconds=minutes * seconds)
            line(f"{read} together", together)
            line(f"batches together with {read}", beside := writer.end())
            times(read, together, alone)
            times(f"batches beside {read}", beside, batches)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--seconds", type=float, default=60.0, help="from the begin of a minute to the next")
    parser.add_argument("--minutes", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    given = parser.parse_args()
    for engine in given.engines:
        measure(engine, given.seconds, given.minutes, given.processes)


if __name__ == "__main__":
    main()
