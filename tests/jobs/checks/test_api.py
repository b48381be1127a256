"""The check of API monitors, against servers that behave and servers that don't."""

import asyncio
import gzip
import json
import zlib
from dataclasses import dataclass, field, replace

import pytest
import trustme
from aiohttp import web

from jobs.checks import run_check
from jobs.snippets.errors import SnippetError
from models.check_config import read
from models.enums import MonitorType, SampleType, Status


async def check(context, url, **type_data):
    config = read(MonitorType.API, {"url": url, **type_data})
    return await run_check(MonitorType.API, config, context)


def answering(status=200, **response):
    async def handler(_request):
        return web.Response(status=status, **response)

    return handler


def saying(*parts, then=None):
    """Return a conversation that reads a request and sends these bytes."""

    async def conversation(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        for part in parts:
            writer.write(part)
            await writer.drain()
        if then is not None:
            await then(reader, writer)

    return conversation


async def hold(reader, _writer):
    """Keep the connection open and silent until the other side closes it."""
    await reader.read()


# --- The default rule ---


@pytest.mark.parametrize("status", [200, 204, 299, 304, 399, 429])
async def test_success_redirection_and_rate_limiting_are_up(context, serve, status):
    seen = await check(context, await serve(answering(status)))

    assert (seen.status, seen.type, seen.message) == (Status.UP, SampleType.REALTIME, None)
    assert 0 < seen.latency < 5000


@pytest.mark.parametrize("status", [400, 404, 428, 430, 500, 503])
async def test_every_other_status_is_down_and_named(context, serve, status):
    url = await serve(answering(status))

    seen = await check(context, f"{url}/health")

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.REALTIME)
    assert seen.message == f"HTTP {status} from {url}/health"
    assert seen.latency > 0


async def test_a_configuration_without_url_is_an_error(context):
    seen = await check(context, "")

    assert (seen.status, seen.type, seen.message) == (Status.DOWN, SampleType.ERROR, "type_data.url is not set")


# --- The request ---


async def test_method_headers_and_body_are_sent_with_secrets_in_place(context, serve):
    received = {}

    async def handler(request):
        received.update(method=request.method, headers=request.headers, body=await request.text(), path=request.path_qs)
        return web.Response()

    url = await serve(handler)
    seen = await check(
        context,
        f"{url}/a?key=$TOKEN",
        method="POST",
        headers=[
            {"key": "X-Token", "value": "Bearer $TOKEN"},
            {"key": "User-Agent", "value": "curl"},
            {"key": "Content-Length", "value": "1"},
            {"key": "", "value": ""},
        ],
        body='{"token": "$TOKEN"}',
    )

    assert seen.status is Status.UP
    assert received["method"] == "POST"
    assert received["path"] == "/a?key=hunter2"
    assert received["headers"]["X-Token"] == "Bearer hunter2"
    assert received["headers"].getall("User-Agent") == ["curl"]
    assert received["headers"]["Content-Type"] == "application/x-www-form-urlencoded"
    assert received["body"] == '{"token": "hunter2"}'


async def test_credentials_in_the_url_become_an_authorization_header(context, serve):
    received = []

    async def handler(request):
        received.append(request.headers.get("Authorization"))
        return web.Response(status=500)

    url = await serve(handler)
    seen = await check(context, url.replace("//", "//user:p%40ss@") + "/x?key=abc#top")

    assert received == ["Basic dXNlcjpwQHNz"]
    assert seen.message == f"HTTP 500 from {url}/x"


async def test_a_secret_is_not_in_any_message(context, talk, serve):
    closed = await talk(saying())
    urls = [
        f"http://127.0.0.1:{closed}/$TOKEN",
        "http://$TOKEN.invalid/",
        "http://127.0.0.1:$TOKEN/",
        "$TOKEN://example.com/",
        await serve(answering(500)) + "/$TOKEN",
    ]

    messages = [(await check(context, url)).message for url in urls]

    assert all("hunter2" not in message for message in messages)
    assert messages[1] == "The host name can't be resolved: http://$TOKEN.invalid/"
    assert messages[3] == "Not an http or https address: $TOKEN://example.com/"


