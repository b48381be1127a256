"""Asks one name server one question, by UDP (and TCP for what is too long) or over TLS (RFC 7858)."""

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import dns.asyncquery
import dns.message
import dns.resolver

from core.network import NetworkPolicy, resolve


@dataclass(frozen=True, slots=True)
class NameServer:
    """Where to ask; over TLS its certificate must be for `name`."""

    name: str
    addresses: Sequence[str]
    port: int


async def find(written: str, default_port: int, policy: NetworkPolicy) -> NameServer:
    """Return the name server that is written as a name or an address, with or without a port.

    An empty one is the machine's own; the policy doesn't judge that, because no user chose it. Raises OSError when
    it can't be found and `core.network.Refused`.
    """
    if not written:
        own = [str(address) for address in dns.resolver.get_default_resolver().nameservers]
        return NameServer(own[0], own, default_port)
    host, port = _host_and_port(written)
    addresses = await resolve(policy, host, port or default_port)
    return NameServer(host, [str(address) for address in addresses], port or default_port)


def _host_and_port(written: str) -> tuple[str, int | None]:
    is_bare_ipv6 = written.count(":") > 1 and not written.startswith("[")
    try:
        parts = urlsplit(f"//[{written}]" if is_bare_ipv6 else f"//{written}")
        port = parts.port
    except ValueError:
        return written, None
    return parts.hostname or written, port


async def ask(
    server: NameServer, question: dns.message.Message, timeout: float, *, tls: ssl.SSLContext | None = None
) -> dns.message.Message:
    """Return the server's response; each of its addresses gets an equal share of `timeout` (seconds).

    Raises the last address's failure: OSError, EOFError or `dns.exception.DNSException`.
    """
    *others, last = server.addresses
    share = timeout / len(server.addresses)
    for address in others:
        try:
            return await _ask(address, server, question, share, tls)
        except OSError:
            continue
    return await _ask(last, server, question, share, tls)


async def _ask(
    address: str, server: NameServer, question: dns.message.Message, timeout: float, tls: ssl.SSLContext | None
) -> dns.message.Message:
    async with asyncio.timeout(timeout):
        if tls is not None:
            return await dns.asyncquery.tls(
                question, address, port=server.port, ssl_context=tls, server_hostname=server.name
            )
        # A stray or forged datagram must not pass for the answer, nor spoil it.
        response, _is_tcp = await dns.asyncquery.udp_with_fallback(
            question, address, port=server.port, ignore_unexpected=True, ignore_errors=True
        )
        return response
