"""GraphQL over the real router, asked by whoever a test says."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from core.principal import SYSTEM
from models.enums import Scope
from resolvers import api_keys
from schema.app import add_to

Ask = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def client(db, now) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    add_to(app)
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
