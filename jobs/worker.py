"""The worker process: arq runs the jobs, the metronome asks for them."""

import asyncio
import contextlib
import os
import resource
import secrets
import signal
import socket
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import orjson
import structlog
from arq.connections import ArqRedis
from arq.worker import Function, Worker, func
from redis.exceptions import RedisError

from core import clock, redis, worker_presence
from core.http_client import open_session
from core.logging import logger
from core.network import NetworkPolicy
from core.secrets import expand
from core.settings import Settings
from jobs import housekeeping, monitor_test
from jobs.alerts import ALERTS, look_at_alerts
from jobs.batch import check_batch
from jobs.calendar import CALENDAR, keep_calendar
from jobs.channels.context import opened as channels_opened
from jobs.checks.context import CheckContext
from jobs.deliver import Deliverer
from jobs.drivers.pool import DriverPool
from jobs.groups import SETTLE_GROUPS, settle_groups
from jobs.leases import Leases
from jobs.retention import RETENTION, remove_expired
from jobs.snippets.pool import SnippetPool
from jobs.tick import CHECK_BATCH, TICK, beat, tick
from jobs.tls import Authorities
from jobs.watch import watch
from resolvers.check_batches import BatchKey
from resolvers.monitor_test import JOB as TEST_MONITOR
from resolvers.monitor_test import LONGEST_SECONDS as LONGEST_TEST_SECONDS

# arq looks for due jobs this often; a minute's checks begin at most twice this late (tick, then batch).
_POLL_SECONDS = 0.05
# Longer than the longest check may take. After a SIGKILL arq holds a job back this long, and 10 s; the watch does not
# wait for that.
_BATCH_SECONDS = 70
_TICK_SECONDS = 20
# arq holds every job back so long after a SIGKILL, if it is the longest: a run that is cut off goes on the next day.
_RETENTION_SECONDS = 70
# As long as a result is kept, its job's id can't be queued again: longer than a minute can be repeated.
_KEEP_RESULT_SECONDS = 180
_CONNECTIONS = 65_536
_log = logger(__name__)


