"""The worker's side of one child process of the sandbox."""

import asyncio
import json
import signal
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from pathlib import Path
from typing import Any, Self, cast

from jobs.snippets import frames

LARGEST_REPLY = 2**20
SECONDS_TO_START = 20

_ROOT = Path(__file__).parents[2]


class ChildLostError(Exception):
    """A child process ended, or answered nonsense, where a reply was due."""


class ChildOvertimeError(Exception):
    """A child process used up its time without a reply."""


class Child:
    """A running child process, ready for a request; one request at a time.

    After anything but a reply (an error, a cancellation) its state is unknown: stop it and start another.
    """

    def __init__(self, process: Process, *, seconds: float) -> None:
        self._process = process
        self._seconds = seconds
        self._requests = cast("asyncio.StreamWriter", process.stdin)
        self._replies = cast("asyncio.StreamReader", process.stdout)

    @classmethod
    async def start(cls, *, memory_bytes: int, seconds: float) -> Self:
        """Start a child and wait until it is ready. Raises ChildProcessError when it does not get so far."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-s", "-B", "-m", "jobs.snippets.child", str(memory_bytes), str(seconds)),
            stdin=PIPE,
            stdout=PIPE,
            env={"PYTHONPATH": str(_ROOT)},  # nothing else: the worker's environment holds secrets
            cwd="/",
            start_new_session=True,  # Ctrl-C is for the worker, which stops its children itself
        )
        child = cls(process, seconds=seconds)
        try:
            async with asyncio.timeout(SECONDS_TO_START):
                await child._receive()
        except BaseException as error:
            await child.stop()
            if isinstance(error, ChildLostError | TimeoutError):
                raise ChildProcessError(f"the snippet sandbox did not start: {error or 'it hangs'}") from error
            raise
        return child

    @property
    def is_alive(self) -> bool:
        """Whether the process has not been seen to end."""
        return self._process.returncode is None

    async def ask(self, request: bytes) -> dict[str, Any]:
        """Send the frame of a request and return the reply to it.

        Raises ChildOvertimeError when the snippet used up its time, ChildLostError when the process ended otherwise.
        """
        try:
            async with asyncio.timeout(self._seconds):
                with suppress(ConnectionError):  # a child that is gone is noticed when it does not reply
                    self._requests.write(request)
                    await self._requests.drain()
                reply = await self._receive()
        except TimeoutError as error:
            raise ChildOvertimeError from error
        if not isinstance(reply, dict):
            raise ChildLostError("it replied nonsense")
        if reply.get("retires"):
            await self.stop()
        return reply

    async def stop(self) -> None:
        """End the process at once, and return when it is gone."""
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    async def _receive(self) -> object:
        try:
            (length,) = frames.HEADER.unpack(await self._replies.readexactly(frames.HEADER.size))
            if length > LARGEST_REPLY:
                raise ChildLostError("it replied nonsense")
            reply: object = json.loads(await self._replies.readexactly(length))
        except asyncio.IncompleteReadError as error:
            status = await self._process.wait()
            if status == -signal.SIGPROF:
                raise ChildOvertimeError from error
            raise ChildLostError(f"it ended with status {status}") from error
        except (ValueError, RecursionError) as error:
            raise ChildLostError("it replied nonsense") from error
        return reply
