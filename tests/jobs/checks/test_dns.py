"""The check of DNS monitors, against a name server over UDP, TCP and TLS."""

import asyncio
import struct

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest
import trustme

from jobs.checks import run_check
from models.check_config import read
from models.enums import MonitorType, SampleType, Status

ZONE = {
    ("a.example.", "A"): ["192.0.2.1", "192.0.2.2"],
    ("a.example.", "AAAA"): ["2001:db8::1"],
    ("a.example.", "MX"): ["10 Mail.example.com."],
    ("a.example.", "TXT"): ['"v=spf1 " "-all"', '"Hello, World"'],
    ("a.example.", "CAA"): ['0 issue "ca.example"'],
    ("a.example.", "NS"): ["ns1.example.com."],
    ("_sip._tcp.a.example.", "SRV"): ["0 5 5060 sip.example.com."],
    ("empty.example.", "TXT"): [],
}


def answer(wire: bytes) -> bytes:
    """Answer from the zone; www.example is an alias, what is not there does not exist."""
    query = dns.message.from_wire(wire)
    question = query.question[0]
    response = dns.message.make_response(query)
    name, kind = question.name, dns.rdatatype.to_text(question.rdtype)
    if str(name) == "www.example.":
        response.answer.append(dns.rrset.from_text(name, 60, "IN", "CNAME", "a.example."))
        name = dns.name.from_text("a.example.")
    records = ZONE.get((str(name).lower(), kind))
    if records is None:
        response.set_rcode(dns.rcode.NXDOMAIN)
    elif records:
        response.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *records))
    return response.to_wire()


def truncated(wire: bytes) -> bytes:
    response = dns.message.make_response(dns.message.from_wire(wire))
    response.flags |= dns.flags.TC
    return response.to_wire()


class Datagrams(asyncio.DatagramProtocol):
    """Sends what `replies` makes of each question."""

    def __init__(self, replies):
        self.replies = replies

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        for reply in self.replies(data):
            self.transport.sendto(reply, address)


@pytest.fixture
async def name_server():
    """Start a name server on UDP; returns its port."""
    transports = []

    async def start(replies=lambda wire: [answer(wire)], *, port=0, host="127.0.0.1"):
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: Datagrams(replies), local_addr=(host, port)
        )
        transports.append(transport)
        return transport.get_extra_info("sockname")[1]

    yield start
    for transport in transports:
        transport.close()


async def answer_stream(reader, writer):
    (length,) = struct.unpack("!H", await reader.readexactly(2))
    wire = answer(await reader.readexactly(length))
    writer.write(struct.pack("!H", len(wire)) + wire)
    await writer.drain()
    await reader.read()


async def check(context, port, record="A", host="a.example", **type_data):
    document = {"host": host, "lookupRecord": record, "nameServer": f"127.0.0.1:{port}", **type_data}
    return await run_check(MonitorType.DNS, read(MonitorType.DNS, document), context)


async def check_tls(context, port, **type_data):
    return await check(context, port, transport="TLS", nameServer="127.0.0.1", tlsPort=port, **type_data)


@pytest.mark.parametrize(
    ("record", "host", "value"),
    [
        ("A", "a.example", "192.0.2.2"),
        ("A", "A.Example.", "192.0.2.2"),
        ("A", "www.example", "192.0.2.1"),
        ("AAAA", "a.example", "2001:0DB8:0::1"),
        ("MX", "a.example", "10 mail.example.com"),
        ("MX", "a.example", "mail.example.com."),
        ("TXT", "a.example", "v=spf1 -all"),
        ("TXT", "a.example", '"Hello, World"'),
        ("CAA", "a.example", "ca.example"),
        ("CAA", "a.example", '0 issue "ca.example"'),
        ("ns", "a.example", "NS1.example.com"),
        ("SRV", "_sip._tcp.a.example", "sip.example.com"),
    ],
)
async def test_an_expected_value_is_up_however_it_is_written(context, name_server, record, host, value):
    seen = await check(context, await name_server(), record, host, values=["203.0.113.9", value])

    assert (seen.status, seen.type, seen.message) == (Status.UP, SampleType.REALTIME, None)
    assert 0 < seen.latency < 5000


@pytest.mark.parametrize(
    ("record", "value"),
    [("TXT", "hello, world"), ("TXT", "v=spf1"), ("CAA", "CA.example"), ("MX", "10"), ("NS", "ns1")],
)
async def test_a_value_that_is_not_quite_it_is_down(context, name_server, record, value):
    seen = await check(context, await name_server(), record, values=[value])

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.REALTIME)


@pytest.mark.parametrize(
    ("match_type", "values", "status"),
    [
        ("ANY", ["192.0.2.1", "203.0.113.9"], Status.UP),
        ("ANY", ["203.0.113.9"], Status.DOWN),
        ("ALL", ["192.0.2.1", "192.0.2.2"], Status.UP),
        ("ALL", ["192.0.2.1", "203.0.113.9"], Status.DOWN),
        ("ALL", [], Status.UP),
        ("ANY", ["", " "], Status.UP),
    ],
)
async def test_any_or_all_of_the_values_must_be_there(context, name_server, match_type, values, status):
    seen = await check(context, await name_server(), matchType=match_type, values=values)

    assert seen.status is status


async def test_the_alias_on_the_way_is_no_answer(context, name_server):
    seen = await check(context, await name_server(), "A", "www.example", values=["a.example"])

    assert seen.status is Status.DOWN


async def test_what_was_found_instead_is_said(context, name_server):
    seen = await check(context, await name_server(), "a", values=["203.0.113.8", "203.0.113.9"])

    assert seen.message == "A of a.example is 192.0.2.1, 192.0.2.2, and not one of 203.0.113.8, 203.0.113.9"


