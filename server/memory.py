"""Memory that a process has no use for any more goes back to the system, as far as the C library lets it: glibc does.

glibc keeps what is freed between two pieces that are still in use, and gives each thread an arena of its own to keep
it in. Answers, rows and bodies of some kilobytes come and go by thousands, so an API process had 16 to 26 MB more
than it used after a busy minute. One arena for all threads costs nothing: only the thread that holds Python's lock
asks for memory.
"""

import asyncio
import contextlib
import ctypes
import time
from collections.abc import AsyncIterator

from core import answers

_M_ARENA_MAX = -8  # mallopt(3)
_EVERY_SECONDS = 60.0


def use_one_arena() -> None:
    """Let all threads of this process share one arena; to be called before there are any."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)


def give_back() -> None:
    """Give back the pages that hold nothing; takes about half a millisecond a megabyte, without Python's lock."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(ctypes.c_size_t(0))


@contextlib.asynccontextmanager
async def given_back_every_minute() -> AsyncIterator[None]:
    """Give back, within this context, what every minute leaves."""
    task = asyncio.create_task(_give_back_every_minute(), name="give memory back")
    try:
        yield
    finally:
        task.cancel()


async def _give_back_every_minute() -> None:
    while True:
        await asyncio.sleep(_EVERY_SECONDS - time.time() % _EVERY_SECONDS)
        # Every mark has its minute in it: what was kept is void now, and small as it is, it holds whole pages.
        answers.forget_all()
        await asyncio.to_thread(give_back)
