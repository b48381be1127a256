"""`/healthz` says that this process lives; `/readyz`, whether it and what it needs can serve."""

import asyncio
import socket
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from time import perf_counter

import orjson
from fastapi import APIRouter
from redis.asyncio import Redis
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from core import worker_presence
from core.logging import logger
from core.worker_presence import Presence
from models.api_key import ApiKey
from server import supervision
from server.supervision import WorkerReport, WorkerState

_ANSWER_SECONDS = 2.0
_log = logger(__name__)


class State(StrEnum):
    """How a part is."""

    UP = "up"
    STARTING = "starting"
    RESTARTING = "restarting"
    MISSING = "missing"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Part:
    """A part that the service needs, and a sentence about it for people."""

    state: State
    detail: str


@dataclass(frozen=True, slots=True)
class WorkerPart(Part):
    """The workers; `restarts` and `last_exit` are known to those that `serve` supervises."""

    present: int = 0
    restarts: int | None = None
    last_exit: str | None = None


def build_router(report: Path | None) -> APIRouter:
    """Return the two routes; `report` is where a supervisor writes how its worker is."""
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    async def healthz() -> PlainTextResponse:
        return PlainTextResponse("ok")

    @router.get("/readyz")
    async def readyz(request: Request) -> Response:
        database, (redis, workers) = await asyncio.gather(_ask_database(), _ask_redis(request.app.state.redis))
        worker = _judge(workers) if report is None else _judge_supervised(workers, supervision.read(report))
        ready = State.UP is database.state is redis.state and (report is None or worker.state is State.UP)
        body = {"ready": ready, "database": asdict(database), "redis": asdict(redis), "worker": asdict(worker)}
        return Response(
            orjson.dumps(body),
            status_code=200 if ready else 503,
            media_type="application/json",
            headers={"Cache-Control": "no-store"},
        )

    return router


async def _ask_database() -> Part:
    begun = perf_counter()
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            await ApiKey.exists()
    except Exception as error:  # noqa: BLE001 - whatever it is, the database does not answer
        _log.warning("database_not_ready", reason=str(error), kind=type(error).__name__)
        return Part(State.DOWN, "The database does not answer, or 'heliograph migrate' has not prepared it")
    return Part(State.UP, f"The database answered in {(perf_counter() - begun) * 1000:.1f} ms")


async def _ask_redis(redis: Redis) -> tuple[Part, list[Presence] | None]:
    """Return how Redis is and the workers that it knows; None when it can't be asked."""
    begun = perf_counter()
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            workers = await worker_presence.present(redis)
    except Exception as error:  # noqa: BLE001 - whatever it is, Redis does not answer
        _log.warning("redis_not_ready", reason=str(error), kind=type(error).__name__)
        return Part(State.DOWN, "Redis does not answer"), None
    return Part(State.UP, f"Redis answered in {(perf_counter() - begun) * 1000:.1f} ms"), workers


def _judge(workers: list[Presence] | None) -> WorkerPart:
    """Judge workers that somebody else runs."""
    if workers is None:
        return WorkerPart(State.MISSING, "Unknown while Redis does not answer")
    if not workers:
        return WorkerPart(State.MISSING, "No worker runs: nothing is checked until 'heliograph worker' is started")
    return WorkerPart(State.UP, _count(len(workers)), len(workers))


def _judge_supervised(workers: list[Presence] | None, report: WorkerReport | None) -> WorkerPart:
    """Judge the worker that `serve` keeps: its process, and whether it has said in Redis that it works."""
    if report is None:
        return WorkerPart(State.DOWN, "The supervisor has not said yet how its worker is")
    present = workers or []

    def part(state: State, detail: str) -> WorkerPart:
        return WorkerPart(state, detail, len(present), report.restarts, report.last_exit)

    if report.state is WorkerState.RESTARTING:
        detail = f"The worker ended ({report.last_exit}) and is started again"
        return part(State.RESTARTING, detail)
    here = (socket.gethostname(), report.pid)
    if not any((worker.facts.host, worker.facts.pid) == here for worker in present):
        return part(State.STARTING, f"The worker (process {report.pid}) has not begun to work yet")
    return part(State.UP, _count(len(present)))


def _count(workers: int) -> str:
    return "1 worker runs" if workers == 1 else f"{workers} workers run"
