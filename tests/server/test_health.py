"""What the two health routes say, with real parts that come and go."""

import os
import socket
from pathlib import Path
from typing import Any

import httpx
import pytest
from arq.connections import ArqRedis
from fastapi import FastAPI
from redis.asyncio import Redis

from core import worker_presence
from core.settings import Settings
from core.worker_presence import Facts
from models import database
from server import health, supervision
from server.supervision import WorkerReport, WorkerState


async def _get(path: str, redis: Redis, report: Path | None = None) -> httpx.Response:
    app = FastAPI()
    app.state.redis = redis
    app.include_router(health.build_router(report))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        return await client.get(path)


def _facts(pid: int) -> Facts:
    return Facts(host=socket.gethostname(), pid=pid, started_at=1_700_000_000)


async def test_a_process_that_answers_lives(redis_pool: ArqRedis) -> None:
    answer = await _get("/healthz", redis_pool)
    assert (answer.status_code, answer.text) == (200, "ok")


async def test_an_api_that_runs_alone_is_ready_without_workers_and_says_that_there_are_none(
    db: Settings, redis_pool: ArqRedis
) -> None:
    answer = await _get("/readyz", redis_pool)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    body = answer.json()
    assert body["ready"] is True
    assert body["database"]["state"] == body["redis"]["state"] == "up"
    assert body["worker"] == {
        "state": "missing",
        "detail": "No worker runs: nothing is checked until 'heliograph worker' is started",
        "present": 0,
        "restarts": None,
        "last_exit": None,
    }


async def test_workers_of_other_machines_are_counted(db: Settings, redis_pool: ArqRedis) -> None:
    await worker_presence.announce(redis_pool, "a", Facts("one", 1, 1_700_000_000))
    await worker_presence.announce(redis_pool, "b", Facts("two", 1, 1_700_000_000))

    body = (await _get("/readyz", redis_pool)).json()

    assert body["worker"]["state"] == "up"
    assert body["worker"]["detail"] == "2 workers run"
    assert body["worker"]["present"] == 2


async def test_a_redis_that_does_not_answer_makes_it_unready(db: Settings, tmp_path: Path) -> None:
    gone = Redis(unix_socket_path=str(tmp_path / "nobody"))

    answer = await _get("/readyz", gone)

    assert answer.status_code == 503
    body = answer.json()
    assert body["ready"] is False
    assert body["redis"] == {"state": "down", "detail": "Redis does not answer"}
    assert body["worker"]["detail"] == "Unknown while Redis does not answer"
    assert body["database"]["state"] == "up"
    await gone.aclose()


async def test_a_database_that_does_not_answer_makes_it_unready(db: Settings, redis_pool: ArqRedis) -> None:
    await database.disconnect()

    answer = await _get("/readyz", redis_pool)

    assert answer.status_code == 503
    assert answer.json()["database"]["state"] == "down"
    assert answer.json()["redis"]["state"] == "up"


async def test_a_database_that_was_never_prepared_makes_it_unready(
    empty_database: Settings, redis_pool: ArqRedis
) -> None:
    answer = await _get("/readyz", redis_pool)

    assert answer.status_code == 503
    assert answer.json()["database"] == {
        "state": "down",
        "detail": "The database does not answer, or 'heliograph migrate' has not prepared it",
    }


@pytest.mark.parametrize(
    ("report", "status", "state", "detail"),
    [
        (None, 503, "down", "The supervisor has not said yet how its worker is"),
        (
            WorkerReport(WorkerState.RESTARTING, None, 2, "SIGKILL"),
            503,
            "restarting",
            "The worker ended (SIGKILL) and is started again",
        ),
        (
            WorkerReport(WorkerState.RUNNING, os.getpid() + 1, 3, "exit code 1"),
            503,
            "starting",
            f"The worker (process {os.getpid() + 1}) has not begun to work yet",
        ),
        (WorkerReport(WorkerState.RUNNING, os.getpid(), 3, "exit code 1"), 200, "up", "1 worker runs"),
    ],
    ids=["unknown", "restarting", "starting", "up"],
)
async def test_a_supervised_worker_must_run_and_have_said_so(
    db: Settings,
    redis_pool: ArqRedis,
    *,
    report: WorkerReport | None,
    status: int,
    state: str,
    detail: str,
) -> None:
    file = db.data_dir / supervision.FILE
    if report is not None:
        supervision.write(file, report)
    await worker_presence.announce(redis_pool, "this", _facts(os.getpid()))

    answer = await _get("/readyz", redis_pool, file)

    assert answer.status_code == status
    worker: dict[str, Any] = answer.json()["worker"]
    assert (worker["state"], worker["detail"]) == (state, detail)
    if report is not None:
        assert (worker["restarts"], worker["last_exit"]) == (report.restarts, report.last_exit)
