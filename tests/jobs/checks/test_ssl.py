"""The check of SSL monitors, against certificates that are good, old, foreign or none."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta

import pytest
import trustme

from core import clock
from jobs.checks import run_check
from models.check_config import read
from models.enums import MonitorType, SampleType, Status

NOW = datetime.now(UTC).replace(microsecond=0)


async def check(context, port, **type_data):
    document = {"host": "127.0.0.1", "port": port, "degradedRemainingHours": 720, "downRemainingHours": 24, **type_data}
    return await run_check(MonitorType.SSL, read(MonitorType.SSL, document), context)


async def be_silent(reader, _writer):
    await reader.read()


@pytest.fixture
def at_now():
    """Stop the clock at NOW."""
    before = clock.use(clock.ManualClock(NOW.timestamp()))
    yield
    clock.use(before)


@pytest.mark.parametrize(
    ("hours", "status"),
    [(721, Status.UP), (720, Status.DEGRADED), (25, Status.DEGRADED), (24, Status.DOWN), (1, Status.DOWN)],
)
@pytest.mark.usefixtures("at_now")
async def test_the_hours_left_decide(context, talk, certified, hours, status):
    port = await talk(be_silent, tls=certified("127.0.0.1", not_after=NOW + timedelta(hours=hours)))

    seen = await check(context, port)

    assert (seen.status, seen.type) == (status, SampleType.REALTIME)
    assert 0 < seen.latency < 5000
    if status is Status.UP:
        assert seen.message is None
    else:
        assert seen.message == f"The certificate of 127.0.0.1:{port} expires in {hours}.0 hours"


async def test_an_expired_certificate_is_down(context, talk, certified):
    port = await talk(be_silent, tls=certified("127.0.0.1", not_after=NOW - timedelta(hours=1)))

    seen = await check(context, port)

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.REALTIME)
    assert seen.message == f"The certificate is not trusted (certificate has expired): 127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("certificate", "why"),
    [
        (("127.0.0.1", trustme.CA()), "unable to get local issuer certificate"),
        (("a.example", None), "IP address mismatch, certificate is not valid for '127.0.0.1'"),
    ],
)
async def test_an_untrusted_or_foreign_certificate_is_down(context, talk, certified, certificate, why):
    name, authority = certificate
    port = await talk(be_silent, tls=certified(name, authority=authority))

    seen = await check(context, port)

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.REALTIME)
    assert seen.message == f"The certificate is not trusted ({why}): 127.0.0.1:{port}"


async def test_the_certificate_of_the_name_is_asked_for(context, talk, certified):
    asked = []
    tls = certified("localhost")
    tls.sni_callback = lambda _connection, name, _context: asked.append(name)
    port = await talk(be_silent, tls=tls)

    seen = await check(context, port, host="localhost")

    assert seen.status is Status.UP
    assert asked == ["localhost"]


async def test_a_server_of_old_protocols_alone_is_an_error(context, talk, certified):
    tls = certified("127.0.0.1")
    tls.maximum_version = ssl.TLSVersion.TLSv1_2
    context.tls.minimum_version = ssl.TLSVersion.TLSv1_3

    seen = await check(context, await talk(be_silent, tls=tls))

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)
    assert seen.message.startswith("Connection reset by peer: 127.0.0.1:")


async def test_no_tls_at_all_is_an_error(context, talk):
    async def speak(_reader, writer):
        writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")
        await writer.drain()

    seen = await check(context, await talk(speak))

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)
    assert seen.message.startswith("The TLS handshake failed (")


async def test_a_server_that_hangs_up_is_an_error(context, talk):
    async def hang_up(_reader, writer):
        writer.transport.abort()

    port = await talk(hang_up)

    seen = await check(context, port)

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)
    assert seen.message.endswith(f": 127.0.0.1:{port}")


async def test_a_silent_server_times_out(context, talk):
    port = await talk(be_silent)

    seen = await check(context, port, timeout=50)

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.TIMEOUT)
    assert seen.message == f"No TLS handshake within 50 ms with 127.0.0.1:{port}"


async def test_a_drip_of_bytes_does_not_stretch_the_time(context, talk):
    async def drip(_reader, writer):
        writer.write(b"\x16\x03\x03\x40\x00")  # The beginning of a record of 16 KiB
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.005)

    seen = await check(context, await talk(drip), timeout=100)

    assert seen.type is SampleType.TIMEOUT
    assert 100 <= seen.latency < 1000


async def test_a_closed_port_is_an_error(context, unused_tcp_port):
    seen = await check(context, unused_tcp_port)

    assert (seen.type, seen.message) == (SampleType.ERROR, f"Connection refused: 127.0.0.1:{unused_tcp_port}")


async def test_a_refused_address_is_no_evidence(public_only, unused_tcp_port):
    seen = await check(public_only, unused_tcp_port)

    assert (seen.status, seen.type, seen.is_evidence) == (Status.DOWN, SampleType.ERROR, False)
