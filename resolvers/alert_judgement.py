"""Judging pairs of a configuration and a monitor by what is stored: read only, a constant number of statements."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core import clock
from models.alert_pairs import Pair
from models.enums import AlertReason
from models.samples import tails
from models.samples.tails import Seen, Share, Source, Window
from resolvers import alert_conditions, uptime_formula
from resolvers.alert_conditions import Condition, LatencyCondition, StatusCondition, UptimeCondition
from resolvers.alert_runs import Change, Verdict, first_change

# What was missed for longer is not told of one by one.
CATCH_UP_SECONDS = 86_400
_ALWAYS = -(2**62)


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair, the first change that its samples make, and their newest minute (epoch seconds), where there are any.

    `seen` is the sample that makes the change, `share` what its window holds where the condition has one.
    """

    pair: Pair
    condition: Condition
    newest: int | None
    change: Change | None = None
    seen: Seen | None = None
    share: Share | None = None


def condition_of(pair: Pair) -> Condition:
    """Return the pair's condition."""
    return alert_conditions.read(pair.alert_for, pair.alert_value, pair.window_minutes, pair.percentile)


def source_of(pair: Pair, condition: Condition) -> Source:
    """Return the samples that the pair goes by; one without a latency says nothing about latencies."""
    return Source(pair.monitor_id, isinstance(condition, LatencyCondition))


async def judge(pairs: Sequence[Pair]) -> list[Judged]:
    """Judge each pair by its monitor's samples up to this minute, or up to where another worker's clock is already."""
    now = max([clock.current_minute(), *(pair.judged_until for pair in pairs if pair.judged_until is not None)])
    conditions = {pair.link_id: condition_of(pair) for pair in pairs}
    found = await _tails(pairs, conditions, now)
    seen = {
        pair.link_id: _needed(pair, _judged_until(pair, now), found[source_of(pair, conditions[pair.link_id])])
        for pair in pairs
    }
    shares = await shares_of(pairs, conditions, seen)
    return [_judged(pair, conditions[pair.link_id], seen[pair.link_id], shares, now) for pair in pairs]


async def _tails(pairs: Sequence[Pair], conditions: Mapping[int, Condition], now: int) -> dict[Source, list[Seen]]:
    since: dict[Source, int] = {}
    for pair in pairs:
        source, until = source_of(pair, conditions[pair.link_id]), _judged_until(pair, now)
        since[source] = min(now if until is None else until, since.get(source, now))
    count = max((max(pair.failure_threshold, pair.success_threshold) for pair in pairs), default=1)
    return await tails.tails(since, now, count)


def _judged_until(pair: Pair, now: int) -> int | None:
    return None if pair.judged_until is None else max(pair.judged_until, now - CATCH_UP_SECONDS)


def _needed(pair: Pair, judged_until: int | None, seen: Sequence[Seen]) -> Sequence[Seen]:
    """Return the samples to be judged, and before them as many as a run needs that ends with the first of them."""
    first = len(seen) if judged_until is None else bisect_right(seen, judged_until, key=lambda each: each.minute)
    threshold = pair.failure_threshold if pair.alert_id is None else pair.success_threshold
    return seen[max(0, min(first, len(seen) - 1) - threshold + 1) :]


def _judged(pair: Pair, condition: Condition, seen: Sequence[Seen], shares: Mapping[Window, Share], now: int) -> Judged:
    change = first_change(
        verdicts(pair, condition, seen, shares),
        _judged_until(pair, now),
        open_since=_open_since(pair),
        failures=pair.failure_threshold,
        successes=pair.success_threshold,
    )
    if change is None:
        return Judged(pair, condition, seen[-1].minute if seen else None)
    (turned,) = (each for each in seen if each.minute == change.minute)
    share = shares.get(window_of(pair, condition, change.minute))
    return Judged(pair, condition, seen[-1].minute, change, turned, share)


def _open_since(pair: Pair) -> int | None:
    """Return from which minute on good samples resolve the alert that stands; None where none does.

    What the absence of samples raised is not resolved by those that were there before.
    """
    if pair.alert_id is None:
        return None
    return pair.triggered_at if pair.alert_reason is AlertReason.NO_DATA else _ALWAYS


async def shares_of(
    pairs: Sequence[Pair], conditions: Mapping[int, Condition], seen: Mapping[int, Sequence[Seen]]
) -> dict[Window, Share]:
    """Return what the windows hold that conditions look at for these samples (by link id), in one statement."""
    windows = {
        window_of(pair, conditions[pair.link_id], each.minute): None
        for pair in pairs
        if _has_window(conditions[pair.link_id])
        for each in seen[pair.link_id]
    }
    return await tails.shares(list(windows))


def _has_window(condition: Condition) -> bool:
    match condition:
        case StatusCondition() | LatencyCondition(_, None, _):
            return False
        case _:
            return True


def window_of(pair: Pair, condition: Condition, minute: int) -> Window:
    """Return the window that a condition looks at for the sample of a minute."""
    span = (pair.window_minutes or 1) * clock.MINUTE
    if isinstance(condition, LatencyCondition):
        return Window(pair.monitor_id, minute, span, condition.limit_ms)
    formula = uptime_formula.of(pair.monitor_settings)
    return Window(pair.monitor_id, minute, span, None, formula.numerator, formula.denominator)


def verdicts(pair: Pair, condition: Condition, seen: Sequence[Seen], shares: Mapping[Window, Share]) -> list[Verdict]:
    """Return what the pair's condition makes of samples; those whose window holds nothing that counts are left out."""
    judged = ((each.minute, _is_bad(pair, condition, each, shares)) for each in seen)
    return [Verdict(minute, is_bad) for minute, is_bad in judged if is_bad is not None]


def _is_bad(pair: Pair, condition: Condition, seen: Seen, shares: Mapping[Window, Share]) -> bool | None:
    match condition:
        case StatusCondition(status):
            return seen.status is status
        case LatencyCondition(limit, None, _):
            return seen.latency is not None and seen.latency > limit
        case LatencyCondition(_, float(required), _) | UptimeCondition(required, _):
            # A percentile is above its limit when fewer samples than it asks for are not.
            share = shares.get(window_of(pair, condition, seen.minute))
            return None if share is None else 100 * share.good < required * share.counted
        case _:  # a percentile is a float: it is checked when it is stored
            raise TypeError(condition)
