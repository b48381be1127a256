"""One API process: uvicorn, on a socket that is open already."""

import signal
import socket

import uvicorn
import uvloop
from fastapi import FastAPI

from server import memory
from server.resources import keep_what_is_loaded

_CLOSING_SECONDS = 5  # how long a stopping process lets subscriptions and slow answers run on


def run(app: FastAPI, listener: socket.socket) -> None:
    """Serve `app` until SIGTERM or SIGINT; raises SettingsError when what it needs does not answer."""
    uvloop.run(_serve(app, listener))


async def _serve(app: FastAPI, listener: socket.socket) -> None:
    config = uvicorn.Config(
        app,
        http="httptools",
        lifespan="off",  # entered here: uvicorn would turn its errors into a traceback
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=_CLOSING_SECONDS,
        server_header=False,
        ws_max_size=1 << 20,
    )
    async with app.router.lifespan_context(app), memory.given_back_every_minute():
        # At its end uvicorn raises the signal that ended it once more; by then it has done its work.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda _number, _frame: None)
        keep_what_is_loaded()
        await uvicorn.Server(config).serve(sockets=[listener])
