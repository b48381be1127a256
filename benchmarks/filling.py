"""A database as a year-old installation has it: monitors with days of samples, made by copying one monitor's."""

import contextlib
import random
from collections.abc import AsyncIterator
from pathlib import Path

from tortoise.backends.base.executor import EXECUTOR_CACHE

from core import clock
from core.principal import SYSTEM
from core.settings import Settings, load
from models import database, samples
from models.database import is_postgres, writer
from models.enums import Impact, IncidentState, SampleType, Scope, Status
from models.monitor import Monitor
from models.samples import Sample
from resolvers import api_keys, comments, incidents, maintenances, pages
from resolvers.affected import MonitorImpact
from resolvers.comments import NewComment
from resolvers.incidents import NewIncident
from resolvers.maintenances import NewMaintenance
from resolvers.pages import NewPage
from server.resources import database_opened

DAY = 86_400
_COPIED = {
    "sample": "minute, status, raw_status, latency, type, message",
    "sample_rollup": "bucket, span, up_count, down_count, degraded_count, maintenance_count, no_data_count, "
    "latency_count, latency_sum, latency_min, latency_max, latency_sketch, is_frozen",
}


@contextlib.asynccontextmanager
async def new_installation(folder: Path, address: str) -> AsyncIterator[Settings]:
    """Yield the settings of an empty database that is open in this process."""
    # The ORM keeps the statements that it has built for a table, whatever the dialect they were built for.
    EXECUTOR_CACHE.clear()
    settings = load(data_dir=folder, database_url=address)
    async with database_opened(settings):
        await database.migrate(settings)
        yield settings


async def key() -> str:
    """Return the secret of a new key that may write."""
    return (await api_keys.create(SYSTEM, name="benchmark", scope=Scope.WRITE)).secret


async def add_monitors(count: int, prefix: str) -> list[Monitor]:
    """Make monitors that are checked at no time."""
    data = {"url": "https://example.org/health", "method": "GET", "timeout": 5000, "headers": [], "eval": ""}
    settings = {"uptime_formula_numerator": "up + maintenance", "uptime_formula_denominator": "up + down + maintenance"}
    await Monitor.bulk_create(
        [
            Monitor(
                tag=f"{prefix}{number}",
                name=f"Service {number}",
                description=f"What service {number} of the benchmark does for its users",
                category_name=f"Category {number % 5}",
                cron="* * * * *",
                type_data=data,
                settings=settings,
            )
            for number in range(count)
        ],
        batch_size=500,
    )
    return await Monitor.filter(tag__startswith=prefix).order_by("id")


async def add_samples(monitors: list[Monitor], days: int) -> None:
    """Give the monitors a sample a minute, up to now, with a bad stretch a day."""
    end = clock.current_minute()
    start = end - days * DAY
    first = monitors[0].id
    await samples.overwrite_range(Sample(first, start, Status.UP, 120.0, SampleType.REALTIME), end, 80)
    rng = random.Random(1)
    for _ in range(days):
        bad = start + rng.randrange(days * 1440 - 60) * 60
        await samples.overwrite_range(
            Sample(first, bad, Status.DOWN, 900.0, SampleType.ERROR), bad + 60 * rng.randrange(30)
        )
    for table in _COPIED:
        await copy_rows(table, first, monitors[-1].id)


async def copy_rows(table: str, source: int, last: int) -> None:
    """Give the monitors after `source`, up to `last`, the rows that it has."""
    columns = _COPIED[table]
    await writer().execute_query(
        f"INSERT INTO {table} (monitor_id, {columns}) SELECT monitor.id, copied.* FROM monitor CROSS JOIN "  # noqa: S608 - our own
        f"(SELECT {columns} FROM {table} WHERE monitor_id = {source}) AS copied "
        f"WHERE monitor.id > {source} AND monitor.id <= {last}"
    )
    await tidy()


async def tidy() -> None:
    """Let the database know what it holds."""
    await writer().execute_script("VACUUM ANALYZE" if is_postgres(writer()) else "ANALYZE")


async def add_page(monitors: list[Monitor]) -> None:
    """Make a page of the monitors, with three open incidents and maintenance that is to come."""
    tags = [monitor.tag for monitor in monitors]
    await pages.create(SYSTEM, NewPage(path="all", title="All", header="All services", monitors=tags))
    begun = clock.timestamp() - 3600
    for number in range(3):
        affected = [MonitorImpact(tag, Impact.DEGRADED) for tag in tags[number::10]]
        incident = await incidents.create(
            SYSTEM, NewIncident(title=f"Slow answers {number}", start_date_time=begun, monitors=affected)
        )
        for state in (IncidentState.IDENTIFIED, IncidentState.MONITORING):
            await comments.add(SYSTEM, incident.id, NewComment(comment="We are on it", state=state))
        await maintenances.create(
            SYSTEM,
            NewMaintenance(
                title=f"Upgrade {number}",
                start_date_time=clock.timestamp() + DAY,
                rrule="FREQ=DAILY",
                duration_seconds=3600,
                monitors=[MonitorImpact(tag, Impact.MAINTENANCE) for tag in tags[number::10]],
            ),
        )
