"""What `serve` knows of its worker, written to a file that the API reads for `/readyz`."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

import orjson

FILE = "worker.json"


class WorkerState(StrEnum):
    """Whether the worker's process is there."""

    RUNNING = "running"
    RESTARTING = "restarting"


@dataclass(frozen=True, slots=True)
class WorkerReport:
    """The worker's process: how often it was started again, and how it ended the last time."""

    state: WorkerState
    pid: int | None = None
    restarts: int = 0
    last_exit: str | None = None


def write(path: Path, report: WorkerReport) -> None:
    """Replace the report at `path`, in one piece."""
    draft = path.with_name(f"{path.name}.new")
    draft.write_bytes(orjson.dumps(asdict(report)))
    draft.replace(path)


def read(path: Path) -> WorkerReport | None:
    """Return the report at `path`; None when there is none."""
    try:
        values = orjson.loads(path.read_bytes())
    except OSError:
        return None
    return WorkerReport(**{**values, "state": WorkerState(values["state"])})


def clear(path: Path) -> None:
    """Forget the report of an earlier run."""
    path.unlink(missing_ok=True)
