"""What the benchmarks of a whole installation run: an API, a worker, a Valkey, a load generator, a bare app."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 60
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Figures:
    """Requests a second, and the seconds that requests took, sorted."""

    rate: float
    latencies: Sequence[float]

    def quantile(self, share: float) -> float:
        """Return how many milliseconds that share of the requests took at most."""
        return self.latencies[min(len(self.latencies) - 1, int(share * len(self.latencies)))] * 1e3


class Started:
    """A Python process of this project, its port (0 where it has none), and its end."""

    def __init__(self, *arguments: str, port: int = 0, **environment: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HELIOGRAPH_")}
        self.port = port
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            env={**kept, "PYTHONPATH": str(ROOT), **environment},
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def wait_until_it_listens(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                socket.create_connection((HOST, self.port), 1).close()
            except OSError:
                assert self.process.poll() is None, "the process ended"
                assert time.monotonic() < deadline, "the process does not listen"
                time.sleep(0.05)
            else:
                return

    def pids(self) -> list[int]:
        """Return the process and those that it started."""
        found, unseen = [], [self.process.pid]
        while unseen:
            found.append(pid := unseen.pop())
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                unseen += [int(child) for child in task.read_text().split()]
        return found

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()


class Load(Started):
    """The load generator."""

    def __init__(self) -> None:
        super().__init__("benchmarks/load.py")

    def order(
        self, port: int, requests: Sequence[str], *, connections: int = 16, seconds: float | None = None
    ) -> Figures:
        """Ask, and return what was measured; fails when an answer was none."""
        self.begin(port, requests, connections=connections, seconds=seconds)
        return self.end()

    def begin(self, port: int, requests: Sequence[str], *, connections: int, seconds: float | None) -> None:
        assert self.process.stdin is not None
        order: dict[str, Any] = {"address": [HOST, port], "requests": requests}
        self.process.stdin.write(json.dumps({**order, "connections": connections, "seconds": seconds}) + "\n")
        self.process.stdin.flush()

    def end(self) -> Figures:
        assert self.process.stdout is not None
        found = json.loads(self.process.stdout.readline())
        assert not found["failures"], found["failures"]
        return Figures(found["rate"], found["latencies"])


def free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def start_bare() -> Started:
    port = free_port()
    bare = Started("benchmarks/bare.py", str(port), port=port)
    bare.wait_until_it_listens()
    return bare


def start_api(environment: dict[str, str], workers: int) -> Started:
    port = free_port()
    api = Started("-m", "server", "api", "--port", str(port), port=port, **environment, HELIOGRAPH_WORKERS=str(workers))
    api.wait_until_it_listens()
    return api


def resident_megabytes(pid: int) -> float:
    """Return how much memory a process holds that is in the machine's memory, shared pages included."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def most_megabytes(pid: int) -> float:
    """Return the most memory that a process ever held at once."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def cpu_seconds(pid: int) -> float:
    """Return how long a process has computed."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def request(method: str, path: str, key: str | None, body: object = None) -> str:
    """Return a request as it is sent."""
    content = "" if body is None else json.dumps(body)
    lines = [f"{method} {path} HTTP/1.1", "Host: benchmark", f"Content-Length: {len(content.encode())}"]
    if key is not None:
        lines.append(f"Authorization: Bearer {key}")
    if content:
        lines.append("Content-Type: application/json")
    return "\r\n".join(lines) + "\r\n\r\n" + content
