"""The errors of the domain as v4's clients know them: a status and `{"error": {"code", "message"}}`."""

import orjson
from starlette.responses import Response

from core.errors import Conflict, DomainError, Forbidden, InvalidInput, NotFound, Unauthenticated, Unavailable


class PayloadTooLarge(DomainError):  # noqa: N818 - named as the domain's errors are
    """The body is larger than a request may be."""


class MethodNotAllowed(DomainError):  # noqa: N818 - named as the domain's errors are
    """The route exists, but not for this method; `allowed` are the methods that it has."""

    def __init__(self, method: str, path: str, allowed: str) -> None:
        """Say which methods there are."""
        super().__init__(f"{method} is not allowed for '{path}'; allowed: {allowed}")
        self.allowed = allowed


_FACES: dict[type[DomainError], tuple[int, str]] = {
    InvalidInput: (400, "BAD_REQUEST"),
    Conflict: (400, "BAD_REQUEST"),  # v4 has no 409
    Unauthenticated: (401, "UNAUTHORIZED"),
    Forbidden: (403, "FORBIDDEN"),
    NotFound: (404, "NOT_FOUND"),
    MethodNotAllowed: (405, "METHOD_NOT_ALLOWED"),
    PayloadTooLarge: (413, "PAYLOAD_TOO_LARGE"),
    Unavailable: (503, "UNAVAILABLE"),
}


def response_to(error: DomainError) -> Response:
    """Return the answer that shows `error`."""
    status, code = _FACES.get(type(error), (500, "INTERNAL_ERROR"))
    return _response(status, code, error.message, _headers(error))


def _headers(error: DomainError) -> dict[str, str]:
    """Return what RFC 9110 wants with a status: 15.5.2 for 401, 15.5.6 for 405."""
    match error:
        case Unauthenticated():
            return {"WWW-Authenticate": "Bearer"}
        case MethodNotAllowed():
            return {"Allow": error.allowed}
        case _:
            return {}


def internal_error() -> Response:
    """Return the answer to a fault of ours; what it was stands in the log alone."""
    return _response(500, "INTERNAL_ERROR", "An unexpected error occurred", {})


def _response(status: int, code: str, message: str, headers: dict[str, str]) -> Response:
    body = orjson.dumps({"error": {"code": code, "message": message.encode(errors="replace").decode()}})
    return Response(body, status, headers, media_type="application/json")
