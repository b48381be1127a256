"""Alerts against a plain model: whatever the samples, thresholds, overlays, batches and retries are."""

import itertools
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import samples
from models.alert import Alert
from models.enums import AlertStatus, SampleType, Status
from models.samples import Sample
from resolvers import alert_evaluation
from resolvers.alert_conditions import Condition, LatencyCondition, StatusCondition, UptimeCondition
from resolvers.alert_runs import Verdict, first_change
from tests.conftest import START
from tests.resolvers.alerting import configured, watched

UP, DOWN, DEGRADED, MAINTENANCE, NO_DATA = Status
TRIGGERED, RESOLVED = AlertStatus
_starts = itertools.count()


@dataclass
class Model:
    """Reads samples one after the other, and counts on its fingers."""

    condition: Condition
    failures: int
    successes: int
    read: list[Sample] = field(default_factory=list)
    bad: int = 0
    good: int = 0
    alerts: list[list[object]] = field(default_factory=list)

    def take(self, sample: Sample) -> None:
        if sample.type in {SampleType.INCIDENT, SampleType.MAINTENANCE} or sample.raw_status is NO_DATA:
            return
        if isinstance(self.condition, LatencyCondition) and sample.latency is None:
            return
        self.read.append(sample)
        self.bad, self.good = (self.bad + 1, 0) if self.is_bad(sample) else (0, self.good + 1)
        stands = bool(self.alerts) and self.alerts[-1][0] is TRIGGERED
        if not stands and self.bad >= self.failures:
            self.alerts.append([TRIGGERED, sample.minute, None])
        elif stands and self.good >= self.successes:
            self.alerts[-1] = [RESOLVED, self.alerts[-1][1], sample.minute]

    def is_bad(self, sample: Sample) -> bool:
        match self.condition:
            case StatusCondition(status):
                return sample.status is status
            case LatencyCondition(limit, None, _):
                return sample.latency > limit
            case LatencyCondition(limit, percentile, window):
                latencies = sorted(each.latency for each in self.window(sample.minute, window))
                rank = next(n for n in range(1, len(latencies) + 1) if 100 * n >= percentile * len(latencies))
                return latencies[rank - 1] > limit
            case UptimeCondition(percent, window):
                counted = self.window(sample.minute, window)
                up = sum(each.status in {UP, DEGRADED, MAINTENANCE} for each in counted)
                return up / len(counted) * 100 < percent

    def window(self, minute: int, minutes: int) -> list[Sample]:
        return [each for each in self.read if minute - minutes * 60 < each.minute <= minute]


CONDITIONS = st.one_of(
    st.sampled_from([StatusCondition(DOWN), StatusCondition(DEGRADED), StatusCondition(UP), LatencyCondition(100.0)]),
    st.builds(LatencyCondition, st.just(100.0), st.sampled_from([50.0, 75.0, 100.0]), st.integers(1, 6)),
    st.builds(UptimeCondition, st.sampled_from([25.0, 50.0, 75.0, 100.0]), st.integers(1, 6)),
)
OBSERVED = st.sampled_from(
    [SampleType.REALTIME, SampleType.TIMEOUT, SampleType.ERROR, SampleType.MANUAL, SampleType.DEFAULT]
)
OVERLAYS = st.sampled_from([SampleType.INCIDENT, SampleType.MAINTENANCE])
MINUTE = st.tuples(
    st.sampled_from([UP, UP, DOWN, DOWN, DEGRADED, MAINTENANCE]),
    st.sampled_from([1.0, 50.0, 100.0, 101.0, 500.0, None]),
    st.one_of(OBSERVED, OBSERVED, OBSERVED, OBSERVED, OVERLAYS, st.just("refused"), st.just("absent")),
)


def sample(monitor_id: int, minute: int, drawn: tuple) -> Sample | None:
    status, latency, kind = drawn
    if kind == "absent":
        return None
    if kind == "refused":
        return Sample(monitor_id, minute, DOWN, None, SampleType.ERROR, None, NO_DATA)
    return Sample(monitor_id, minute, status, latency, kind)


@given(
    minutes=st.lists(MINUTE, max_size=60), condition=CONDITIONS, failures=st.integers(1, 5), successes=st.integers(1, 5)
)
@settings(max_examples=300, deadline=None)
def test_one_look_after_the_other_finds_what_the_plain_model_finds(minutes, condition, failures, successes):
    if not isinstance(condition, StatusCondition):
        condition = StatusCondition(DOWN)
    model, found, until = Model(condition, failures, successes), [], -1
    verdicts = []
    for minute, drawn in enumerate(minutes):
        made = sample(1, minute, drawn)
        if made is None:
            continue
        model.take(made)
        if made.type in {SampleType.INCIDENT, SampleType.MAINTENANCE} or made.raw_status is NO_DATA:
            continue
        verdicts.append(Verdict(minute, model.is_bad(made)))
    while verdicts and verdicts[-1].minute > until:
        stands = bool(found) and found[-1][0] is TRIGGERED
        change = first_change(
            verdicts, until, open_since=-100 if stands else None, failures=failures, successes=successes
        )
        if change is None:
            break
        until = change.minute
        found = [*found[:-1], [RESOLVED, found[-1][1], until]] if stands else [*found, [TRIGGERED, until, None]]

    assert found == model.alerts


@given(
    minutes=st.lists(st.tuples(MINUTE, st.integers(0, 3)), min_size=1, max_size=24),
    condition=CONDITIONS,
    failures=st.integers(1, 4),
    successes=st.integers(1, 4),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.usefixtures("db")
async def test_alerts_in_the_database_are_those_of_the_plain_model(now, minutes, condition, failures, successes):
    """After each minute somebody looks never, once, twice, or through the look at what was missed."""
    start = START + next(_starts) * 7200
    now.move_to(start)
    monitor = await watched()
    made = await configured(
        [monitor], condition, failure_threshold=failures, success_threshold=successes, creates_incident=True
    )
    model = Model(condition, failures, successes)

    for number, (drawn, looks) in enumerate(minutes):
        minute = start + 60 * (number + 1)
        now.move_to(minute)
        written = sample(monitor.id, minute, drawn)
        if written is not None:
            await samples.record([written])
            model.take(written)
        for _ in range(min(looks, 2)):
            await alert_evaluation.evaluate([monitor.id])
        if looks == 3:
            await alert_evaluation.evaluate_missed()
    await alert_evaluation.evaluate_missed()

    alerts = await Alert.filter(configuration_id=made.id).order_by("id")
    assert [[each.status, each.triggered_at, each.resolved_at] for each in alerts] == model.alerts
