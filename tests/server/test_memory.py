"""What a process has no use for goes back to the system."""

import ctypes
import gc
from pathlib import Path

import pytest

from server import memory

MEGABYTE = 1024 * 1024


def resident() -> int:
    return int(Path("/proc/self/status").read_text().partition("VmRSS:")[2].split()[0]) * 1024


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="this C library keeps what it likes")
def test_what_was_freed_between_things_in_use_is_given_back():
    # Given many bodies of some kilobytes, of which a few stay
    bodies = [bytes(8192) for _ in range(8192)]
    kept = bodies[::500]
    del bodies
    gc.collect()
    before = resident()

    memory.give_back()

    assert before - resident() > 32 * MEGABYTE
    assert len(kept) == 17


async def test_giving_back_ends_with_its_context():
    async with memory.given_back_every_minute():
        pass
