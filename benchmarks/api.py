"""How fast are the API's answers, kept and made anew, beside a bare route? Real processes, both databases.

`python benchmarks/api.py` takes some five minutes. README.md says how to read what is printed.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import questions
import reading
import writing
from databases import ENGINES, new_database, prepare
from reading import Bench
from running import Load, Started, cpu_seconds, most_megabytes, request, resident_megabytes, start_api, start_bare
from writer import Writer

from tests.servers import RedisServer

__all__ = ["new_database"]
_WORKER_SECONDS = 15  # how long after second 0 a worker has done its minute


def measure(engine: str, days: int, seconds: float, processes: Sequence[int]) -> None:
    """Measure everything on one engine."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        address = stack.enter_context(new_database(engine, folder))
        begun = time.perf_counter()
        secret = asyncio.run(prepare(folder, address, days))
        print(f"\n## {engine}\n\n52 monitors, 50 with {days} days of samples (made in ", end="")
        print(f"{time.perf_counter() - begun:.0f} s)\n", flush=True)
        redis = RedisServer(folder)
        stack.callback(redis.stop)
        environment = {
            "DATABASE_URL": address,
            "REDIS_URL": redis.url,
            "HELIOGRAPH_DATA_DIR": str(folder),
            "HELIOGRAPH_LOG_LEVEL": "WARNING",
        }
        load, bare, api = Load(), start_bare(), start_api(environment, 1)
        writer = Writer(folder, address, "m")
        for started in (load, bare, api, writer):
            stack.callback(started.stop)
        bench = Bench(load, bare, api, secret, seconds, writer)
        reads(bench)
        for count in processes:
            several(environment, bench, count)
        worker = Started("-m", "server", "worker", **environment)
        stack.callback(worker.stop)
        print(f"\n{writing.HEADING}")
        writing.make_one_by_one(bench)
        writing.make_at_once(bench)
        writing.edit(bench)
        time.sleep(60 - time.time() % 60 + _WORKER_SECONDS)
        memory(api, worker)


def reads(bench: Bench) -> None:
    """Ask every question in each way; the list of 100 monitors when there are as many."""
    print(reading.HEADING)
    for question in questions.all_of(bench.key):
        if "100 monitors" in question.name:
            more = [request("POST", "/api/v4/monitors", bench.key, _hidden(number)) for number in range(48)]
            bench.load.order(bench.api.port, more, connections=1)
        reading.read(bench, question)
    print("\n| read | took | |\n| --- | --- | --- |")
    for zone in ("UTC", "Pacific/Auckland"):
        reading.cold(bench, questions.bars_of_all(bench.key, zone))
    reading.cold(bench, questions.page(bench.key))
    reading.made(bench, questions.page(bench.key))


def _hidden(number: int) -> dict[str, object]:
    """Return a monitor that is no part of the list of 52."""
    return writing.creation(number, tag=f"hidden-{number}", is_hidden="YES", cron=None)


def several(environment: dict[str, str], bench: Bench, count: int) -> None:
    """Measure several API processes on one port, and how evenly they share the work."""
    print(f"\n| {count} API processes | again/s | anew/s |\n| --- | --- | --- |")
    api = start_api(environment, count)
    try:
        for question in questions.all_of(bench.key):
            bench.load.order(api.port, [question.again, *question.anew], seconds=0.3)
        before = {pid: cpu_seconds(pid) for pid in api.pids()}
        for question in questions.all_of(bench.key):
            ways = ([question.again], question.anew)
            again, anew = (bench.load.order(api.port, each, seconds=bench.seconds) for each in ways)
            print(f"| {question.name}, {count} processes | {again.rate:,.0f} | {anew.rate:,.0f} |", flush=True)
        used = sorted((cpu_seconds(pid) - before[pid] for pid in api.pids() if pid in before), reverse=True)[:count]
        held = sorted((resident_megabytes(pid) for pid in api.pids()), reverse=True)[:count]
        print(f"\nCPU seconds of each process: {', '.join(f'{each:.1f}' for each in used)}; ", end="")
        print(f"memory: {', '.join(f'{each:.0f} MB' for each in held)}", flush=True)
    finally:
        api.stop()


def memory(api: Started, worker: Started) -> None:
    """Print what both processes hold now, and the most that they ever held."""
    print("\n| memory after all of it | now | at most |\n| --- | --- | --- |")
    for name, started in (("the API process", api), ("the worker", worker)):
        now, most = (max(of(pid) for pid in started.pids()) for of in (resident_megabytes, most_megabytes))
        print(f"| {name} | {now:.0f} MB | {most:.0f} MB |", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--days", type=int, default=90)
    options.add_argument("--seconds", type=float, default=1.5, help="of each of the two times that each read is asked")
    options.add_argument("--processes", type=int, nargs="*", default=[2])
    options.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    given = options.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before; one API process where nothing else is said")
    for engine in given.engines:
        measure(engine, given.days, given.seconds, given.processes)


if __name__ == "__main__":
    main()
