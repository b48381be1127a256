"""What a heartbeat monitor's job has said of itself: the values that the check goes by."""

from dataclasses import dataclass

from models.enums import SignalKind


@dataclass(frozen=True, slots=True)
class Signal:
    """One receipt; `received_at` is in epoch seconds."""

    kind: SignalKind
    received_at: int
    duration_ms: float | None = None
    exit_code: int | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Signals:
    """The newest signal that a run has ended, well or not, and the first of all that a run began or ended."""

    outcome: Signal | None = None
    first: Signal | None = None


NO_SIGNALS = Signals()
