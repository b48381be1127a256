"""Child processes that can't outlive their parent, not even when it is killed."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_PR_SET_PDEATHSIG = 1  # prctl(2)
_GRACE_SECONDS = 10.0


async def start(
    *command: str,
    death_signal: signal.Signals = signal.SIGKILL,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    descriptors: Sequence[int] = (),
    silent: bool = False,
) -> Process:
    """Start a child with a pipe as its standard input; on Linux, `death_signal` reaches it when this process dies.

    The child gets a session of its own: ctrl-C in a terminal reaches the parent alone, which ends its children in
    order. `descriptors` stay open in the child; a `silent` one's standard output goes nowhere. Raises OSError.
    """
    return await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL if silent else None,
        env=environment,
        cwd=folder,
        pass_fds=descriptors,
        start_new_session=True,
        preexec_fn=_tie_to_parent(death_signal),
    )


async def stop(process: Process, *, grace_seconds: float = _GRACE_SECONDS) -> None:
    """Ask a child to end, and end it when it has not after `grace_seconds`; also when it has ended already."""
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), grace_seconds)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def describe_exit(code: int) -> str:
    """Return how a process ended, in words; negative codes are signals, as asyncio has them."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def _tie_to_parent(death_signal: signal.Signals) -> Callable[[], None] | None:
    """Return what the child does between fork and exec; other systems than Linux have no such signal."""
    if sys.platform != "linux":
        return None
    # Loaded before the fork: the child must do as little as it can.
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def tie() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != parent:
            os._exit(1)  # the parent died before the signal was set

    return tie
