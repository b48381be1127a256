"""Settling: what the checks saw in a minute becomes the samples of that minute.

From the bottom up: the default status, what was seen (as far as it is confirmed), incidents, maintenances. Latencies
stay what was measured, and `raw_status` keeps what was seen where something else is shown.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core import clock, events
from core.events import Event, Topic
from models import check_config, confirmation, samples
from models.confirmation import Confirmation
from models.database import transaction
from models.enums import MonitorType, SampleType, Status
from models.monitor import Monitor
from models.observation import Observation
from models.samples import Sample
from resolvers import alert_evaluation, overlays
from resolvers.confirmation import Step, step
from resolvers.overlays import Overlay


@dataclass(frozen=True, slots=True)
class Observed:
    """An observation of one monitor."""

    monitor: Monitor
    observation: Observation


async def settle(minute: int, observed: Sequence[Observed]) -> list[Sample]:
    """Write what a batch saw at `minute` where the minute has no sample yet, in one transaction.

    The number of statements does not grow with the batch. Returns the samples that were written: none for
    observations of a batch that ran before, which move no count either.
    """
    if not observed:
        return []
    ids = [each.monitor.id for each in observed]
    async with transaction():
        states = await confirmation.lock(ids)
        covers = await overlays.over(minute, ids)
        repeated = await _repeated(minute, observed)
        steps = _steps(minute, observed, states, covers)
        layered = [_sample(minute, each, covers, steps, repeated) for each in observed]
        new = [sample for sample in layered if sample is not None]
        written = await samples.record(new)
        settled = [sample for sample in new if (sample.monitor_id, minute) in written]
        moved = {sample.monitor_id: steps[sample.monitor_id] for sample in settled if sample.monitor_id in steps}
        changed = {monitor_id: each.state for monitor_id, each in moved.items() if each.state != states[monitor_id]}
        await confirmation.store(changed)
        revealed = {
            monitor_id: each.revealed_since for monitor_id, each in moved.items() if each.revealed_since is not None
        }
        await samples.reveal(revealed)
    if settled:
        written_ids = tuple(sample.monitor_id for sample in settled)
        await events.publish(
            Event(Topic.SAMPLES, written_ids, minute, minute + clock.MINUTE),
            *(Event(Topic.SAMPLES, (monitor_id,), since, minute) for monitor_id, since in revealed.items()),
        )
        await alert_evaluation.evaluate_or_log(written_ids)
    return settled


def _steps(
    minute: int,
    observed: Sequence[Observed],
    states: Mapping[int, Confirmation],
    covers: Mapping[int, Overlay],
) -> dict[int, Step]:
    """Return what each observed sample does to its monitor's confirmation: nothing under an overlay."""
    return {
        each.monitor.id: step(
            states[each.monitor.id], each.monitor.confirmation_threshold, each.observation.status, minute
        )
        for each in observed
        if _saw_something(each.observation) and each.monitor.id in states and each.monitor.id not in covers
    }


def _saw_something(observation: Observation) -> bool:
    return observation.is_evidence and observation.status is not Status.NO_DATA


def _sample(
    minute: int,
    observed: Observed,
    covers: Mapping[int, Overlay],
    steps: Mapping[int, Step],
    repeated: Mapping[int, Sample],
) -> Sample | None:
    """Return the sample that an observation makes, under what lies over it; None where there is nothing to say."""
    monitor, observation = observed.monitor, observed.observation
    seen = observation.status if _saw_something(observation) else Status.NO_DATA
    if cover := covers.get(monitor.id):
        status, kind = cover.status, cover.type
    elif observation.status is Status.NO_DATA:
        return _fill(minute, monitor, repeated.get(monitor.id))
    else:
        confirmed = steps.get(monitor.id)
        status, kind = confirmed.shown if confirmed else observation.status, observation.type
    return Sample(
        monitor.id,
        minute,
        status,
        _measured(observation.latency),
        kind,
        observation.message,
        None if seen is status else seen,
    )


def _fill(minute: int, monitor: Monitor, repeated: Sample | None) -> Sample | None:
    """Return what stands in where nothing was seen: what people set last, or the default status."""
    if repeated is not None:
        # Not MANUAL: nobody has said it of this minute, and it must not outlive what it repeats.
        return Sample(monitor.id, minute, repeated.status, repeated.latency, SampleType.DEFAULT)
    if monitor.default_status in {None, Status.NO_DATA}:
        return None
    return Sample(monitor.id, minute, monitor.default_status, None, SampleType.DEFAULT)


async def _repeated(minute: int, observed: Sequence[Observed]) -> dict[int, Sample]:
    """Return the last MANUAL samples of the monitors that repeat them."""
    wanted = [each.monitor.id for each in observed if _repeats(each.monitor)]
    return await samples.last_manual(wanted, minute) if wanted else {}


def _repeats(monitor: Monitor) -> bool:
    if monitor.monitor_type is not MonitorType.NONE:
        return False
    config = check_config.read(monitor.monitor_type, monitor.type_data)
    return isinstance(config, check_config.NoneConfig) and config.override_with_last_known_status


def _measured(latency: float | None) -> float | None:
    return latency if latency is not None and math.isfinite(latency) and latency >= 0 else None
