"""Reminders of alerts that stand: one a period, however often somebody looks, and none while an overlay lies over."""

from core import clock
from models import alert_reminders, samples
from models.alert_reminders import Standing
from models.database import transaction
from models.enums import AlertStatus, MessageKind, SampleType
from resolvers import outbox
from resolvers.alert_messages import Told
from resolvers.alert_outbox import Notice, cast_of, tell

_OVERLAYS = frozenset({SampleType.INCIDENT, SampleType.MAINTENANCE})


async def remind() -> int:
    """Write the reminders that are due; returns of how many alerts.

    Of the periods that nobody looked in, people are reminded once.
    """
    now = clock.timestamp()
    due = await alert_reminders.due(now)
    if not due:
        return 0
    newest = await samples.latest(sorted({each.monitor_id for each in due}), now + 1)
    frozen = {monitor_id for monitor_id, sample in newest.items() if sample.type in _OVERLAYS}
    standing = {each.alert_id: each for each in due if each.monitor_id not in frozen}
    if not standing:
        return 0
    async with transaction():
        noted = await alert_reminders.note(
            {each.alert_id: each.triggered_at + _number(each, now) * each.period for each in standing.values()}
        )
        reminded = [standing[alert_id] for alert_id in sorted(noted)]
        cast = await cast_of([each.configuration_id for each in reminded], [each.monitor_id for each in reminded])
        await tell([_notice(each, now) for each in reminded], cast)
    await outbox.announce()
    return len(reminded)


def _number(standing: Standing, now: int) -> int:
    """Return how many periods the alert has stood."""
    return (now - standing.triggered_at) // standing.period


def _notice(each: Standing, now: int) -> Notice:
    told = Told(each.alert_id, AlertStatus.TRIGGERED, each.reason, each.value, now, each.incident_id)
    occasion = f"REMINDER:{_number(each, now)}"
    return Notice(each.configuration_id, each.monitor_id, MessageKind.ALERT_REMINDER, occasion, told)
