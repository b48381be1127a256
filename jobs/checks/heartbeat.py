"""The check of HEARTBEAT monitors: whether the job has said, and lately enough, that it has run well."""

from jobs.checks.context import CheckContext
from models import observation
from models.check_config.heartbeat import HeartbeatConfig
from models.enums import SignalKind, Status
from models.observation import Observation
from models.signals import Signal

_SECONDS_PER_MINUTE = 60


async def check(config: HeartbeatConfig, context: CheckContext) -> Observation:
    """Judge the job's newest outcome: DOWN if it failed, else by the minutes that have passed since.

    More than `downRemainingMinutes` are DOWN, more than `degradedRemainingMinutes` DEGRADED, fewer UP. A job of which
    no run has ended counts from its first start, and is NO_DATA until it is late; one without signals is NO_DATA.
    Latency is the run time, where the job signals its starts.
    """
    outcome = context.signals.outcome
    if outcome is not None and outcome.kind is SignalKind.FAIL:
        return observation.down(_failure(outcome), latency=outcome.duration_ms)
    newest = outcome or context.signals.first
    if newest is None:
        return Observation(Status.NO_DATA)
    latency = newest.duration_ms
    minutes = max(0, context.minute - newest.received_at) / _SECONDS_PER_MINUTE
    silence = "No run has ended" if outcome is None else "No signal"
    message = f"{silence} for {minutes:.0f} minutes"
    if minutes > config.down_remaining_minutes:
        return observation.down(message, latency=latency)
    if minutes > config.degraded_remaining_minutes:
        return Observation(Status.DEGRADED, latency=latency, message=message)
    return Observation(Status.NO_DATA) if outcome is None else Observation(Status.UP, latency=latency)


def _failure(signal: Signal) -> str:
    """Return what a failed run said of itself: its exit code, and the first line that it sent."""
    code = "" if signal.exit_code is None else f" with exit code {signal.exit_code}"
    line = next(iter((signal.body or "").strip().splitlines()), "")
    return f"The job failed{code}: {line}" if line else f"The job failed{code}"
