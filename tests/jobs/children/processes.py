"""Looking at the worker's child processes from outside, as the kernel sees them."""

import asyncio
import select
from pathlib import Path

TICKS_OF_A_BUSY_CHILD = 20  # hundredths of a second of processor time; a child takes five to start

SECONDS_TO_WAIT = 30

SNIPPETS = "jobs.snippets.child"
DRIVERS = "jobs.drivers.child"


def children(module: str = SNIPPETS) -> set[int]:
    """Return the process ids of this process's children that run a module."""
    tasks = Path("/proc/self/task").glob("*/children")
    pids = {int(pid) for task in tasks for pid in _read(task).split()}
    return {pid for pid in pids if module in command_of(pid)}


def command_of(pid: int) -> str:
    return _read(Path(f"/proc/{pid}/cmdline"))


def only_child(module: str = SNIPPETS) -> int:
    (pid,) = children(module)
    return pid


async def starting_child() -> int:
    """Return the id of a child that has begun to start, long before it is ready."""
    return await _child_that_has_used(ticks=1)


async def busy_child(*, other_than: int | None = None) -> int:
    """Return the id of a child as soon as it has been running a snippet for a while."""
    return await _child_that_has_used(ticks=TICKS_OF_A_BUSY_CHILD, other_than=other_than)


async def _child_that_has_used(*, ticks: int, other_than: int | None = None) -> int:
    async with asyncio.timeout(SECONDS_TO_WAIT):
        while True:
            for pid in children() - {other_than}:
                if _ticks(pid) >= ticks:
                    return pid
            await asyncio.sleep(0)


def environment_of(pid: int) -> dict[str, str]:
    entries = Path(f"/proc/{pid}/environ").read_text(encoding="utf-8").rstrip("\0").split("\0")
    return dict(entry.split("=", 1) for entry in entries)


def open_files_of(pid: int) -> set[int]:
    return {int(file.name) for file in Path(f"/proc/{pid}/fd").iterdir()}


def wait_until_gone(pid_file: int, *, seconds: float = SECONDS_TO_WAIT) -> bool:
    """Return whether the process behind a file descriptor of `os.pidfd_open` ends within some seconds."""
    readable, _, _ = select.select([pid_file], [], [], seconds)
    return bool(readable)


def _ticks(pid: int) -> int:
    """Return the processor time that a process has used, in hundredths of a second."""
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12]) if fields else 0


def _read(file: Path) -> str:
    """Return what a file of /proc says, nothing if its process or thread has just ended."""
    try:
        return file.read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return ""