def _allow_connections() -> None:
    """Let the process open as many files as it may: each check that waits for its target holds a connection.

    The limit that processes start with is 1,024 on most systems, which 300 hanging targets and a minute of a thousand
    others exceed.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _CONNECTIONS if hard == resource.RLIM_INFINITY else min(_CONNECTIONS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


async def run(settings: Settings, pool: ArqRedis) -> None:
    """Work until SIGTERM or SIGINT.

    The database, the event bus and the queue over `pool` must be open. A job that the end interrupts goes back into
    the queue. Raises what ended one of the worker's loops, so that the process ends and is started anew: arq's loop
    may end with the connection to Redis while all else lives on.
    """
    _allow_connections()
    async with _check_context(settings) as context, channels_opened(settings) as channels:
        leases = Leases(f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(2)}")
        deliverer = Deliverer(settings, channels)
        worker = _arq_worker(settings, pool, context, leases, deliverer.jobs())
        loops = [
            asyncio.create_task(loop)
            for loop in (
                worker.main(),
                beat(settings),
                watch(settings, leases),
                deliverer.run(),
                _show_presence(pool, leases.worker, worker),
            )
        ]
        stop = asyncio.create_task(_asked_to_stop())
        _log.info("worker_started", pid=os.getpid())
        try:
            await asyncio.wait([stop, *loops], return_when=asyncio.FIRST_COMPLETED)
            if not stop.done():
                ended = next(loop for loop in loops if loop.done())
                raise RuntimeError("a loop of the worker ended") from ended.exception()
            _log.info("worker_stops")
        finally:
            for task in (stop, *loops):
                task.cancel()
            await asyncio.gather(stop, *loops, return_exceptions=True)
            await worker.close()


async def _asked_to_stop() -> None:
    """Return when the process is told to end."""
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    await asked.wait()


@asynccontextmanager
async def _check_context(settings: Settings) -> AsyncIterator[CheckContext]:
    """Open what checks use, and close it again."""
    network = NetworkPolicy.for_checks(settings)
    tls = ssl.create_default_context()
    authorities = Authorities.of(tls, ssl.get_default_verify_paths().capath)
    async with (
        open_session(network, tls) as http,
        SnippetPool() as snippets,
        DriverPool(authorities) as databases,
    ):
        yield CheckContext(
            http=http,
            network=network,
            tls=tls,
            secrets=partial(expand, allowed=settings.secrets_allow),
            snippets=snippets,
            databases=databases,
            minute=clock.current_minute(),
            sqlite_allowed=settings.sqlite_checks,
        )


def _arq_worker(
    settings: Settings, pool: ArqRedis, context: CheckContext, leases: Leases, also: Sequence[Function] = ()
) -> Worker:
    return Worker(
        functions=[*_functions(settings, context, leases), *also],
        redis_pool=pool,
        queue_name=redis.QUEUE_NAME,
        handle_signals=False,
        max_jobs=settings.batches_at_once,
        poll_delay=_POLL_SECONDS,
        health_check_interval=worker_presence.RENEW_SECONDS,
        on_job_start=_bind_job,
        job_serializer=orjson.dumps,
        job_deserializer=orjson.loads,
        log_results=False,
    )


def _functions(settings: Settings, context: CheckContext, leases: Leases) -> list[Function]:
    """Return the jobs that a worker knows, by the names that `core.queue` asks for."""

    async def run_tick(ctx: dict[str, Any], minute: int) -> int:  # noqa: ARG001 - arq's protocol
        monitors = await tick(settings, minute)
        await housekeeping.ask(minute)
        return monitors

    async def run_check_batch(ctx: dict[str, Any], minute: int, number: int) -> int:  # noqa: ARG001 - as above
        return await check_batch(settings, context, leases, BatchKey(minute, number))

    async def run_settle_groups(ctx: dict[str, Any], minute: int, number: int) -> int:  # noqa: ARG001 - as above
        return await settle_groups(settings, leases, BatchKey(minute, number))

    async def run_calendar(ctx: dict[str, Any]) -> int:  # noqa: ARG001 - as above
        return await keep_calendar(settings)

    async def run_alerts(ctx: dict[str, Any]) -> int:  # noqa: ARG001 - as above
        return await look_at_alerts()

    async def run_retention(ctx: dict[str, Any]) -> int:  # noqa: ARG001 - as above
        return await remove_expired()

    async def run_monitor_test(ctx: dict[str, Any], argument: str) -> dict[str, Any]:  # noqa: ARG001 - as above
        return await monitor_test.run(context, argument)

    return [
        func(run_tick, name=TICK, timeout=_TICK_SECONDS, keep_result=_KEEP_RESULT_SECONDS),
        func(run_check_batch, name=CHECK_BATCH, timeout=_BATCH_SECONDS, keep_result=_KEEP_RESULT_SECONDS),
        func(run_settle_groups, name=SETTLE_GROUPS, timeout=_BATCH_SECONDS, keep_result=_KEEP_RESULT_SECONDS),
        func(run_calendar, name=CALENDAR, timeout=_BATCH_SECONDS, keep_result=_KEEP_RESULT_SECONDS),
        func(run_alerts, name=ALERTS, timeout=_BATCH_SECONDS, keep_result=_KEEP_RESULT_SECONDS),
        func(run_retention, name=RETENTION, timeout=_RETENTION_SECONDS, keep_result=housekeeping.DAY),
        func(run_monitor_test, name=TEST_MONITOR, timeout=LONGEST_TEST_SECONDS + 5, keep_result=_KEEP_RESULT_SECONDS),
    ]


async def _bind_job(ctx: dict[str, Any]) -> None:
    """Let every log line of a job carry its id."""
    structlog.contextvars.bind_contextvars(job=ctx["job_id"])


async def _show_presence(pool: ArqRedis, worker_id: str, worker: Worker) -> None:
    """Renew the worker's note in Redis, and take it away at the end."""
    started_at = clock.timestamp()
    try:
        while True:
            running = sum(not task.done() for task in worker.tasks.values())
            with contextlib.suppress(RedisError, OSError):
                await worker_presence.announce(
                    pool, worker_id, worker_presence.Facts(socket.gethostname(), os.getpid(), started_at, running)
                )
            await asyncio.sleep(worker_presence.RENEW_SECONDS)
    finally:
        with contextlib.suppress(RedisError, OSError):
            await worker_presence.withdraw(pool, worker_id)
