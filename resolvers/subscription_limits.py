"""How often a subscription may be asked for: by a client's network, by all, and for one address.

Counted in the database: Redis may forget, and then nothing would hold anybody back. Addresses and networks are counted
by keyed hashes. Who is over a limit is not told so: that would tell what others did.
"""

from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from core import clock
from models.enums import SubscriberChannel
from models.subscription_limit import SubscriptionLimit, count
from resolvers import api_keys

WINDOW_SECONDS = 3600
BY_NETWORK = 20
BY_ALL = 500
FOR_ADDRESS = 3
_PURPOSE = "subscription limit"
_PREFIX = {4: 24, 6: 48}


def window() -> int:
    """Return when (epoch seconds) the current window began."""
    return clock.timestamp() // WINDOW_SECONDS * WINDOW_SECONDS


async def may_ask(client: str | None) -> bool:
    """Count one more request from a client's address, within a transaction; False when its network, or all, had theirs.

    What is refused to one network is not counted for all.
    """
    if await count(_key("network", _network(client)), window()) > BY_NETWORK:
        return False
    return await count("all", window()) <= BY_ALL


async def place_for(channel: SubscriberChannel, address: str) -> str:
    """Count one more request for an address, within a transaction; returns its place among those that it may get.

    The place is the same for all spellings of a mailbox, and for all requests from the last one that is allowed on.
    """
    key = _key("address", _mailbox(address) if channel is SubscriberChannel.EMAIL else _host(address))
    number = await count(key, window())
    return f"{key}:window:{window()}:{min(number, FOR_ADDRESS)}"


async def forget() -> None:
    """Remove what windows that are over have counted."""
    await SubscriptionLimit.filter(window_start__lt=window()).delete()


def _key(what: str, value: str) -> str:
    return f"{what}:{api_keys.installation_hash(_PURPOSE, value)}"


def _network(client: str | None) -> str:
    """Return the network of a client: all those of which we can't say count as one."""
    try:
        address = ip_address(client or "")
    except ValueError:
        return ""
    if address.version == 6 and address.ipv4_mapped is not None:  # noqa: PLR2004 - IP's version
        address = address.ipv4_mapped
    return str(ip_network(f"{address}/{_PREFIX[address.version]}", strict=False))


def _mailbox(address: str) -> str:
    """Return where a mail ends up: what stands behind a plus sign is the reader's own."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()
