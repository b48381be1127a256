"""Test messages: sent to a trigger at once by a worker, and what came of it shown."""

import secrets
from dataclasses import dataclass

from core import clock, queue
from core.errors import Unavailable
from core.principal import Access, Principal
from models.alert_variables import ALERT_VARIABLES
from models.trigger import Trigger
from resolvers import site
from resolvers.site_keys import SiteKey
from resolvers.triggers import by_ids, not_found

TEST_TRIGGER = "test_trigger"
# Who waits for a test waits no longer than this, whatever the settings say.
LONGEST_SECONDS = 60
_ANSWER_SECONDS = LONGEST_SECONDS + 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What became of a test message; `error` is None when it was sent, `duration_ms` is in milliseconds."""

    trigger: Trigger
    duration_ms: float
    error: str | None
    status_code: int | None
    answer: str | None


async def send_test(principal: Principal, trigger_id: int) -> Tried:
    """Have a worker send a test message, also to a trigger that is paused or INACTIVE, and return what came of it.

    Raises NotFound, and Unavailable when no worker can send it.
    """
    principal.require(Access.WRITE)
    trigger = (await by_ids(principal, [trigger_id])).get(trigger_id)
    if trigger is None:
        raise not_found(trigger_id)
    worker = queue.current()
    if not await worker.has_worker():
        raise Unavailable("No worker is running that could send the message; start one, and try again")
    outcome = await worker.ask(TEST_TRIGGER, trigger_id, timeout_seconds=_ANSWER_SECONDS)
    return Tried(
        trigger=trigger,
        **{name: outcome[name] for name in ("duration_ms", "error", "status_code", "answer")},
    )


async def message_for(trigger_id: int) -> tuple[Trigger, str, dict[str, str]]:
    """Return a trigger with a test message's id and variables, for the worker that sends it; raises NotFound."""
    trigger = await Trigger.get_or_none(id=trigger_id)
    if trigger is None:
        raise not_found(trigger_id)
    entries = await site.values()
    variables = dict.fromkeys(ALERT_VARIABLES, "")
    variables |= {
        "alert_id": "0",
        "alert_name": f"Test of the trigger {trigger.name}",
        "alert_description": "This message was sent by hand; nothing is wrong.",
        "alert_status": "TRIGGERED",
        "alert_severity": "WARNING",
        "alert_for": "STATUS",
        "alert_value": "DOWN",
        "alert_message": "This is a test message; nothing is wrong.",
        "alert_timestamp": clock.now().isoformat(),
        "alert_source": "TEST",
        "alert_failure_threshold": "1",
        "alert_success_threshold": "1",
        "alert_cta_url": await site.site_url(),
        "alert_cta_text": "Open the site",
        "is_triggered": "true",
        "monitor_name": "Test monitor",
        "monitor_tag": "test-monitor",
        "site_name": str(entries.get(SiteKey.SITE_NAME) or ""),
        "site_url": await site.site_url(),
    }
    return trigger, f"msg_test_{secrets.token_hex(12)}", variables
