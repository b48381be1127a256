"""Reading a GraphQL request from HTTP, by the GraphQL over HTTP specification (https://graphql.github.io/graphql-over-http).

A query may come by GET, anything by POST with a JSON body. Neither is a request that a foreign page can make a browser
send with somebody's rights: GET changes nothing, `application/json` makes the browser ask first, and there are no
cookies.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson
from starlette.requests import Request

MAX_BODY_BYTES = 1024 * 1024


class MediaType(StrEnum):
    """How an answer is sent."""

    RESPONSE = "application/graphql-response+json"
    JSON = "application/json"


# What a client may write for a media type; JSON is what clients that are not particular have always been sent.
_ACCEPTED = {
    MediaType.RESPONSE.value: MediaType.RESPONSE,
    MediaType.JSON.value: MediaType.JSON,
    "application/*": MediaType.JSON,
    "*/*": MediaType.JSON,
}


class RefusedRequestError(Exception):
    """What was sent is no GraphQL request; `status` is HTTP's."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers or {}


@dataclass(frozen=True, slots=True)
class Parameters:
    """A GraphQL request."""

    query: str | None
    variables: dict[str, Any] | None
    operation_name: str | None
    extensions: dict[str, Any] | None


def wants_page(request: Request) -> bool:
    """Return whether a person with a browser asks, and asks nothing yet."""
    accepted = request.headers.get("accept", "")
    asks = any(name in request.query_params for name in ("query", "extensions"))
    return request.method == "GET" and not asks and "text/html" in accepted


def media_type(accept: str | None) -> MediaType:
    """Return how to send the answer, by the Accept header (RFC 9110, 12.5.1); raises RefusedRequestError."""
    if not accept or not accept.strip():
        return MediaType.JSON
    best, best_quality = None, 0.0
    for each in accept.split(","):
        name, *parameters = (part.strip().lower() for part in each.split(";"))
        found = _ACCEPTED.get(name)
        quality = _quality(parameters)
        # Of two that are wanted as much, the one that stands first.
        if found is not None and quality > best_quality:
            best, best_quality = found, quality
    if best is None:
        raise RefusedRequestError(
            406, f"Answers are sent as {MediaType.RESPONSE} or {MediaType.JSON}; the Accept header takes neither"
        )
    return best


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


async def parameters(request: Request) -> Parameters:
    """Return what the request asks; raises RefusedRequestError."""
    if request.method == "GET":
        return _read(
            {
                **request.query_params,
                "variables": _json(request.query_params.get("variables"), "variables"),
                "extensions": _json(request.query_params.get("extensions"), "extensions"),
            }
        )
    if request.method != "POST":
        raise RefusedRequestError(405, "GraphQL takes GET and POST", {"Allow": "GET, POST"})
    _check_content_type(request.headers.get("content-type", ""))
    body = await _body(request)
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise RefusedRequestError(400, "The body is not JSON") from None
    if isinstance(document, list):
        raise RefusedRequestError(400, "The body must be one request; batches are not taken")
    if not isinstance(document, dict):
        raise RefusedRequestError(400, "The body must be a JSON object with the field 'query'")
    return _read(document)


def _check_content_type(content_type: str) -> None:
    name, *others = (part.strip().lower() for part in content_type.split(";"))
    if name != MediaType.JSON:
        raise RefusedRequestError(415, f"The Content-Type must be {MediaType.JSON}; got '{name}'")
    for other in others:
        if other.startswith("charset=") and other.removeprefix("charset=").strip('"') not in {"utf-8", "utf8"}:
            raise RefusedRequestError(415, f"The charset must be utf-8; got '{other}'")


async def _body(request: Request) -> bytearray:
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > MAX_BODY_BYTES:
            raise RefusedRequestError(413, f"The body is larger than {MAX_BODY_BYTES} bytes")
    return received


def _json(written: str | None, name: str) -> Any:
    if not written:
        return None
    try:
        return orjson.loads(written)
    except orjson.JSONDecodeError:
        raise RefusedRequestError(400, f"The parameter '{name}' is not JSON") from None


def _read(given: dict[str, Any]) -> Parameters:
    return Parameters(
        query=_that_is(given, "query", str, "a string"),
        variables=_that_is(given, "variables", dict, "an object"),
        operation_name=_that_is(given, "operationName", str, "a string") or None,
        extensions=_that_is(given, "extensions", dict, "an object"),
    )


def _that_is(given: dict[str, Any], name: str, kind: type, described: str) -> Any:
    value = given.get(name)
    if value is not None and not isinstance(value, kind):
        raise RefusedRequestError(400, f"The parameter '{name}' must be {described}")
    return value
