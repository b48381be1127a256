"""`heliograph rollups`, against a database of its own."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.server.installations import heliograph

NOON = 1_736_164_800


@pytest.fixture(autouse=True)
def samples(data_dir: Path) -> None:
    """Samples of two days, forty days apart, of which no rollup was made."""
    with sqlite3.connect(data_dir / "heliograph.db") as database:
        database.executescript(
            f"""
            INSERT INTO monitor (id, tag, name, monitor_type, type_data, time_zone, status, confirmation_threshold,
                include_degraded_in_downtime, is_hidden, settings, created_at, updated_at)
            VALUES (1, 'shop', 'Shop', 'NONE', '{{}}', 'UTC', 'ACTIVE', 1, 0, 0, '{{}}', '2025-01-01', '2025-01-01');
            INSERT INTO sample VALUES
                (1, {NOON}, 0, NULL, 5.0, 0, NULL), (1, {NOON + 40 * 86400}, 1, NULL, NULL, 0, NULL);
            """
        )
    database.close()


def test_missing_rollups_are_shown_rebuilt_and_then_right(data_dir: Path) -> None:
    before = heliograph(data_dir, "rollups", "verify", "--to", "2025-01-07")
    rebuilt = heliograph(data_dir, "rollups", "rebuild")
    after = heliograph(data_dir, "rollups", "verify")

    assert before.returncode == 1
    assert before.stdout == (
        "shop 2025-01-06T12:00Z (900 s): bucket is not there, should be there\n"
        "1 differences; 'heliograph rollups rebuild' mends them.\n"
    )
    assert (rebuilt.returncode, rebuilt.stdout) == (0, "Rebuilt the rollups in 3 steps.\n")
    assert (after.returncode, after.stdout) == (0, "The rollups are what the samples come to.\n")
    assert not (data_dir / "rollups-rebuild.json").exists()


def test_an_interrupted_run_is_taken_up(data_dir: Path) -> None:
    progress = {"scope": [None, None, []], "position": [1, NOON // 86400 * 86400 + 28 * 86400]}
    (data_dir / "rollups-rebuild.json").write_text(json.dumps(progress))

    rebuilt = heliograph(data_dir, "rollups", "rebuild")

    assert rebuilt.stdout == "Rebuilt the rollups in 1 steps.\n"
    assert heliograph(data_dir, "rollups", "verify", "--from", "2025-02-01").returncode == 0
    assert heliograph(data_dir, "rollups", "verify").returncode == 1


@pytest.mark.parametrize("options", [("--restart",), ("--monitor", "shop")])
def test_another_run_begins_anew(data_dir: Path, options: tuple[str, ...]) -> None:
    progress = {"scope": [None, None, []], "position": [1, NOON * 2]}
    (data_dir / "rollups-rebuild.json").write_text(json.dumps(progress))

    assert heliograph(data_dir, "rollups", "rebuild", *options).stdout == "Rebuilt the rollups in 3 steps.\n"


def test_a_monitor_that_does_not_exist_is_named(data_dir: Path) -> None:
    ended = heliograph(data_dir, "rollups", "rebuild", "--monitor", "none")

    assert ended.returncode == 2
    assert ended.stderr.splitlines()[-1] == "heliograph: Monitor with tag 'none' not found"