@pytest.mark.parametrize(
    ("record", "host", "message"),
    [
        ("A", "nothing.example", "NXDOMAIN: A of nothing.example"),
        ("TXT", "empty.example", "No such record: TXT of empty.example"),
    ],
)
async def test_a_name_or_record_that_is_not_there_is_down(context, name_server, record, host, message):
    seen = await check(context, await name_server(), record, host)

    assert (seen.status, seen.type, seen.message) == (Status.DOWN, SampleType.REALTIME, message)


@pytest.mark.parametrize("host", ["a..b", "x" * 64 + ".example", "\u2603.example"])
async def test_what_can_be_no_name_is_an_error(context, host):
    seen = await check(context, 1, host=host)

    assert (seen.type, seen.message) == (SampleType.ERROR, f"Not a host name: {host}")


@pytest.mark.parametrize("written", ["localhost:{}", "[::1]:{}"])
async def test_a_name_server_is_written_as_a_name_or_an_address(context, name_server, written):
    port = await name_server(host="::1") if "::1" in written else await name_server()

    seen = await check(context, 0, nameServer=written.format(port))

    assert seen.status is Status.UP


async def test_without_a_name_server_the_machines_own_is_asked(public_only, name_server, monkeypatch):
    own = dns.resolver.Resolver(configure=False)
    own.nameservers = ["127.0.0.2", "127.0.0.1"]
    monkeypatch.setattr(dns.resolver, "default_resolver", own)
    port = await name_server()
    monkeypatch.setattr("jobs.checks.dns._DNS_PORT", port)

    seen = await check(public_only, 0, nameServer="", timeout=400)

    assert seen.status is Status.UP
    assert 200 <= seen.latency < 400  # The first one's share of the time passed in silence


async def test_a_silent_name_server_times_out(context, name_server):
    seen = await check(context, await name_server(lambda _wire: []), timeout=50)

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.TIMEOUT)
    assert seen.message == "No answer within 50 ms: A of a.example"


async def test_garbage_and_forged_answers_are_passed_over(context, name_server):
    def replies(wire):
        forged = bytes([wire[0] ^ 1]) + answer(wire)[1:]
        return [b"", b"\xff" * 20, wire[:7], forged, answer(wire)]

    seen = await check(context, await name_server(replies), values=["192.0.2.1"])

    assert seen.status is Status.UP


async def test_a_truncated_answer_is_asked_for_again_by_tcp(context, name_server, talk):
    port = await talk(answer_stream)
    await name_server(lambda wire: [truncated(wire)], port=port)

    seen = await check(context, port, values=["192.0.2.1"])

    assert seen.status is Status.UP


async def test_a_name_server_at_a_forbidden_address_is_no_evidence(context, public_only):
    metadata = await check(context, 1, nameServer="169.254.169.254")
    private = await check(public_only, 1)

    assert (metadata.type, metadata.is_evidence) == (SampleType.ERROR, False)
    assert (private.type, private.is_evidence) == (SampleType.ERROR, False)


async def test_a_name_server_that_does_not_exist_is_an_error(context):
    seen = await check(context, 1, nameServer="nothing.invalid", timeout=20_000)

    assert (seen.type, seen.message) == (SampleType.ERROR, "The host name can't be resolved: nothing.invalid")


# --- Over TLS ---


async def test_a_name_server_is_asked_over_tls(context, talk, certified):
    port = await talk(answer_stream, tls=certified("127.0.0.1"))

    assert (await check_tls(context, port, values=["192.0.2.1"])).status is Status.UP


async def test_the_name_on_the_certificate_can_be_given(context, talk, certified):
    port = await talk(answer_stream, tls=certified("dns.example"))

    right = await check_tls(context, port, tlsServername="dns.example")
    wrong = await check_tls(context, port)

    assert right.status is Status.UP
    assert (wrong.status, wrong.type) == (Status.DOWN, SampleType.ERROR)
    assert wrong.message == (
        "The certificate is not trusted (IP address mismatch, certificate is not valid for '127.0.0.1'): 127.0.0.1"
    )


async def test_a_self_signed_certificate_is_accepted_where_it_is_allowed(context, talk, certified):
    port = await talk(answer_stream, tls=certified("dns.example", authority=trustme.CA()))

    assert (await check_tls(context, port)).type is SampleType.ERROR
    assert (await check_tls(context, port, allowSelfSignedCert=True)).status is Status.UP


@pytest.mark.parametrize(
    "reply", [b"", b"\x00", b"\x00\x05hello", b"\x00\x00", b"\x00\x20short", b"\xff\xff" + b"\xff" * 65535]
)
async def test_garbage_over_tls_is_an_error(context, talk, certified, reply):
    async def babble(reader, writer):
        await reader.readexactly(2)
        writer.write(reply)
        await writer.drain()

    port = await talk(babble, tls=certified("127.0.0.1"))

    seen = await check_tls(context, port)

    assert (seen.status, seen.type, seen.message) == (
        Status.DOWN,
        SampleType.ERROR,
        "The answer is not DNS: A of a.example",
    )


async def test_a_drip_over_tls_does_not_stretch_the_time(context, talk, certified):
    async def drip(_reader, writer):
        writer.write(b"\xff\xff")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.005)

    port = await talk(drip, tls=certified("127.0.0.1"))

    seen = await check_tls(context, port, timeout=100)

    assert seen.type is SampleType.TIMEOUT
    assert 100 <= seen.latency < 1000


async def test_no_tls_at_all_is_an_error(context, talk):
    async def speak(_reader, writer):
        writer.write(b"220 mail.example ESMTP\r\n")
        await writer.drain()

    seen = await check_tls(context, await talk(speak))

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)
    assert seen.message.startswith("The TLS handshake failed (")
