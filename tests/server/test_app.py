"""The app: what stands at which path."""

from collections.abc import AsyncIterator

import httpx
import pytest

from core.settings import Settings, load
from server.app import create_app


@pytest.fixture
async def client(db: Settings, redis_server) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(load(data_dir=db.data_dir, database_url=db.database_url, redis_url=redis_server.url))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client,
    ):
        yield client


async def test_graphql_answers_programs(client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql", json={"query": "{ __typename }"})
    assert answer.json()["data"] == {"__typename": "Query"}
    assert len(answer.headers["X-Request-ID"]) == 32


async def test_graphiql_answers_browsers_with_its_assets(client: httpx.AsyncClient) -> None:
    page = await client.get("/graphql", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert '<div id="graphiql">' in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    script = page.text.split('src="')[1].partition('"')[0]
    assert script.startswith("/graphql/assets/")
    assert (await client.get(script)).status_code == 200


async def test_rest_stands_at_its_old_path(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/v4/monitors")).status_code == 401


async def test_heartbeats_are_received(client: httpx.AsyncClient) -> None:
    assert (await client.get("/ext/heartbeat/nobody/secret")).text == "There is no such heartbeat\n"


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/graphql/assets/../page.html"])
async def test_nothing_else_is_served(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


async def test_it_is_ready(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).text == "ok"
    assert (await client.get("/readyz")).json()["ready"] is True
