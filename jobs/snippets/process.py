"""The worker's side of one child process of the sandbox."""

import asyncio
import signal
from typing import Any, Self

from jobs.children.process import ChildLostError, ChildProcess


class ChildOvertimeError(Exception):
    """A child process used up its time without a reply."""


class Child:
    """A running child process, ready for a request; one request at a time.

    After anything but a reply (an error, a cancellation) its state is unknown: stop it and start another.
    """

    def __init__(self, process: ChildProcess, *, seconds: float) -> None:
        self._process = process
        self._seconds = seconds

    @classmethod
    async def start(cls, *, memory_bytes: int, seconds: float) -> Self:
        """Start a child and wait until it is ready. Raises ChildProcessError when it does not get so far."""
        process = await ChildProcess.start(
            "jobs.snippets.child", str(memory_bytes), str(seconds), name="the snippet sandbox"
        )
        return cls(process, seconds=seconds)

    @property
    def is_alive(self) -> bool:
        """Whether the process has not been seen to end."""
        return self._process.is_alive

    async def ask(self, request: bytes) -> dict[str, Any]:
        """Send the frame of a request and return the reply to it.

        Raises ChildOvertimeError when the snippet used up its time, ChildLostError when the process ended otherwise.
        """
        try:
            async with asyncio.timeout(self._seconds):
                await self._process.send(request)
                reply = await self._process.receive()
        except TimeoutError as error:
            raise ChildOvertimeError from error
        except ChildLostError as error:
            if error.status == -signal.SIGPROF:
                raise ChildOvertimeError from error
            raise
        if not isinstance(reply, dict):
            raise ChildLostError("it replied nonsense")
        if reply.get("retires"):
            await self.stop()
        return reply

    async def stop(self) -> None:
        """End the process at once, and return when it is gone."""
        await self._process.stop()
