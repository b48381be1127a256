"""What the documents say, held against the code."""

import json
import re
from enum import Enum
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate
from typer.main import get_command

from core.settings import UNPREFIXED, Settings
from models.check_config import CONFIG_OF, games
from models.enums import MonitorType
from rest_compat.app import _RESOURCES
from server.cli import app

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
SCHEMA = build_schema((ROOT / "schema" / "schema.graphql").read_text())


def graphql_blocks() -> list[str]:
    """Return the GraphQL of all documents, and of the README's calls of curl."""
    texts = [path.read_text() for path in DOCUMENTS]
    fenced = [block for text in texts for block in re.findall(r"```graphql\n(.*?)```", text, re.DOTALL)]
    sent = [json.loads(body)["query"] for text in texts for body in re.findall(r"-d '\s*(\{.*?\})'", text, re.DOTALL)]
    return fenced + sent


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


CHECKS = (ROOT / "docs" / "checks.md").read_text()


def section(monitor_type: MonitorType) -> str:
    return re.search(rf"^## {monitor_type}\n(.*?)(?=^## |\Z)", CHECKS, re.MULTILINE | re.DOTALL)[1]


@pytest.mark.parametrize("monitor_type", list(MonitorType))
def test_every_key_of_a_check_is_described_with_its_default(monitor_type):
    keys = section(monitor_type).partition("| id |")[0]
    rows = re.findall(r"^\| `([A-Za-z_]+)` \| (.*?) \|", keys, re.MULTILINE)
    config = CONFIG_OF[monitor_type]
    shown = {
        field.alias: f"`{json.dumps(field.default)}`" if isinstance(field.default, bool) else f"`{field.default:.0f}`"
        for field in config.model_fields.values()
        if isinstance(field.default, int | float)
    }

    assert sorted(key for key, _ in rows) == sorted(field.alias for field in config.model_fields.values())
    assert {key: default for key, default in rows if key in shown} == shown


def test_every_game_is_listed_with_its_ports():
    rows = re.findall(r"^\| `([a-z0-9]+)` \| (.+?) \| (.+?) \| (\d+) \| (\d+) \|$", CHECKS, re.MULTILINE)

    assert rows == [
        (game_id, game.name, game.protocol, str(game.port), str(game.query_port))
        for game_id, game in sorted(games.GAMES.items())
    ]
    assert [old for old in games.OLD_IDS if f"`{old}`" not in section(MonitorType.GAMEDIG)] == []


def test_every_decision_is_in_the_index():
    index = (ROOT / "docs" / "adr" / "README.md").read_text()

    assert [path.name for path in (ROOT / "docs" / "adr").glob("0*.md") if path.name not in index] == []


def test_the_routes_of_rest_v4_are_all_listed():
    table = re.findall(r"^\| `(/\S+)` \| ([A-Z, ]+) \|$", (ROOT / "docs" / "rest-v4.md").read_text(), re.MULTILINE)

    assert sorted(table) == sorted((resource.path, ", ".join(resource.methods)) for resource in _RESOURCES)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_a_document_names_exists(document):
    named = set(re.findall(r"(?:`|^)heliograph ([a-z]+)", document.read_text(), re.MULTILINE))

    assert named <= set(get_command(app).commands)


def test_every_make_target_that_a_document_names_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {name for path in DOCUMENTS for name in re.findall(r"(?:`|^)make ([a-z]+)", path.read_text(), re.MULTILINE)}

    assert {"run", "test", "help"} <= named <= targets


@pytest.mark.parametrize("query", graphql_blocks())
def test_every_graphql_example_fits_the_schema(query):
    assert validate(SCHEMA, parse(query)) == []
