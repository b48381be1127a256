"""GraphQL over the real router, asked by whoever a test says."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
from arq.connections import ArqRedis
from fastapi import FastAPI
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.backends.sqlite.client import SqliteClient

from core import queue, redis, worker_presence
from core.principal import SYSTEM
from core.queue import Queue
from core.settings import Settings
from jobs import worker as jobs_worker
from jobs.channels.context import opened as channels_opened
from jobs.deliver import Deliverer
from jobs.leases import Leases
from models.engines.sqlite import DATA_VERSION, ImmediateSqliteClient
from models.enums import Scope
from resolvers import api_keys
from tests.arq_worker import working
from tests.schema.whole import add_graphql
from tests.servers import RedisServer

Ask = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def client(db, now) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    add_graphql(app)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        yield client


@pytest.fixture
async def keys(db, now) -> dict[str, str]:
    """A secret of each scope."""
    return {scope.value: (await api_keys.create(SYSTEM, name=scope.value, scope=scope)).secret for scope in Scope}


@pytest.fixture
def ask(client: httpx.AsyncClient, keys: dict[str, str]) -> Ask:
    """Asks a question `by` somebody: "read", "write", "admin", a secret, or nobody."""

    async def question(query: str, *, by: str | None = None, **variables: Any) -> dict[str, Any]:
        headers = {} if by is None else {"Authorization": f"Bearer {keys.get(by, by)}"}
        response = await client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
        return response.json()

    return question


@pytest.fixture
def gone_the_long_way(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The fields that the library executes in its own way from now on."""
    asked: list[str] = []
    own = StrawberryGraphQLCoreExecutionContext.execute_field

    def seen(self: Any, parent: Any, source: Any, details: Any, *rest: Any) -> Any:
        asked.append(details[0].node.name.value)
        return own(self, parent, source, details, *rest)

    monkeypatch.setattr(StrawberryGraphQLCoreExecutionContext, "execute_field", seen)
    return asked


@pytest.fixture
async def worker(
    db: Settings, redis_server: RedisServer, redis_pool: ArqRedis, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[None]:
    """A worker that runs the jobs that this process asks for, and has said that it lives."""
    # It meets nobody but loopback: reading the certificates of the world's authorities takes most of its start.
    monkeypatch.setenv("SSL_CERT_FILE", os.devnull)
    queue.use(Queue(redis_pool))
    async with jobs_worker._check_context(db) as context, channels_opened(db) as channels:
        pool = await redis.connect(redis_server.url)
        worker = jobs_worker._arq_worker(db, pool, context, Leases("worker"), Deliverer(db, channels).jobs())
        async with working(worker):
            await worker_presence.announce(redis_pool, "worker", worker_presence.Facts("host", 1, 0))
            yield
        # Not `worker.close()`, which calls what its Redis client has declared obsolete.
        await pool.aclose()


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that reach a database from now on, on either engine."""
    seen: list[str] = []

    def watched(method: Callable[..., Any]) -> Callable[..., Any]:
        async def run(self: Any, query: str, *arguments: Any) -> Any:
            seen.append(query)
            return await method(self, query, *arguments)

        return run

    for client in (SqliteClient, AsyncpgDBClient):
        for name in ("execute_query", "execute_query_dict", "execute_insert", "execute_many"):
            monkeypatch.setattr(client, name, watched(getattr(client, name)))
    look = ImmediateSqliteClient.data_version

    def looked(self: Any) -> int:
        seen.append(DATA_VERSION)
        return look(self)

    monkeypatch.setattr(ImmediateSqliteClient, "data_version", looked)
    return seen
