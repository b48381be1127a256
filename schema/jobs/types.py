"""How the checks run, as operators see it."""

from datetime import datetime
from typing import Self

import strawberry

from core.worker_presence import Presence
from models.check_batch import CheckBatch
from models.check_batch import MissedMinutes as MissedMinutesRow
from models.enums import MissReason
from resolvers.job_health import JobHealth
from resolvers.job_health import Lateness as LatenessFigures
from schema.context import Info
from schema.enums import described
from schema.instants import instant
from schema.monitors.types import Monitor

# What is missed is seldom much; a long list of monitors says no more than its beginning and its length.
_MONITORS_SHOWN = 100

described(
    MissReason,
    "Why monitors that were due were not observed.",
    NOBODY_ASKED="Nobody asked for the minute in time: no worker, no Redis or no database was there.",
    NOT_FINISHED="The worker that checked them ended, and it was too late for another one.",
    CHECK_BROKE="Their checks broke twice by a fault of this program; the log has it.",
)


@strawberry.type(description="How long after second 0 of their minutes checks began.")
class Lateness:
    """Start delays."""

    monitor_count: int = strawberry.field(description="How many checks were begun; each counts.")
    p50: float | None = strawberry.field(description="Half of the checks began within this many milliseconds.")
    p99: float | None = strawberry.field(description="99 of 100 checks began within this many milliseconds.")
    max: float | None = strawberry.field(description="The last check began after this many milliseconds.")

    @classmethod
    def of(cls, figures: LatenessFigures) -> Self:
        """Return the figures as GraphQL shows them."""
        return cls(monitor_count=figures.monitor_count, p50=figures.p50, p99=figures.p99, max=figures.max)


@strawberry.type(description="Minutes in which monitors were due and nobody observed them.")
class MissedMinutes:
    """A span of missed minutes."""

    first_minute: datetime = strawberry.field(description="When the first of these minutes began.")
    last_minute: datetime = strawberry.field(
        description="When the last of these minutes began; not every monitor was due in each."
    )
    reason: MissReason = strawberry.field(description="Why they were missed.")
    monitor_count: int = strawberry.field(description="How many monitors were missed.")
    monitor_ids: strawberry.Private[list[int]]

    @strawberry.field(description="The monitors that were missed and are still there; the first 100.")
    async def monitors(self, info: Info) -> list[Monitor]:
        """Return the monitors."""
        found = await info.context.monitors.by_id.load_many(self.monitor_ids[:_MONITORS_SHOWN])
        return [Monitor.of(row) for row in found if row is not None]

    @classmethod
    def of(cls, row: MissedMinutesRow) -> Self:
        """Return the span of a row."""
        return cls(
            first_minute=instant(row.first_minute),
            last_minute=instant(row.last_minute),
            reason=row.reason,
            monitor_count=len(row.monitor_ids),
            monitor_ids=row.monitor_ids,
        )


@strawberry.type(description="Monitors of one minute that a worker is checking now.")
class RunningBatch:
    """A batch."""

    minute: datetime = strawberry.field(description="When the minute began.")
    started_at: datetime | None = strawberry.field(description="When its first check began.")
    monitor_count: int = strawberry.field(description="How many monitors it has.")
    worker: str | None = strawberry.field(description="The worker that runs it.")
    is_takeover: bool = strawberry.field(description="Whether another worker had begun it, and has left it.")

    @classmethod
    def of(cls, row: CheckBatch) -> Self:
        """Return the batch of a row."""
        return cls(
            minute=instant(row.minute),
            started_at=None if row.started_at is None else instant(row.started_at),
            monitor_count=row.monitor_count,
            worker=row.worker,
            is_takeover=row.claim_count > 1,
        )


@strawberry.type(description="A worker that was alive within the last 15 seconds.")
class Worker:
    """A worker."""

    name: str = strawberry.field(description="The name that batches know it by.")
    host: str = strawberry.field(description="The machine that it runs on.")
    pid: int = strawberry.field(description="The number of its process there.")
    started_at: datetime = strawberry.field(description="When it began to work.")
    running_jobs: int = strawberry.field(description="How many jobs it ran when it last told.")

    @classmethod
    def of(cls, presence: Presence) -> Self:
        """Return the worker of its note."""
        facts = presence.facts
        return cls(
            name=presence.worker_id,
            host=facts.host,
            pid=facts.pid,
            started_at=instant(facts.started_at),
            running_jobs=facts.running_jobs,
        )


@strawberry.type(description="How the checks run.")
class Jobs:
    """How the checks run."""

    lateness: Lateness = strawberry.field(description="How late the checks of the last minutes began.")
    missed_minutes: list[MissedMinutes] = strawberry.field(
        description="What was missed, the newest first: at most 100 spans of the last 30 days."
    )
    missed_minute_count: int = strawberry.field(
        description="In how many minutes of the last 24 hours a monitor was missed."
    )
    running_batches: list[RunningBatch] = strawberry.field(description="What is being checked now.")
    overdue_monitors: int = strawberry.field(
        description="How many monitors are due so long that it is too late, and nobody has asked for them yet; "
        "more than 0 means that no worker does its work."
    )
    workers: list[Worker] | None = strawberry.field(
        description="The workers that live; null while Redis can't be asked."
    )

    @classmethod
    def of(cls, health: JobHealth) -> Self:
        """Return the domain's answer as GraphQL shows it."""
        return cls(
            lateness=Lateness.of(health.lateness),
            missed_minutes=[MissedMinutes.of(row) for row in health.missed],
            missed_minute_count=health.missed_minute_count,
            running_batches=[RunningBatch.of(row) for row in health.running],
            overdue_monitors=health.overdue_count,
            workers=None if health.workers is None else [Worker.of(each) for each in health.workers],
        )
