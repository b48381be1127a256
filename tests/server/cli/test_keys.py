"""`heliograph keys`, against a database of its own."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.server.installations import heliograph


def _create(data_dir: Path, *options: str) -> dict[str, Any]:
    made = heliograph(data_dir, "keys", "create", "--json", *options)
    assert made.returncode == 0, made.stderr
    return json.loads(made.stdout)


def _listed(data_dir: Path) -> list[dict[str, Any]]:
    return json.loads(heliograph(data_dir, "keys", "list", "--json").stdout)


def test_a_key_is_made_shown_once_and_listed_masked(data_dir: Path) -> None:
    made = _create(data_dir, "--name", "laptop", "--scopes", "admin", "--expires", "2999-01-01")

    assert made["id"] == 1
    assert made["name"] == "laptop"
    assert made["scope"] == "admin"
    assert made["expires_at"] == "2999-01-01T00:00:00+00:00"
    assert made["key"].startswith("hg_")
    secret = made.pop("key")
    assert _listed(data_dir) == [made]
    assert secret not in heliograph(data_dir, "keys", "list").stdout


def test_of_several_scopes_the_widest_counts(data_dir: Path) -> None:
    assert _create(data_dir, "--name", "n", "--scopes", "read, write")["scope"] == "write"


def test_a_key_is_put_aside_taken_up_and_deleted(data_dir: Path) -> None:
    _create(data_dir, "--name", "laptop")

    assert heliograph(data_dir, "keys", "deactivate", "1").stdout == "The key 'laptop' is inactive.\n"
    assert _listed(data_dir)[0]["status"] == "INACTIVE"
    assert heliograph(data_dir, "keys", "activate", "1").stdout == "The key 'laptop' is active.\n"
    assert _listed(data_dir)[0]["status"] == "ACTIVE"
    assert heliograph(data_dir, "keys", "delete", "1").stdout == "The key 'laptop' is deleted.\n"
    assert _listed(data_dir) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("create", "--name", "n", "--scopes", "root"),
            "--scopes: got 'root'; it takes read, write, admin, or several of them",
        ),
        (("create", "--name", " "), "name must be a non-empty string"),
        (("create", "--name", "n", "--expires", "2020-01-01"), "expires_at must be in the future; got 2020-01-01"),
        (("deactivate", "7"), "API key with id '7' not found"),
        (("delete", "7"), "API key with id '7' not found"),
    ],
)
def test_wrong_input_is_one_line_and_changes_nothing(data_dir: Path, arguments: tuple[str, ...], message: str) -> None:
    ended = heliograph(data_dir, "keys", *arguments)

    assert ended.returncode == 2
    assert ended.stderr.startswith(f"heliograph: {message}")
    assert ended.stderr.count("\n") == 1
    with closing(sqlite3.connect(data_dir / "heliograph.db")) as database:
        assert database.execute("SELECT count(*) FROM api_key").fetchone() == (0,)


def test_a_database_that_was_never_prepared_is_named_and_then_prepared(tmp_path: Path) -> None:
    ended = heliograph(tmp_path, "keys", "list")

    assert ended.returncode == 2
    assert ended.stderr.startswith("heliograph: DATABASE_URL: the database can't be used (")
    assert ended.stderr.endswith("; 'heliograph migrate' brings it up to date\n")
    assert heliograph(tmp_path, "migrate").returncode == 0
    assert _listed(tmp_path) == []