async def test_a_secret_with_a_line_break_can_add_no_header(context, serve):
    breaking = replace(context, secrets=lambda text: text.replace("$TOKEN", "a\r\nX-Injected: b"))

    seen = await check(breaking, await serve(answering()), headers=[{"key": "X-A", "value": "$TOKEN"}])

    assert seen.type is SampleType.ERROR
    assert seen.message.startswith("The header X-A holds control characters: ")


# --- Redirects ---


@dataclass
class Site:
    """A server with a target and redirects to it; it keeps what reached the target."""

    url: str = ""
    seen: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    async def handle(self, request):
        if request.path == "/target":
            self.seen.append((request.method, await request.text(), dict(request.headers)))
            return web.Response()
        if request.path == "/loop":
            return web.Response(status=302, headers={"Location": "/loop"})
        return web.Response(status=int(request.path[1:]), headers={"Location": request.query.get("to", "/target")})


@pytest.fixture
async def site(serve):
    site = Site()
    site.url = await serve(site.handle)
    return site


@pytest.mark.parametrize(
    ("status", "method", "arrival"),
    [
        (301, "POST", ("GET", "")),
        (302, "POST", ("GET", "")),
        (303, "PUT", ("GET", "")),
        (307, "POST", ("POST", "data")),
        (308, "PUT", ("PUT", "data")),
        (302, "DELETE", ("DELETE", "data")),
        (303, "HEAD", ("HEAD", "data")),
    ],
)
async def test_a_redirect_is_followed_as_http_has_it(context, site, status, method, arrival):
    seen = await check(context, f"{site.url}/{status}", method=method, body="data")

    assert seen.status is Status.UP
    assert [(method, text) for method, text, _headers in site.seen] == [arrival]


async def test_a_redirect_is_an_answer_where_none_is_to_be_followed(context, site):
    unfollowed = await check(context, f"{site.url}/302", follow_redirects=False)
    none_allowed = await check(context, f"{site.url}/302", max_redirects=0)

    assert (unfollowed.status, none_allowed.status) == (Status.UP, Status.UP)
    assert site.seen == []


async def test_a_redirect_loop_ends(context, site):
    seen = await check(context, f"{site.url}/loop", max_redirects=5)

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)
    assert seen.message == f"More than 5 redirects: {site.url}/loop"


async def test_as_many_redirects_as_allowed_are_followed(context, site):
    seen = await check(context, f"{site.url}/302?to=/307", max_redirects=2)

    assert seen.status is Status.UP
    assert len(site.seen) == 1


async def test_a_redirect_without_a_place_is_an_answer(context, serve):
    seen = await check(context, await serve(answering(302)))

    assert seen.status is Status.UP


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("ftp://127.0.0.1/", "Not an http or https address"),
        ("file:///etc/passwd", "Not an http or https address"),
        ("http://:80/", "Not an http or https address"),
        ("//[oops", "The redirect leads to no valid address"),
    ],
)
async def test_a_redirect_leads_to_http_addresses_alone(context, site, location, message):
    seen = await check(context, f"{site.url}/302?to={location}")

    assert (seen.type, seen.message) == (SampleType.ERROR, f"{message}: {site.url}/302")


@pytest.mark.parametrize(
    "location", ["http://169.254.169.254/latest/", "http://[::ffff:169.254.169.254]/", "//169.254.169.254"]
)
async def test_a_redirect_to_a_metadata_address_is_refused_and_no_evidence(context, site, location):
    seen = await check(context, f"{site.url}/302?to={location}")

    assert (seen.status, seen.type, seen.is_evidence) == (Status.DOWN, SampleType.ERROR, False)
    assert seen.message.endswith(" may be a cloud metadata address, which is never reached")


