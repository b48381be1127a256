"""Keeping a child process alive: started again whenever it ends, after a pause that grows while it keeps ending."""

import asyncio
import logging
import random
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable
from contextlib import suppress

from server import processes

_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 30.0
_STEADY_SECONDS = 60.0
# The standard library's logger, which core.logging shapes too: this module is loaded before anything heavy.
_log = logging.getLogger(__name__)


def pause_seconds(failures: int, chance: random.Random) -> float:
    """Return how long to wait after the `failures`th end in a row (from 1): 0.5 s, doubled each time, at most 30 s.

    The upper half of it is random, so that processes that died of one cause don't come back in step.
    """
    doubled = _FIRST_PAUSE_SECONDS * 2.0 ** min(failures, 10)
    longest = min(_LONGEST_PAUSE_SECONDS, doubled)
    return chance.uniform(longest / 2, longest)


class Keeper:
    """Keeps one child running."""

    def __init__(
        self,
        name: str,
        start: Callable[[], Awaitable[Process]],
        *,
        stop: Callable[[Process], Awaitable[None]] = processes.stop,
        chance: random.Random | None = None,
    ) -> None:
        """Keep the child that `start` makes, known as `name` in the log; `stop` ends it."""
        self.name = name
        self.restarts = 0
        self.last_exit: str | None = None
        self._start = start
        self._stop = stop
        self._chance = chance or random.Random()  # noqa: S311 - spreads restarts, guards nothing
        self._process: Process | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The process id of the child; None while there is none."""
        return None if self._process is None else self._process.pid

    async def start(self) -> Process:
        """Start the child for the first time; raises what its start raises."""
        self._process = await self._start()
        return self._process

    def keep(self, changed: Callable[["Keeper"], None] = lambda _keeper: None) -> None:
        """From now on, start the child again when it ends; `changed` is called at each end and each start."""
        self._task = asyncio.create_task(self._keep(changed), name=f"keep {self.name}")

    async def stop(self) -> None:
        """End the child for good."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if self._process is not None:
            await self._stop(self._process)
            self._process = None

    async def _keep(self, changed: Callable[["Keeper"], None]) -> None:
        loop = asyncio.get_running_loop()
        failures = 0
        while True:
            started = loop.time()
            if self._process is not None:
                self.last_exit = processes.describe_exit(await self._process.wait())
                self._process = None
            failures = 1 if loop.time() - started >= _STEADY_SECONDS else failures + 1
            changed(self)
            pause = pause_seconds(failures, self._chance)
            _log.warning("%s ended (%s); it is started again in %.1f s", self.name, self.last_exit, pause)
            await asyncio.sleep(pause)
            self.restarts += 1
            try:
                self._process = await self._start()
            except Exception as error:  # noqa: BLE001 - whatever keeps it from starting may have passed next time
                self.last_exit = str(error)
                continue
            changed(self)
