import asyncio
import signal
import sys
from pathlib import Path

import pytest

from server import processes
from tests.server.installations import eventually


def _ignores(pid: int, number: signal.Signals) -> bool:
    """Return whether a process has come so far that it ignores this signal."""
    mask = Path(f"/proc/{pid}/status").read_text().split("SigIgn:")[1].split()[0]
    return bool(int(mask, 16) & 1 << number - 1)


async def test_a_child_that_ignores_the_request_is_ended() -> None:
    code = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); input()"
    child = await processes.start(sys.executable, "-c", code, silent=True)
    await asyncio.to_thread(eventually, lambda: _ignores(child.pid, signal.SIGTERM))

    await processes.stop(child, grace_seconds=0.1)

    assert child.returncode == -signal.SIGKILL


async def test_stopping_a_child_that_has_ended_is_no_error() -> None:
    child = await processes.start("true")
    await child.wait()

    await processes.stop(child)

    assert child.returncode == 0


@pytest.mark.parametrize(
    ("code", "words"), [(0, "exit code 0"), (3, "exit code 3"), (-9, "SIGKILL"), (-15, "SIGTERM"), (-40, "signal 40")]
)
def test_an_exit_is_told_in_words(code: int, words: str) -> None:
    assert processes.describe_exit(code) == words
