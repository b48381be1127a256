"""What a child process gives up before it works on the first byte that a stranger sent."""

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

NICENESS = 5

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38


def confine(*, memory_bytes: int, open_files: int) -> None:
    """Take from this process what it does not need: memory, files, writing, new processes, priority, a long life.

    The address space is held to what the process holds already and `memory_bytes`; at most `open_files` descriptors can
    be open. There is no RLIMIT_CPU: it counts whole seconds over the life of the process, where each piece of work
    has a timer of its own.
    """
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NPROC, 0)
    _limit(resource.RLIMIT_NOFILE, open_files)
    os.nice(NICENESS)
    if sys.platform == "linux":
        _limit(resource.RLIMIT_AS, _address_space() + memory_bytes)
        _die_with_parent()


def _limit(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(kind, (value, value))


def _address_space() -> int:
    """Return the size of this process's address space in bytes."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(pages) * resource.getpagesize()


def _die_with_parent() -> None:
    """Have the kernel kill this process when its parent dies, and never let it gain privileges.

    A parent that died before this line is noticed as well: standard input is then at its end.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    for option, value in ((_PR_SET_PDEATHSIG, int(signal.SIGKILL)), (_PR_SET_NO_NEW_PRIVS, 1)):
        if libc.prctl(option, value, 0, 0, 0) != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))
