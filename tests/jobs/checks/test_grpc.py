"""The check of GRPC monitors, against grpcio's own health server, with and without TLS, and against others."""

import asyncio
from contextlib import AsyncExitStack

import grpc
import pytest
import trustme
from grpc_health.v1 import health
from grpc_health.v1.health_pb2 import HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import add_HealthServicer_to_server

from jobs.checks import grpc as grpc_check
from jobs.checks import run_check
from models.check_config import read
from models.enums import MonitorType, SampleType, Status
from tests.jobs.checks.conftest import AUTHORITY


async def check(context, port, host="127.0.0.1", **type_data):
    document = {"host": host, "port": port, **type_data}
    return await run_check(MonitorType.GRPC, read(MonitorType.GRPC, document), context)


@pytest.fixture
async def health_server():
    """Start a health server that knows some services; returns its port."""
    async with AsyncExitStack() as running:

        async def start(certificate: trustme.LeafCert | None = None, **services: int) -> int:
            server = grpc.aio.server()
            servicer = health.aio.HealthServicer()
            add_HealthServicer_to_server(servicer, server)
            for name, status in services.items():
                await servicer.set("" if name == "whole" else name, status)
            if certificate is None:
                port = server.add_insecure_port("127.0.0.1:0")
            else:
                chain = b"".join(blob.bytes() for blob in certificate.cert_chain_pems)
                credentials = grpc.ssl_server_credentials([(certificate.private_key_pem.bytes(), chain)])
                port = server.add_secure_port("127.0.0.1:0", credentials)
            await server.start()
            running.push_async_callback(server.stop, None)
            return port

        yield start


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("SERVING", Status.UP),
        ("NOT_SERVING", Status.DOWN),
        ("UNKNOWN", Status.DEGRADED),
        ("SERVICE_UNKNOWN", Status.DEGRADED),
    ],
)
@pytest.mark.parametrize("service", ["", "shop.Cart"])
async def test_the_services_status_decides(context, health_server, word, status, service):
    port = await health_server(**{service or "whole": HealthCheckResponse.ServingStatus.Value(word)})

    seen = await check(context, port, service=service)

    assert (seen.status, seen.type) == (status, SampleType.REALTIME)
    assert 0 < seen.latency < 5000
    expected = None if status is Status.UP else f"{word}: {service or 'the server'} at 127.0.0.1:{port}"
    assert seen.message == expected


async def test_a_service_that_the_server_does_not_know_is_an_error(context, health_server):
    port = await health_server(whole=HealthCheckResponse.SERVING)

    seen = await check(context, port, service="nobody")

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)
    assert seen.message == f"The server does not know the service: 127.0.0.1:{port}"


async def test_a_server_without_health_is_an_error(context):
    server = grpc.aio.server()
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()

    seen = await check(context, port)

    await server.stop(None)
    assert seen.message == f"The server does not speak the gRPC health protocol: 127.0.0.1:{port}"


async def test_a_trusted_certificate_is_up(context, health_server):
    port = await health_server(AUTHORITY.issue_cert("localhost"), whole=HealthCheckResponse.SERVING)

    assert (await check(context, port, host="localhost", tls=True)).status is Status.UP


@pytest.mark.parametrize(
    ("name", "authority", "why"),
    [
        ("127.0.0.1", trustme.CA(), "unable to get local issuer certificate"),
        ("a.example", AUTHORITY, "IP address mismatch, certificate is not valid for '127.0.0.1'"),
    ],
)
async def test_another_certificate_is_taken_only_by_an_insecure_monitor(context, health_server, name, authority, why):
    port = await health_server(authority.issue_cert(name), whole=HealthCheckResponse.SERVING)

    strict = await check(context, port, tls=True)
    insecure = await check(context, port, tls=True, insecure=True)

    assert (strict.status, strict.type) == (Status.DOWN, SampleType.ERROR)
    assert strict.message == f"The certificate is not trusted ({why}): 127.0.0.1:{port}"
    assert insecure.status is Status.UP


async def test_a_server_that_speaks_no_tls_is_an_error(context, health_server):
    port = await health_server(whole=HealthCheckResponse.SERVING)

    seen = await check(context, port, tls=True, timeout=2000)

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)


async def test_a_closed_port_is_an_error(context, unused_tcp_port):
    seen = await check(context, unused_tcp_port)

    assert (seen.type, seen.message) == (SampleType.ERROR, f"Connection refused: 127.0.0.1:{unused_tcp_port}")


async def be_silent(reader, _writer):
    await reader.read()
    await asyncio.Event().wait()


@pytest.mark.parametrize("tls", [False, True])
async def test_a_silent_server_times_out(context, talk, tls):
    port = await talk(be_silent)

    seen = await check(context, port, tls=tls, timeout=100)

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.TIMEOUT)
    assert seen.message == f"No answer within 100 ms from 127.0.0.1:{port}"
    assert 100 <= seen.latency < 2000


async def garbage(_reader, writer):
    writer.write(bytes(range(256)) * 100)
    await writer.drain()


async def reset(_reader, writer):
    writer.transport.abort()


async def flood(_reader, writer):
    writer.write(b"\0\0\0\4\0\0\0\0\0")  # An empty SETTINGS frame, then DATA of a stream that nobody opened
    while True:
        writer.write(b"\0\x40\0\0\0\0\0\0\1" + bytes(16384))
        await writer.drain()


@pytest.mark.parametrize("server", [garbage, reset])
async def test_what_is_no_grpc_is_an_error(context, talk, server):
    port = await talk(server)

    seen = await check(context, port, timeout=2000)

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)
    assert seen.message == f"The server ended the connection, or does not speak gRPC: 127.0.0.1:{port}"


async def test_a_server_that_never_stops_sending_is_an_error(context, talk):
    port = await talk(flood)

    seen = await check(context, port, timeout=2000)

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)
    assert 0 < seen.latency < 2000


async def test_a_refused_address_is_no_evidence(public_only, unused_tcp_port):
    seen = await check(public_only, unused_tcp_port)

    assert (seen.status, seen.type, seen.is_evidence) == (Status.DOWN, SampleType.ERROR, False)


async def test_no_proxy_of_the_environment_is_used(context, health_server, monkeypatch, unused_tcp_port):
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{unused_tcp_port}")
    monkeypatch.setenv("grpc_proxy", f"http://127.0.0.1:{unused_tcp_port}")
    port = await health_server(whole=HealthCheckResponse.SERVING)

    assert (await check(context, port)).status is Status.UP


async def test_a_snippet_gets_the_status_and_judges(context, health_server, snippets):
    snippets.result = {"status": "DEGRADED", "latency": 7}
    port = await health_server(whole=HealthCheckResponse.NOT_SERVING)

    seen = await check(context, port, grpcEval="code")

    assert (seen.status, seen.latency) == (Status.DEGRADED, 7.0)
    [(code, (word, latency))] = snippets.calls
    assert (code, word) == ("code", "NOT_SERVING")
    assert 0 < latency < 5000


async def test_a_fault_of_ours_is_raised(context, health_server, monkeypatch):
    port = await health_server(whole=HealthCheckResponse.SERVING)
    monkeypatch.setattr(grpc_check, "HealthCheckRequest", None)

    with pytest.raises(TypeError):
        await check(context, port)
