"""The batches of a minute: planned once, run by one worker at a time, and taken over where that one has died.

A worker holds a batch by a lease in the database that it renews while it runs. Whatever the queue forgets, repeats or
holds back, the lease decides who checks, and the samples say what is left to check.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tortoise.expressions import F, Q
from tortoise.queryset import QuerySet

from core import clock
from core.logging import logger
from models import monitor_schedule, samples
from models.check_batch import CheckBatch, MissedMinutes
from models.database import transaction
from models.enums import Activity, MissReason
from models.monitor import Monitor
from resolvers import due
from resolvers.due import DueMonitors

# The number of the batch that holds a minute's groups; those of checks count from 0.
GROUPS = -1
LEASE_SECONDS = 10
RENEW_SECONDS = 3
# The queue brings a batch to a worker within a fraction of this; after it, the batch is asked for again.
_QUEUE_SECONDS = 5
_KEEP_BATCHES_SECONDS = 2 * 86_400
_KEEP_MISSED_SECONDS = 30 * 86_400
_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class BatchKey:
    """One batch at one minute."""

    minute: int
    number: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A batch that a worker holds. `is_takeover` says that somebody may have checked a part of it before."""

    key: BatchKey
    worker: str
    monitor_ids: list[int]
    is_takeover: bool


@dataclass(frozen=True, slots=True)
class Lapsed:
    """Batches that are not finished and that nobody holds: some can still be run, for others it is too late."""

    to_run: list[BatchKey]
    over: list[BatchKey]


async def plan(minute: int, found: DueMonitors, batches: Mapping[int, Sequence[int]]) -> None:
    """Write down the batches of a minute, and what was missed before it, and move the monitors on, all in one piece.

    Planning a minute again changes nothing.
    """
    leased_until = clock.precise_timestamp() + _QUEUE_SECONDS
    rows = [
        CheckBatch(
            minute=minute, number=number, monitor_ids=list(ids), monitor_count=len(ids), leased_until=leased_until
        )
        for number, ids in batches.items()
    ]
    async with transaction():
        await CheckBatch.bulk_create(rows, ignore_conflicts=True)
        if found.missed_since is not None:
            last = minute - clock.MINUTE
            span = (found.missed_since, last)
            await _note_missed(f"gap:{last}", span, found.missed_ids, MissReason.NOBODY_ASKED)
        if found.next_minutes:
            await monitor_schedule.advance(minute, found.next_minutes)


async def claim(key: BatchKey, worker: str) -> Claim | None:
    """Take a batch that nobody holds; None where somebody does, where it is finished, or where there is none."""
    now = clock.precise_timestamp()
    batch = CheckBatch.filter(minute=key.minute, number=key.number, finished_at__isnull=True)
    values = {"worker": worker, "leased_until": now + LEASE_SECONDS, "claim_count": F("claim_count") + 1}
    if not await batch.filter(started_at__isnull=True).update(**values, started_at=now):
        free = Q(worker__isnull=True) | Q(leased_until__lte=now)
        if not await batch.filter(free, started_at__isnull=False).update(**values):
            return None
    row = await batch.filter(worker=worker).first()
    return None if row is None else Claim(key, worker, row.monitor_ids, row.claim_count > 1)


async def renew(worker: str) -> set[BatchKey]:
    """Prolong all leases that the worker still holds; returns their batches."""
    held = CheckBatch.filter(worker=worker, finished_at__isnull=True)
    await held.update(leased_until=clock.precise_timestamp() + LEASE_SECONDS)
    return {BatchKey(minute, number) for minute, number in await held.values_list("minute", "number")}


async def release(held: Claim) -> None:
    """Give an unfinished batch back, so that anybody may go on with it at once."""
    await _held(held).update(worker=None, leased_until=clock.precise_timestamp())


async def monitors_to_check(held: Claim) -> list[Monitor]:
    """Return those of the batch's monitors that are still active, and have no sample of the minute yet."""
    left = set(held.monitor_ids)
    if held.is_takeover:
        left -= await samples.recorded(held.key.minute, held.monitor_ids)
    return await _active(sorted(left))


async def finish(held: Claim, broken_ids: Sequence[int]) -> None:
    """Close a batch; `broken_ids` are the monitors whose check broke by a fault of ours, and that stay unobserved."""
    key = held.key
    async with transaction():
        closed = await _held(held).update(
            finished_at=clock.precise_timestamp(), observed_count=len(held.monitor_ids) - len(broken_ids)
        )
        if closed and broken_ids:
            await _note_missed(_missed_key(key), (key.minute, key.minute), broken_ids, MissReason.CHECK_BROKE)


async def lapsed(grace_seconds: int) -> Lapsed:
    """Return the batches that should be running, and that nobody runs."""
    found = Lapsed([], [])
    free = CheckBatch.filter(finished_at__isnull=True, leased_until__lte=clock.precise_timestamp())
    for minute, number in await free.order_by("minute", "number").values_list("minute", "number"):
        keys = found.over if due.is_over(minute, grace_seconds) else found.to_run
        keys.append(BatchKey(minute, number))
    return found


async def close_missed(key: BatchKey) -> None:
    """Close a batch that nobody finished in time, and write down which of its monitors stay unobserved."""
    now = clock.precise_timestamp()
    async with transaction():
        batch = await CheckBatch.filter(
            minute=key.minute, number=key.number, finished_at__isnull=True, leased_until__lte=now
        ).first()
        if batch is None:
            return
        seen = await samples.recorded(key.minute, batch.monitor_ids)
        left = [monitor_id for monitor_id in batch.monitor_ids if monitor_id not in seen]
        missed = [monitor.id for monitor in await _active(left)]
        await CheckBatch.filter(id=batch.id).update(finished_at=now, observed_count=len(seen))
        if missed:
            await _note_missed(_missed_key(key), (key.minute, key.minute), missed, MissReason.NOT_FINISHED)
            _log.error("minute_missed", minute=key.minute, monitors=len(missed), reason="its batch was not finished")


async def forget_old() -> None:
    """Remove what is kept of batches for longer than two days, and of missed minutes for longer than thirty."""
    now = clock.timestamp()
    async with transaction():
        await CheckBatch.filter(minute__lt=now - _KEEP_BATCHES_SECONDS).delete()
        await MissedMinutes.filter(last_minute__lt=now - _KEEP_MISSED_SECONDS).delete()


def _held(held: Claim) -> QuerySet[CheckBatch]:
    key = held.key
    return CheckBatch.filter(minute=key.minute, number=key.number, worker=held.worker, finished_at__isnull=True)


async def _active(monitor_ids: Sequence[int]) -> list[Monitor]:
    return await Monitor.filter(id__in=list(monitor_ids), status=Activity.ACTIVE) if monitor_ids else []


def _missed_key(key: BatchKey) -> str:
    return f"batch:{key.minute}:{key.number}"


async def _note_missed(key: str, span: tuple[int, int], monitor_ids: Sequence[int], reason: MissReason) -> None:
    """Write down that the minutes from the first to the last of `span` were missed; a second time changes nothing."""
    first, last = span
    row = MissedMinutes(key=key, first_minute=first, last_minute=last, monitor_ids=list(monitor_ids), reason=reason)
    await MissedMinutes.bulk_create([row], ignore_conflicts=True)
