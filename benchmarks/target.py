"""The target that the benchmark's monitors watch: it notes when each request arrives, and can leave some hanging.

Run as a process of its own: `python benchmarks/target.py`. The first line it prints is its port. `GET /hang/N` lets
the targets m0 to m(N-1) hang from then on; `GET /arrivals` returns what has arrived since it was last asked, as JSON:
a list of [tag, epoch seconds].
"""

import asyncio
import json
import time
from typing import cast

import uvloop

_OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


class Target(asyncio.Protocol):
    """One connection, which brings one request."""

    arrivals: list[tuple[str, float]] = []  # noqa: RUF012 - shared by all connections on purpose
    hanging = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what the answer is written to."""
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer the request; its headers fit into the first packet."""
        now = time.time()
        path = data.split(b" ", 2)[1].decode()
        if path.startswith("/hang/"):
            Target.hanging = int(path.rpartition("/")[2])
            self._answer(_OK)
        elif path == "/arrivals":
            body = json.dumps(Target.arrivals).encode()
            Target.arrivals.clear()
            self._answer(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body))
        else:
            Target.arrivals.append((path[1:], now))
            if int(path[2:]) >= Target.hanging:
                self._answer(_OK)

    def _answer(self, answer: bytes) -> None:
        self.transport.write(answer)
        self.transport.close()


async def serve() -> None:
    """Serve until the process is ended."""
    server = await asyncio.get_running_loop().create_server(Target, "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve())
