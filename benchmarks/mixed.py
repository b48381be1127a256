"""Do reads and writes slow each other down? 50 clients read pages while 1,000 monitors are settled every minute.

`python benchmarks/mixed.py` takes about two minutes. Minutes are accelerated: one begins every five seconds. What is
measured for each side is what it takes alone and together with the other.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from api import PAGE, new_database, prepare
from filling import add_monitors, new_installation
from load import MARK
from running import ROOT, Figures, Load, request, start_api

from core import clock
from core.settings import load as load_settings
from models.enums import Status
from models.monitor import Monitor
from models.observation import Observation
from resolvers import settling
from resolvers.settling import Observed
from server.resources import database_opened
from tests.servers import RedisServer

MONITORS = 1000
BATCH = 50
CLIENTS = 50
MINUTES = 4


async def settle(folder: Path, address: str, first: int, seconds: float) -> list[float]:
    """Settle accelerated minutes as a worker's batches do; return how long after its begin each batch was written."""
    delays = []
    async with database_opened(load_settings(data_dir=folder, database_url=address)):
        watched = await Monitor.filter(tag__startswith="w").order_by("id")
        for number in range(MINUTES):
            begun = time.perf_counter()
            minute = first + number * clock.MINUTE
            observed = [Observed(each, Observation(Status.UP, latency=100.0)) for each in watched]
            for start in range(0, len(observed), BATCH):
                await settling.settle(minute, observed[start : start + BATCH])
                delays.append(time.perf_counter() - begun)
            await asyncio.sleep(max(0, begun + seconds - time.perf_counter()))
    return delays


def write(folder: Path, address: str, first: int, seconds: float) -> "subprocess.Popen[str]":
    """Begin to settle in a process of its own."""
    arguments = [sys.executable, __file__, "--settle", str(folder), address, str(first), str(seconds)]
    return subprocess.Popen(arguments, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True)


def written(process: "subprocess.Popen[str]") -> Figures:
    """Wait for the end of it."""
    delays = sorted(json.loads(process.communicate()[0]))
    return Figures(len(delays), delays)


async def fill(folder: Path, address: str) -> str:
    secret = await prepare(folder, address, 2)
    async with new_installation(folder, address):
        await add_monitors(MONITORS, "w")
    return secret


def line(name: str, figures: Figures) -> None:
    quantiles = " | ".join(f"{figures.quantile(share):.0f} ms" for share in (0.5, 0.99))
    print(f"| {name} | {figures.rate:,.0f} | {quantiles} |", flush=True)


def measure(engine: str, seconds: float, workers: int) -> None:
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
        stack.callback(api.stop)
        load = Load()
        stack.callback(load.stop)
        page = request("POST", "/graphql", secret, {"query": PAGE})
        data = [request("GET", f"/api/v4/monitors/m{number}?anew={MARK}", secret) for number in range(50)]
        minute = clock.current_minute() - 100 * clock.MINUTE
        print(f"\n| {engine}, {workers} API | a second | p50 | p99 |\n| --- | --- | --- | --- |")
        load.order(api.port, [page], connections=CLIENTS, seconds=1)
        line("pages alone", load.order(api.port, [page], connections=CLIENTS, seconds=MINUTES * seconds))
        line("batches alone, after second 0", written(write(folder, address, minute, seconds)))
        process = write(folder, address, minute + 10 * clock.MINUTE, seconds)
        line("pages, together", load.order(api.port, [page], connections=CLIENTS, seconds=MINUTES * seconds))
        line("batches, together", written(process))
        line("monitors anew, alone", load.order(api.port, data, connections=CLIENTS, seconds=seconds))
        process = write(folder, address, minute + 20 * clock.MINUTE, seconds)
        line("monitors anew, together", load.order(api.port, data, connections=CLIENTS, seconds=MINUTES * seconds))
        line("batches, together", written(process))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engines", nargs="+", choices=("sqlite", "postgres"), default=["sqlite", "postgres"])
    parser.add_argument("--seconds", type=float, default=5.0, help="from the begin of a minute to the next")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--settle", nargs=4, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.settle:
        folder, address, first, seconds = given.settle
        print(json.dumps(asyncio.run(settle(Path(folder), address, int(first), float(seconds)))))
        return
    for engine in given.engines:
        measure(engine, given.seconds, given.processes)


if __name__ == "__main__":
    main()
