"""The check of TCP monitors, against ports that are open, closed, silent or forbidden."""

import contextlib
import socket

import pytest

from jobs.checks import run_check
from models.check_config import read
from models.enums import MonitorType, SampleType, Status


async def check(context, *hosts, snippet=""):
    return await run_check(MonitorType.TCP, read(MonitorType.TCP, {"hosts": hosts, "tcpEval": snippet}), context)


async def greet(reader, writer):
    writer.write(b"220 ready\r\n")
    await reader.read()


@pytest.fixture
def silent_port():
    """A port that neither accepts nor refuses: its server's queue of connections is full."""
    with contextlib.ExitStack() as open_sockets:
        server = open_sockets.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(8):
            client = open_sockets.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(server.getsockname())
        yield server.getsockname()[1]


async def test_hosts_that_are_all_open_are_up_with_their_mean_latency(context, talk):
    first, second = await talk(greet), await talk(greet, host="::1")

    seen = await check(
        context,
        {"type": "IP4", "host": "127.0.0.1", "port": first},
        {"type": "IP6", "host": "::1", "port": second},
        {"type": "DOMAIN", "host": "localhost", "port": first},
    )

    assert (seen.status, seen.type, seen.message) == (Status.UP, SampleType.REALTIME, None)
    assert 0 < seen.latency < 1000


async def test_a_closed_port_is_an_error(context, unused_tcp_port):
    seen = await check(context, {"host": "127.0.0.1", "port": unused_tcp_port})

    assert (seen.status, seen.type, seen.latency) == (Status.DOWN, SampleType.ERROR, None)
    assert seen.message == f"Connection refused: 127.0.0.1:{unused_tcp_port}"


async def test_a_silent_port_times_out(context, silent_port):
    seen = await check(context, {"host": "127.0.0.1", "port": silent_port, "timeout": 50})

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.TIMEOUT)
    assert seen.message == f"No connection within 50 ms: 127.0.0.1:{silent_port}"


async def test_some_open_hosts_of_several_are_degraded(context, talk, unused_tcp_port, silent_port):
    seen = await check(
        context,
        {"host": "127.0.0.1", "port": await talk(greet)},
        {"host": "127.0.0.1", "port": unused_tcp_port},
        {"host": "127.0.0.1", "port": silent_port, "timeout": 50},
    )

    assert (seen.status, seen.type) == (Status.DEGRADED, SampleType.REALTIME)
    assert seen.message == f"1 of 3 hosts answer. Connection refused: 127.0.0.1:{unused_tcp_port}"
    assert seen.latency > 0


async def test_a_name_that_does_not_exist_is_an_error(context):
    seen = await check(context, {"type": "DOMAIN", "host": "nothing.invalid", "port": 80, "timeout": 20_000})

    assert (seen.status, seen.type) == (Status.DOWN, SampleType.ERROR)
    assert seen.message == "The host name can't be resolved: nothing.invalid:80"


async def test_an_address_of_the_other_family_is_an_error(context):
    seen = await check(context, {"type": "IP4", "host": "::1", "port": 80})

    assert seen.message == "The host name can't be resolved: ::1:80"


async def test_one_refused_host_makes_no_evidence_of_the_others(context, unused_tcp_port):
    seen = await check(
        context,
        {"host": "127.0.0.1", "port": unused_tcp_port},
        {"host": "169.254.169.254", "port": 80},
    )

    assert (seen.status, seen.type, seen.is_evidence) == (Status.DOWN, SampleType.ERROR, False)
    assert seen.message == "169.254.169.254 may be a cloud metadata address, which is never reached"


async def test_a_snippet_gets_each_hosts_answer_and_judges(context, talk, unused_tcp_port, silent_port, snippets):
    snippets.result = {"status": "UP", "latency": 7}
    port = await talk(greet)

    seen = await check(
        context,
        {"host": "127.0.0.1", "port": port},
        {"type": "DOMAIN", "host": "localhost", "port": unused_tcp_port},
        {"host": "127.0.0.1", "port": silent_port, "timeout": 50},
        snippet="code",
    )

    assert (seen.status, seen.latency) == (Status.UP, 7.0)
    [(code, [answers])] = snippets.calls
    assert code == "code"
    assert [answer.pop("latency") > 0 for answer in answers] == [True, True, True]
    assert answers == [
        {"status": "open", "host": "127.0.0.1", "port": port, "type": "IP4"},
        {"status": "error", "host": "localhost", "port": unused_tcp_port, "type": "DOMAIN"},
        {"status": "timeout", "host": "127.0.0.1", "port": silent_port, "type": "IP4"},
    ]


async def test_an_unfinished_configuration_is_named(context):
    assert (await check(context)).message == "type_data.hosts is not set"
    assert (await check(context, {"port": 1})).message == "type_data.hosts[0].host is not set"
