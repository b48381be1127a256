"""A data folder with a database, for commands that need one."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def data_dir(tmp_path: Path, sqlite_template: Path) -> Path:
    """A folder with what `heliograph migrate` makes in it."""
    shutil.copy(sqlite_template, tmp_path / "heliograph.db")
    return tmp_path
