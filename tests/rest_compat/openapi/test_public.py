"""The document and its page, as anybody gets them, without a key and without a database."""

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import httpx
import pytest

from rest_compat import app
from rest_compat.openapi import page
from rest_compat.openapi.document import document


@pytest.fixture
async def anybody():
    transport = httpx.ASGITransport(app.answer)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:3000/api/v4") as client:
        yield client


class Outline(HTMLParser):
    """Checks that elements are closed in their order, and collects ids, links and elements."""

    def __init__(self, markup):
        super().__init__()
        self.open, self.ids, self.links, self.names, self.text = [], [], [], set(), []
        self.feed(markup)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        if tag != "meta":
            self.open.append(tag)
        self.ids += [value for name, value in attrs if name == "id"]
        self.links += [value for name, value in attrs if name == "href"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


async def test_the_document_is_served_to_anybody(anybody):
    answer = await anybody.get("/openapi.json")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json() == document()


@pytest.mark.parametrize("path", ["/openapi.json", "/docs"])
async def test_a_wrong_key_does_not_matter(anybody, path):
    assert (await anybody.get(path, headers={"authorization": "Bearer nonsense"})).status_code == 200


@pytest.mark.parametrize("path", ["/openapi.json", "/docs"])
async def test_head_answers_without_the_body(anybody, path):
    whole = await anybody.get(path)

    head = await anybody.head(path)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.content))
    assert head.headers["content-type"] == whole.headers["content-type"]


@pytest.mark.parametrize("path", ["/openapi.json", "/docs"])
async def test_they_can_only_be_read(anybody, path):
    answer = await anybody.post(path, json={})

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert answer.json()["error"] == {
        "code": "METHOD_NOT_ALLOWED",
        "message": f"POST is not allowed for '/api/v4{path}'; allowed: GET, HEAD",
    }


@pytest.mark.parametrize("path", ["", "/docs/", "/docs/x", "/openapi.json/", "/openapi.yaml", "/nope", "/monitors"])
async def test_all_other_paths_want_a_key(anybody, path):
    answer = await anybody.get(path)

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "UNAUTHORIZED")


async def test_the_page_may_load_nothing_but_its_own_style(anybody):
    answer = await anybody.get("/docs")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    (style,) = re.findall("<style>(.*?)</style>", answer.text, re.DOTALL)
    hashed = b64encode(sha256(style.encode()).digest()).decode()
    assert answer.headers["content-security-policy"] == (
        f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert not re.search(r"""href="\w+:|\bsrc=|@import|url\(|style=|\son\w+=""", answer.text)


async def test_the_page_is_well_formed_and_its_links_lead_somewhere(anybody):
    outline = Outline((await anybody.get("/docs")).text)

    assert len(outline.ids) == len(set(outline.ids))
    assert {link for link in outline.links if link != "openapi.json"} == {
        link for link in outline.links if link.removeprefix("#") in outline.ids
    }
    assert {"main", "nav", "h1", "h2", "h3"} <= outline.names
    assert outline.names.isdisjoint({"script", "iframe", "form", "img", "link"})


async def test_the_page_shows_every_operation_parameter_schema_and_status(anybody):
    outline = Outline((await anybody.get("/docs")).text)

    shown = set(outline.text)
    for item in document()["paths"].values():
        for operation in (each for method, each in item.items() if method != "parameters"):
            assert operation["operationId"] in outline.ids
            assert {operation["summary"], *operation["responses"]} <= shown
            assert {each["name"] for each in operation.get("parameters", ())} <= shown
    assert {f"schema-{name}" for name in document()["components"]["schemas"]} <= set(outline.ids)


def test_what_a_description_says_is_no_markup():
    described = {
        **document(),
        "info": {"title": "<b>x</b>", "description": "<script>alert(1)</script> & `<i>`"},
    }

    drawn = page.render(described)

    assert "<h1>&lt;b&gt;x&lt;/b&gt;</h1>" in drawn
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; <code>&lt;i&gt;</code>" in drawn
