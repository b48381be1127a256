import stat

import pytest

from core.errors import SettingsError
from core.secrets import expand, installation_key, keyed_hash
from core.settings import load


def test_the_installations_key_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    settings = load(data_dir=tmp_path / "data")

    first, second = installation_key(settings), installation_key(settings)

    assert first == second
    assert len(first) == 64
    assert stat.S_IMODE((tmp_path / "data" / "secret.key").stat().st_mode) == 0o600
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["secret.key"]


def test_a_key_from_the_settings_is_used_and_nothing_is_written(tmp_path):
    key = installation_key(load(data_dir=tmp_path, secret_key="k" * 32))

    assert key == b"k" * 32
    assert list(tmp_path.iterdir()) == []


def test_a_data_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "data").write_text("")

    with pytest.raises(SettingsError, match=r"HELIOGRAPH_DATA_DIR: got '.*data'; it must be a folder"):
        installation_key(load(data_dir=tmp_path / "data"))


def test_hashes_of_one_value_differ_by_key_and_purpose():
    hashes = {keyed_hash(b"a", "x", "v"), keyed_hash(b"b", "x", "v"), keyed_hash(b"a", "y", "v")}

    assert len(hashes) == 3


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("https://x/?t=$SHOP_TOKEN", "https://x/?t=s3"),
        ("$SHOP_TOKEN$SHOP_TOKEN", "s3s3"),
        ("$DATABASE_URL", "$DATABASE_URL"),
        ("$SHOP_MISSING costs $5", "$SHOP_MISSING costs $5"),
        ("no placeholder", "no placeholder"),
    ],
)
def test_only_allowed_names_are_replaced(text, expanded):
    environment = {"SHOP_TOKEN": "s3", "DATABASE_URL": "postgres://secret"}

    assert expand(text, allowed=("SHOP_*",), environment=environment) == expanded
