"""The endpoint /graphql, over HTTP and WebSocket."""

from fastapi import FastAPI
from starlette.routing import Route
from strawberry.fastapi import GraphQLRouter
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from schema.context import get_context
from schema.http import GraphQLOverHttp
from schema.root import build_schema

PATH = "/graphql"


def add_to(app: FastAPI) -> None:
    """Let `app` answer at /graphql."""
    schema = build_schema()
    # Ours comes first: what the library's router answers is WebSocket alone.
    app.router.routes.append(Route(PATH, GraphQLOverHttp(schema)))
    sockets = GraphQLRouter(
        schema,
        context_getter=get_context,
        subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
        include_in_schema=False,
        graphql_ide=None,
    )
    app.include_router(sockets, prefix=PATH)
