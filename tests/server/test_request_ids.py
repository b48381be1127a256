import re

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from structlog.contextvars import get_contextvars

from server.request_ids import RequestIds


async def _answer(given: str | None) -> httpx.Response:
    async def what_the_log_would_say(request: Request) -> JSONResponse:
        return JSONResponse(get_contextvars().get("request_id"))

    app = RequestIds(Starlette(routes=[Route("/", what_the_log_would_say)]))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        return await client.get("/", headers={} if given is None else {"X-Request-ID": given})


@pytest.mark.parametrize("given", ["7b1c", "A.b-c_9", "x" * 128])
async def test_a_plain_id_of_the_client_is_kept(given: str) -> None:
    answer = await _answer(given)
    assert answer.headers["X-Request-ID"] == given
    assert answer.json() == given


@pytest.mark.parametrize("given", [None, "", "two words", "x" * 129, 'a"b', "a=b"])
async def test_otherwise_the_request_gets_one(given: str | None) -> None:
    answer = await _answer(given)
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-ID"])
    assert answer.json() == answer.headers["X-Request-ID"]


async def test_no_id_is_left_behind() -> None:
    await _answer("mine")
    assert "request_id" not in get_contextvars()
