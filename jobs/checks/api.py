"""The check of API monitors: one HTTP request, redirects included, and a judgement of its answer."""

import asyncio
import re
import time
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import (
    ClientError,
    ClientPayloadError,
    ClientResponse,
    InvalidURL,
    ServerDisconnectedError,
)
from aiohttp.http_exceptions import LineTooLong

from core.http_client import MAX_HEADER_BYTES
from jobs.checks import http_body, verdict
from jobs.checks.context import CheckContext
from jobs.checks.http_request import Request, UnusableRequestError
from jobs.failures import reason
from models import observation
from models.check_config.api import ApiConfig
from models.enums import Status
from models.observation import Observation

_REDIRECTS = {301, 302, 303, 307, 308}
_SENTENCES: dict[type[BaseException], str] = {
    http_body.UnreadableBodyError: "The body is not what its Content-Encoding says",
    ServerDisconnectedError: "The server closed the connection without an answer",
    InvalidURL: "Not an http or https address",
    ClientPayloadError: "The answer broke off",
    LineTooLong: f"The answer has a header of more than {MAX_HEADER_BYTES // 1024} KiB",
}
_CREDENTIALS = re.compile(r"//[^/@]*@")


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    text: str


async def check(config: ApiConfig, context: CheckContext) -> Observation:
    """Send the request and judge the answer: by the snippet, or else UP for 2xx, 3xx and 429, and DOWN.

    Latency is that of the whole request in milliseconds, redirects and body included. Raises
    `core.network.Refused`.
    """
    # The address as it is configured, without what may be a secret in it: messages are for everybody.
    shown = _CREDENTIALS.sub("//", config.url.partition("?")[0])
    started = time.perf_counter()
    try:
        async with asyncio.timeout(config.timeout / 1000):
            answer = await _fetch(config, context)
    except TimeoutError:
        return observation.timed_out(f"No answer within {config.timeout} ms from {shown}", latency=_since(started))
    except (ClientError, OSError, UnusableRequestError, http_body.UnreadableBodyError) as error:
        return observation.failed(f"{_reason(error)}: {shown}", latency=_since(started))
    latency = _since(started)
    if config.eval.strip():
        arguments = (answer.status, latency, answer.text)
        return await verdict.by_snippet(context.snippets, config.eval, arguments, latency=latency)
    if HTTPStatus.OK <= answer.status < HTTPStatus.BAD_REQUEST or answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return Observation(Status.UP, latency=latency)
    return observation.down(f"HTTP {answer.status} from {shown}", latency=latency)


async def _fetch(config: ApiConfig, context: CheckContext) -> _Answer:
    """Return the answer after all redirects."""
    request = Request.of(config, context.secrets)
    allowed = config.max_redirects if config.follow_redirects else 0
    for followed in range(allowed + 1):
        async with context.http.request(
            request.method,
            request.url,
            headers=[(header.name, header.value) for header in request.headers],
            data=request.body or None,
            allow_redirects=False,
            ssl=not config.allow_self_signed_cert,
        ) as response:
            location = response.headers.get("Location")
            if allowed == 0 or location is None or response.status not in _REDIRECTS:
                return await _read(response, is_text_needed=bool(config.eval.strip()))
            if followed < allowed:
                request = request.redirected(response.status, location)
    raise UnusableRequestError(f"More than {allowed} redirects")


async def _read(response: ClientResponse, *, is_text_needed: bool) -> _Answer:
    body = await http_body.receive(response)
    return _Answer(response.status, http_body.text(response, body) if is_text_needed else "")


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def _reason(error: Exception) -> str:
    """Return why there was no answer. What aiohttp says holds the address with its secrets, so it is not repeated."""
    if isinstance(error, UnusableRequestError):
        return str(error)
    link: BaseException | None = error
    while link is not None:
        if isinstance(link, OSError) and not isinstance(link, ClientError):
            return reason(link)
        for kind, sentence in _SENTENCES.items():
            if isinstance(link, kind):
                return sentence
        link = link.__cause__
    return "The answer is not HTTP"
