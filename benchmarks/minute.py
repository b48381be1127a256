"""How soon after second 0 are 1,000 monitors checked? One real worker process, a real Valkey, both databases.

`python benchmarks/minute.py` runs accelerated minutes: the clock of the worker is a file that is set to the next
minute every few seconds. `--real` waits for real ones. README.md says how to read what is printed.
"""

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from arq.connections import ArqRedis
from databases import new_database
from tortoise.backends.base.executor import EXECUTOR_CACHE

from core import clock, redis, worker_presence
from core.principal import SYSTEM
from core.settings import load
from models import database
from models.check_batch import CheckBatch
from resolvers import monitors
from resolvers.monitors import NewMonitor
from tests.servers import RedisServer

ROOT = Path(__file__).parents[1]
START = 1_736_121_600
PATIENCE_SECONDS = 60
# A hanging target holds its check for this long: into the next two accelerated minutes.
TIMEOUT_MS = 10_000
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Plan:
    """What is run: how many monitors in how many batches, for how many minutes of how many seconds."""

    monitors: int
    batch_size: int
    minutes: int
    seconds: float
    is_real: bool


@dataclass(frozen=True)
class Figures:
    """What was measured: start delays in seconds, checks a second of the worker's CPU, statements a minute."""

    delays: list[float]
    checks: int
    cpu_seconds: float
    statements: float
    batches: float

    def line(self, name: str) -> str:
        delays = sorted(self.delays)

        def quantile(share: float) -> str:
            return f"{delays[min(len(delays) - 1, int(share * len(delays)))]:.3f} s"

        per_core = self.checks / self.cpu_seconds
        cells = (
            name,
            quantile(0.5),
            quantile(0.99),
            f"{delays[-1]:.3f} s",
            f"{per_core:.0f}",
            f"{self.statements:.0f}",
            f"{self.batches:.0f}",
        )
        return "| " + " | ".join(cells) + " |"


class Target:
    """The target's process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(ROOT / "benchmarks" / "target.py")], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self.url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"

    async def let_hang(self, count: int) -> None:
        async with httpx.AsyncClient(verify=False) as client:  # noqa: S501 - it speaks plain HTTP
            await client.get(f"{self.url}/hang/{count}")

    async def arrivals(self) -> list[tuple[str, float]]:
        """Return who was asked since the last call, and when."""
        async with httpx.AsyncClient(verify=False) as client:  # noqa: S501 - it speaks plain HTTP
            arrived: list[tuple[str, float]] = (await client.get(f"{self.url}/arrivals")).json()
            return arrived

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)


class Worker:
    """The worker's process."""

    def __init__(self, folder: Path, redis_url: str, database_url: str, plan: Plan, clock_file: Path) -> None:
        self._statements = folder / "statements"
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("HELIOGRAPH_")},
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "HELIOGRAPH_DATA_DIR": str(folder),
            "HELIOGRAPH_BATCH_SIZE": str(plan.batch_size),
            "HELIOGRAPH_LOG_LEVEL": "WARNING",
            "STATEMENTS_FILE": str(self._statements),
        }
        if not plan.is_real:
            environment["HELIOGRAPH_CLOCK_FILE"] = str(clock_file)
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "benchmarks" / "counting_worker.py")], env=environment
        )

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND

    async def statements(self) -> int:
        self._statements.unlink(missing_ok=True)
        self.process.send_signal(signal.SIGUSR1)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not self._statements.exists():  # noqa: ASYNC110 - a file does not tell
                await asyncio.sleep(0.01)
        return int(self._statements.read_text())

    async def until_ready(self, pool: ArqRedis) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await worker_presence.present(pool):
                assert self.process.poll() is None, "the worker ended"
                await asyncio.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


def set_clock(file: Path, instant: int) -> None:
    draft = file.with_suffix(".new")
    draft.write_text(str(instant))
    draft.replace(file)


