"""The app: the doors put together, over what they share."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

import schema.app
from core.settings import Settings
from rest_compat.app import RestV4
from schema.graphiql import ASSETS
from server import health, metrics
from server.request_ids import RequestIds
from server.resources import opened
from web import badges, heartbeats, subscriptions


def create_app(settings: Settings, *, worker_report: Path | None = None) -> FastAPI:
    """Return the app of one API process; what it needs is opened in its lifespan, which raises SettingsError.

    `worker_report` is where the supervisor, if there is one, says how its worker is.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opened(settings) as redis:
            app.state.redis = redis
            yield

    app = FastAPI(lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None)
    app.add_middleware(RequestIds)
    app.include_router(health.build_router(worker_report))
    app.include_router(metrics.router)
    app.mount("/graphql/assets", StaticFiles(directory=ASSETS), name="graphql-assets")
    schema.app.add_to(app)
    app.include_router(badges.router)
    app.include_router(heartbeats.router)
    app.include_router(subscriptions.router)
    app.router.routes.append(RestV4())
    return app
