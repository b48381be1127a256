"""Real servers on loopback for the checks to meet, and the context that a worker would hand them."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest
import trustme
from aiohttp import web
from aiohttp.test_utils import TestServer

from core.http_client import open_session
from core.network import NetworkPolicy
from jobs.checks.context import CheckContext
from jobs.drivers.pool import DriverPool
from jobs.snippets.errors import SnippetError
from jobs.tls import Authorities, for_http2

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

AUTHORITY = trustme.CA()


@dataclass
class ScriptedSnippets:
    """A snippet runner that returns (or raises) what the test says, and keeps what it was given."""

    result: object = None
    calls: list[tuple[str, Sequence[object]]] = field(default_factory=list)

    async def run(self, code: str, arguments: Sequence[object]) -> object:
        self.calls.append((code, arguments))
        if isinstance(self.result, SnippetError):
            raise self.result
        return self.result


@pytest.fixture
def snippets():
    return ScriptedSnippets()


@pytest.fixture
async def context(snippets):
    """The context of a worker with open networks, the test's certificate authority and one secret, $TOKEN."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    http2_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    AUTHORITY.configure_trust(tls)
    AUTHORITY.configure_trust(http2_tls)
    network = NetworkPolicy()
    async with open_session(network, tls) as session, DriverPool(Authorities.of(tls)) as databases:
        yield CheckContext(
            http=session,
            network=network,
            tls=tls,
            secrets=lambda text: text.replace("$TOKEN", "hunter2"),
            snippets=snippets,
            databases=databases,
            minute=1_700_000_040,
            http2_tls=for_http2(http2_tls),
        )


@pytest.fixture
async def public_only(context):
    """The same context, where no private network may be reached."""
    policy = NetworkPolicy(deny_private=True)
    async with open_session(policy, context.tls) as session:
        yield replace(context, http=session, network=policy)


@pytest.fixture
async def serve():
    """Start an HTTP server that answers every request with a handler; returns its address without the last slash."""
    async with AsyncExitStack() as running:

        async def start(handler, *, tls: ssl.SSLContext | None = None) -> str:
            application = web.Application()
            application.router.add_route("*", "/{path:.*}", handler)
            server = TestServer(application, scheme="http" if tls is None else "https")
            await server.start_server(ssl=tls)
            running.push_async_callback(server.close)
            return str(server.make_url("/")).rstrip("/")

        yield start


@pytest.fixture
async def talk():
    """Start a TCP server that talks as a function says; returns its port. Its connections end with the test."""
    servers: list[asyncio.Server] = []
    writers: list[asyncio.StreamWriter] = []

    async def start(conversation: Talk, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> int:
        async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writers.append(writer)
            try:
                await conversation(reader, writer)
            except (ConnectionError, asyncio.IncompleteReadError):
                pass
            finally:
                writer.close()

        server = await asyncio.start_server(converse, host, 0, ssl=tls)
        servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    yield start
    for server in servers:
        server.close()
    for writer in writers:
        writer.transport.abort()
    for server in servers:
        await server.wait_closed()


@pytest.fixture
def certified():
    """Make the TLS side of a server whose certificate is for some names, by the test's authority or another."""

    def make(*names: str, authority: trustme.CA | None = None, not_after: datetime | None = None) -> ssl.SSLContext:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        (authority or AUTHORITY).issue_cert(*names, not_after=not_after).configure_cert(tls)
        return tls

    return make