async def one_minute(target: Target, plan: Plan, clock_file: Path, minute: int) -> tuple[int, list[float]]:
    """Let a minute begin; return it, and how late each target was asked."""
    if plan.is_real:
        minute = (int(time.time()) // 60 + 1) * 60
        await asyncio.sleep(minute - 2 - time.time())
        await target.arrivals()
        await asyncio.sleep(minute - time.time())
        begun = float(minute)
    else:
        await target.arrivals()
        begun = time.time()
        set_clock(clock_file, minute)
    arrived: list[tuple[str, float]] = []
    while time.time() < begun + plan.seconds or len(arrived) < plan.monitors:
        assert time.time() < begun + PATIENCE_SECONDS, f"only {len(arrived)} of {plan.monitors} were asked"
        await asyncio.sleep(0.25)
        arrived += await target.arrivals()
    assert len({tag for tag, _ in arrived}) == len(arrived) == plan.monitors, "somebody was asked twice"
    return minute, [at - begun for _, at in arrived]


async def measure(folder: Path, database_url: str, plan: Plan, hanging: tuple[int, ...]) -> list[Figures]:
    """Run the plan on an empty database, once for each number of hanging targets."""
    clock_file = folder / "clock"
    set_clock(clock_file, START + 30)
    settings = load(data_dir=folder, database_url=database_url)
    async with AsyncExitStack() as stack:
        if not plan.is_real:
            stack.callback(clock.use, clock.use(clock.FileClock(clock_file)))
        server = RedisServer(folder)
        stack.callback(server.stop)
        target = Target()
        stack.callback(target.stop)
        # The ORM keeps the statements that it has built for a table, whatever the dialect they were built for.
        EXECUTOR_CACHE.clear()
        await database.connect(settings)
        stack.push_async_callback(database.disconnect)
        await database.migrate(settings)
        for number in range(plan.monitors):
            data = {"url": f"{target.url}/m{number}", "timeout": TIMEOUT_MS}
            new = NewMonitor(tag=f"m{number}", name=f"m{number}", cron="* * * * *", type_data=data)
            await monitors.create(SYSTEM, new)
        pool = await redis.connect(server.url)
        stack.push_async_callback(pool.aclose)
        worker = Worker(folder, server.url, database_url, plan, clock_file)
        stack.callback(worker.stop)
        await worker.until_ready(pool)
        minute = START + 60
        await one_minute(target, plan, clock_file, minute)  # opens connections, fills caches; not counted
        figures = []
        for count in hanging:
            await target.let_hang(count)
            cpu, statements, delays, minutes = worker.cpu_seconds(), await worker.statements(), [], []
            for _ in range(plan.minutes):
                minute += 60
                at, late = await one_minute(target, plan, clock_file, minute)
                minutes.append(at)
                delays += late
            batches = await CheckBatch.filter(minute__in=minutes).count()
            figures.append(
                Figures(
                    delays,
                    len(delays),
                    worker.cpu_seconds() - cpu,
                    (await worker.statements() - statements) / plan.minutes,
                    batches / plan.minutes,
                )
            )
        return figures


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--real", action="store_true", help="wait for real minutes, by the machine's clock")
    options.add_argument("--monitors", type=int, default=1000)
    options.add_argument("--minutes", type=int, default=3)
    options.add_argument("--engines", nargs="+", choices=("sqlite", "postgres"), default=["sqlite", "postgres"])
    given = options.parse_args()
    plan = Plan(given.monitors, 50, given.minutes, 5.0, given.real)
    print(
        f"{plan.monitors} API monitors, {plan.minutes} {'real' if plan.is_real else 'accelerated'} minutes each, "
        f"one worker process, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n"
    )
    print("| run | p50 | p99 | max | checks a second per core | statements a minute | batches a minute |")
    print("| --- | --- | --- | --- | --- | --- | --- |", flush=True)
    for engine in given.engines:
        for each, hanging in ((plan, (0, 30, 300)), (Plan(100, 5, 2, 2.0, False), (0,))):
            if each is not plan and plan.is_real:
                continue
            with tempfile.TemporaryDirectory() as folder, new_database(engine, Path(folder)) as address:
                found = asyncio.run(measure(Path(folder), address, each, hanging))
            for count, figures in zip(hanging, found, strict=True):
                print(figures.line(f"{engine}, {each.monitors} monitors, {count} hang"), flush=True)


if __name__ == "__main__":
    main()
