"""A query in PostgreSQL."""

import asyncio
import re
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import asyncpg
from asyncpg.exceptions import (
    ConnectionDoesNotExistError,
    InvalidAuthorizationSpecificationError,
    InvalidCatalogNameError,
    PostgresConnectionError,
)

from jobs.drivers.address import Encryption, SqlAddress
from jobs.drivers.dialogue import Dialogue
from jobs.drivers.failure import CONNECTION_ENDED, LOGIN_REFUSED, NO_SUCH_DATABASE, QueryFailedError

_SQL_STATE = re.compile(r"[0-9A-Z]{5}")
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
# For telling the server that nobody waits any more.
_GOODBYE_SECONDS = 0.5


async def run(address: SqlAddress, query: str, dialogue: Dialogue) -> None:
    """Log in and run one or more statements; their rows are not kept.

    A query that is cancelled is cancelled in the database too. Raises QueryFailedError and OSError.
    """
    tls = _tls(address.encryption, dialogue)
    try:
        await _run(_DriverLoop(dialogue), address, query, tls)
    except (OSError, MemoryError):
        raise
    except asyncpg.PostgresError as error:
        raise QueryFailedError(_sentence(error)) from None
    except Exception:  # noqa: BLE001 - whatever the driver trips over was sent by the server; nothing of ours runs here
        raise QueryFailedError("The answer is not PostgreSQL's") from None


class _DriverLoop:
    """The event loop as the driver is given it: its connections are made elsewhere, and TLS still knows their names.

    There is more than one where the server refuses encryption that was not insisted on, or a query is cancelled.
    """

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue
        self._loop = asyncio.get_running_loop()

    def __getattr__(self, name: str) -> Any:
        """Be the running loop in everything but connecting."""
        return getattr(self._loop, name)

    async def create_connection(
        self, protocol_factory: Callable[[], asyncio.BaseProtocol], *_: object
    ) -> tuple[asyncio.BaseTransport, asyncio.BaseProtocol]:
        """Connect as `asyncio.loop.create_connection` does, wherever to. Raises OSError."""
        return await self._loop.create_connection(protocol_factory, sock=await self._dialogue.connect())


async def _run(loop: _DriverLoop, address: SqlAddress, query: str, tls: ssl.SSLContext | str | bool) -> None:  # noqa: FBT001 - as asyncpg takes it
    # Everything is given, so that nothing is taken from this process's environment or home.
    connection = await asyncpg.connect(
        loop=loop,
        host=address.host,
        port=address.port,
        user=address.user,
        password=address.password,
        database=address.name or address.user,
        ssl=tls,
        server_settings={"application_name": "heliograph"},
        target_session_attrs="any",
        timeout=None,
    )
    try:
        await connection.execute(query)
    finally:
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await connection.close(timeout=_GOODBYE_SECONDS)


def _tls(encryption: Encryption | None, dialogue: Dialogue) -> ssl.SSLContext | str | bool:
    match encryption:
        case Encryption.NONE:
            return False
        case Encryption.ANY_CERTIFICATE:
            return dialogue.any_certificate
        case Encryption.VERIFIED:
            return dialogue.verified
        case _:
            return "prefer"


def _sentence(error: asyncpg.PostgresError) -> str:
    if isinstance(error, ConnectionDoesNotExistError | PostgresConnectionError):
        return CONNECTION_ENDED
    if isinstance(error, InvalidAuthorizationSpecificationError):
        return LOGIN_REFUSED
    if isinstance(error, InvalidCatalogNameError):
        return NO_SUCH_DATABASE
    code = str(getattr(error, "sqlstate", ""))
    name = _WORDS.sub(" ", type(error).__name__.removesuffix("Error")).lower()
    shown = f" ({code})" if _SQL_STATE.fullmatch(code) else ""
    return f"The database reports an error: {name}{shown}"
