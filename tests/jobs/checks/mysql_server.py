"""The server's side of the MySQL protocol, in the few packets that a login and a query take."""

import contextlib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Thread

_CAPABILITIES = 0x00000001 | 0x00000008 | 0x00000200 | 0x00008000 | 0x00080000  # 4.1, with auth plugins
_SSL = 0x00000800
_STATUS = b"\x02\x00"


@dataclass
class MySqlServer:
    """Lets `probe` in with any password, answers `SELECT 1` with one row, and all else with error 1146.

    It serves one connection, in a thread: it must read no byte of TLS before TLS begins.
    """

    tls: ssl.SSLContext | None = None
    queries: list[str] = field(default_factory=list)
    was_encrypted: bool = False

    @contextlib.contextmanager
    def running(self) -> Iterator[int]:
        """Serve, and yield the port."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            thread = Thread(target=self._serve, args=[listener])
            thread.start()
            yield int(listener.getsockname()[1])
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(10)

    def _serve(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError, EOFError):
            connection, _ = listener.accept()
            with contextlib.closing(connection):
                self._converse(connection)

    def _converse(self, connection: socket.socket) -> None:
        _send(connection, 0, _greeting(_CAPABILITIES | (_SSL if self.tls else 0)))
        number, login = _receive(connection)
        if self.tls:
            assert len(login) == 32
            connection = self.tls.wrap_socket(connection, server_side=True)
            self.was_encrypted = True
            number, login = _receive(connection)
        if login[32:].partition(b"\0")[0] != b"probe":
            _send(connection, number + 1, _error(1045, "28000", "Access denied for user 'x'@'y' (using password: YES)"))
            return
        _send(connection, number + 1, b"\0\0\0" + _STATUS + b"\0\0")
        while (command := _receive(connection)[1])[:1] == b"\x03":
            self.queries.append(command[1:].decode())
            if self.queries[-1] == "SELECT 1":
                packets = (b"\x01", _column(), b"\xfe\0\0" + _STATUS, b"\x011", b"\xfe\0\0" + _STATUS)
            else:
                packets = (_error(1146, "42S02", "Table 'shop.secret_table' doesn't exist"),)
            for position, packet in enumerate(packets, start=1):
                _send(connection, position, packet)
        connection.close()


def _send(connection: socket.socket, number: int, payload: bytes) -> None:
    connection.sendall(len(payload).to_bytes(3, "little") + bytes([number]) + payload)


def _receive(connection: socket.socket) -> tuple[int, bytes]:
    header = _exactly(connection, 4)
    return header[3], _exactly(connection, int.from_bytes(header[:3], "little"))


def _exactly(connection: socket.socket, count: int) -> bytes:
    received = b""
    while len(received) < count:
        chunk = connection.recv(count - len(received))
        if not chunk:
            raise EOFError
        received += chunk
    return received


def _greeting(capabilities: int) -> bytes:
    low, high = (capabilities & 0xFFFF).to_bytes(2, "little"), (capabilities >> 16).to_bytes(2, "little")
    start = b"\x0a8.0.36\0" + (7).to_bytes(4, "little") + b"saltsalt\0"
    return start + low + b"\x21" + _STATUS + high + b"\x15" + bytes(10) + b"saltsaltsalt\0mysql_native_password\0"


def _error(code: int, state: str, message: str) -> bytes:
    return b"\xff" + code.to_bytes(2, "little") + b"#" + state.encode() + message.encode()


def _column() -> bytes:
    return b"\x03def\0\0\0\x011\0\x0c\x3f\0\x01\0\0\0\x08\x81\0\0\0\0"
