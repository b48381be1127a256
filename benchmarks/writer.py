"""Somebody else who writes: a process that settles a minute of monitors as a worker's batches do, again and again.

    python benchmarks/writer.py FOLDER ADDRESS PREFIX

It reads orders from standard input, a line of JSON each: {"minutes": 3, "seconds": 20.0} settles as many minutes, one
every so many seconds, and answers with the seconds after the minute's begin at which each batch was written;
{"minutes": null, ...} goes on until the next line comes.
"""

import asyncio
import itertools
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from running import Figures, Started

from core import clock
from core.settings import load as load_settings
from models.enums import Status
from models.monitor import Monitor
from models.observation import Observation
from resolvers import settling
from resolvers.settling import Observed
from server.resources import database_opened

BATCH = 50
EVERY_SECONDS = 3.0
_PAST_MINUTES = 1000  # the first minute that is written lies as many minutes ago


class Writer(Started):
    """The process; it ends when it is stopped."""

    def __init__(self, folder: Path, address: str, prefix: str) -> None:
        super().__init__("benchmarks/writer.py", str(folder), address, prefix)

    def begin(self, minutes: int | None, seconds: float) -> None:
        """Let it write, a minute every so many seconds."""
        self._tell(json.dumps({"minutes": minutes, "seconds": seconds}))

    def end(self) -> Figures:
        """Return when batches were written, in seconds after their minute began."""
        assert self.process.stdout is not None
        delays = sorted(json.loads(self.process.stdout.readline()))
        return Figures(len(delays), delays)

    @contextmanager
    def writing(self, seconds: float = EVERY_SECONDS) -> Iterator[None]:
        """Write a minute every so many seconds, within this context."""
        self.begin(None, seconds)
        try:
            yield
        finally:
            self._tell("")
            self.end()

    def _tell(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()


async def settle(watched: list[Monitor], minute: int) -> list[float]:
    """Settle a minute batch by batch; return when each was written."""
    begun = time.perf_counter()
    delays = []
    observed = [Observed(each, Observation(Status.UP, latency=100.0)) for each in watched]
    for start in range(0, len(observed), BATCH):
        await settling.settle(minute, observed[start : start + BATCH])
        delays.append(time.perf_counter() - begun)
    return delays


async def carry_out(order: dict[str, Any], watched: list[Monitor], minutes: "Iterator[int]", lines: "Lines") -> None:
    delays: list[float] = []
    count, seconds = order["minutes"], order["seconds"]
    for number in itertools.count():
        if number == count:
            break
        begun = time.perf_counter()
        delays += await settle(watched, next(minutes))
        if await lines.comes_within(begun + seconds - time.perf_counter()) and count is None:
            await lines.next()
            break
    print(json.dumps(delays), flush=True)


class Lines:
    """The lines of standard input."""

    def __init__(self) -> None:
        self._next = self._read()

    @staticmethod
    def _read() -> "asyncio.Task[str]":
        return asyncio.create_task(asyncio.to_thread(sys.stdin.readline))

    async def next(self) -> str:
        line = await self._next
        self._next = self._read()
        return line

    async def comes_within(self, seconds: float) -> bool:
        """Wait so long for a line, and no longer."""
        done, _ = await asyncio.wait([self._next], timeout=max(0.0, seconds))
        return bool(done)


async def main(folder: Path, address: str, prefix: str) -> None:
    lines = Lines()
    async with database_opened(load_settings(data_dir=folder, database_url=address)):
        watched = await Monitor.filter(tag__startswith=prefix).order_by("id")
        first = clock.current_minute() - _PAST_MINUTES * clock.MINUTE
        minutes = itertools.count(first, clock.MINUTE)
        while line := (await lines.next()).strip():
            await carry_out(json.loads(line), watched, minutes, lines)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
