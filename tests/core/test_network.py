"""Where outbound connections may go."""

import asyncio
import ipaddress
import socket

import pytest

from core.errors import SettingsError
from core.network import NetworkPolicy, Refused, connect, resolve
from core.settings import Settings


def networks(*texts):
    return tuple(ipaddress.ip_network(text) for text in texts)


CHECKS = NetworkPolicy()
WEBHOOKS = NetworkPolicy(deny_private=True)


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "fd00:ec2::254",
        "fd20:ce::254",
        "fe80::1",
        "fe80::1%lo",
        "::ffff:169.254.169.254",
        "::ffff:a9fe:a9fe",
        "::169.254.169.254",
        "::ffff:0:169.254.169.254",
        "64:ff9b::169.254.169.254",
        "64:ff9b:1::169.254.169.254",
        "2002:a9fe:a9fe::1",
        "2001:0:4136:e378:8000:63bf:5601:5601",
        "2001:db8::5efe:169.254.169.254",
    ],
)
def test_a_metadata_address_is_refused_in_every_spelling_even_where_it_is_allowed(address):
    policies = [CHECKS, WEBHOOKS, NetworkPolicy(allow_networks=networks("0.0.0.0/0", "::/0"))]

    for policy in policies:
        with pytest.raises(Refused, match="cloud metadata"):
            policy.check(address)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "::1", "fd00::1", "8.8.8.8", "2606:4700::1111", "0.0.0.0"]
)
def test_checks_reach_private_and_public_networks(address):
    CHECKS.check(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fd00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "2002:0a00:0001::1",
    ],
)
def test_webhooks_reach_no_private_network(address):
    with pytest.raises(Refused, match="is a private address"):
        WEBHOOKS.check(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::8.8.8.8"])
def test_webhooks_reach_public_networks(address):
    WEBHOOKS.check(address)


def test_a_private_network_can_be_opened_to_webhooks():
    policy = NetworkPolicy(allow_networks=networks("10.0.0.0/8"), deny_private=True)

    policy.check("10.1.2.3")
    policy.check("::ffff:10.1.2.3")
    policy.check("8.8.8.8")
    with pytest.raises(Refused):
        policy.check("192.168.1.1")


def test_an_allow_list_of_checks_allows_nothing_else():
    policy = NetworkPolicy(allow_networks=networks("10.0.0.0/8"))

    policy.check("10.1.2.3")
    with pytest.raises(Refused, match=r"^8\.8\.8\.8 is in no network that this installation allows$"):
        policy.check("8.8.8.8")


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0", "::ffff:127.0.0.1"])
def test_a_denied_network_wins_over_an_allowed_one(address):
    policy = NetworkPolicy(allow_networks=networks("127.0.0.0/8"), deny_networks=networks("127.0.0.0/8"))

    with pytest.raises(Refused, match="is in a network that this installation denies"):
        policy.check(address)


def test_the_settings_make_the_policies():
    settings = Settings(
        check_networks_allow="10.0.0.0/8, fd00::/8",
        check_networks_deny="10.9.0.0/16",
        webhook_networks_allow="10.0.0.1",
    )

    assert NetworkPolicy.for_checks(settings) == NetworkPolicy(
        allow_networks=networks("10.0.0.0/8", "fd00::/8"), deny_networks=networks("10.9.0.0/16")
    )
    assert NetworkPolicy.for_webhooks(settings) == NetworkPolicy(
        allow_networks=networks("10.0.0.1/32"), deny_private=True
    )


def test_a_setting_that_is_no_network_is_named():
    with pytest.raises(SettingsError, match=r"^HELIOGRAPH_CHECK_NETWORKS_DENY: 10\.0\.0\.1/8 has host bits set; "):
        NetworkPolicy.for_checks(Settings(check_networks_deny="10.0.0.1/8"))


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1"])
async def test_every_spelling_of_an_address_is_judged_by_what_it_means(host):
    assert await resolve(CHECKS, host, 80) == (ipaddress.ip_address("127.0.0.1"),)
    with pytest.raises(Refused, match=r"^127\.0\.0\.1 is a private address$"):
        await resolve(WEBHOOKS, host, 80)


async def test_a_name_keeps_the_addresses_that_are_allowed(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", answering("169.254.169.254", "10.0.0.1", "8.8.8.8"))

    assert await resolve(WEBHOOKS, "a.example", 80) == (ipaddress.ip_address("8.8.8.8"),)


async def test_a_name_with_no_allowed_address_is_refused_for_the_first_reason(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", answering("169.254.169.254", "10.0.0.1"))

    with pytest.raises(Refused, match="cloud metadata"):
        await resolve(WEBHOOKS, "a.example", 80)


@pytest.mark.parametrize("host", ["nothing.invalid", "a..b", "x" * 64 + ".example", "a\0b", ""])
async def test_a_name_without_addresses_is_an_error_of_resolution(host):
    with pytest.raises(socket.gaierror):
        await asyncio.wait_for(resolve(CHECKS, host, 80), 20)


async def test_a_connection_goes_to_the_address_that_was_judged(monkeypatch):
    answers = iter([("127.0.0.1",), ("169.254.169.254",)])
    asked = []

    def rebinding(host, port, *details):
        asked.append(host)
        return answering(*next(answers))(host, port, *details)

    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(socket, "getaddrinfo", rebinding)

        with await connect(CHECKS, "rebinding.example", server.getsockname()[1]) as connection:
            assert connection.getpeername() == server.getsockname()
    assert asked == ["rebinding.example"]


async def test_a_connection_tries_the_next_address_when_one_is_closed(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", answering("127.0.0.2", "127.0.0.1"))

    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        await connect(CHECKS, "two.example", server.getsockname()[1]) as connection,
    ):
        assert connection.getpeername()[0] == "127.0.0.1"


async def test_no_connection_is_made_where_none_is_allowed():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        with pytest.raises(Refused):
            await connect(WEBHOOKS, "127.0.0.1", server.getsockname()[1])

        with pytest.raises(BlockingIOError):
            server.accept()


def answering(*addresses):
    """Return a stand-in for the system's resolver that knows one answer."""

    def getaddrinfo(_host, port, *_details):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    return getaddrinfo