async def test_another_origin_gets_no_credentials_and_no_secrets(context, site, serve):
    elsewhere = await serve(answering(307, headers={"Location": f"{site.url}/target"}))
    headers = [
        {"key": "Authorization", "value": "Basic abc"},
        {"key": "cookie", "value": "a=b"},
        {"key": "X-Api-Key", "value": "$TOKEN"},
        {"key": "X-Plain", "value": "kept"},
    ]

    await check(context, f"{site.url}/307", headers=headers)
    await check(context, elsewhere, headers=headers, method="POST", body="kept too")

    same_origin, other_origin = (received for _method, _body, received in site.seen)
    assert same_origin["Authorization"] == "Basic abc"
    assert same_origin["X-Api-Key"] == "hunter2"
    assert other_origin["X-Plain"] == "kept"
    assert not {"Authorization", "Cookie", "X-Api-Key"} & {name.title() for name in other_origin}
    assert site.seen[1][1] == "kept too"


async def test_a_body_with_a_secret_does_not_go_to_another_origin(context, site, serve):
    elsewhere = await serve(answering(307, headers={"Location": f"{site.url}/target"}))

    seen = await check(context, elsewhere, method="POST", body="$TOKEN")

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)
    assert seen.message == f"The redirect would carry a secret of the body to another origin: {elsewhere}"
    assert site.seen == []


# --- The network policy ---


async def test_a_refused_target_is_an_error_and_no_evidence(public_only, serve):
    seen = await check(public_only, await serve(answering()))

    assert (seen.status, seen.type, seen.is_evidence) == (Status.DOWN, SampleType.ERROR, False)
    assert seen.message == "127.0.0.1 is a private address"


# --- TLS ---


async def test_a_trusted_certificate_is_accepted(context, serve, certified):
    url = await serve(answering(), tls=certified("127.0.0.1"))

    assert (await check(context, url)).status is Status.UP


@pytest.mark.parametrize(
    ("certificate", "why"),
    [
        (("127.0.0.1", trustme.CA()), "unable to get local issuer certificate"),
        (("a.example", None), "IP address mismatch, certificate is not valid for '127.0.0.1'"),
    ],
)
async def test_an_untrusted_certificate_is_an_error_unless_it_is_allowed(context, serve, certified, certificate, why):
    name, authority = certificate
    url = await serve(answering(), tls=certified(name, authority=authority))

    refused = await check(context, url)
    allowed = await check(context, url, allowSelfSignedCert=True)

    assert (refused.status, refused.type) == (Status.DOWN, SampleType.ERROR)
    assert refused.message == f"The certificate is not trusted ({why}): {url}"
    assert allowed.status is Status.UP


async def test_plain_http_where_tls_is_expected_is_an_error(context, serve):
    url = (await serve(answering())).replace("http://", "https://")

    seen = await check(context, url)

    assert seen.type is SampleType.ERROR
    assert seen.message.startswith("The TLS handshake failed (")


# --- Servers that don't behave ---


async def test_a_silent_server_times_out(context, talk):
    port = await talk(saying(then=hold))

    seen = await check(context, f"http://127.0.0.1:{port}/", timeout=50)

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.TIMEOUT)
    assert seen.message == f"No answer within 50 ms from http://127.0.0.1:{port}/"
    assert seen.latency >= 50


