"""A bare Starlette app under the same server: what an answer of so many bytes costs if nothing has to be found out.

`python benchmarks/bare.py PORT` answers /SIZE with SIZE bytes, by GET or POST.
"""

import socket
import sys

import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def answer(request: Request) -> Response:
    """Answer with so many bytes."""
    await request.body()
    return Response(b"x" * int(request.path_params["size"]), media_type="application/json")


def main() -> None:
    app = Starlette(routes=[Route("/{size:int}", answer, methods=["GET", "POST"])])
    config = uvicorn.Config(app, http="httptools", lifespan="off", log_config=None, access_log=False)
    listener = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=2048)
    uvloop.run(uvicorn.Server(config).serve(sockets=[listener]))


if __name__ == "__main__":
    main()
