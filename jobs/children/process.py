"""The worker's side of one child process: how it starts, what is read of it, how it ends."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Self, cast

from jobs.children import frames

LARGEST_REPLY = 2**20
SECONDS_TO_START = 20

_ROOT = Path(__file__).parents[2]


class ChildLostError(Exception):
    """A child process ended, or said what makes no sense.

    `status` is the process's, negative for the signal that ended it, None when it did not end by itself.
    """

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class ChildProcess:
    """A running child process that has said that it is ready. Whoever starts it stops it."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._output = cast("asyncio.StreamReader", process.stdout)

    @classmethod
    async def start(
        cls, module: str, *arguments: str, name: str, stdin: int = PIPE, files: Collection[int] = ()
    ) -> Self:
        """Run `python -m module arguments` and wait until it is ready.

        The child has no file of this process but `stdin`, two pipes and the descriptors `files`. Raises
        ChildProcessError, in which it is called `name`, when it does not get so far.
        """
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-s", "-B", "-m", module, *arguments),
            stdin=stdin,
            stdout=PIPE,
            env={"PYTHONPATH": str(_ROOT)},  # nothing else: the worker's environment holds secrets
            cwd="/",
            pass_fds=tuple(files),
            start_new_session=True,  # Ctrl-C is for the worker, which stops its children itself
        )
        child = cls(process)
        try:
            async with asyncio.timeout(SECONDS_TO_START):
                await child._expect(frames.READY)
        except BaseException as error:
            await child.stop()
            if isinstance(error, ChildLostError | TimeoutError):
                raise ChildProcessError(f"{name} did not start: {error or 'it hangs'}") from error
            raise
        return child

    @property
    def is_alive(self) -> bool:
        """Whether the process has not been seen to end."""
        return self._process.returncode is None

    async def send(self, frame: bytes) -> None:
        """Write a frame to its standard input, which must be a pipe."""
        requests = cast("asyncio.StreamWriter", self._process.stdin)
        with suppress(ConnectionError):  # a child that is gone is noticed when it does not reply
            requests.write(frame)
            await requests.drain()

    async def receive(self) -> object:
        """Return the next value that it says. Raises ChildLostError."""
        try:
            (length,) = frames.HEADER.unpack(await self._output.readexactly(frames.HEADER.size))
            if length > LARGEST_REPLY:
                raise ChildLostError("it replied nonsense")
            reply: object = json.loads(await self._output.readexactly(length))
        except asyncio.IncompleteReadError as error:
            status = await self._process.wait()
            raise ChildLostError(f"it ended with status {status}", status) from error
        except (ValueError, RecursionError) as error:
            raise ChildLostError("it replied nonsense") from error
        return reply

    async def _expect(self, value: object) -> None:
        if await self.receive() != value:
            raise ChildLostError("it replied nonsense")

    async def stop(self) -> None:
        """End the process at once, and return when it is gone."""
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
