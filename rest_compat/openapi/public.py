"""The two paths below /api/v4 that anybody may read: the document, and the page that draws it.

They need no key: a person opens the page in a browser, which sends none, and tools fetch the document before they are
told one. Both say only what routes there are, the same on every installation. All other paths below /api/v4, those
that do not exist, too, are 401 without a key.
"""

from collections.abc import Callable
from functools import cache

import orjson
from starlette.responses import Response

from rest_compat.errors import MethodNotAllowed
from rest_compat.openapi import page
from rest_compat.openapi.document import PREFIX, document

_READING = ("GET", "HEAD")


@cache
def _json() -> bytes:
    return orjson.dumps(document())


@cache
def _html() -> bytes:
    return page.render(document()).encode()


def _document() -> Response:
    # Whoever may read it may read it from anywhere: viewers of other sites fetch it in their users' browsers.
    return Response(_json(), headers={"Access-Control-Allow-Origin": "*"}, media_type="application/json")


def _page() -> Response:
    headers = {
        "Content-Security-Policy": page.CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    return Response(_html(), headers=headers, media_type="text/html")


_PATHS: dict[str, Callable[[], Response]] = {"/openapi.json": _document, "/docs": _page}


def respond(method: str, path: str) -> Response | None:
    """Return the answer for a path below /api/v4, None where the path is not a public one.

    Raises MethodNotAllowed for anything but reading.
    """
    build = _PATHS.get(path)
    if build is None:
        return None
    if method not in _READING:
        raise MethodNotAllowed(method, f"{PREFIX}{path}", ", ".join(_READING))
    return build()
