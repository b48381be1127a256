"""Real worker processes on one Redis and one database, with a clock that is moved, and a target that counts."""

import asyncio
import signal
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from core import clock, redis, worker_presence
from core.principal import SYSTEM
from core.queue import Queue
from models.check_batch import CheckBatch, MissedMinutes
from models.enums import MissReason
from models.monitor import Monitor
from models.samples import recorded
from resolvers import monitors
from resolvers.monitors import NewMonitor
from tests.conftest import START
from tests.server.installations import start_worker
from tests.servers import RedisServer

PATIENCE_SECONDS = 60
BATCH_SIZE = 10
MONITORS = 40
FIRST, SECOND, THIRD = (START + number * 60 for number in (1, 2, 3))


class Time:
    """The clock of all processes."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.move_to(START + 30)

    def move_to(self, instant: float) -> None:
        draft = self._file.with_suffix(".new")
        draft.write_text(str(instant))
        draft.replace(self._file)

    async def pass_(self, seconds: int) -> None:
        """Let time pass as it does, so that who waits for the next few seconds sees them come."""
        end = clock.precise_timestamp() + seconds
        while clock.precise_timestamp() < end:
            self.move_to(clock.precise_timestamp() + 1)
            await asyncio.sleep(0.05)


class Target:
    """Counts who is asked for in which minute; it answers those in `held` only when they are let go."""

    def __init__(self) -> None:
        self.asked: Counter[tuple[str, int]] = Counter()
        self.held: set[str] = set()
        self._free = asyncio.Event()
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        tag = request.match_info["tag"]
        self.asked[tag, clock.current_minute()] += 1
        if tag in self.held:
            await self._free.wait()
        return web.Response()

    def let_go(self) -> None:
        self.held.clear()
        self._free.set()

    def times(self, minute: int) -> dict[str, int]:
        return {tag: count for (tag, asked_at), count in self.asked.items() if asked_at == minute}

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Target"]:
        app = web.Application()
        app.router.add_get("/{tag}", self.answer)
        runner = web.AppRunner(app, shutdown_timeout=0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield self
        self.let_go()
        await runner.cleanup()


class Workers:
    """Worker processes; one that ends by itself is started again, as its supervisor does."""

    def __init__(self, folder: Path, redis_url: str, database_url: str, clock_file: Path) -> None:
        self._folder = folder
        self._variables = {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "HELIOGRAPH_CLOCK_FILE": str(clock_file),
            "HELIOGRAPH_BATCH_SIZE": str(BATCH_SIZE),
        }
        self._log = (folder / "workers.log").open("ab")
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        process = start_worker(self._folder, self._log, **self._variables)
        self.running.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        self.running.remove(process)
        process.send_signal(signal.SIGKILL)
        process.wait(10)

    def keep(self) -> None:
        for process in list(self.running):
            if process.poll() is not None:
                self.running.remove(process)
                self.start()

    def stop(self) -> None:
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(PATIENCE_SECONDS)
        self._log.close()


@pytest.fixture
def time(tmp_path, monkeypatch) -> Iterator[Time]:
    moved = Time(tmp_path / "clock")
    before = clock.use(clock.FileClock(tmp_path / "clock"))
    yield moved
    clock.use(before)


@pytest.fixture
def server(tmp_path) -> Iterator[RedisServer]:
    (tmp_path / "redis").mkdir()
    started = RedisServer(tmp_path / "redis")
    yield started
    started.stop()


@pytest.fixture
async def target(db, time) -> AsyncIterator[Target]:
    """A target that MONITORS monitors watch, every minute."""
    async with Target().open() as opened:
        for number in range(MONITORS):
            tag = f"m{number}"
            data = {"url": f"{opened.url}/{tag}", "timeout": 50_000}
            await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag, cron="* * * * *", type_data=data))
        yield opened


@pytest.fixture
def workers(db, time, server, target, tmp_path) -> Iterator[Workers]:
    processes = Workers(tmp_path, server.url, db.database_url, tmp_path / "clock")
    yield processes
    processes.stop()


@pytest.fixture
async def pool(server):
    opened = await redis.connect(server.url)
    yield opened
    await opened.aclose()


async def tags() -> dict[str, int]:
    return dict(await Monitor.all().values_list("tag", "id"))


async def seen(minute: int) -> set[str]:
    """Return the monitors that have a sample of the minute."""
    ids = await tags()
    with_sample = await recorded(minute, list(ids.values()))
    return {tag for tag, monitor_id in ids.items() if monitor_id in with_sample}


async def until(question, workers: Workers) -> None:
    """Wait until the question is answered with yes, and keep the workers alive meanwhile."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await question():
            workers.keep()
            await asyncio.sleep(0.05)


async def until_seen(minute: int, expected: set[str], workers: Workers) -> None:
    async def all_there() -> bool:
        return await seen(minute) == expected

    await until(all_there, workers)


async def until_closed(minute: int, workers: Workers) -> None:
    async def none_open() -> bool:
        return (
            await CheckBatch.filter(minute=minute).exists()
            and not await CheckBatch.filter(minute=minute, finished_at__isnull=True).exists()
        )

    await until(none_open, workers)


