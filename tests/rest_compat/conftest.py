"""Clients of REST v4, each with a key of its own."""

from collections.abc import AsyncIterator

import httpx
import pytest

from core import clock
from core.principal import SYSTEM
from core.settings import Settings
from models.enums import Scope
from resolvers import api_keys
from rest_compat import app


async def _client(scope: Scope) -> httpx.AsyncClient:
    key = await api_keys.create(SYSTEM, name=scope, scope=scope)
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app.answer, raise_app_exceptions=False),
        base_url="http://localhost:3000/api/v4",
        headers={"authorization": f"Bearer {key.secret}"},
    )


@pytest.fixture
async def client(db: Settings, now: clock.ManualClock) -> AsyncIterator[httpx.AsyncClient]:
    """A client that may write."""
    async with await _client(Scope.WRITE) as writing:
        yield writing


@pytest.fixture
async def reader(db: Settings, now: clock.ManualClock) -> AsyncIterator[httpx.AsyncClient]:
    """A client that may only read."""
    async with await _client(Scope.READ) as reading:
        yield reading
