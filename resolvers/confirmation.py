"""The confirmation threshold: when a change of status is shown.

There are two sides: unhealthy (DOWN, DEGRADED) and healthy (UP, and MAINTENANCE where a snippet says so). What is seen
on the side that is shown is shown at once; the other side only once it was seen `threshold` times in a row.
"""

from dataclasses import dataclass

from models.confirmation import Confirmation
from models.enums import Status

_UNHEALTHY = frozenset({Status.DOWN, Status.DEGRADED})


@dataclass(frozen=True, slots=True)
class Step:
    """What one observed sample does: the status to show at its minute, and how far the monitor is then.

    `revealed_since` is the first minute of the run that this sample has confirmed: from there on, what was seen is
    shown. None where no earlier sample was held back.
    """

    shown: Status
    state: Confirmation
    revealed_since: int | None = None


def step(state: Confirmation, threshold: int, seen: Status, minute: int) -> Step:
    """Take in what was seen at `minute`; NO_DATA is not for here, it counts for nothing.

    A straggler, which was seen before a run began but comes after it, does not end that run.
    """
    shown, since = state.shown, state.since
    if shown is None or (seen in _UNHEALTHY) is (shown in _UNHEALTHY):
        is_straggler = since is not None and minute < since
        return Step(seen, state if is_straggler else Confirmation(seen))
    began = minute if since is None else min(since, minute)
    count = state.count + 1
    if count >= threshold:
        return Step(seen, Confirmation(seen), None if since is None else began)
    return Step(shown, Confirmation(shown, seen, count, began))
