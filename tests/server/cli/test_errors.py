"""What the operator can mend is one line on standard error and exit code 2, with nothing started."""

import socket
from pathlib import Path

import pytest

from tests.server.installations import free_port, heliograph


def _one_line(tmp_path: Path, *arguments: str, **variables: str) -> str:
    ended = heliograph(tmp_path / "data", *arguments, **variables)
    assert ended.returncode == 2, ended.stderr
    assert ended.stdout == ""
    lines = [line for line in ended.stderr.splitlines() if not line.startswith("{")]
    assert len(lines) == 1, ended.stderr
    assert "Traceback" not in ended.stderr
    return lines[0]


@pytest.mark.parametrize("command", ["serve", "api", "worker", "migrate"])
def test_a_wrong_setting_is_named_with_what_it_got_and_what_it_takes(tmp_path: Path, command: str) -> None:
    line = _one_line(tmp_path, command, HELIOGRAPH_BATCH_SIZE="many")

    assert line.startswith("heliograph: HELIOGRAPH_BATCH_SIZE: got 'many'; ")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("command", ["serve", "api"])
def test_a_taken_port_is_told_before_anything_is_started(tmp_path: Path, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        line = _one_line(tmp_path, command, "--port", str(port))

    assert line == (
        f"heliograph: HELIOGRAPH_HOST and HELIOGRAPH_PORT: got 127.0.0.1 and {port}, where nobody can listen "
        "(Address already in use); they take an address of this machine and a port that is free"
    )
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("command", ["serve", "api", "worker"])
def test_a_redis_that_does_not_answer_is_named_without_its_password(tmp_path: Path, command: str) -> None:
    port = free_port()
    listening = [] if command == "worker" else ["--port", str(free_port())]

    line = _one_line(tmp_path, command, *listening, REDIS_URL=f"redis://:swordfish@127.0.0.1:{port}/0")

    assert line.startswith(f"heliograph: REDIS_URL: no Redis answers at redis://:***@127.0.0.1:{port}/0 ")
    assert "swordfish" not in line


@pytest.mark.parametrize("command", ["api", "worker"])
def test_a_process_that_runs_alone_needs_a_redis(tmp_path: Path, command: str) -> None:
    listening = [] if command == "worker" else ["--port", str(free_port())]

    line = _one_line(tmp_path, command, *listening)

    assert line.startswith("heliograph: REDIS_URL: got nothing, and no embedded Redis runs; ")


@pytest.mark.parametrize("command", [("serve",), ("api",), ("worker",), ("migrate",), ("keys", "list")])
def test_a_database_that_does_not_answer_is_named_without_its_password(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    listening = ["--port", str(free_port())] if command[0] in {"serve", "api"} else []
    address = f"postgres://me:swordfish@127.0.0.1:{free_port()}/none"

    line = _one_line(tmp_path, *command, *listening, DATABASE_URL=address)

    assert line.startswith("heliograph: DATABASE_URL: the database postgres://me:***@127.0.0.1:")
    assert "swordfish" not in line


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")

    line = _one_line(tmp_path, "serve", "--port", str(free_port()))

    assert line.startswith(f"heliograph: HELIOGRAPH_DATA_DIR: got '{tmp_path / 'data'}'; it takes a folder")
