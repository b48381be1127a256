"""Alerts about the absence of samples: a monitor of which nothing was heard for as long as its configuration says.

An overlay is a word, too: while one lies over a monitor, alerts are frozen. Time in which nobody looked does not count:
after an outage of our own, the minutes that are missing are our fault.
"""

from collections.abc import Sequence

from core import clock, events
from models import alert_pairs, alert_watch
from models.alert_pairs import Pair, Step
from models.database import transaction
from models.enums import AlertReason
from models.samples import tails
from resolvers import alert_transitions, outbox
from resolvers.alert_transitions import Trigger

_GAP_SECONDS = 3 * clock.MINUTE


async def look() -> int:
    """Fire the alerts about monitors that are silent; returns how many there were."""
    now = clock.current_minute()
    async with transaction():
        watched_since = await alert_watch.look(now, _GAP_SECONDS)
    silent = await _silent(await alert_pairs.watched_for_silence(), watched_since, now)
    if not silent:
        return 0
    ids = [pair.link_id for pair in silent]
    async with transaction():
        await alert_pairs.lock(ids)
        again = [pair for pair in await alert_pairs.by_links(ids) if pair.alert_id is None]
        silent = await _silent(again, watched_since, now)
        told = await alert_transitions.write(
            [
                Trigger(pair.configuration_id, pair.monitor_id, AlertReason.NO_DATA, None, clock.timestamp())
                for pair in silent
            ],
            [],
        )
        await alert_pairs.advance([Step(pair.link_id, pair.revision, now - clock.MINUTE, True) for pair in silent])
    if told:
        await events.publish(*told)
        await outbox.announce()
    return len(silent)


async def _silent(pairs: Sequence[Pair], watched_since: int, now: int) -> list[Pair]:
    """Return those of the pairs whose monitor said nothing in the last minutes, as many as they say."""
    words = await tails.last_words(sorted({pair.monitor_id for pair in pairs}), now)
    return [
        pair
        for pair in pairs
        if pair.no_data_minutes is not None
        and pair.judged_until is not None
        and now - max(watched_since, _after(pair.judged_until), _after(words.get(pair.monitor_id, pair.judged_until)))
        >= pair.no_data_minutes * clock.MINUTE
    ]


def _after(minute: int) -> int:
    return minute + clock.MINUTE
