"""The session of outbound HTTP requests: one connection a request, within the network policy."""

import asyncio
import gzip
import socket
import ssl

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from core.http_client import BrokenConnectionError, open_session
from core.network import NetworkPolicy, Refused

EVERYWHERE = NetworkPolicy()
PUBLIC_ONLY = NetworkPolicy(deny_private=True)
TLS = ssl.create_default_context()


@pytest.fixture
async def server():
    seen = []

    async def answer(request: web.Request) -> web.Response:
        seen.append((request.transport.get_extra_info("peername"), request.headers.get("Cookie")))
        return web.Response(
            body=gzip.compress(b"hello"), headers={"Content-Encoding": "gzip", "Set-Cookie": "session=1; Path=/"}
        )

    application = web.Application()
    application.router.add_get("/", answer)
    async with TestServer(application) as running:
        running.seen = seen
        yield running


async def test_each_request_has_its_own_connection_and_no_cookies(server):
    async with open_session(EVERYWHERE, TLS) as session:
        for _ in range(2):
            async with session.get(f"http://localhost:{server.port}/") as response:
                assert gzip.decompress(await response.read()) == b"hello"

    (first, first_cookie), (second, second_cookie) = server.seen
    assert first != second
    assert (first_cookie, second_cookie) == (None, None)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{}/", "http://[::ffff:127.0.0.1]:{}/", "http://localhost:{}/", "http://0.0.0.0:{}/"]
)
async def test_a_refused_address_is_not_connected_to(server, url):
    async with open_session(PUBLIC_ONLY, TLS) as session:
        with pytest.raises(Refused, match="is a private address"):
            await session.get(url.format(server.port))

    assert server.seen == []


async def test_a_name_that_moves_to_a_refused_address_is_not_followed(server, monkeypatch):
    answers = iter(["127.0.0.1", "169.254.169.254"])

    def getaddrinfo(_host, port, *_details):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    async with open_session(EVERYWHERE, TLS) as session:
        async with session.get(f"http://moving.example:{server.port}/") as response:
            assert response.status == 200
        with pytest.raises(Refused, match="cloud metadata"):
            await session.get(f"http://moving.example:{server.port}/")


async def test_a_metadata_address_in_a_url_is_refused():
    async with open_session(EVERYWHERE, TLS) as session:
        with pytest.raises(Refused, match="cloud metadata"):
            await session.get("http://169.254.169.254/latest/meta-data/")


async def test_a_broken_connection_is_not_tried_again():
    connections = 0

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0, family=socket.AF_INET) as listening:
        port = listening.sockets[0].getsockname()[1]
        async with open_session(EVERYWHERE, TLS) as session:
            with pytest.raises(BrokenConnectionError):
                await session.get(f"http://127.0.0.1:{port}/")

    assert connections == 1