async def until_ready(pool, workers: Workers) -> None:
    """Wait until every worker that runs has said that it lives."""

    async def alive() -> bool:
        return {process.pid for process in workers.running} <= {
            worker.facts.pid for worker in await worker_presence.present(pool)
        }

    await until(alive, workers)


ALL = {f"m{number}" for number in range(MONITORS)}
ONCE = dict.fromkeys(ALL, 1)


async def test_two_workers_ask_each_target_once_a_minute(target, workers, time, pool):
    workers.start(), workers.start()
    await until_ready(pool, workers)

    for minute in (FIRST, SECOND, THIRD):
        time.move_to(minute)
        await until_closed(minute, workers)

    assert [target.times(minute) for minute in (FIRST, SECOND, THIRD)] == [ONCE] * 3
    assert [await seen(minute) for minute in (FIRST, SECOND, THIRD)] == [ALL] * 3
    assert await MissedMinutes.all().count() == 0


async def test_what_redis_forgets_in_mid_minute_is_not_asked_again(target, workers, time, pool):
    # given a minute in which half of the targets have not answered yet
    workers.start(), workers.start()
    await until_ready(pool, workers)
    target.held = {f"m{number}" for number in range(0, MONITORS, 2)}
    time.move_to(FIRST)
    await until_seen(FIRST, ALL - target.held, workers)

    # when Redis forgets everything, and the tick and every batch come a second time
    await pool.flushall()
    queue = Queue(pool)
    await queue.put("tick", FIRST)
    await asyncio.gather(*(queue.put("check_batch", FIRST, row.number) for row in await CheckBatch.all()))
    await time.pass_(8)
    target.let_go()
    await until_closed(FIRST, workers)

    assert target.times(FIRST) == ONCE
    assert await seen(FIRST) == ALL

    # then the next minute is complete, too
    time.move_to(SECOND)
    await until_closed(SECOND, workers)
    assert target.times(SECOND) == ONCE


async def test_a_worker_that_is_killed_in_mid_batch_is_taken_over_within_the_minute(target, workers, time, pool):
    # given a worker that has seen half of the monitors
    victim = workers.start()
    await until_ready(pool, workers)
    target.held = {f"m{number}" for number in range(0, MONITORS, 2)}
    held = set(target.held)
    time.move_to(FIRST)
    await until_seen(FIRST, ALL - held, workers)
    workers.start()
    await until_ready(pool, workers)

    # when it is killed, and a lease's time passes
    workers.kill(victim)
    target.let_go()
    await time.pass_(20)
    await until_closed(FIRST, workers)

    # then the other has asked for the rest again, and for nothing else, and has seen it in time
    assert await seen(FIRST) == ALL
    assert target.times(FIRST) == {tag: 2 if tag in held else 1 for tag in ALL}
    assert await MissedMinutes.all().count() == 0

    time.move_to(SECOND)
    await until_closed(SECOND, workers)
    assert target.times(SECOND) == ONCE


async def test_a_minute_that_nobody_can_finish_in_time_is_absent_and_said_to_be(target, workers, time, pool):
    # given a worker that is killed late in the minute
    victim = workers.start()
    await until_ready(pool, workers)
    target.held = {"m3"}
    time.move_to(FIRST)
    await until_seen(FIRST, ALL - {"m3"}, workers)
    workers.kill(victim)
    target.let_go()
    time.move_to(FIRST + 51)

    # when another one comes
    workers.start()
    await until_ready(pool, workers)
    await time.pass_(7)
    await until_closed(FIRST, workers)

    # then the rest of the minute stays empty
    missed = (await tags())["m3"]
    assert await seen(FIRST) == ALL - {"m3"}
    assert target.times(FIRST) == ONCE
    assert await MissedMinutes.all().values_list("first_minute", "last_minute", "reason", "monitor_ids") == [
        (FIRST, FIRST, MissReason.NOT_FINISHED, [missed])
    ]

    # and the next minute is complete
    time.move_to(SECOND)
    await until_closed(SECOND, workers)
    assert target.times(SECOND) == ONCE


async def test_a_restart_of_redis_in_mid_minute_loses_no_minute(target, workers, time, server):
    # given a minute in which half of the targets have not answered yet
    workers.start(), workers.start()
    async with _pool(server) as pool:
        await until_ready(pool, workers)
    target.held = {f"m{number}" for number in range(0, MONITORS, 2)}
    held = set(target.held)
    time.move_to(FIRST)
    await until_seen(FIRST, ALL - held, workers)

    # when Redis ends and comes back, empty
    server.stop()
    server.start()
    target.let_go()
    async with _pool(server) as pool:
        await until_ready(pool, workers)
        await time.pass_(20)
        await until_closed(FIRST, workers)

    # then what was seen is not asked again, what hung is asked at most once more, and both minutes are complete
    times = target.times(FIRST)
    assert {tag: times[tag] for tag in ALL - held} == dict.fromkeys(ALL - held, 1)
    assert {times[tag] for tag in held} <= {1, 2}
    assert await seen(FIRST) == ALL
    time.move_to(SECOND)
    await until_closed(SECOND, workers)
    assert target.times(SECOND) == ONCE
    assert await MissedMinutes.all().count() == 0


@asynccontextmanager
async def _pool(server: RedisServer):
    opened = await redis.connect(server.url)
    yield opened
    await opened.aclose()
