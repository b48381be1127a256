"""Trying a configuration: what it would have done in the last hours, and would do now; nothing is fired or written."""

from collections.abc import Sequence
from dataclasses import dataclass

from core import clock
from core.errors import InvalidInput
from core.principal import Access, Principal
from models.alert import AlertConfiguration
from models.alert_pairs import Pair
from models.enums import AlertStatus
from models.monitor import Monitor
from models.samples import tails
from models.samples.tails import Seen
from resolvers import alert_configurations
from resolvers.alert_judgement import condition_of, shares_of, source_of, verdicts
from resolvers.alert_runs import Change, Verdict, first_change

MAX_SECONDS = 86_400
_ALWAYS = -(2**62)


@dataclass(frozen=True, slots=True)
class Trial:
    """What a configuration would have made of a monitor's samples: changes, oldest first, and where that ends.

    `samples` is how many samples counted, `bad` how many of them met the condition.
    """

    monitor: Monitor
    state: AlertStatus
    changes: Sequence[Change]
    samples: int
    bad: int


async def run(principal: Principal, configuration_id: int, *, period: int) -> list[Trial]:
    """Return what the configuration would have done to each of its monitors in the last `period` seconds.

    An INACTIVE one can be tried, too; it is tried as if no alert had stood before. Raises NotFound, and InvalidInput
    for less than a minute or more than MAX_SECONDS.
    """
    principal.require(Access.READ)
    if not clock.MINUTE <= period <= MAX_SECONDS:
        raise InvalidInput(f"period must be between {clock.MINUTE} and {MAX_SECONDS} seconds; got {period}", "period")
    configuration = (await alert_configurations.by_ids(principal, [configuration_id])).get(configuration_id)
    if configuration is None:
        raise alert_configurations.not_found(configuration_id)
    watched = (await alert_configurations.monitors_of(principal, [configuration_id])).get(configuration_id, [])
    return await _tried(configuration, watched, clock.current_minute(), period)


async def _tried(configuration: AlertConfiguration, watched: Sequence[Monitor], now: int, period: int) -> list[Trial]:
    pairs = {monitor.id: _pair(configuration, monitor) for monitor in watched}
    conditions = {pair.link_id: condition_of(pair) for pair in pairs.values()}
    sources = {pair.link_id: source_of(pair, conditions[pair.link_id]) for pair in pairs.values()}
    since = now - period
    found = await tails.tails(dict.fromkeys(sources.values(), since), now, 1)
    seen: dict[int, list[Seen]] = {
        link_id: [each for each in found[source] if each.minute > since] for link_id, source in sources.items()
    }
    shares = await shares_of(list(pairs.values()), conditions, seen)
    trials = []
    for monitor in watched:
        pair = pairs[monitor.id]
        judged = verdicts(pair, conditions[pair.link_id], seen[pair.link_id], shares)
        changes = _changes(pair, judged)
        state = changes[-1].status if changes else AlertStatus.RESOLVED
        trials.append(Trial(monitor, state, changes, len(judged), sum(each.is_bad for each in judged)))
    return trials


def _pair(configuration: AlertConfiguration, monitor: Monitor) -> Pair:
    return Pair(
        link_id=monitor.id,
        revision=0,
        judged_until=None,
        monitor_id=monitor.id,
        configuration_id=configuration.id,
        alert_for=configuration.alert_for,
        alert_value=configuration.alert_value,
        window_minutes=configuration.window_minutes,
        percentile=configuration.percentile,
        failure_threshold=configuration.failure_threshold,
        success_threshold=configuration.success_threshold,
        no_data_minutes=configuration.no_data_minutes,
        monitor_settings=monitor.settings,
        alert_id=None,
        alert_reason=None,
        triggered_at=None,
    )


def _changes(pair: Pair, judged: Sequence[Verdict]) -> list[Change]:
    """Return all changes, one after the other."""
    changes: list[Change] = []
    until, is_open = _ALWAYS, False
    while judged and judged[-1].minute > until and (change := _next(pair, judged, until, is_open=is_open)):
        changes.append(change)
        until, is_open = change.minute, change.status is AlertStatus.TRIGGERED
    return changes


def _next(pair: Pair, judged: Sequence[Verdict], until: int, *, is_open: bool) -> Change | None:
    return first_change(
        judged,
        until,
        open_since=_ALWAYS if is_open else None,
        failures=pair.failure_threshold,
        successes=pair.success_threshold,
    )
