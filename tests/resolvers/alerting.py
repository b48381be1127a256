"""What tests of alerts have in common: watched monitors, configurations, and minutes that are settled one by one."""

import itertools
from collections.abc import Sequence

from core import clock
from core.principal import SYSTEM
from models.alert import Alert, AlertConfiguration
from models.enums import AlertStatus, Status, TriggerType
from models.monitor import Monitor
from models.observation import Observation
from models.trigger import Trigger
from resolvers import alert_configurations, alert_evaluation, monitors, settling
from resolvers.alert_conditions import Condition, StatusCondition
from resolvers.alert_configurations import NewAlertConfiguration
from resolvers.monitors import NewMonitor
from resolvers.settling import Observed
from tests.conftest import START

DOWN = StatusCondition(Status.DOWN)
_numbers = itertools.count(1)


async def watched(**more) -> Monitor:
    tag = more.pop("tag", f"m{next(_numbers)}")
    return await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag.title(), **more))


async def hook(name: str = "hook") -> Trigger:
    return await Trigger.create(name=name, trigger_type=TriggerType.WEBHOOK)


async def configured(
    watching: Sequence[Monitor], condition: Condition = DOWN, *, triggers: Sequence[Trigger] = (), **more
) -> AlertConfiguration:
    """A configuration that has looked at its monitors once, so that all that comes is new to it."""
    made = await alert_configurations.create(
        SYSTEM,
        NewAlertConfiguration(
            **{
                "name": "Is it up",
                "condition": condition,
                "monitors": [monitor.tag for monitor in watching],
                "triggers": [trigger.id for trigger in triggers],
                **more,
            }
        ),
    )
    await alert_evaluation.evaluate([monitor.id for monitor in watching])
    return made


async def settled(now: clock.ManualClock, monitor: Monitor, *seen: Status, latency: float | None = 5.0) -> None:
    """Settle one minute after the other, from the clock's on; the clock moves with them."""
    for status in seen:
        minute = clock.current_minute()
        await settling.settle(minute, [Observed(monitor, Observation(status, latency=latency))])
        now.move_to(minute + clock.MINUTE)


async def told() -> list[tuple[AlertStatus, int, int | None]]:
    """All alerts, oldest first: state, and the minutes since START in which they began and ended."""
    return [
        (alert.status, _minutes(alert.triggered_at), None if alert.resolved_at is None else _minutes(alert.resolved_at))
        for alert in await Alert.all().order_by("id")
    ]


def _minutes(instant: int) -> int:
    return (instant - START) // clock.MINUTE
