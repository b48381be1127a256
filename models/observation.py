"""What one check saw: the value that travels from a check to the sample store."""

from dataclasses import dataclass

from models.enums import SampleType, Status


@dataclass(frozen=True, slots=True)
class Observation:
    """The outcome of one run of one monitor's check.

    `status` is NO_DATA when the check has nothing to say (a monitor of type NONE, a heartbeat that never
    beat). `latency` is in milliseconds, None where nothing was measured. `message` says what went wrong, in
    at most 200 characters. `is_evidence` is False when the check could not be made at all (the network policy
    refused it): such an observation is shown, but must raise no alert.
    """

    status: Status
    type: SampleType = SampleType.REALTIME
    latency: float | None = None
    message: str | None = None
    is_evidence: bool = True


def down(message: str, *, latency: float | None = None) -> Observation:
    """Return the observation of a check that ran and found its target failing."""
    return Observation(Status.DOWN, SampleType.REALTIME, latency, message[:200])


def timed_out(message: str, *, latency: float | None = None) -> Observation:
    """Return the observation of a target that did not answer within its time."""
    return Observation(Status.DOWN, SampleType.TIMEOUT, latency, message[:200])


def failed(message: str, *, latency: float | None = None) -> Observation:
    """Return the observation of a check that could not reach or understand its target."""
    return Observation(Status.DOWN, SampleType.ERROR, latency, message[:200])


def refused(message: str) -> Observation:
    """Return the observation of a check that the network policy did not let run: no evidence of failure."""
    return Observation(Status.DOWN, SampleType.ERROR, None, message[:200], is_evidence=False)
