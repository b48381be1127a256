"""How a query ended: the value that a run in a child process comes back as."""

from dataclasses import dataclass
from enum import Enum, auto


class Ending(Enum):
    """How a query ended."""

    DONE = auto()
    FAILED = auto()
    TIMED_OUT = auto()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a query ended, and after how many milliseconds; `message` says why one has failed, in words for everybody."""

    ending: Ending
    latency: float
    message: str = ""
