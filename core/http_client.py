"""HTTP for outbound requests: an aiohttp session whose every connection obeys a network policy.

Each request has a connection of its own, no proxy, no cookies and no retry, and its body arrives as it was sent
(still compressed): what a monitor measures is one request to one server. The caller sets the time limits, and
follows redirects itself, so that it decides what goes with them.
"""

import socket
import ssl

from aiohappyeyeballs import AddrInfoType
from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientHandlerType,
    ClientOSError,
    ClientRequest,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    ServerDisconnectedError,
    TCPConnector,
)
from aiohttp.abc import AbstractResolver, ResolveResult

from core.network import NetworkPolicy, resolve

MAX_HEADER_BYTES = 65_536


class BrokenConnectionError(ClientError):
    """The server closed or reset the connection before it had answered."""


class _PolicyResolver(AbstractResolver):
    """Resolves names to the addresses that the policy allows."""

    def __init__(self, policy: NetworkPolicy) -> None:
        self._policy = policy

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the allowed addresses; raises `core.network.Refused` and OSError."""
        return [
            ResolveResult(
                hostname=host,
                host=str(address),
                port=port,
                family=socket.AF_INET if address.version == 4 else socket.AF_INET6,  # noqa: PLR2004 - IP's version
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address in await resolve(self._policy, host, port, family)
        ]

    async def close(self) -> None:
        """Hold nothing, close nothing."""


async def _send_once(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
    """Keep aiohttp from sending a request again after its connection broke: a monitor must see it."""
    try:
        return await handler(request)
    except ClientConnectorError:
        raise
    except (ClientOSError, ServerDisconnectedError) as error:
        raise BrokenConnectionError(*error.args) from error


def open_session(policy: NetworkPolicy, tls: ssl.SSLContext) -> ClientSession:
    """Return a session for many requests at once; the caller closes it.

    `tls` holds the certificate authorities to trust. Requests raise `core.network.Refused` where the policy says so.
    """

    def allowed_socket(info: AddrInfoType) -> socket.socket:
        # aiohttp asks no resolver about an address that is written in the URL: this is where that is judged.
        policy.check(str(info[4][0]))
        return socket.socket(info[0], info[1], info[2])

    connector = TCPConnector(
        ssl=tls,
        resolver=_PolicyResolver(policy),
        use_dns_cache=False,
        socket_factory=allowed_socket,
        force_close=True,
        limit=0,
    )
    return ClientSession(
        connector=connector,
        timeout=ClientTimeout(total=None, connect=None, sock_connect=None, sock_read=None),
        cookie_jar=DummyCookieJar(),
        auto_decompress=False,
        max_line_size=MAX_HEADER_BYTES,
        max_field_size=MAX_HEADER_BYTES,
        middlewares=(_send_once,),
    )
