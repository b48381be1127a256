"""Evaluation: alerts begin and end by the samples that are stored, whoever looks, and however often.

Most of the time nothing begins or ends, and that is seen without a lock. What does is judged again under one, and
written with its incident and its messages in one transaction. Two that judge the same pair take turns; one that was
cut off has changed nothing, and the next look, at the latest that of the next minute, finds the same.
"""

from collections.abc import Collection, Sequence

from core import clock, events
from core.logging import logger
from models import alert_pairs
from models.alert_pairs import Step
from models.database import transaction
from models.enums import AlertReason, AlertStatus
from resolvers import alert_observations, alert_transitions, outbox
from resolvers.alert_judgement import CATCH_UP_SECONDS, Judged, judge
from resolvers.alert_transitions import Resolution, Trigger

# The first change of each pair is written at once; a pair that missed a day may have one for each of its minutes.
_ROUNDS = 1440
_log = logger(__name__)


async def evaluate(monitor_ids: Collection[int]) -> None:
    """Let the alerts on these monitors begin and end as their samples say.

    The number of statements does not grow with monitors or configurations, but where nobody has looked for a while:
    then the changes of a pair are written one after the other.
    """
    pairs = await alert_pairs.of_monitors(sorted(monitor_ids)) if monitor_ids else []
    for _ in range(_ROUNDS):
        if not pairs:
            return
        judged = await judge(pairs)
        await alert_pairs.advance([step for each in judged if not each.change and (step := _step(each))])
        changing = [each.pair.link_id for each in judged if each.change]
        if not changing:
            return
        await _change(changing)
        pairs = await alert_pairs.by_links(changing)


async def evaluate_or_log(monitor_ids: Collection[int]) -> None:
    """Evaluate after something that must not fail with it; what goes wrong is logged, and done a minute later."""
    try:
        await evaluate(monitor_ids)
    except Exception as error:  # noqa: BLE001 - whatever it is, the samples are stored
        _log.error("alerts_not_evaluated", monitors=len(monitor_ids), exc_info=error)


async def evaluate_missed() -> int:
    """Evaluate the monitors with samples that nobody has judged yet; returns how many monitors these were."""
    now = clock.current_minute()
    monitor_ids = await alert_pairs.unjudged(now - CATCH_UP_SECONDS, now)
    await evaluate(monitor_ids)
    return len(monitor_ids)


async def _change(link_ids: Sequence[int]) -> None:
    """Judge pairs again, now that nobody else does, and write the first change of each in one transaction."""
    async with transaction():
        await alert_pairs.lock(link_ids)
        judged = [each for each in await judge(await alert_pairs.by_links(link_ids)) if each.change]
        values = await alert_observations.of(judged)
        told = await alert_transitions.write(
            [
                Trigger(
                    each.pair.configuration_id,
                    each.pair.monitor_id,
                    AlertReason.CONDITION,
                    values[each.pair.link_id],
                    _instant(each),
                )
                for each in judged
                if each.change and each.change.status is AlertStatus.TRIGGERED
            ],
            [
                Resolution(each.pair.alert_id, values[each.pair.link_id], _instant(each))
                for each in judged
                if each.pair.alert_id is not None
            ],
        )
        await alert_pairs.advance([step for each in judged if (step := _step(each))])
    if told:
        await events.publish(*told)
        await outbox.announce()


def _instant(judged: Judged) -> int:
    """Return when a change happened: with its sample, or now where a sample was judged anew."""
    if judged.change is None or not judged.change.is_new:
        return clock.timestamp()
    return judged.change.minute


def _step(judged: Judged) -> Step | None:
    """Return how far a pair is judged now: to its change, or to its newest sample; None where it stays as it is.

    After a first look, all that comes is new.
    """
    pair = judged.pair
    if judged.change:
        return Step(pair.link_id, pair.revision, judged.change.minute, changed=True)
    if pair.judged_until is None:
        before_now = clock.current_minute() - clock.MINUTE
        return Step(pair.link_id, pair.revision, max(before_now, judged.newest or before_now))
    if judged.newest is None or judged.newest <= pair.judged_until:
        return None
    return Step(pair.link_id, pair.revision, judged.newest)
