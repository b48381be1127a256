"""Where outbound connections may go: every connection made for a user (a check, a webhook) is allowed here first.

A name is resolved once and the connection goes to an address that was looked at, so that a name server can't answer
one address for the judgement and another for the connection (DNS rebinding).
"""

import asyncio
import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Self

import aiohappyeyeballs

from core.errors import SettingsError
from core.settings import Settings

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Where clouds tell a machine its credentials. The link-local networks are in, because most of them live there.
METADATA_NETWORKS: tuple[Network, ...] = tuple(
    ip_network(network)
    for network in (
        "169.254.0.0/16",  # link-local: AWS, Azure, Google (metadata.google.internal), Oracle, DigitalOcean, ECS tasks
        "fe80::/10",  # link-local
        "fd00:ec2::/32",  # AWS
        "fd20:ce::254/128",  # Google
        "100.100.100.200/32",  # Alibaba
        "168.63.129.16/32",  # Azure's host agent
        "192.0.0.192/32",  # Oracle, the older address
    )
)

# IPv6 networks whose addresses end in the IPv4 address that they lead to.
_EMBEDDING_NETWORKS = tuple(
    IPv6Network(network)
    for network in (
        "::/96",  # IPv4-compatible, RFC 4291 2.5.5.1
        "::ffff:0:0:0/96",  # IPv4-translated, RFC 2765
        "64:ff9b::/96",  # NAT64, RFC 6052
        "64:ff9b:1::/48",  # NAT64 of the local network, RFC 8215
    )
)
_ISATAP = (0x00005EFE, 0x02005EFE)  # The third word of the address, RFC 5214 6.1
_IPV4_BITS = 0xFFFF_FFFF

_RESOLVE_AT_ONCE = 512
_HAPPY_EYEBALLS_DELAY = 0.25  # RFC 8305, 5

# getaddrinfo blocks its thread until the name server answers or it gives up. In the default pool, a handful of dead
# names would keep every other name waiting.
_resolving = ThreadPoolExecutor(_RESOLVE_AT_ONCE, thread_name_prefix="resolve")


class Refused(Exception):  # noqa: N818 - a refusal by policy is an answer, not a fault
    """The network policy does not let a connection go there; the message says why."""


@dataclass(frozen=True, slots=True)
class NetworkPolicy:
    """Which addresses connections may go to.

    Metadata addresses never, and never one in `deny_networks`. Beyond that, with `deny_private` everything that is
    public, and of the rest what is in `allow_networks`; without it, what is in `allow_networks`, or everything when
    that is empty.
    """

    allow_networks: tuple[Network, ...] = ()
    deny_networks: tuple[Network, ...] = ()
    deny_private: bool = False

    @classmethod
    def for_checks(cls, settings: Settings) -> Self:
        """Return the policy of checks. Raises SettingsError when a network can't be read."""
        return cls(
            allow_networks=_networks("HELIOGRAPH_CHECK_NETWORKS_ALLOW", settings.check_networks_allow),
            deny_networks=_networks("HELIOGRAPH_CHECK_NETWORKS_DENY", settings.check_networks_deny),
        )

    @classmethod
    def for_webhooks(cls, settings: Settings) -> Self:
        """Return the policy of webhooks. Raises SettingsError when a network can't be read."""
        allowed = _networks("HELIOGRAPH_WEBHOOK_NETWORKS_ALLOW", settings.webhook_networks_allow)
        return cls(allow_networks=allowed, deny_private=True)

    def check(self, address: Address | str) -> None:
        """Return if a connection may go to `address`; raises Refused with the reason if not."""
        target = ip_address(address)
        meanings = tuple(_meanings(target))
        if _any_in(meanings, METADATA_NETWORKS):
            raise Refused(f"{target} may be a cloud metadata address, which is never reached")
        if _any_in(meanings, self.deny_networks):
            raise Refused(f"{target} is in a network that this installation denies")
        if _any_in(meanings, self.allow_networks):
            return
        if self.deny_private:
            if not all(meaning.is_global and not meaning.is_multicast for meaning in meanings):
                raise Refused(f"{target} is a private address")
        elif self.allow_networks:
            raise Refused(f"{target} is in no network that this installation allows")


def _networks(variable: str, texts: Sequence[str]) -> tuple[Network, ...]:
    """Return the networks that a setting lists."""
    try:
        return tuple(ip_network(text) for text in texts)
    except ValueError as error:
        raise SettingsError(f"{variable}: {error}; it takes networks such as 10.0.0.0/8 or fd00::/8") from None


def _any_in(addresses: Sequence[Address], networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks for address in addresses)


def _meanings(address: Address) -> Iterator[Address]:
    """Yield the addresses that a packet to `address` may reach: itself, and IPv4 addresses written inside it."""
    if isinstance(address, IPv4Address):
        yield address
        if address.is_unspecified:
            yield IPv4Address("127.0.0.1")
        return
    if address.ipv4_mapped is not None:
        yield from _meanings(address.ipv4_mapped)
        return
    yield address
    if address.is_unspecified:
        yield IPv6Address("::1")
    elif not address.is_loopback:
        yield from map(IPv4Address, _embedded(address))


def _embedded(address: IPv6Address) -> Iterator[int | IPv4Address]:
    """Yield the IPv4 addresses that a translator or a tunnel would read from `address`."""
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    number = int(address)
    if any(address in network for network in _EMBEDDING_NETWORKS) or (number >> 32) & _IPV4_BITS in _ISATAP:
        yield number & _IPV4_BITS


async def resolve(
    policy: NetworkPolicy, host: str, port: int, family: socket.AddressFamily = socket.AF_UNSPEC
) -> tuple[Address, ...]:
    """Return the addresses of `host` that the policy allows, in the system's order.

    `host` is a name or an address in any spelling that the system reads. Raises Refused when it has addresses but
    none is allowed, and OSError (a `socket.gaierror`) when it has none.
    """
    loop = asyncio.get_running_loop()
    found = await loop.run_in_executor(_resolving, _look_up, host, port, family)
    allowed = []
    refusal: Refused | None = None
    for address in found:
        try:
            policy.check(address)
        except Refused as error:
            refusal = refusal or error
        else:
            allowed.append(address)
    if refusal is not None and not allowed:
        raise refusal
    return tuple(allowed)


def _look_up(host: str, port: int, family: socket.AddressFamily) -> tuple[Address, ...]:
    try:
        found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)
    except ValueError as error:  # A name with an empty or overlong label, or with a NUL
        raise socket.gaierror(socket.EAI_NONAME, "Not a host name") from error
    return tuple(dict.fromkeys(ip_address(entry[4][0]) for entry in found))


async def connect(
    policy: NetworkPolicy, host: str, port: int, family: socket.AddressFamily = socket.AF_UNSPEC
) -> socket.socket:
    """Return a TCP socket (not blocking) connected to `host`; its addresses are tried as RFC 8305 says.

    Raises Refused when the policy allows none of them, and OSError when there are none or none answers. There is no
    timeout but the system's: bound it with `asyncio.timeout`.
    """
    addresses = await resolve(policy, host, port, family)
    return await aiohappyeyeballs.start_connection(
        [_address_info(address, port) for address in addresses], happy_eyeballs_delay=_HAPPY_EYEBALLS_DELAY
    )


def _address_info(address: Address, port: int) -> aiohappyeyeballs.AddrInfoType:
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6  # noqa: PLR2004 - IP's version
    return family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (str(address), port)
