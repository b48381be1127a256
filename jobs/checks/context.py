"""What a check may use besides its configuration: no database, no globals, nothing that it could not be handed."""

import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from aiohttp import ClientSession

from core.network import NetworkPolicy
from jobs.drivers.address import SqlAddress
from jobs.drivers.outcome import Outcome
from jobs.tls import for_http2
from models.signals import NO_SIGNALS, Signals


class SnippetRunner(Protocol):
    """Runs the JavaScript functions that monitors carry."""

    async def run(self, code: str, arguments: Sequence[object]) -> object:
        """Call the function that `code` is and return its result as JSON has it.

        `arguments` are JSON values; `modules` comes after them. Raises `jobs.snippets.errors.SnippetError` when the
        snippet throws, loops, allocates too much or is no function; anything else it raises is no fault of the snippet.
        """
        ...


class QueryRunner(Protocol):
    """Runs queries in databases."""

    async def run(self, address: SqlAddress, query: str, network: NetworkPolicy, seconds: float) -> Outcome:
        """Log in and run a query within `seconds`, over connections that `network` allows.

        Raises `core.network.Refused`; anything else it raises is no fault of the database.
        """
        ...


@dataclass(frozen=True, slots=True)
class CheckContext:
    """One worker's connections to the world, and the minute that is being checked.

    `http` (see `core.http_client`) and every other connection obey `network`. `tls` holds the certificate
    authorities to trust. `secrets` replaces the `$NAME`s that the operator allows. `minute` is in epoch seconds.
    `sqlite_allowed` says whether the operator lets monitors open SQLite files. `http2_tls` trusts the same authorities
    as `tls`. `signals` are those of the monitor that is checked, if it is a heartbeat.
    """

    http: ClientSession
    network: NetworkPolicy
    tls: ssl.SSLContext
    secrets: Callable[[str], str]
    snippets: SnippetRunner
    databases: QueryRunner
    minute: int
    sqlite_allowed: bool = False
    signals: Signals = NO_SIGNALS
    http2_tls: ssl.SSLContext = field(default_factory=for_http2)
