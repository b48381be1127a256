"""What a monitor's own snippet says of an answer."""

from collections.abc import Mapping, Sequence

from jobs.checks.context import SnippetRunner
from jobs.snippets.errors import SnippetError
from models import observation
from models.enums import Status
from models.observation import Observation

_STATUSES = {status.value: status for status in (Status.UP, Status.DOWN, Status.DEGRADED, Status.MAINTENANCE)}
_LONGEST_LATENCY = 86_400_000  # A day, in milliseconds


async def by_snippet(
    snippets: SnippetRunner, code: str, arguments: Sequence[object], *, latency: float | None
) -> Observation:
    """Return the observation that the snippet makes of `arguments`.

    A snippet that fails, or returns anything but `{status, latency}`, makes a failed observation with the `latency`
    (milliseconds) that was measured.
    """
    try:
        result = await snippets.run(code, arguments)
    except SnippetError as error:
        return observation.failed(str(error), latency=latency)
    if not isinstance(result, Mapping):
        return observation.failed("The snippet must return an object with status and latency", latency=latency)
    status = _STATUSES.get(str(result.get("status")))
    if status is None:
        words = ", ".join(_STATUSES)
        return observation.failed(
            f"The snippet's status must be one of {words}; it returned {result.get('status')!r:.80}", latency=latency
        )
    own_latency = _latency(result.get("latency"))
    if own_latency is None:
        return observation.failed(
            f"The snippet's latency must be in milliseconds; it returned {result.get('latency')!r:.80}", latency=latency
        )
    return Observation(status, latency=own_latency)


def _latency(value: object) -> float | None:
    """Return `value` as milliseconds, or None if it can't be a latency."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LONGEST_LATENCY:
        return None
    return float(value)
