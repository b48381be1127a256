"""What is asked for beside the checks, and what it does."""

import pytest
from arq.worker import Worker, func

from core import queue, redis
from core.principal import SYSTEM
from core.queue import Queue
from core.settings import load
from jobs import housekeeping
from jobs.calendar import keep_calendar
from jobs.leases import Leases
from jobs.retention import remove_expired
from jobs.worker import _functions
from models import samples
from models.alert import Alert, AlertWatch
from models.enums import MaintenanceEventStatus, SampleType, Status
from models.maintenance import MaintenanceEvent
from models.samples import Sample
from resolvers import maintenances, monitors
from resolvers.alert_conditions import StatusCondition
from resolvers.maintenances import NewMaintenance
from resolvers.monitors import NewMonitor
from resolvers.outbox import DELIVER
from tests.conftest import START
from tests.resolvers.alerting import configured

DAY = 86_400
THREE_SEVENTEEN = 3 * 3600 + 17 * 60
DAILY = NewMaintenance(title="x", start_date_time=START + 3600, rrule="FREQ=DAILY", duration_seconds=60)


@pytest.fixture
async def jobs(redis_pool, db, now):
    queue.use(Queue(redis_pool))

    async def queued() -> list[str]:
        return sorted(job.job_id for job in await redis_pool.queued_jobs())

    return queued


async def test_the_calendar_and_the_alerts_are_asked_for_once_a_minute_and_retention_once_a_day(jobs):
    day = START // DAY
    minutes = (START, START + 60, START + THREE_SEVENTEEN - 60, START + THREE_SEVENTEEN, START + DAY)
    for minute in (START, *minutes):
        await housekeeping.ask(minute)

    assert await jobs() == [
        *(f"alerts:{minute}" for minute in minutes),
        *(f"calendar:{minute}" for minute in minutes),
        f"retention:{day - 1}",
        f"retention:{day}",
    ]


async def test_the_calendar_plans_and_moves(db, now):
    await maintenances.create(SYSTEM, DAILY)
    now.move_to(START + 3600)

    assert await keep_calendar(load(maintenance_days_ahead=2)) == 1
    found = await MaintenanceEvent.all().order_by("start_date_time")
    assert [(event.start_date_time - START, event.status) for event in found] == [
        (3600, MaintenanceEventStatus.ONGOING),
        (3600 + DAY, MaintenanceEventStatus.SCHEDULED),
        (3600 + 2 * DAY, MaintenanceEventStatus.SCHEDULED),
    ]
    assert await keep_calendar(load(maintenance_days_ahead=2)) == 0


async def test_retention_removes_what_is_too_old(db, now):
    monitor = await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop"))
    await samples.record([Sample(monitor.id, START - 7 * DAY, Status.UP, 1.0, SampleType.REALTIME)])
    now.move_to(START + 100 * DAY)

    await remove_expired()

    assert await samples.within(monitor.id, 0, START) == []


async def wake(ctx) -> None:
    """What alerts wake: the sending of messages, which is not for this test."""


async def test_a_worker_that_ticks_settles_groups_keeps_the_calendar_and_looks_at_alerts(redis_pool, jobs, now):
    group = NewMonitor(
        tag="group", name="Group", monitor_type="GROUP", cron="* * * * *", type_data={"executionDelay": 0}
    )
    made = await monitors.create(SYSTEM, group)
    await maintenances.create(SYSTEM, DAILY)
    await configured([made], StatusCondition(Status.UP))
    now.move_to(START + 60)
    await redis_pool.enqueue_job("tick", START + 60, _job_id="tick:x")
    worker = Worker(
        functions=[*_functions(load(), None, Leases("one")), func(wake, name=DELIVER)],
        redis_pool=redis_pool,
        queue_name=redis.QUEUE_NAME,
        handle_signals=False,
        burst=True,
        poll_delay=0.01,
        job_serializer=redis_pool.job_serializer,
        job_deserializer=redis_pool.job_deserializer,
    )

    await worker.main()

    # Sending is woken twice: by the calendar, whose event has moved, and by the alerts.
    assert (worker.jobs_complete, worker.jobs_failed) == (7, 0)
    assert [each.type for each in await samples.within(made.id, START, START + 120)] == [SampleType.DEFAULT]
    assert await MaintenanceEvent.all().count() == 8
    assert (await Alert.get()).triggered_at == START + 60
    assert (await AlertWatch.get()).looked_at == START + 60
