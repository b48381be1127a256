"""Which run a child process is working on, noted where its parent can read it after the process has died.

One process carries many runs. A server's bytes that crash it leave no word of whose they were, so before anything is
done for a run, its number is written into memory that parent and child share. What is done for a run must also come to
an end: bytes can keep a driver in a loop, too.
"""

import asyncio
import mmap
import os
import signal
import struct
import tempfile
from collections.abc import Callable
from contextvars import Context, ContextVar
from typing import Any, Self, TypeVarTuple

# Processor time for one step of one run. A login by SCRAM with a million rounds takes half of it.
SECONDS_FOR_A_STEP = 1.0

# The number of the run that is being worked on; 0 is none. Tasks, callbacks and transports inherit it.
RUN: ContextVar[int] = ContextVar("RUN", default=0)

_Ts = TypeVarTuple("_Ts")
_NUMBER = struct.Struct("=Q")


class Mark:
    """A number in memory that two processes share."""

    def __init__(self, file: int) -> None:
        self._file = file
        self._memory = mmap.mmap(file, _NUMBER.size)

    @classmethod
    def create(cls) -> Self:
        """Return a mark that another process can open by the file that it lies in."""
        if hasattr(os, "memfd_create"):
            file = os.memfd_create("mark")
        else:
            with tempfile.TemporaryFile() as temporary:
                file = os.dup(temporary.fileno())
        os.truncate(file, _NUMBER.size)
        return cls(file)

    @property
    def file(self) -> int:
        """The descriptor of the file that the memory belongs to."""
        return self._file

    def read(self) -> int:
        """Return the number."""
        number: int
        (number,) = _NUMBER.unpack_from(self._memory)
        return number

    def write(self, number: int) -> None:
        """Set the number."""
        _NUMBER.pack_into(self._memory, 0, number)

    def close(self) -> None:
        """Give the memory and its file back."""
        self._memory.close()
        os.close(self._file)


class AttentiveLoop(asyncio.SelectorEventLoop):
    """An event loop that sets a mark while it does something for a run, and lets no such step last.

    A step that lasts longer ends the process, with SIGPROF: nothing else stops a loop in C.
    """

    def __init__(self, mark: Mark) -> None:
        self._mark = mark
        super().__init__()

    def _attend(self, callback: Callable[[*_Ts], object], *args: *_Ts) -> None:
        run = RUN.get()
        if not run:
            callback(*args)
            return
        self._mark.write(run)
        signal.setitimer(signal.ITIMER_PROF, SECONDS_FOR_A_STEP)
        try:
            callback(*args)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            self._mark.write(0)

    def call_soon(
        self, callback: Callable[[*_Ts], object], *args: *_Ts, context: Context | None = None
    ) -> asyncio.Handle:
        """Arrange for a step: those of tasks come this way."""
        return super().call_soon(self._attend, callback, *args, context=context)

    def call_at(
        self, when: float, callback: Callable[[*_Ts], object], *args: *_Ts, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Arrange for a step at a time."""
        return super().call_at(when, self._attend, callback, *args, context=context)

    # Transports read and write in steps that are arranged for here; the loop has no public name for it.
    def _add_reader(self, fd: int, callback: Callable[..., object], *args: Any) -> object:
        return super()._add_reader(fd, self._attend, callback, *args)  # type: ignore[misc] # the stubs leave it out

    def _add_writer(self, fd: int, callback: Callable[..., object], *args: Any) -> object:
        return super()._add_writer(fd, self._attend, callback, *args)  # type: ignore[misc] # as above
