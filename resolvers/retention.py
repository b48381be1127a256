"""Retention: samples live for as long as the site's entry `dataRetentionPolicy` says; their rollups are kept."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from core import clock, events
from core.events import Event, Topic
from core.logging import logger
from models import leftovers
from models.database import transaction
from models.monitor import Monitor
from models.samples import expiry, partitions
from models.samples.freezing import freeze_before
from models.site import SiteEntry
from resolvers.site_keys import SiteKey
from resolvers.timestamps import EARLIEST

DEFAULT_DAYS = 90
SIGNAL_DAYS = 30
DELIVERY_DAYS = 90
_MONTHS_AHEAD = 2
_MAX_DAYS = 100 * 366
_DAY = 86_400
# Some 20 ms of SQLite's only write lock; then whoever waits has as long.
_SAMPLES_AT_ONCE = 5_000
_ROWS_AT_ONCE = 1_000
_PAUSE_SECONDS = 0.02
_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class Removed:
    """What a run of the retention has removed: single samples, and whole partitions."""

    samples: int
    partitions: int


async def days_kept() -> int | None:
    """Return for how many days samples are kept; None where they are kept for ever.

    What makes no sense in the entry counts as not said: nothing is removed early because of a typing error.
    """
    entry = await SiteEntry.get_or_none(key=SiteKey.DATA_RETENTION_POLICY)
    policy = None if entry is None else entry.document
    if not isinstance(policy, dict):
        return DEFAULT_DAYS
    if policy.get("enabled") in (False, "false"):
        return None
    return _days(policy.get("retentionDays"))


def _days(value: object) -> int:
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value.strip()[:10])
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        return DEFAULT_DAYS
    return min(value, _MAX_DAYS)


async def remove_expired() -> Removed:
    """Remove the samples of the days (UTC) that the policy no longer keeps, and freeze their rollups.

    Whole partitions are dropped (PostgreSQL), all else goes in small pieces. What can't be dropped now, because others
    hold the table, is left for the next day.
    """
    days = await days_kept()
    if days is None:
        return Removed(0, 0)
    before = max(EARLIEST, clock.timestamp() // _DAY * _DAY - days * _DAY)
    removed = await _remove(before)
    if removed.samples or removed.partitions:
        ids = tuple(row["id"] for row in await Monitor.all().order_by("id").values("id"))
        await events.publish(Event(Topic.SAMPLES, ids, EARLIEST, before))
    return removed


async def _remove(before: int) -> Removed:
    dropped = 0
    for partition in await expiry.droppable(before):
        try:
            async with transaction():
                await freeze_before(before)
                await expiry.drop(partition)
            dropped += 1
        except expiry.TableBusyError as error:
            _log.warning("partition_not_dropped", partition=partition, reason=str(error))
            return Removed(0, dropped)
    deleted = 0
    while True:
        async with transaction():
            count = await expiry.delete_some(await freeze_before(before), _SAMPLES_AT_ONCE)
        deleted += count
        if count < _SAMPLES_AT_ONCE:
            return Removed(deleted, dropped)
        await asyncio.sleep(_PAUSE_SECONDS)


async def remove_leftovers() -> tuple[int, int]:
    """Remove old signals of heartbeats, and old messages that were sent or given up; returns how many of each.

    Signals go after 30 days, or with the samples where these live shorter; what a check goes by stays. Messages go
    after 90 days with their attempts; those that are still to be sent stay.
    """
    today = clock.timestamp() // _DAY * _DAY
    signal_days = min(SIGNAL_DAYS, await days_kept() or SIGNAL_DAYS)
    signals = await _all(leftovers.delete_signals, today - signal_days * _DAY)
    return signals, await _all(leftovers.delete_deliveries, today - DELIVERY_DAYS * _DAY)


async def _all(delete_some: Callable[[int, int], Awaitable[int]], before: int) -> int:
    deleted = 0
    while True:
        async with transaction():
            count = await delete_some(before, _ROWS_AT_ONCE)
        deleted += count
        if count < _ROWS_AT_ONCE:
            return deleted
        await asyncio.sleep(_PAUSE_SECONDS)


async def make_room() -> None:
    """Make what the samples of the coming months need, so that no check has to."""
    async with transaction():
        await partitions.ensure_ahead(_MONTHS_AHEAD)
