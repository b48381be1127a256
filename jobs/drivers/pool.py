"""Runs the queries of monitors in child processes, so that no server's answer can crash or hold up the worker.

All runs share one process, which is started when it is first needed and replaced when it is old. When it is lost (it
crashed, looped, or hung), every run that it carried is made again in a new one, with its whole time, so that nobody is
blamed for his neighbour. The run that the process was working on at that moment is made again too, but alone, in a
process of its own; only if that is lost as well is it known whose answer it was. Servers that were found out run alone
from then on, for an hour after the last time. A run that is lost with its neighbours again and again ends up alone,
too.

A query may thus run more than once, and what was begun may have had its effects: monitors' queries should only read.
"""

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import Any, Self

from core.network import NetworkPolicy
from jobs.drivers.address import SqlAddress
from jobs.drivers.outcome import Ending, Outcome
from jobs.drivers.process import DriverProcess, RunLostError
from jobs.tls import Authorities

# How often a run may be lost together with others before it runs alone.
SHARED_ATTEMPTS = 3
ALONE_AT_ONCE = 4
SECONDS_TO_WAIT_FOR_BEING_ALONE = 20
SECONDS_OF_SUSPICION = 3_600
# Each takes two or three files of the worker, and as many of the process.
RUNS_AT_ONCE = 2_000
SECONDS_OF_LIFE = 3_600
IDLE_SECONDS = 300
_SECONDS_BETWEEN_LOOKS = 10

_log = logging.getLogger(__name__)


class DriverPool:
    """Runs queries. Use as an async context manager, or `close()` it.

    `authorities` are those that servers' certificates are held against. A process that does not answer for `patience`
    seconds is lost.
    """

    def __init__(self, authorities: Authorities, *, patience: float = 5.0) -> None:
        self._authorities = authorities
        self._patience = patience
        self._shared: DriverProcess | None = None
        self._starting: asyncio.Task[DriverProcess] | None = None
        self._background: set[asyncio.Task[None]] = set()
        self._processes: set[DriverProcess] = set()
        self._suspects: dict[tuple[str, int], float] = {}
        self._room = asyncio.Semaphore(RUNS_AT_ONCE)
        self._room_alone = asyncio.Semaphore(ALONE_AT_ONCE)
        self._is_closed = False

    async def __aenter__(self) -> Self:
        """Return the pool; a process starts when one is first needed."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the pool."""
        await self.close()

    async def close(self) -> None:
        """Stop all processes; runs that were told to end may tell their databases first."""
        self._is_closed = True
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.wait([self._starting])
        await asyncio.gather(*(process.stop() for process in self._processes))
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)

    async def run(self, address: SqlAddress, query: str, network: NetworkPolicy, seconds: float) -> Outcome:
        """Log in and run a query within `seconds`, over connections that `network` allows.

        The time begins when a process is there for it, and begins anew when that process is lost. Raises
        `core.network.Refused`; ChildProcessError when no process could be started; DriverFaultError.
        """
        async with self._room:
            self._refuse_if_closed()
            if not self._is_suspect(address):
                for _ in range(SHARED_ATTEMPTS):
                    process = await self._shared_process()
                    try:
                        return await process.run(address, query, network, seconds)
                    except RunLostError as loss:
                        if loss.was_at_work:
                            break
            return await self._run_alone(address, query, network, seconds)

    async def _run_alone(self, address: SqlAddress, query: str, network: NetworkPolicy, seconds: float) -> Outcome:
        try:
            async with asyncio.timeout(SECONDS_TO_WAIT_FOR_BEING_ALONE):
                await self._room_alone.acquire()
        except TimeoutError as error:
            raise ChildProcessError("too many database servers have to be kept apart") from error
        try:
            process = await self._start()
            try:
                return await process.run(address, query, network, seconds)
            except RunLostError as loss:
                self._suspect(address)
                return Outcome(Ending.FAILED, loss.milliseconds, str(loss))
            finally:
                self._do(self._stop(process))
        finally:
            self._room_alone.release()

    async def _shared_process(self) -> DriverProcess:
        """Return the process that all share; whoever needs one waits for the same start."""
        if self._shared is not None and self._shared.loss is None:
            return self._shared
        if self._starting is None:
            self._starting = asyncio.create_task(self._replace())
            self._starting.add_done_callback(self._started)
        return await asyncio.shield(self._starting)

    async def _replace(self) -> DriverProcess:
        if self._shared is not None:
            _log.warning("The process of the database drivers was replaced: %s", self._shared.loss)
        self._shared = None
        self._shared = process = await self._start()
        self._do(self._tend(process))
        return process

    def _started(self, starting: asyncio.Task[DriverProcess]) -> None:
        self._starting = None
        if not starting.cancelled():
            starting.exception()  # so that it is no loose end where nobody waits any more

    async def _start(self) -> DriverProcess:
        self._refuse_if_closed()
        process = await DriverProcess.start(self._authorities, patience=self._patience)
        self._processes.add(process)
        if self._is_closed:
            await process.stop()
        self._refuse_if_closed()
        return process

    def _refuse_if_closed(self) -> None:
        if self._is_closed:
            raise RuntimeError("the pool of database drivers is closed")

    async def _stop(self, process: DriverProcess) -> None:
        await process.stop()
        self._processes.discard(process)

    async def _tend(self, process: DriverProcess) -> None:
        """Let a process go when it is lost, when it is not needed for a while, or when it is old."""
        started = time.monotonic()
        while process.loss is None:
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
            now = time.monotonic()
            is_over = now - started > SECONDS_OF_LIFE or now - process.last_used > IDLE_SECONDS
            if is_over and self._shared is process:
                self._shared = None
            if self._shared is not process and process.is_idle:
                break
        await self._stop(process)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def _is_suspect(self, address: SqlAddress) -> bool:
        since = self._suspects.get((address.host, address.port))
        return since is not None and time.monotonic() - since < SECONDS_OF_SUSPICION

    def _suspect(self, address: SqlAddress) -> None:
        now = time.monotonic()
        fresh = {server: since for server, since in self._suspects.items() if now - since < SECONDS_OF_SUSPICION}
        self._suspects = fresh | {(address.host, address.port): now}
