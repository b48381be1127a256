"""The alerts' job: once a minute, what the settling of samples left undone, silence, and reminders."""

from core.logging import logger
from resolvers import alert_evaluation, alert_reminders, alert_silence

ALERTS = "alerts"
_log = logger(__name__)


async def look_at_alerts() -> int:
    """Evaluate what nobody has, fire alerts about silence, remind; returns how many monitors were evaluated late."""
    late = await alert_evaluation.evaluate_missed()
    silent = await alert_silence.look()
    reminded = await alert_reminders.remind()
    if late or silent or reminded:
        _log.info("alerts_looked_at", late=late, silent=silent, reminded=reminded)
    return late
