"""How fast are the API's answers, kept and made anew, beside a bare route? Real processes, both databases.

`python benchmarks/api.py` takes some three minutes. README.md says how to read what is printed.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

sys.path.insert(0, str(Path(__file__).parents[1]))

from filling import DAY, add_monitors, add_page, add_samples, key, new_installation
from load import MARK
from running import HOST, PATIENCE_SECONDS, Load, Started, request, resident_megabytes, start_api, start_bare

from tests.servers import RedisServer, postgres_address

LIST = """query List { monitors(first: 100) { edges { node {
  tag name description categoryName type status isHidden cron confirmationThreshold createdAt
} } } }"""
PAGE = """query Page {
  site { name url logo nav { name url } theme colors { up down } announcement { title message } }
  page(path: "all") {
    title header url overallStatus settings { layout historyDays { desktop } }
    monitors { tag name currentStatus currentLatency latestSample { minute status } }
    openIncidents { title state monitors { impact monitor { tag } } comments { comment state } }
    upcomingEvents { startsAt maintenance { title } }
  }
}"""
CREATE = """mutation Create($input: MonitorsCreateInput!) {
  monitorsCreate(input: $input) { userErrors { message } monitors { tag } }
}"""
EDITED_MINUTES = 129_600


@dataclass(frozen=True)
class Question:
    """A read: as it is asked again and again, and as one that nobody has asked yet."""

    name: str
    again: str
    anew: str


@dataclass
class Bench:
    """What runs while one database is measured."""

    load: Load
    bare: Started
    api: Started
    key: str
    seconds: float

    def answer_size(self, asked: str) -> int:
        """Return how long the answer is."""
        return len(asyncio.run(answer(self.api.port, asked)).partition(b"\r\n\r\n")[2])

    def read(self, question: Question) -> None:
        size = self.answer_size(question.again)
        method, _, _ = question.again.partition(" ")
        body = question.again.partition("\r\n\r\n")[2]
        bare = request(method, f"/{size}", None, json.loads(body) if body else None)
        # In alternation, so that other load on the machine meets all three alike.
        rates: dict[str, list[float]] = {"again": [], "anew": [], "bare": []}
        latencies: dict[str, list[float]] = {"again": [], "anew": [], "bare": []}
        for _ in range(2):
            for name, port, asked in (
                ("bare", self.bare.port, bare),
                ("again", self.api.port, question.again),
                ("anew", self.api.port, question.anew),
            ):
                figures = self.load.order(port, [asked], seconds=self.seconds)
                rates[name].append(figures.rate)
                latencies[name] += figures.latencies
        base = sum(rates["bare"])
        for name in ("again", "anew"):
            ordered = sorted(latencies[name])
            p50, p99 = (ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1e3 for share in (0.5, 0.99))
            rate = sum(rates[name])
            print(
                f"| {question.name}, {name} | {size:,} | {rate / 2:,.0f} | {p50:.1f} | {p99:.1f} | {rate / base:.2f} |",
                flush=True,
            )


async def answer(port: int, asked: str) -> bytes:
    """Return what one request gets."""
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(asked.replace("\r\nHost:", "\r\nConnection: close\r\nHost:", 1).encode())
    found = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert found[9:10] == b"2", found[:500]
    return found


def questions(secret: str) -> list[Question]:
    """Return what is asked."""
    now = int(time.time()) // 60 * 60
    day = f"start_ts={now - 2 * DAY}&end_ts={now - DAY}"

    def rest(name: str, path: str) -> Question:
        sign = "&" if "?" in path else "?"
        again, anew = (request("GET", f"/api/v4{each}", secret) for each in (path, f"{path}{sign}anew={MARK}"))
        return Question(f"REST: {name}", again, anew)

    def graphql(name: str, query: str) -> Question:
        again, anew = (
            request("POST", "/graphql", secret, {"query": query, "variables": variables})
            for variables in ({}, {"anew": MARK})
        )
        return Question(f"GraphQL: {name}", again, anew)

    return [
        rest("list of 52 monitors", "/monitors?category_name=&is_hidden=NO"),
        rest("one monitor", "/monitors/m7"),
        rest("one day of data", f"/monitors/m7/data?{day}"),
        rest("one data point", f"/monitors/m7/data/{now - DAY}"),
        graphql("100 monitors x 10 fields", LIST),
        graphql("a page of 50 monitors", PAGE),
    ]


def creation(number: int) -> dict[str, object]:
    """Return a monitor as REST makes it."""
    return {"tag": f"new-{number}", "name": f"New {number}", "type_data": {"url": "https://example.org"}}


def writes(bench: Bench) -> None:
    """Make 500 monitors one by one, another 500 at once, and edit ninety days of a monitor while others read."""
    one_by_one = [request("POST", "/api/v4/monitors", bench.key, creation(number)) for number in range(500)]
    figures = bench.load.order(bench.api.port, one_by_one, connections=1)
    print(f"| 500 monitors made one by one, REST | {500 / figures.rate:.2f} s | p99 {figures.quantile(0.99):.1f} ms |")
    new = [
        {"tag": f"bulk-{number}", "name": f"Bulk {number}", "configuration": {"api": {"url": "https://example.org"}}}
        for number in range(500)
    ]
    bulk = request("POST", "/graphql", bench.key, {"query": CREATE, "variables": {"input": {"monitors": new}}})
    begun = time.perf_counter()
    assert b'"userErrors":[]' in asyncio.run(answer(bench.api.port, bulk))
    print(f"| 500 monitors made by monitorsCreate | {time.perf_counter() - begun:.2f} s | |")
    now = int(time.time()) // 60 * 60
    edit = {
        "start_ts": now - EDITED_MINUTES * 60,
        "end_ts": now - 60,
        "status": "UP",
        "latency": 100,
        "deviation": 20,
    }
    sent = request("PATCH", "/api/v4/monitors/m9/data", bench.key, edit)
    one = request("GET", f"/api/v4/monitors/m7?anew={MARK}", bench.key)
    bench.load.begin(bench.api.port, [one], connections=2, seconds=2.5)
    time.sleep(0.5)
    begun = time.perf_counter()
    asyncio.run(answer(bench.api.port, sent))
    took = time.perf_counter() - begun
    beside = bench.load.end()
    print(
        f"| {EDITED_MINUTES:,} minutes edited, with rollups | {took:.2f} s | "
        f"the slowest read meanwhile {beside.latencies[-1] * 1e3:.0f} ms |",
        flush=True,
    )


def workers(environment: dict[str, str], bench: Bench, count: int) -> None:
    """Measure several API processes on one port, and how evenly they share the work."""
    api = start_api(environment, count)
    try:
        for question in questions(bench.key):
            bench.load.order(api.port, [question.again, question.anew], seconds=0.3)
        before = {pid: cpu_seconds(pid) for pid in api.pids()}
        for question in questions(bench.key):
            again, anew = (bench.load.order(api.port, [each], seconds=1.0) for each in (question.again, question.anew))
            print(f"| {question.name} | {again.rate:,.0f} | {anew.rate:,.0f} |", flush=True)
        used = sorted((cpu_seconds(pid) - before[pid] for pid in api.pids() if pid in before), reverse=True)[:count]
        memory = sorted((resident_megabytes(pid) for pid in api.pids()), reverse=True)[:count]
        print(f"\nCPU seconds of each process: {', '.join(f'{each:.1f}' for each in used)}; ", end="")
        print(f"memory: {', '.join(f'{each:.0f} MB' for each in memory)}", flush=True)
    finally:
        api.stop()


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def new_database(engine: str, folder: Path) -> Iterator[str]:
    """Yield the address of an empty database, and remove it in the end."""
    if engine == "sqlite":
        yield f"sqlite://{folder / 'heliograph.db'}"
        return
    address = postgres_address("benchmark")
    yield address
    server, _, name = address.partition("?")[0].rpartition("/")
    options = address.partition("?")[2]
    asyncio.run(drop(f"{server}/postgres" + (f"?{options}" if options else ""), name))


async def drop(server: str, name: str) -> None:
    connection = await asyncpg.connect(server)
    await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await connection.close()


async def prepare(folder: Path, address: str, days: int) -> str:
    """Fill the database; return a key."""
    async with new_installation(folder, address):
        known = await add_monitors(50, "m")
        await add_samples(known, days)
        await add_monitors(2, "empty")
        await add_page(known)
        return await key()


def measure(engine: str, days: int, seconds: float, processes: Sequence[int]) -> None:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        address = stack.enter_context(new_database(engine, folder))
        begun = time.perf_counter()
        secret = asyncio.run(prepare(folder, address, days))
        print(f"\n## {engine}\n\n52 monitors, 50 with {days} days of samples ({time.perf_counter() - begun:.0f} s)\n")
        redis = RedisServer(folder)
        stack.callback(redis.stop)
        environment = {
            "DATABASE_URL": address,
            "REDIS_URL": redis.url,
            "HELIOGRAPH_DATA_DIR": str(folder),
            "HELIOGRAPH_LOG_LEVEL": "WARNING",
        }
        load = Load()
        stack.callback(load.stop)
        bare = start_bare()
        stack.callback(bare.stop)
        api = start_api(environment, 1)
        stack.callback(api.stop)
        bench = Bench(load, bare, api, secret, seconds)
        print(
            "| read | bytes | requests/s | p50 ms | p99 ms | of a bare route |\n| --- | --- | --- | --- | --- | --- |"
        )
        for question in questions(secret):
            if "100 monitors" in question.name:
                more = [request("POST", "/api/v4/monitors", secret, hidden(number)) for number in range(48)]
                load.order(api.port, more, connections=1)
            bench.read(question)
        for count in processes:
            print(f"\n| {count} API processes | again/s | anew/s |\n| --- | --- | --- |")
            workers(environment, bench, count)
        worker = Started("-m", "server", "worker", **environment)
        stack.callback(worker.stop)
        print("\n| write | took | |\n| --- | --- | --- |")
        writes(bench)
        time.sleep(min(PATIENCE_SECONDS, 60 - time.time() % 60 + 10) if days > 1 else 1)
        print(
            f"\nMemory after all of it: API {resident_megabytes(api.process.pid):.0f} MB, "
            f"worker {max(resident_megabytes(pid) for pid in worker.pids()):.0f} MB"
        )


def hidden(number: int) -> dict[str, object]:
    """Return a monitor that is no part of the list of 52."""
    return {**creation(number), "tag": f"hidden-{number}", "is_hidden": "YES", "cron": None}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--days", type=int, default=90)
    options.add_argument("--seconds", type=float, default=1.0, help="of each of the two times that each read is asked")
    options.add_argument("--processes", type=int, nargs="*", default=[2])
    options.add_argument("--engines", nargs="+", choices=("sqlite", "postgres"), default=["sqlite", "postgres"])
    given = options.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before; one API process where nothing else is said")
    for engine in given.engines:
        measure(engine, given.days, given.seconds, given.processes)


if __name__ == "__main__":
    main()