async def test_a_slow_drip_does_not_stretch_the_time(context, talk):
    async def drip(_reader, writer):
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.005)

    port = await talk(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", then=drip))

    seen = await check(context, f"http://127.0.0.1:{port}/", timeout=100)

    assert seen.type is SampleType.TIMEOUT
    assert 100 <= seen.latency < 1000


async def test_an_endless_body_is_read_up_to_a_mebibyte(context, talk, snippets):
    async def flood(_reader, writer):
        while True:
            writer.write(b"y" * 65_536)
            await writer.drain()

    snippets.result = {"status": "UP", "latency": 1}
    port = await talk(saying(b"HTTP/1.1 200 OK\r\n\r\n", then=flood))

    plain = await check(context, f"http://127.0.0.1:{port}/")
    judged = await check(context, f"http://127.0.0.1:{port}/", eval="x")

    assert (plain.status, judged.status) == (Status.UP, Status.UP)
    assert snippets.calls[0][1][2] == "y" * 1_048_576


async def test_a_decompression_bomb_is_unpacked_up_to_a_mebibyte(context, serve, snippets):
    snippets.result = {"status": "UP", "latency": 1}
    bomb = gzip.compress(gzip.compress(b"\0" * 50_000_000, 9), 9)
    url = await serve(answering(body=bomb, headers={"Content-Encoding": "gzip, gzip"}))

    seen = await check(context, url, eval="x")

    assert seen.status is Status.UP
    assert snippets.calls[0][1][2] == "\0" * 1_048_576


async def test_a_header_of_80_kib_is_an_error(context, talk):
    port = await talk(saying(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 81_920 + b"\r\n\r\n"))

    seen = await check(context, f"http://127.0.0.1:{port}/")

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)
    assert seen.message == f"The answer has a header of more than 64 KiB: http://127.0.0.1:{port}/"


async def test_endless_headers_are_an_error(context, talk):
    async def more(_reader, writer):
        while True:
            writer.write(b"X-Header: value\r\n" * 100)
            await writer.drain()

    port = await talk(saying(b"HTTP/1.1 200 OK\r\n", then=more))

    seen = await check(context, f"http://127.0.0.1:{port}/")

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (b"\x00\xff\xfegarbage\r\n\r\n", "The answer is not HTTP"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "The answer is not HTTP"),
        (b"HTTP/1.1 abc OK\r\n\r\n", "The answer is not HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "The answer is not HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", "The answer broke off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "The answer is not HTTP"),
        (b"", "The server closed the connection without an answer"),
        (b"HTTP/1.1 200", "The server closed the connection without an answer"),
    ],
)
async def test_what_is_no_http_is_an_error(context, talk, answer, message):
    port = await talk(saying(answer))

    seen = await check(context, f"http://127.0.0.1:{port}/")

    assert (seen.status, seen.type, seen.message) == (
        Status.DOWN,
        SampleType.ERROR,
        f"{message}: http://127.0.0.1:{port}/",
    )


async def test_a_reset_is_an_error(context, talk):
    async def reset(_reader, writer):
        writer.transport.abort()

    port = await talk(saying(then=reset))

    seen = await check(context, f"http://127.0.0.1:{port}/")

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)
    assert seen.message.endswith(f": http://127.0.0.1:{port}/")


async def test_a_closed_port_is_an_error(context, talk, unused_tcp_port):
    seen = await check(context, f"http://127.0.0.1:{unused_tcp_port}/")

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)
    assert seen.message == f"Connection refused: http://127.0.0.1:{unused_tcp_port}/"


@pytest.mark.parametrize(
    "host", ["a..b", "x" * 64 + ".example", "\u2603.invalid", "xn--.invalid", "%00", "1.2.3", "[::1%25lo]"]
)
async def test_a_host_that_can_be_no_host_is_an_error(context, host):
    seen = await check(context, f"http://{host}:1/")

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)


# --- Snippets ---


