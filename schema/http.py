"""GraphQL over HTTP: a request is read, executed, and answered with the status that its media type asks for.

`application/json` answers every request that is GraphQL with 200, as clients have always known it;
`application/graphql-response+json` says by the status whether the request was carried out.
"""

import hashlib
from http import HTTPStatus

import orjson
from graphql import GraphQLError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send
from strawberry.schema import BaseSchema
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from core.answers import Answers, digest
from core.errors import Unauthenticated
from core.principal import PUBLIC, Principal
from resolvers import freshness
from schema.context import Context, get_context
from schema.errors import shown
from schema.graphiql import CONTENT_SECURITY_POLICY, PAGE
from schema.http_request import MediaType, Parameters, RefusedRequestError, media_type, parameters, wants_page
from schema.persisted_queries import NOT_FOUND, PersistedQueries, PersistedQueryNotFoundError

_STATUSES = {"UNAUTHENTICATED": 401, "FORBIDDEN": 403}


class GraphQLOverHttp:
    """The endpoint, an ASGI app."""

    def __init__(self, schema: BaseSchema) -> None:
        """Answer by `schema`."""
        self._schema = schema
        self._answers = Answers()
        self._documents = PersistedQueries()

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
            return _response(orjson.dumps(body), refusal.status, media, refusal.headers)
        except PersistedQueryNotFoundError:
            status = 200 if media is MediaType.JSON else 400
            return _response(orjson.dumps({"errors": [NOT_FOUND]}), status, media, {"Cache-Control": "no-store"})
        except ClientDisconnect:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with us, the client gets an answer
            masked = shown(GraphQLError("", original_error=error)).formatted
            return _response(orjson.dumps({"errors": [masked]}), 500, media)

    async def _execute(self, request: Request, media: MediaType) -> Response:
        asked = self._documents.complete(await parameters(request))
        if not asked.query:
            raise RefusedRequestError(400, "The request has no query: send it as the parameter 'query'")
        context = await get_context(request)
        principal = await _holder(context)
        question = digest(principal, orjson.dumps(asked, option=orjson.OPT_SORT_KEYS))
        mark = await freshness.mark()
        if principal is not None and (found := await self._answers.find(question, mark)) is not None:
            self._documents.keep(asked)
            return self._sent(request, principal, found, 200, media)
        try:
            with self._answers.making(question, mark):
                result = await self._carry_out(asked, context, OperationType.QUERY)
                body = _written(result)
                if principal is not None and context.is_lasting and not result.errors:
                    self._answers.put(question, mark, body)
        except InvalidOperationTypeError as error:
            return await self._change(request, media, asked, context, error.operation_type)
        return self._sent(request, principal, body, _status(result, media), media)

    async def _change(
        self, request: Request, media: MediaType, asked: Parameters, context: Context, kind: OperationType
    ) -> Response:
        """Carry out what is no query."""
        if request.method == "GET":
            raise RefusedRequestError(405, f"A {kind.value} can't be sent by GET", {"Allow": "POST"})
        if kind is not OperationType.MUTATION:
            raise RefusedRequestError(400, f"A {kind.value} can't be sent over HTTP; use WebSocket")
        result = await self._carry_out(asked, context, kind)
        return _response(_written(result), _status(result, media), media)

    async def _carry_out(self, asked: Parameters, context: Context, allowed: OperationType) -> ExecutionResult:
        try:
            result = await self._schema.execute(
                asked.query,
                variable_values=asked.variables,
                operation_name=asked.operation_name,
                context_value=context,
                allowed_operation_types={allowed},
                operation_extensions=asked.extensions,
            )
        except CannotGetOperationTypeError:
            named = f" named '{asked.operation_name}'" if asked.operation_name else ""
            raise RefusedRequestError(400, f"The document has no operation{named} that could be carried out") from None
        finally:
            # The context and its loaders know each other: all that was loaded would wait for the collector of garbage.
            context.forget()
        if not _is_request_error(result):
            self._documents.keep(asked)
        return result

    @staticmethod
    def _sent(request: Request, principal: Principal | None, body: bytes, status: int, media: MediaType) -> Response:
        """Return the answer to a query; by GET, a client that has it already is told so alone."""
        response = _response(body, status, media)
        if request.method == "GET" and status == HTTPStatus.OK:
            tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
            # It may be kept by anybody, or by the key's holder alone, but must be asked for each time.
            response.headers["Cache-Control"] = f"{'public' if principal is PUBLIC else 'private'}, no-cache"
            response.headers["ETag"] = tag
            if tag in request.headers.get("if-none-match", ""):
                response.status_code, response.body = HTTPStatus.NOT_MODIFIED, b""
                del response.headers["Content-Length"]
        return response


async def _holder(context: Context) -> Principal | None:
    """Return who asks; None for a key that is not valid, whose refusal is the answer of whatever is asked."""
    try:
        return await context.principal()
    except Unauthenticated:
        return None


def _written(result: ExecutionResult) -> bytes:
    body: dict[str, object] = {}
    if result.errors:
        body["errors"] = [error.formatted for error in result.errors]
    if not _is_request_error(result):
        body["data"] = result.data
    if result.extensions:
        body["extensions"] = result.extensions
    return orjson.dumps(body)


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


def _response(body: bytes, status: int, media: MediaType, headers: dict[str, str] | None = None) -> Response:
    return Response(body, status, headers, f"{media}; charset=utf-8")
