"""What an operation answers when something is wrong."""

from dataclasses import dataclass

from rest_compat.bodies import MAX_BODY_BYTES
from rest_compat.openapi.operations import Operation
from rest_compat.openapi.schemas import Schema, record, ref, text

ERROR_SCHEMAS = {
    "ErrorResponse": record(
        "What is wrong with a request, or with us.",
        {
            "error": record(
                "The error.",
                {
                    "code": text("What kind of error it is, for programs.", examples=["BAD_REQUEST"]),
                    "message": text("What exactly is wrong, for people.", examples=["Name must be a non-empty string"]),
                },
                required=["code", "message"],
            )
        },
        required=["error"],
    ),
    "MessageResponse": record(
        "What was done, in words.",
        {"message": text("What was done, for people.", examples=["Monitor 'shop' deleted successfully"])},
        required=["message"],
    ),
}


@dataclass(frozen=True, slots=True)
class Failure:
    """An error that several operations have in common, and its name among the document's components."""

    status: int
    component: str
    description: str


_BAD_REQUEST = Failure(
    400,
    "BadRequest",
    "`BAD_REQUEST`: the body is no JSON object, or a field or parameter is wrong. The message names the first one that "
    "is. Nothing was changed.",
)
_UNAUTHORIZED = Failure(
    401, "Unauthorized", "`UNAUTHORIZED`: the key is missing, unknown, expired or put out of use. Nothing was changed."
)
_FORBIDDEN = Failure(403, "Forbidden", "`FORBIDDEN`: the key may only read. Nothing was changed.")
_NOT_FOUND = Failure(
    404, "NotFound", "`NOT_FOUND`: what the path addresses does not exist; an id that can't exist does not either."
)
_METHOD_NOT_ALLOWED = Failure(
    405,
    "MethodNotAllowed",
    "`METHOD_NOT_ALLOWED`: the path has other methods than this one; the header `Allow` lists them. No operation here "
    "answers it; a method that stands not here does.",
)
_PAYLOAD_TOO_LARGE = Failure(
    413,
    "PayloadTooLarge",
    f"`PAYLOAD_TOO_LARGE`: the body is larger than {MAX_BODY_BYTES:,} bytes. Nothing was changed.",
)
_INTERNAL = Failure(
    500,
    "InternalServerError",
    "`INTERNAL_ERROR`: we failed. Nothing was changed; our log has the rest, under the answer's `X-Request-ID`.",
)
FAILURES = (
    _BAD_REQUEST,
    _UNAUTHORIZED,
    _FORBIDDEN,
    _NOT_FOUND,
    _METHOD_NOT_ALLOWED,
    _PAYLOAD_TOO_LARGE,
    _INTERNAL,
)


def failures_of(operation: Operation) -> list[Failure]:
    """Return what can go wrong with an operation, by status."""
    possible = {
        _BAD_REQUEST: operation.refuses or operation.body is not None,
        _UNAUTHORIZED: True,
        _FORBIDDEN: operation.method != "GET",
        _NOT_FOUND: "{" in operation.path,
        _PAYLOAD_TOO_LARGE: operation.body is not None,
        _INTERNAL: True,
    }
    return [failure for failure, can_be in possible.items() if can_be]


def response_of(failure: Failure) -> Schema:
    """Return the response that a failure is."""
    response: Schema = {
        "description": failure.description,
        "content": {"application/json": {"schema": ref("ErrorResponse")}},
    }
    if failure is _UNAUTHORIZED:
        response["headers"] = {"WWW-Authenticate": _header("How to send a key.", "Bearer")}
    if failure is _METHOD_NOT_ALLOWED:
        response["headers"] = {"Allow": _header("The methods that the path has.", "GET, HEAD, POST")}
    return response


def _header(description: str, example: str) -> Schema:
    return {"description": description, "schema": {"type": "string", "examples": [example]}}
