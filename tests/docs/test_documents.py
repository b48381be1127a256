"""What the documents say, held against the code."""

import re
from enum import Enum
from pathlib import Path

import pytest

from core.settings import UNPREFIXED, Settings

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])


def setting_rows() -> list[str]:
    rows = []
    for name, field in Settings.model_fields.items():
        default = field.default.value if isinstance(field.default, Enum) else field.default
        shown = "" if default in (None, "", ()) else f"`{str(default).lower() if default is False else default}`"
        rows.append(f"| `{UNPREFIXED.get(name, f'HELIOGRAPH_{name.upper()}')}` | {shown} | {field.description} |")
    return rows


def test_the_table_of_settings_is_complete_and_right():
    table = re.findall(r"^\| `[A-Z_]+` \|.*$", (ROOT / "docs" / "operating.md").read_text(), re.MULTILINE)

    assert table == setting_rows()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document):
    links = re.findall(r"\]\((?!https?://)([^)#]+)", document.read_text())

    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_decision_is_in_the_index():
    index = (ROOT / "docs" / "adr" / "README.md").read_text()

    assert [path.name for path in (ROOT / "docs" / "adr").glob("0*.md") if path.name not in index] == []