async def test_a_snippet_gets_status_time_and_text_and_judges(context, serve, snippets):
    snippets.result = {"status": "DEGRADED", "latency": 12}
    url = await serve(answering(503, text="caf\u00e9", charset="iso-8859-1"))

    seen = await check(context, url, eval="async function () {}")

    assert (seen.status, seen.latency, seen.type) == (Status.DEGRADED, 12.0, SampleType.REALTIME)
    [(code, (status, latency, text))] = snippets.calls
    assert (code, status, text) == ("async function () {}", 503, "caf\u00e9")
    assert 0 < latency < 5000


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ({"body": gzip.compress(b"hello"), "headers": {"Content-Encoding": "gzip"}}, "hello"),
        ({"body": zlib.compress(b"hello"), "headers": {"Content-Encoding": "Deflate"}}, "hello"),
        ({"body": zlib.compress(b"hello")[2:-4], "headers": {"Content-Encoding": "deflate"}}, "hello"),
        ({"body": b"hello", "headers": {"Content-Encoding": "br"}}, "hello"),
        ({"body": b"\xff", "headers": {}}, "\ufffd"),
        ({"body": b"hello", "headers": {"Content-Type": "text/plain; charset=nonsense"}}, "hello"),
        ({"body": b"uryyb", "headers": {"Content-Type": "text/plain; charset=rot13"}}, "uryyb"),
        ({"body": b"hello-", "headers": {"Content-Type": "text/plain; charset=punycode"}}, "hello-"),
    ],
)
async def test_the_text_is_decompressed_and_decoded(context, serve, snippets, answer, text):
    snippets.result = {"status": "UP", "latency": 1}

    await check(context, await serve(answering(**answer)), eval="x")

    assert snippets.calls[0][1][2] == text


async def test_a_body_that_is_not_what_it_says_is_an_error(context, serve, snippets):
    url = await serve(answering(body=b"no gzip", headers={"Content-Encoding": "gzip"}))

    seen = await check(context, url, eval="x")

    assert seen.type is SampleType.ERROR
    assert seen.message == f"The body is not what its Content-Encoding says: {url}"
    assert snippets.calls == []


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (None, "The snippet must return an object with status and latency"),
        ([], "The snippet must return an object with status and latency"),
        ({}, "The snippet's status must be one of UP, DOWN, DEGRADED, MAINTENANCE; it returned None"),
        (
            {"status": "NO_DATA", "latency": 1},
            "The snippet's status must be one of UP, DOWN, DEGRADED, MAINTENANCE; it returned 'NO_DATA'",
        ),
        (
            {"status": ["UP"], "latency": 1},
            "The snippet's status must be one of UP, DOWN, DEGRADED, MAINTENANCE; it returned ['UP']",
        ),
        ({"status": "UP", "latency": None}, "The snippet's latency must be in milliseconds; it returned None"),
        ({"status": "UP", "latency": True}, "The snippet's latency must be in milliseconds; it returned True"),
        ({"status": "UP", "latency": -1}, "The snippet's latency must be in milliseconds; it returned -1"),
        ({"status": "UP", "latency": 1e300}, "The snippet's latency must be in milliseconds; it returned 1e+300"),
        (SnippetError("Error: boom"), "Error: boom"),
    ],
)
async def test_a_snippet_that_fails_or_returns_nonsense_is_an_error(context, serve, snippets, result, message):
    snippets.result = result

    seen = await check(context, await serve(answering()), eval="x")

    assert (seen.status, seen.type, seen.message) == (Status.DOWN, SampleType.ERROR, message)
    assert seen.latency > 0


async def test_a_default_rule_costs_no_snippet(context, serve, snippets):
    await check(context, await serve(answering()), eval="  \n")

    assert snippets.calls == []


# --- Faults of ours ---


async def test_a_fault_of_ours_is_an_exception_and_no_observation(context, serve):
    def broken(_text):
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        await check(replace(context, secrets=broken), await serve(answering()))


async def test_a_json_body_of_the_v4_documentation_is_sent_as_json(context, serve):
    received = []

    async def handler(request):
        received.append((request.content_type, json.loads(await request.text())))
        return web.Response()

    await check(
        context,
        await serve(handler),
        method="POST",
        headers=[{"key": "Content-Type", "value": "application/json"}],
        body='{"username": "monitor"}',
    )

    assert received == [("application/json", {"username": "monitor"})]
