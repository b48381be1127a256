"""`heliograph serve`: everything of an installation on one machine, started in order, kept alive, stopped together.

Start-up is a race against the imports. So the API process starts first and imports its code while this one prepares
Redis and the database; it waits at a gate (a line on its standard input) until it may touch them. The API's socket
is opened here and handed on: a request that comes early, or during a restart, waits instead of being refused.
"""

import asyncio
import contextlib
import fcntl
import logging
import os
import signal
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from pathlib import Path

from core.errors import SettingsError
from core.settings import Settings
from server import processes, supervision
from server.keeper import Keeper
from server.supervision import WorkerReport, WorkerState

_BACKLOG = 2048
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_LOCK_FILE = "serve.lock"
_log = logging.getLogger(__name__)

Greeting = Callable[[str | None], None]
"""What tells the operator that all is up; it gets the administrator's key if one was made just now."""


def listen(settings: Settings) -> socket.socket:
    """Open the API's socket; raises SettingsError when the address is not ours or the port is taken."""
    try:
        family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((settings.host, settings.port), family=family, backlog=_BACKLOG)
    except OSError as error:
        # What `create_server` says repeats the address; what the look-up of a name says has numbers of its own.
        reason = error.strerror if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)
        raise SettingsError(
            f"HELIOGRAPH_HOST and HELIOGRAPH_PORT: got {settings.host} and {settings.port}, where nobody can listen "
            f"({reason}); they take an address of this machine and a port that is free"
        ) from None


async def serve(settings: Settings, listener: socket.socket, greet: Greeting) -> None:
    """Run embedded Redis (where REDIS_URL is not set), API and worker until a signal says to stop.

    Raises SettingsError, with nothing left running, when a setting keeps one of them from starting.
    """
    with _until_a_signal(), _only_one(settings.data_dir):
        report = settings.data_dir / supervision.FILE
        supervision.clear(report)
        async with _stopped_at_the_end() as ground, _stopped_at_the_end() as doors:
            gate = _Gate()
            for keeper in _api_keepers(settings, listener, gate, "--report", str(report)):
                await keeper.start()
                doors.append(keeper)
            if not settings.redis_url:
                ground.append(await _start_redis(settings.data_dir))
            greet(await _prepare(settings))
            gate.open()
            # The worker comes last: importing its code at the same time would keep the API's first answer back.
            worker = Keeper("worker", partial(_start_child, gate, "worker", "--gate"))
            await worker.start()
            doors.append(worker)
            _report(report, worker)
            worker.keep(partial(_report, report))
            for keeper in (*doors, *ground):
                if keeper is not worker:
                    keeper.keep()
            await asyncio.Event().wait()


async def run_api(settings: Settings, listener: socket.socket) -> None:
    """Run several API processes until a signal says to stop."""
    with _until_a_signal():
        async with _stopped_at_the_end() as doors:
            gate = _Gate()
            gate.open()
            for keeper in _api_keepers(settings, listener, gate):
                await keeper.start()
                doors.append(keeper)
                keeper.keep()
            await asyncio.Event().wait()


class _Gate:
    """Holds children back, between their imports and their work, until it is opened."""

    def __init__(self) -> None:
        self._open = False
        self._waiting: list[Process] = []

    def admit(self, process: Process) -> None:
        """Let a child pass now, or when the gate opens."""
        if not self._open:
            self._waiting.append(process)
        elif process.stdin is not None:
            with contextlib.suppress(ConnectionError):  # it has ended already; its keeper sees to that
                process.stdin.write(b"\n")
                process.stdin.close()

    def open(self) -> None:
        """Let everybody pass, now and from now on."""
        self._open = True
        for process in self._waiting:
            self.admit(process)
        self._waiting.clear()


def _api_keepers(settings: Settings, listener: socket.socket, gate: _Gate, *options: str) -> list[Keeper]:
    """Return a keeper for each API process; they accept from one socket."""
    descriptor = listener.fileno()
    arguments = ("api", "--gate", "--socket", str(descriptor), "--host", settings.host, "--port", str(settings.port))
    start = partial(_start_child, gate, *arguments, *options, descriptors=(descriptor,))
    return [Keeper("api", start) for _ in range(settings.workers)]


async def _start_child(gate: _Gate, *arguments: str, descriptors: tuple[int, ...] = ()) -> Process:
    process = await processes.start(sys.executable, "-m", "server", *arguments, descriptors=descriptors)
    gate.admit(process)
    return process


async def _start_redis(data_dir: Path) -> Keeper:
    from server.embedded_redis import EmbeddedRedis

    redis = EmbeddedRedis(data_dir)
    keeper = Keeper("redis", redis.start, stop=redis.stop)
    await keeper.start()
    return keeper


async def _prepare(settings: Settings) -> str | None:
    """Bring the database up to date; returns the administrator's key if it was made just now."""
    # Heavy: the children start first.
    from core import redis
    from models import database
    from resolvers import api_keys
    from server.resources import database_opened, prepare_process

    prepare_process(settings, process="serve")
    await (await redis.connect(redis.address(settings))).aclose()
    async with database_opened(settings):
        await database.migrate(settings)
        return await api_keys.ensure_administrator(settings)


def _report(path: Path, worker: Keeper) -> None:
    """Tell the API how the worker's process is."""
    state = WorkerState.RESTARTING if worker.pid is None else WorkerState.RUNNING
    try:
        supervision.write(path, WorkerReport(state, worker.pid, worker.restarts, worker.last_exit))
    except OSError as error:
        # A full disk must not keep the worker from being started again.
        _log.warning("The worker's report can't be written (%s)", error.strerror)


@contextlib.asynccontextmanager
async def _stopped_at_the_end() -> AsyncIterator[list[Keeper]]:
    """Yield a list; whoever is in it at the end is stopped, all at once."""
    keepers: list[Keeper] = []
    try:
        yield keepers
    finally:
        await asyncio.gather(*(keeper.stop() for keeper in keepers))


@contextlib.contextmanager
def _until_a_signal() -> Iterator[None]:
    """Let a signal end the context quietly; a second one does not wait for the children to end by themselves."""
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - this runs within a coroutine
    for number in _STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        yield


@contextlib.contextmanager
def _only_one(data_dir: Path) -> Iterator[None]:
    """Hold the data folder; raises SettingsError when another `serve` does, or when it can't be written."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (data_dir / _LOCK_FILE).open("a+")
    except OSError as error:
        raise SettingsError(
            f"HELIOGRAPH_DATA_DIR: got '{data_dir}'; it takes a folder that can be written ({error.strerror})"
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise SettingsError(
                f"HELIOGRAPH_DATA_DIR: got '{data_dir}', where another 'heliograph serve' (process {lock.read()}) "
                "runs; stop that, or take another folder"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
