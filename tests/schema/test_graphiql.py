"""The GraphiQL page loads nothing but our own files, and its policy keeps it so."""

import json
import re
from html.parser import HTMLParser

import pytest
from graphql import FieldNode, OperationDefinitionNode, OperationType, parse

from schema.graphiql import ASSETS, CONTENT_SECURITY_POLICY, DEFAULT_QUERY, PAGE

SOURCE = ASSETS.parent / "source"
MOUNTED_AT = "/graphql/assets/"
LOADS_FROM_ELSEWHERE = re.compile(
    r"""(?:\bimport|\bfrom|\bfetch|\bimportScripts|\bWorker|\bWebSocket|\bEventSource|\bsrc\s*[=:]|\burl|@import)"""
    r"""\s*\(?\s*["'`]?(?:https?:|wss?:)?//\w""",
)


class Document(HTMLParser):
    """What a browser would act on: addresses to load, scripts and styles written into the page, the first query."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.inline: list[str] = []
        self.default_query = ""
        self._open = ""
        self._in_default_query = False
        self.feed(PAGE)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = tag
        self._in_default_query = dict(attrs).get("id") == "default-query"
        for name, value in attrs:
            if name in {"src", "href"}:
                self.loaded.append(value or "")
            if name == "style" or name.startswith("on"):
                self.inline.append(f"{name}={value}")

    def handle_endtag(self, tag: str) -> None:
        self._open = ""
        self._in_default_query = False

    def handle_data(self, data: str) -> None:
        if self._in_default_query:
            self.default_query += data
        elif self._open in {"script", "style"}:
            self.inline.append(data)


def test_the_page_names_only_local_assets_and_all_of_them_exist() -> None:
    loaded = Document().loaded

    assert sorted(loaded) == [f"{MOUNTED_AT}{name}" for name in ("graphiql.css", "graphiql.js", "icon.svg")]
    assert all((ASSETS / address.removeprefix(MOUNTED_AT)).is_file() for address in loaded)


def test_the_page_holds_no_script_and_no_style_of_its_own() -> None:
    assert Document().inline == []


@pytest.mark.parametrize("name", ["graphiql.js", "graphiql.css", "icon.svg"])
def test_no_asset_loads_anything_from_another_host(name: str) -> None:
    text = (ASSETS / name).read_text(encoding="utf-8")

    assert LOADS_FROM_ELSEWHERE.findall(text) == []


def test_the_style_needs_no_further_file() -> None:
    style = (ASSETS / "graphiql.css").read_text(encoding="utf-8")

    assert {address[:5] for address in re.findall(r"url\(([^)]*)", style)} == {"data:"}
    assert "@import" not in style
    assert "@font-face" not in style


def test_the_policy_allows_the_own_origin_and_nothing_else() -> None:
    directives = dict(directive.split(" ", 1) for directive in CONTENT_SECURITY_POLICY.split("; "))

    assert directives["default-src"] == "'none'"
    assert directives["frame-ancestors"] == "'none'"
    assert set(directives.values()) == {"'none'", "'self'"}


def test_the_page_brings_the_default_query_unchanged() -> None:
    assert Document().default_query == DEFAULT_QUERY


def test_the_default_query_shows_all_monitors_and_one() -> None:
    operations = [node for node in parse(DEFAULT_QUERY).definitions if isinstance(node, OperationDefinitionNode)]

    assert {operation.operation for operation in operations} == {OperationType.QUERY}
    fields = [field for operation in operations for field in operation.selection_set.selections]
    assert [field.name.value for field in fields if isinstance(field, FieldNode)] == ["monitors", "monitor"]


def test_the_assets_were_built_from_the_versions_that_the_source_names() -> None:
    wanted = json.loads((SOURCE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    notice = (ASSETS / "THIRD_PARTY_LICENSES.txt").read_text(encoding="utf-8")

    assert {name for name, version in wanted.items() if f"\n{name} {version} (" not in notice} == set()


def test_the_lock_records_checksums_and_no_address_of_a_registry() -> None:
    locked = json.loads((SOURCE / "package-lock.json").read_text(encoding="utf-8"))["packages"]

    packages = {name: entry for name, entry in locked.items() if name}
    assert packages
    assert all("integrity" in entry and "resolved" not in entry for entry in packages.values())
