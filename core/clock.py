"""The time: everything that asks what time it is asks here, so that tests can move it.

Instants are aware datetimes in UTC, or whole epoch seconds where samples and REST v4 need them. Durations are
measured with `time.perf_counter` where they are needed; a moved clock does not stretch them.
"""

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

MINUTE = 60


class Clock(Protocol):
    """Tells the time, and waits for it."""

    def time(self) -> float:
        """Return the seconds since the epoch."""
        ...

    async def sleep_until(self, instant: float) -> None:
        """Return when the clock shows `instant` (epoch seconds) or later."""
        ...


class SystemClock:
    """The machine's clock."""

    def time(self) -> float:
        """Return the machine's seconds since the epoch."""
        return time.time()

    async def sleep_until(self, instant: float) -> None:
        """Sleep until the machine's clock shows `instant`, also when it is set back meanwhile."""
        while (remaining := instant - time.time()) > 0:  # noqa: ASYNC110 - time passes without telling
            await asyncio.sleep(min(remaining, 10.0))


class ManualClock:
    """A clock that stands still until it is moved; for tests within one process."""

    def __init__(self, start: float) -> None:
        """Start at `start` epoch seconds."""
        self._time = float(start)
        self._moved = asyncio.Event()

    def time(self) -> float:
        """Return the seconds that the clock was last moved to."""
        return self._time

    def move_to(self, instant: float) -> None:
        """Set the clock, and wake those who waited for this instant."""
        self._time = float(instant)
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    def advance(self, seconds: float) -> None:
        """Move the clock on by `seconds`."""
        self.move_to(self._time + seconds)

    async def sleep_until(self, instant: float) -> None:
        """Wait until somebody has moved the clock to `instant` or later."""
        while self._time < instant:
            await self._moved.wait()


class FileClock:
    """A clock that shows the number in a file; tests move several processes at once by writing it."""

    _POLL_SECONDS = 0.02

    def __init__(self, path: Path) -> None:
        """Read the epoch seconds from `path`, anew at each question."""
        self._path = path

    def time(self) -> float:
        """Return the seconds since the epoch that the file holds."""
        return float(self._path.read_text())

    async def sleep_until(self, instant: float) -> None:
        """Look at the file every 20 ms until it shows `instant` or later."""
        while self.time() < instant:  # noqa: ASYNC110 - a file does not tell
            await asyncio.sleep(self._POLL_SECONDS)


_current: Clock = SystemClock()


def use(clock: Clock) -> Clock:
    """Make `clock` the one that this process goes by; returns the one before."""
    global _current
    before, _current = _current, clock
    return before


def timestamp() -> int:
    """Return the current instant in whole epoch seconds."""
    return int(_current.time())


def precise_timestamp() -> float:
    """Return the current instant in epoch seconds with their fraction."""
    return _current.time()


def now() -> datetime:
    """Return the current instant as an aware datetime in UTC."""
    return datetime.fromtimestamp(_current.time(), UTC)


def current_minute() -> int:
    """Return the epoch second at which the current minute began."""
    return floor_to_minute(timestamp())


def floor_to_minute(seconds: int) -> int:
    """Return the epoch second at which the minute of `seconds` began, also before 1970."""
    return seconds // MINUTE * MINUTE


async def sleep_until(instant: float) -> None:
    """Return when the clock shows `instant` (epoch seconds) or later."""
    await _current.sleep_until(instant)
