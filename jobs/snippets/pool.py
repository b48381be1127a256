"""Runs the JavaScript snippets of monitors, a few at a time, each where it can harm nothing."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any, Self

from jobs.children import frames
from jobs.children.process import ChildLostError
from jobs.snippets.errors import SnippetError
from jobs.snippets.process import Child, ChildOvertimeError

LARGEST_REQUEST = 8 * 2**20
# A snippet has no effects, so that a run which was lost with its process can be made again.
ATTEMPTS = 2

_log = logging.getLogger(__name__)


class SnippetPool:
    """Up to `size` child processes that run snippets, started when they are first needed.

    A run has `seconds`, by the clock and of processor time, and `memory_bytes` of JavaScript heap. It sees nothing of
    other runs. Use as an async context manager, or `close()` it.
    """

    def __init__(self, *, size: int = 2, memory_bytes: int = 16 * 2**20, seconds: float = 1.0) -> None:
        self._memory_bytes = memory_bytes
        self._seconds = seconds
        self._size = size
        self._is_closed = False
        # One slot a child, None where none was started. Waiting for a slot is first come, first served; the slot used
        # last is taken first, so that a quiet pool keeps to one child.
        self._slots: asyncio.LifoQueue[Child | None] = asyncio.LifoQueue()
        for _ in range(size):
            self._slots.put_nowait(None)

    async def __aenter__(self) -> Self:
        """Return the pool; the children start when they are first needed."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the pool."""
        await self.close()

    async def close(self) -> None:
        """Let the runs that were asked for end (they can't take long), then stop the children."""
        if self._is_closed:
            return
        self._is_closed = True
        for _ in range(self._size):
            child = await self._slots.get()
            if child is not None:
                await child.stop()

    async def run(self, code: str, arguments: Sequence[object]) -> object:
        """Call the JavaScript function expression `code` and return, as JSON, what its promise resolved to.

        The function gets `arguments`, which must be JSON too, followed by `modules`. `undefined` becomes None. The
        snippet's time starts when a child is free for it, so that waiting doesn't count.

        Raises SnippetError when the snippet is at fault, OSError when no child process could be started.
        """
        request = frames.encode({"code": code.rstrip("; \t\r\n"), "arguments": [*arguments]})
        if len(request) > LARGEST_REQUEST:
            raise SnippetError(f"the snippet and its arguments are larger than {LARGEST_REQUEST // 2**20} MiB")
        for _ in range(ATTEMPTS):
            try:
                reply = await self._ask(request)
            except ChildLostError as error:
                _log.warning("A process of the snippet sandbox was replaced: %s", error)
            except ChildOvertimeError:
                raise SnippetError(f"the snippet ran longer than {self._seconds:g} s") from None
            else:
                return _value(reply)
        raise SnippetError("the snippet crashed the process that ran it")

    async def _ask(self, request: bytes) -> dict[str, Any]:
        if self._is_closed:
            raise RuntimeError("the snippet pool is closed")
        child = await self._slots.get()
        try:
            if child is None or not child.is_alive:
                child = None
                child = await Child.start(memory_bytes=self._memory_bytes, seconds=self._seconds)
            return await child.ask(request)
        except BaseException:
            # Cancellation included: what a child that has not replied is doing is anybody's guess.
            if child is not None:
                await child.stop()
            child = None
            raise
        finally:
            self._slots.put_nowait(child)


def _value(reply: dict[str, Any]) -> object:
    if "error" in reply:
        raise SnippetError(str(reply["error"]))
    return reply.get("value")
