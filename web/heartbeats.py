"""The receipts of heartbeats: addresses that a job calls when it begins, ends or fails."""

import asyncio
import re

from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect

from core.errors import Conflict, DomainError, InvalidInput
from models.enums import SignalKind
from resolvers import heartbeats

router = APIRouter(include_in_schema=False)

_KINDS = {"start": SignalKind.START, "fail": SignalKind.FAIL, "log": SignalKind.LOG}
_EXIT_CODE = re.compile(r"[+-]?[0-9]{1,9}")
# No more of a body is read than can be kept; a character takes up to four bytes.
_MAX_BODY_BYTES = heartbeats.MAX_BODY_CHARACTERS * 4
_BODY_SECONDS = 5.0
_HEADERS = {"Cache-Control": "no-store"}


@router.api_route("/ext/heartbeat/{tag}/{secret}", methods=["GET", "POST"])
async def end(request: Request, tag: str, secret: str) -> Response:
    """Take the signal that a run has ended: well, unless `exit_code` says otherwise."""
    return await _receive(request, tag, secret, SignalKind.SUCCESS, request.query_params.get("exit_code"))


@router.api_route("/ext/heartbeat/{tag}/{secret}/{what}", methods=["GET", "POST"])
async def signal(request: Request, tag: str, secret: str, what: str) -> Response:
    """Take the signal `what` (start, fail or log), or the end of a run with the exit code `what`."""
    kind = _KINDS.get(what)
    if kind is not None:
        return await _receive(request, tag, secret, kind, request.query_params.get("exit_code"))
    return await _receive(request, tag, secret, SignalKind.SUCCESS, what)


async def _receive(request: Request, tag: str, secret: str, kind: SignalKind, exit_code: str | None) -> Response:
    try:
        # First of all: who does not know the secret learns nothing, and has nothing read.
        monitor = await heartbeats.recipient(tag, secret)
        code = _code(exit_code)
        await heartbeats.receive(monitor, kind, exit_code=code, body=await _body(request))
    except Conflict as error:
        return _answer(409, error.message)
    except InvalidInput as error:
        return _answer(400, error.message)
    except DomainError as error:
        return _answer(404, error.message)
    except ClientDisconnect:
        return _answer(400, "The body broke off")
    return _answer(200, "OK")


def _answer(status: int, text: str) -> Response:
    return Response(f"{text}\n", status, _HEADERS, "text/plain")


def _code(text: str | None) -> int | None:
    if not text:
        return None
    if not _EXIT_CODE.fullmatch(text):
        raise InvalidInput(f"exit_code must be a whole number; got {text!r:.40}", "exit_code")
    return int(text)


async def _body(request: Request) -> str:
    """Return the beginning of the body as text: what comes in time, up to the limit. The rest is not read."""
    body = bytearray()
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) >= _MAX_BODY_BYTES:
                    break
    except TimeoutError:
        pass  # a job that is slow to write has run all the same
    return body[:_MAX_BODY_BYTES].decode("utf-8", "replace")
