"""What a test of an alert configuration shows."""

from datetime import datetime
from typing import Self

import strawberry

from resolvers.alert_trials import Trial
from schema.enums import AlertStatus
from schema.instants import instant
from schema.monitors.types import Monitor


@strawberry.type(description="A moment at which an alert would have begun or ended.")
class AlertTrialChange:
    """A change."""

    state: AlertStatus = strawberry.field(description="TRIGGERED where it would have begun, RESOLVED where ended.")
    at: datetime = strawberry.field(description="The minute of the sample that decides.")


@strawberry.type(description="What a configuration would have made of a monitor's samples.")
class AlertTrial:
    """A trial."""

    monitor: Monitor = strawberry.field(description="The monitor.")
    state: AlertStatus = strawberry.field(description="Whether an alert would stand now.")
    changes: list[AlertTrialChange] = strawberry.field(description="When alerts would have begun and ended, in order.")
    sample_count: int = strawberry.field(description="How many samples counted.")
    bad_count: int = strawberry.field(description="How many of them met the condition.")

    @classmethod
    def of(cls, trial: Trial) -> Self:
        """Return a trial as GraphQL shows it."""
        return cls(
            monitor=Monitor.of(trial.monitor),
            state=trial.state,
            changes=[AlertTrialChange(state=each.status, at=instant(each.minute)) for each in trial.changes],
            sample_count=trial.samples,
            bad_count=trial.bad,
        )
