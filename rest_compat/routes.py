"""What a route of v4 is: a path, what it addresses, and what its methods do with that.

The order in which a request is judged is v4's: the key, the route, what is addressed, the method, the part of it,
the body, its fields. So a resource names the functions that find what it addresses, which run before any handler.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from core.principal import Access, Principal
from rest_compat import bodies
from rest_compat.bodies import Body
from rest_compat.errors import MethodNotAllowed

_PARAMETER = re.compile(r"\{(\w+)\}")
_READING = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Call:
    """One request, as a handler sees it; `path` holds the parameters of the path."""

    principal: Principal
    path: Mapping[str, str]
    request: Request

    @property
    def query(self) -> Mapping[str, str]:
        """The parameters of the query; of a repeated one, the first."""
        return dict(reversed(self.request.query_params.multi_items()))

    async def body(self) -> Body:
        """Return the JSON object that the request carries; raises InvalidInput."""
        return await bodies.read(self.request)


Address = Callable[[Call], Awaitable[Any]]
Part = Callable[[Call, Any], Awaitable[Any]]
Handler = Callable[[Call, Any], Awaitable[Response]]


async def nothing(_call: Call) -> None:
    """Address nothing: the resource is always there."""


@dataclass(frozen=True)
class Resource:
    """A path such as "/monitors/{monitor_tag}", what it addresses, and a handler for each method.

    `part` finds what lies within the addressed thing, such as an event of a maintenance; v4 looks for it only once
    the method is known to be right. Handlers get what was found last.
    """

    path: str
    methods: Mapping[str, Handler]
    address: Address = nothing
    part: Part | None = None
    pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        """Read the path."""
        pattern = "".join(
            f"(?P<{part}>[^/]+)" if index % 2 else re.escape(part)
            for index, part in enumerate(_PARAMETER.split(self.path))
        )
        object.__setattr__(self, "pattern", re.compile(pattern))

    async def respond(self, call: Call) -> Response:
        """Answer a call; raises the errors of the domain, and MethodNotAllowed."""
        method = call.request.method
        handler = self.methods.get("GET" if method == "HEAD" else method)
        if handler is not None:
            call.principal.require(Access.READ if method in _READING else Access.WRITE)
        addressed = await self.address(call)
        if handler is None:
            allowed = [*self.methods, *(["HEAD"] if "GET" in self.methods else [])]
            raise MethodNotAllowed(method, call.request.url.path, ", ".join(sorted(allowed)))
        if self.part is not None:
            addressed = await self.part(call, addressed)
        return await handler(call, addressed)


def answer(body: object, status: int = 200) -> Response:
    """Return `body` as JSON; instants become ISO 8601 with a "Z"."""
    return Response(orjson.dumps(body, option=orjson.OPT_UTC_Z), status, media_type="application/json")
