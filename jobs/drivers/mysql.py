"""A query in MySQL or MariaDB."""

import ssl
from typing import Any

from asyncmy.connection import Connection
from asyncmy.constants.CLIENT import DEPRECATE_EOF, MULTI_STATEMENTS, SSL
from asyncmy.constants.COMMAND import COM_QUERY
from asyncmy.errors import MySQLError

from jobs.drivers.address import Encryption, SqlAddress
from jobs.drivers.dialogue import Dialogue
from jobs.drivers.failure import CONNECTION_ENDED, LOGIN_REFUSED, NO_SUCH_DATABASE, QueryFailedError

_SENTENCES = {
    1044: LOGIN_REFUSED,
    1045: LOGIN_REFUSED,
    1698: LOGIN_REFUSED,
    1049: NO_SUCH_DATABASE,
    2006: CONNECTION_ENDED,
    2013: CONNECTION_ENDED,
}
_CLIENT_ERRORS = range(2000, 3000)
_NOT_MYSQL = "The answer is not MySQL's"

# The first bytes of packets, and the flag in the status of one that ends a result.
_OK, _LOCAL_FILE, _END = 0x00, 0xFB, 0xFE
_LONGEST_END = 9
_END_STATUS = 3
_MORE_RESULTS = 0x08


async def run(address: SqlAddress, query: str, dialogue: Dialogue) -> None:
    """Log in and run a statement to its end; its rows are not kept. Raises QueryFailedError and OSError."""
    connection = _Connection(
        tls=_tls(address.encryption, dialogue),
        sock=await dialogue.connect(),
        host=address.host,
        user=address.user,
        password=address.password,
        database=address.name or None,
        autocommit=None,
    )
    try:
        await connection.connect()
        await connection.run(query)
        await connection.ensure_closed()
    except (QueryFailedError, OSError, MemoryError):
        raise
    except MySQLError as error:
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from None
        raise QueryFailedError(_sentence(error)) from None
    except Exception:  # noqa: BLE001 - whatever the driver trips over was sent by the server; nothing of ours runs here
        raise QueryFailedError(_NOT_MYSQL) from None
    finally:
        connection.close()


class _Connection(Connection):
    """A connection over a socket of ours, which changes to TLS when the server has introduced itself.

    The driver itself takes a given socket for one that is encrypted already. And it trusts the lengths that it reads
    within a result, far beyond the result's end: so results are skipped here, unread.
    """

    _client_flag: int
    server_capabilities: int

    def __init__(self, *, tls: ssl.SSLContext | None, **options: Any) -> None:
        super().__init__(**options)  # type: ignore[no-untyped-call] # the driver's stubs leave out what is used here
        self._tls_to_start = tls
        self._client_flag &= ~MULTI_STATEMENTS

    async def _get_server_information(self) -> None:
        await super()._get_server_information()  # type: ignore[misc] # as above
        # Results then end with the same packet on every server.
        self.server_capabilities &= ~DEPRECATE_EOF
        if self._tls_to_start is not None:
            self._client_flag |= SSL
            self._ssl_context = self._tls_to_start

    async def run(self, query: str) -> None:
        """Run a statement, and wait until its last result has ended."""
        await self._execute_command(COM_QUERY, query)  # type: ignore[attr-defined] # as above
        ends_to_come = 2  # one after the columns, one after the rows
        is_first = True
        while ends_to_come:
            packet: bytes = (await self.read_packet()).get_all_data()  # type: ignore[no-untyped-call] # as above
            if is_first and packet[:1] == bytes([_LOCAL_FILE]):
                raise QueryFailedError("The server asks for a file of this machine, which it does not get")
            if is_first and packet[:1] == bytes([_OK]):
                return
            is_first = False
            if packet[:1] == bytes([_END]) and len(packet) < _LONGEST_END:
                ends_to_come -= 1
                if not ends_to_come and packet[_END_STATUS] & _MORE_RESULTS:
                    ends_to_come, is_first = 2, True


def _tls(encryption: Encryption | None, dialogue: Dialogue) -> ssl.SSLContext | None:
    match encryption:
        case Encryption.ANY_CERTIFICATE:
            return dialogue.any_certificate
        case Encryption.VERIFIED:
            return dialogue.verified
        case _:
            return None


def _sentence(error: MySQLError) -> str:
    code = error.args[0] if error.args else None
    if code in _SENTENCES:
        return _SENTENCES[code]
    if not isinstance(code, int) or code in _CLIENT_ERRORS:
        return _NOT_MYSQL
    return f"The database reports an error: {code}"
