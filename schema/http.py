"""GraphQL over HTTP: a request is read, executed, and answered with the status that its media type asks for.

`application/json` answers every request that is GraphQL with 200, as clients have always known it;
`application/graphql-response+json` says by the status whether the request was carried out.
"""

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send
from strawberry.schema import BaseSchema
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from schema.context import get_context
from schema.graphiql import CONTENT_SECURITY_POLICY, PAGE
from schema.http_request import MediaType, RefusedRequestError, media_type, parameters, wants_page

_BY_GET = frozenset({OperationType.QUERY})
_BY_POST = frozenset({OperationType.QUERY, OperationType.MUTATION})
_STATUSES = {"UNAUTHENTICATED": 401, "FORBIDDEN": 403}


class GraphQLOverHttp:
    """The endpoint, an ASGI app."""

    def __init__(self, schema: BaseSchema) -> None:
        """Answer by `schema`."""
        self._schema = schema

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        if wants_page(request):
            response: Response = HTMLResponse(PAGE, headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY})
        else:
            try:
                response = await self._answer(request)
            except ClientDisconnect:
                return
        # Who asks, and as what the answer is wanted, make it another one.
        response.headers["Vary"] = "Accept, Authorization"
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        media = MediaType.JSON
        try:
            media = media_type(request.headers.get("accept"))
            return await self._execute(request, media)
        except RefusedRequestError as refusal:
            body = {"errors": [{"message": refusal.message, "extensions": {"code": "BAD_REQUEST"}}]}
            return _response(body, refusal.status, media, refusal.headers)

    async def _execute(self, request: Request, media: MediaType) -> Response:
        asked = await parameters(request)
        if not asked.query:
            raise RefusedRequestError(400, "The request has no query: send it as the parameter 'query'")
        try:
            result = await self._schema.execute(
                asked.query,
                variable_values=asked.variables,
                operation_name=asked.operation_name,
                context_value=await get_context(request),
                allowed_operation_types=_BY_GET if request.method == "GET" else _BY_POST,
                operation_extensions=asked.extensions,
            )
        except CannotGetOperationTypeError:
            named = f" named '{asked.operation_name}'" if asked.operation_name else ""
            raise RefusedRequestError(400, f"The document has no operation{named} that could be carried out") from None
        except InvalidOperationTypeError as error:
            kind = error.operation_type.value
            if request.method == "GET":
                raise RefusedRequestError(405, f"A {kind} can't be sent by GET", {"Allow": "POST"}) from None
            raise RefusedRequestError(400, f"A {kind} can't be sent over HTTP; use WebSocket") from None
        body: dict[str, object] = {}
        if result.errors:
            body["errors"] = [error.formatted for error in result.errors]
        if not _is_request_error(result):
            body["data"] = result.data
        if result.extensions:
            body["extensions"] = result.extensions
        return _response(body, _status(result, media), media)


def _is_request_error(result: ExecutionResult) -> bool:
    """Return whether nothing was executed: the document, or what it was sent with, is wrong."""
    return result.data is None and all(error.path is None for error in result.errors or ())


def _status(result: ExecutionResult, media: MediaType) -> int:
    if media is MediaType.JSON or result.data is not None:
        return 200
    codes = {(error.extensions or {}).get("code") for error in result.errors or ()}
    if len(codes) == 1 and (status := _STATUSES.get(str(codes.pop()))):
        return status
    return 400 if _is_request_error(result) else 200


def _response(body: object, status: int, media: MediaType, headers: dict[str, str] | None = None) -> Response:
    return Response(orjson.dumps(body), status, headers, f"{media}; charset=utf-8")
