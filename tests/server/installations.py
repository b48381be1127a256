"""Runs the `heliograph` command as an operator does: in processes of its own, with a data folder of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, TypeVar

from tests.servers import start

T = TypeVar("T")
_ROOT = Path(__file__).parents[2]
_DEADLINE_SECONDS = 60.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def environment(data_dir: Path, **variables: str) -> dict[str, str]:
    """Return an environment in which nothing but `variables` is set for Heliograph."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("HELIOGRAPH_") and name not in {"DATABASE_URL", "REDIS_URL"}
    }
    # The code may be imported from anywhere; what counts for the data is HELIOGRAPH_DATA_DIR.
    return {**kept, "HELIOGRAPH_DATA_DIR": str(data_dir), **variables}


def start_worker(data_dir: Path, log: IO[bytes], **variables: str) -> subprocess.Popen[bytes]:
    """Start a worker whose coverage is not measured: that is done where it is looked at, and makes its start longer."""
    variables = environment(data_dir, **variables)
    return start(
        *(sys.executable, "-m", "server", "worker"),
        env={name: value for name, value in variables.items() if not name.startswith("COVERAGE_")},
        cwd=_ROOT,
        stdout=log,
        stderr=log,
    )


def heliograph(data_dir: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "server", *arguments],
        env=environment(data_dir, **variables),
        cwd=_ROOT,
        capture_output=True,
        text=True,
        timeout=_DEADLINE_SECONDS,
        check=False,
    )


def eventually(question: Callable[[], T | None]) -> T:
    """Ask until the answer is something: not None, not False, not empty."""
    deadline = time.monotonic() + _DEADLINE_SECONDS
    while True:
        answer = question()
        if answer:
            return answer
        assert time.monotonic() < deadline, "it did not happen within the deadline"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Return whether a process runs; one that has ended but was not yet waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Installation:
    """A running `heliograph serve`."""

    def __init__(self, data_dir: Path, **variables: str) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self._log = (data_dir.parent / f"{data_dir.name}.log").open("w+")
        self.process = start(
            *(sys.executable, "-m", "server", "serve", "--port", str(self.port)),
            env=environment(data_dir, **variables),
            cwd=_ROOT,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def get(self, path: str) -> tuple[int, bytes] | None:
        """Return status and body; None while nothing answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()
        except OSError:
            assert self.process.poll() is None, Path(self._log.name).read_text()
            return None

    def readiness(self) -> tuple[int, dict[str, Any]] | None:
        answer = self.get("/readyz")
        return None if answer is None else (answer[0], json.loads(answer[1]))

    def wait_until_ready(self) -> dict[str, Any]:
        return eventually(lambda: found[1] if (found := self.readiness()) and found[0] == 200 else None)

    def children(self) -> set[int]:
        """Return the processes that the supervisor has started, and theirs."""
        found, unseen = set(), [self.process.pid]
        while unseen:
            pid = unseen.pop()
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                young = {int(child) for child in task.read_text().split()}
                unseen += young
                found |= young
        return found

    def worker_pid(self) -> int:
        return json.loads((self.data_dir / "worker.json").read_bytes())["pid"]

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Send a signal; return the exit code and what was printed."""
        self.process.send_signal(number)
        try:
            output, _ = self.process.communicate(timeout=_DEADLINE_SECONDS)
        finally:
            self.process.kill()
            self._log.close()
        return self.process.returncode, output
