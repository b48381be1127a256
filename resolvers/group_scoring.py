"""How a group is, by how its members are.

A member is worth 1 when it is UP or in MAINTENANCE, 0.5 when it is DEGRADED, 0 when it is DOWN. The mean by weight is
UP at 1, DOWN at 0, and DEGRADED between. A member of which nothing is known does not count: the others' weights are
what the mean is taken over. It needs no arithmetic, and so no rounding can make a DEGRADED of an UP.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.check_config.group import LatencyCalculation
from models.enums import SampleType, Status
from models.observation import Observation
from models.samples import Sample

_MESSAGE_LENGTH = 200
_WHOLE = frozenset({Status.UP, Status.MAINTENANCE})


@dataclass(frozen=True, slots=True)
class MemberState:
    """A member's weight in its group, from 0 to 1, and its sample of the minute, if there is one."""

    tag: str
    weight: float
    sample: Sample | None


def observe(members: Iterable[MemberState], calculation: LatencyCalculation) -> Observation:
    """Return what the members' samples of a minute say of their group; NO_DATA where nothing is known of any."""
    known = [(each, each.sample) for each in members if each.sample is not None and _is_known(each.sample)]
    status = score([(each.weight, sample.status) for each, sample in known])
    if status is Status.NO_DATA:
        return Observation(status)
    latencies = [sample.latency for _, sample in known if sample.latency is not None]
    failing = [
        f"{each.tag} is {sample.status}" for each, sample in known if each.weight and sample.status not in _WHOLE
    ]
    return Observation(
        status, SampleType.REALTIME, _latency(latencies, calculation), ", ".join(failing)[:_MESSAGE_LENGTH] or None
    )


def _is_known(sample: Sample) -> bool:
    """Return whether the sample says how its monitor was; of a check that was refused only a DOWN is shown."""
    is_refused = sample.type is SampleType.ERROR and sample.raw_status is Status.NO_DATA
    return sample.status is not Status.NO_DATA and not is_refused


def score(members: Iterable[tuple[float, Status]]) -> Status:
    """Return the status of members with these weights, of which none is NO_DATA; NO_DATA where none weighs anything."""
    statuses = {status for weight, status in members if weight > 0}
    if not statuses:
        return Status.NO_DATA
    if statuses <= _WHOLE:
        return Status.UP
    return Status.DOWN if statuses == {Status.DOWN} else Status.DEGRADED


def _latency(latencies: Sequence[float], calculation: LatencyCalculation) -> float | None:
    if not latencies:
        return None
    match calculation:
        case LatencyCalculation.MAX:
            return max(latencies)
        case LatencyCalculation.MIN:
            return min(latencies)
        case LatencyCalculation.AVG:
            return sum(latencies) / len(latencies)
