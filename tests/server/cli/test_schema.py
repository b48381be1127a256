from pathlib import Path

from tests.server.installations import heliograph


def test_the_schema_is_printed_in_its_own_language(tmp_path: Path) -> None:
    printed = heliograph(tmp_path, "schema", "print")

    assert printed.returncode == 0
    assert "\ntype Query {\n" in f"\n{printed.stdout}"
