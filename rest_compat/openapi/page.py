"""The page on which people read the document: one file without any script, drawn from the document alone."""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import orjson

from rest_compat.openapi.elements import Html, element, joined, prose
from rest_compat.openapi.shapes import drawn, field, type_of

_STYLE = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
_STYLE_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()

CONTENT_SECURITY_POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The value of the `Content-Security-Policy` header that the page needs: its own style, and nothing else."""

Json = dict[str, Any]


def render(document: Json) -> str:
    """Return the HTML page that describes everything that the document does."""
    info = document["info"]
    head = joined(
        Html('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="color-scheme" content="light dark">'),
        element("title", info["title"]),
        element("style", Html(_STYLE)),
    )
    body = joined(
        element("a", "Skip to the operations", class_="skip", href="#content"),
        _contents(document),
        element("main", _introduction(info), *_tags(document), _schemas(document), id="content"),
    )
    return f"<!doctype html>{element('html', element('head', head), element('body', body), lang='en')}"


def _anchor(tag: str) -> str:
    return f"tag-{re.sub(r'[^a-z]+', '-', tag.lower())}"


def _operations(document: Json, tag: str) -> list[tuple[str, str, Json, Json]]:
    """Return the operations of a tag: path, method, operation, and what its path has in common."""
    return [
        (path, method, operation, item)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method != "parameters" and tag in operation["tags"]
    ]


def _contents(document: Json) -> Html:
    groups = [
        element(
            "li",
            element("a", tag["name"], href=f"#{_anchor(tag['name'])}"),
            element(
                "ul",
                *(
                    element("li", element("a", operation["summary"], href=f"#{operation['operationId']}"))
                    for _, _, operation, _ in _operations(document, tag["name"])
                ),
            ),
        )
        for tag in document["tags"]
    ]
    schemas = element("li", element("a", "Schemas", href="#schemas"))
    return element("nav", element("ul", *groups, schemas), **{"aria-label": "Contents"})


def _introduction(info: Json) -> Html:
    paragraphs = [element("p", prose(each)) for each in info["description"].strip().split("\n\n")]
    download = element("p", "For programs: ", element("a", "openapi.json", href="openapi.json"), " (OpenAPI 3.1)")
    return element("header", element("h1", info["title"]), *paragraphs, download)


def _tags(document: Json) -> list[Html]:
    return [
        element(
            "section",
            element("h2", tag["name"], id=_anchor(tag["name"])),
            element("p", prose(tag["description"])),
            *(_operation(document, *each) for each in _operations(document, tag["name"])),
        )
        for tag in document["tags"]
    ]


def _operation(document: Json, path: str, method: str, operation: Json, item: Json) -> Html:
    name = operation["operationId"]
    line = joined(element("span", method.upper(), class_=f"method {method}"), " ", element("code", path))
    return element(
        "article",
        element("h3", element("a", operation["summary"], href=f"#{name}"), id=name),
        element("p", line, class_="line"),
        element("p", prose(operation["description"])),
        element("p", "Operation id: ", element("code", name), class_="id"),
        _parameters(document, [*item.get("parameters", ()), *operation.get("parameters", ())]),
        _body(document, operation),
        _responses(document, operation),
    )


def _resolved(document: Json, part: Json) -> Json:
    """Return a parameter, a response or a schema, looked up where it is only named."""
    if "$ref" not in part:
        return part
    kind, name = part["$ref"].split("/")[-2:]
    found: Json = document["components"][kind][name]
    return found


def _parameters(document: Json, parameters: list[Json]) -> Html:
    rows = []
    for parameter in (_resolved(document, each) for each in parameters):
        mark = f"{parameter['in']}, {'required' if parameter['required'] else 'optional'}"
        kind = "required" if parameter["required"] else "optional"
        rows.append(
            field(parameter["name"], parameter["schema"], parameter["description"], element("span", mark, class_=kind))
        )
    return joined(element("h4", "Parameters"), element("dl", *rows, class_="fields")) if rows else Html("")


def _body(document: Json, operation: Json) -> Html:
    if "requestBody" not in operation:
        return Html("")
    media = operation["requestBody"]["content"]["application/json"]
    schema = _resolved(document, media["schema"])
    example = orjson.dumps(media["example"], option=orjson.OPT_INDENT_2).decode()
    named = joined(type_of(media["schema"]), ": ") if "$ref" in media["schema"] else Html("")
    return joined(
        element("h4", "Body"),
        element("p", named, prose(schema["description"])),
        element("pre", element("code", example), tabindex="0"),
        element("details", element("summary", "Fields of the body"), drawn(schema)),
    )


def _responses(document: Json, operation: Json) -> Html:
    rows = []
    for status, named in operation["responses"].items():
        response = _resolved(document, named)
        schema = response["content"]["application/json"]["schema"]
        shape = type_of(schema) if "$ref" in schema else drawn(schema)
        rows.append(
            joined(
                element("dt", element("code", status, class_=f"status s{status[0]}")),
                element("dd", element("p", prose(response["description"])), shape),
            )
        )
    return joined(element("h4", "Answers"), element("dl", *rows, class_="fields answers"))


def _schemas(document: Json) -> Html:
    drawings = [
        element(
            "article",
            element("h3", element("a", name, href=f"#schema-{name}"), id=f"schema-{name}"),
            element("p", prose(schema["description"])),
            drawn(schema),
        )
        for name, schema in document["components"]["schemas"].items()
    ]
    return element("section", element("h2", "Schemas", id="schemas"), *drawings)
