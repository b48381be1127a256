"""The check of PING monitors: ICMP on loopback, where the system allows it to the tests."""

import errno
import socket

import pytest

from jobs.checks import icmp, run_check
from models.check_config import read
from models.enums import MonitorType, SampleType, Status

FORBIDDEN = "This process may not send ICMP: allow its group in net.ipv4.ping_group_range or grant CAP_NET_RAW"


async def check(context, *hosts, snippet=""):
    return await run_check(MonitorType.PING, read(MonitorType.PING, {"hosts": hosts, "pingEval": snippet}), context)


def is_icmp_allowed() -> bool:
    for kind in (socket.SOCK_DGRAM, socket.SOCK_RAW):
        try:
            socket.socket(socket.AF_INET, kind, socket.IPPROTO_ICMP).close()
        except PermissionError:
            continue
        return True
    return False


@pytest.fixture
def answers(monkeypatch):
    """Stand in for the network: a function of the address gives each echo's latency, or raises."""

    def script(answer):
        async def echo(address, _sequence, _timeout):
            return answer(str(address))

        monkeypatch.setattr("jobs.checks.ping.echo", echo)

    return script


@pytest.mark.parametrize(("kind", "host"), [("IP4", "127.0.0.1"), ("IP6", "::1"), ("DOMAIN", "localhost")])
async def test_loopback_answers_or_the_missing_permission_is_said(context, kind, host):
    seen = await check(context, {"type": kind, "host": host, "count": 2})

    if is_icmp_allowed():
        assert (seen.status, seen.type, seen.message) == (Status.UP, SampleType.REALTIME, None)
        assert 0 < seen.latency < 1000
    else:
        assert (seen.status, seen.type, seen.message) == (Status.DOWN, SampleType.ERROR, FORBIDDEN)


async def test_without_permission_it_is_an_error_and_no_evidence(context, monkeypatch):
    class Forbidden(socket.socket):
        def __init__(self, *_details):
            raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(icmp.socket, "socket", Forbidden)

    seen = await check(context, {"host": "127.0.0.1"}, {"host": "::1", "type": "IP6"})

    assert (seen.status, seen.type, seen.is_evidence) == (Status.DOWN, SampleType.ERROR, False)
    assert seen.message == FORBIDDEN


@pytest.mark.parametrize("is_v4", [True, False])
def test_a_reply_counts_only_with_the_bytes_of_the_request(is_v4):
    token = bytes(range(56))
    request = icmp._request(7, token, is_v4=is_v4)
    reply = bytes([0 if is_v4 else 129]) + request[1:]
    unreachable = bytes([3 if is_v4 else 1]) + request[1:]

    assert icmp._is_reply(reply, token, is_v4=is_v4)
    for other in (b"", b"\x00", b"E", b"\x4f", request, unreachable, reply[:-1], reply + b"x", reply[:-1] + b"x"):
        assert not icmp._is_reply(other, token, is_v4=is_v4)


def test_the_header_that_raw_sockets_deliver_is_skipped():
    token = bytes(56)
    reply = b"\x00" + icmp._request(7, token, is_v4=True)[1:]

    assert icmp._is_reply(b"\x45" + bytes(19) + reply, token, is_v4=True)
    assert icmp._is_reply(b"\x47" + bytes(27) + reply, token, is_v4=True)


def test_a_request_has_a_sound_checksum():
    request = icmp._request(7, bytes(range(56)), is_v4=True)

    assert request[0] == 8
    assert icmp._checksum(request) == 0
    assert icmp._checksum(bytes(64)) == 0xFFFF
    assert icmp._checksum(b"\xff" * 64) == 0
    assert icmp._checksum(b"\xff\xff\xff\xff\x00\x01") == 0xFFFE


async def test_one_reply_of_several_is_enough(context, answers):
    replies = iter([TimeoutError(), 3.0, OSError(errno.EHOSTUNREACH, "No route to host")])

    def answer(_address):
        reply = next(replies)
        if isinstance(reply, Exception):
            raise reply
        return reply

    answers(answer)

    seen = await check(context, {"host": "192.0.2.1", "count": 3})

    assert (seen.status, seen.latency) == (Status.UP, 3.0)


async def test_silence_is_a_timeout(context, answers):
    def answer(_address):
        raise TimeoutError

    answers(answer)

    seen = await check(context, {"host": "192.0.2.1", "count": 2, "timeout": 70})

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.TIMEOUT)
    assert seen.message == "No reply within 70 ms from 192.0.2.1"


async def test_an_unreachable_host_is_an_error(context, answers):
    def answer(_address):
        raise OSError(errno.EHOSTUNREACH, "No route to host")

    answers(answer)

    seen = await check(context, {"host": "192.0.2.1", "count": 1})

    assert (seen.status, seen.type, seen.message) == (
        Status.DOWN,
        SampleType.ERROR,
        "No route to host: 192.0.2.1",
    )


async def test_some_hosts_of_several_are_degraded(context, answers):
    def answer(address):
        if address == "192.0.2.2":
            raise TimeoutError
        return 4.0

    answers(answer)

    seen = await check(context, {"host": "192.0.2.1", "count": 1}, {"host": "192.0.2.2", "count": 1})

    assert (seen.status, seen.latency) == (Status.DEGRADED, 4.0)
    assert seen.message == "1 of 2 hosts answer. No reply within 1000 ms from 192.0.2.2"


async def test_a_name_that_does_not_exist_is_an_error(context):
    seen = await check(context, {"type": "DOMAIN", "host": "nothing.invalid", "timeout": 20_000})

    assert (seen.type, seen.message) == (SampleType.ERROR, "The host name can't be resolved: nothing.invalid")


async def test_a_refused_host_is_no_evidence(public_only):
    seen = await check(public_only, {"host": "127.0.0.1"})

    assert (seen.status, seen.type, seen.is_evidence) == (Status.DOWN, SampleType.ERROR, False)


async def test_a_snippet_gets_each_hosts_figures(context, answers, snippets):
    latencies = iter([1.0, 3.0])

    def answer(address):
        if address == "192.0.2.2":
            raise TimeoutError
        return next(latencies)

    answers(answer)
    snippets.result = {"status": "DEGRADED", "latency": 2}

    seen = await check(context, {"host": "192.0.2.1", "count": 2}, {"host": "192.0.2.2", "count": 1}, snippet="code")

    assert (seen.status, seen.latency) == (Status.DEGRADED, 2.0)
    nothing = dict.fromkeys(["min", "max", "avg", "time", "latency", "stddev"])
    assert snippets.calls == [
        (
            "code",
            [
                [
                    {
                        "host": "192.0.2.1",
                        "type": "IP4",
                        "alive": True,
                        "min": 1.0,
                        "max": 3.0,
                        "avg": 2.0,
                        "time": 2.0,
                        "latency": 2.0,
                        "stddev": 1.0,
                        "latencies": [1.0, 3.0],
                        "packetLoss": 0.0,
                    },
                    {
                        "host": "192.0.2.2",
                        "type": "IP4",
                        "alive": False,
                        "latencies": [],
                        "packetLoss": 100.0,
                        **nothing,
                    },
                ]
            ],
        )
    ]
