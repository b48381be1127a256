"""What a channel may use to send: connections that obey the network policy, the mail server, and secrets."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import ClientSession

from core.http_client import open_session
from core.network import NetworkPolicy
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class ChannelContext:
    """One worker's connections to receivers; `http` obeys the network policy of webhooks."""

    settings: Settings
    http: ClientSession
    tls: ssl.SSLContext


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[ChannelContext]:
    """Open what channels use, and close it again. Raises SettingsError when a network can't be read."""
    tls = ssl.create_default_context()
    async with open_session(NetworkPolicy.for_webhooks(settings), tls) as http:
        yield ChannelContext(settings, http, tls)
