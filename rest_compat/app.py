"""REST v4: the routes that clients of the older product know, put together.

A family of routes is a module with a tuple ROUTES of `rest_compat.routes.Resource`; it is added to _FAMILIES. Of two
resources that match a path, the one that stands first answers.
"""

from dataclasses import replace
from http import HTTPStatus
from urllib.parse import unquote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from core.answers import Answers, digest
from core.errors import DomainError, NotFound
from core.logging import logger
from resolvers import freshness
from rest_compat import comments, data, events, incidents, maintenances, monitors, pages, site
from rest_compat.auth import identify
from rest_compat.errors import internal_error, response_to
from rest_compat.openapi import public
from rest_compat.openapi.document import PREFIX
from rest_compat.routes import Call, Resource

_FAMILIES = (
    monitors.ROUTES,
    data.ROUTES,
    incidents.ROUTES,
    comments.ROUTES,
    # The events of all stand before the maintenance whose id would be "events".
    events.ROUTES,
    maintenances.ROUTES,
    pages.ROUTES,
    site.ROUTES,
)
_RESOURCES: tuple[Resource, ...] = tuple(resource for family in _FAMILIES for resource in family)
_READING = frozenset({"GET", "HEAD"})
_answers = Answers()
_log = logger(__name__)


class RestV4(BaseRoute):
    """Answers every path under /api/v4, and /api/v4 itself, with nothing but v4's own answers."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return whether the path is v4's."""
        path = scope.get("path", "")
        is_ours = scope["type"] == "http" and (path == PREFIX or path.startswith(f"{PREFIX}/"))
        return (Match.FULL if is_ours else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await answer(scope, receive, send)


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request to REST v4, as an ASGI app."""
    request = Request(scope, receive)
    try:
        response = await _respond(request)
    except ClientDisconnect:
        return
    except DomainError as error:
        response = response_to(error)
    except Exception:  # noqa: BLE001 - whatever is wrong with us, the client gets an answer
        _log.exception("request_failed", method=request.method, path=request.url.path)
        response = internal_error()
    if request.method == "HEAD":
        response.body = b""
    await response(scope, receive, send)


async def _respond(request: Request) -> Response:
    # The path as it was sent: a "%2F" within a segment does not part it.
    raw = request.scope.get("raw_path", request.scope["path"].encode()).decode("latin-1")
    path = raw.removeprefix(PREFIX)
    if (described := public.respond(request.method, path)) is not None:
        return described
    principal = await identify(request.headers.get("authorization"))
    if request.method not in _READING:
        return await _route(Call(principal, {}, request), raw)
    question = digest(principal, raw, request.scope["query_string"])
    mark = await freshness.mark()
    if (found := await _answers.find(question, mark)) is not None:
        return Response(found, media_type="application/json")
    with _answers.making(question, mark):
        response = await _route(Call(principal, {}, request), raw)
        if response.status_code == HTTPStatus.OK:
            _answers.put(question, mark, bytes(response.body))
    return response


async def _route(call: Call, raw: str) -> Response:
    path = raw.removeprefix(PREFIX)
    for resource in _RESOURCES:
        if match := resource.pattern.fullmatch(path):
            parameters = {name: unquote(value) for name, value in match.groupdict().items()}
            return await resource.respond(replace(call, path=parameters))
    raise NotFound(f"No API route matches '{unquote(raw)}'")
