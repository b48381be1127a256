"""A query in PostgreSQL."""

import re
import ssl
from contextlib import suppress

import asyncpg
from asyncpg.exceptions import (
    ConnectionDoesNotExistError,
    InvalidAuthorizationSpecificationError,
    InvalidCatalogNameError,
    PostgresConnectionError,
)

from core.network import Refused
from jobs.checks.context import CheckContext
from jobs.checks.driver_connection import DriverLoop
from jobs.checks.sql_address import Encryption, SqlAddress
from jobs.checks.sql_failure import CONNECTION_ENDED, LOGIN_REFUSED, NO_SUCH_DATABASE, QueryFailedError
from jobs.checks.tls import trusting

_SQL_STATE = re.compile(r"[0-9A-Z]{5}")
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
# For telling the server that nobody waits any more.
_GOODBYE_SECONDS = 0.5


async def run(address: SqlAddress, query: str, context: CheckContext) -> None:
    """Log in and run one or more statements; their rows are not kept.

    A query that is cancelled is cancelled in the database too. Raises QueryFailedError, OSError and
    `core.network.Refused`.
    """
    tls = _tls(address.encryption, context)
    async with DriverLoop(context.network) as loop:
        try:
            await _run(loop, address, query, tls)
        except (OSError, Refused):
            raise
        except asyncpg.PostgresError as error:
            raise QueryFailedError(_sentence(error)) from None
        except Exception:  # noqa: BLE001 - whatever the driver trips over was sent by the server; nothing of ours runs here
            raise QueryFailedError("The answer is not PostgreSQL's") from None


async def _run(loop: DriverLoop, address: SqlAddress, query: str, tls: ssl.SSLContext | str | bool) -> None:  # noqa: FBT001 - as asyncpg takes it
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


def _tls(encryption: Encryption | None, context: CheckContext) -> ssl.SSLContext | str | bool:
    match encryption:
        case Encryption.NONE:
            return False
        case Encryption.ANY_CERTIFICATE:
            return trusting()
        case Encryption.VERIFIED:
            return context.tls
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
