"""Small pages of our own: a heading, a few sentences and a form, without scripts and with nothing from elsewhere."""

import base64
import hashlib
from html import escape

from fastapi import Response

_STYLE = """\
:root { color-scheme: light dark; }
body { margin: 0; background: Canvas; color: CanvasText; font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 36rem; margin: 0 auto; padding: 3rem 1.25rem; }
h1 { font-size: 1.5rem; line-height: 1.3; }
fieldset { border: 1px solid GrayText; border-radius: .5rem; margin: 0 0 1rem; padding: .75rem 1rem; }
label { display: block; margin: .25rem 0; }
input[type=email] { display: block; width: 100%; box-sizing: border-box; font: inherit; padding: .5rem; }
button { font: inherit; padding: .6rem 1.25rem; border-radius: .375rem; border: 1px solid GrayText; cursor: pointer; }
code { overflow-wrap: anywhere; }
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
# A page that a link with a secret in it leads to: nobody else may frame it, keep it or learn its address.
_HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def page(status: int, title: str, body: str) -> Response:
    """Return a page; `title` is text, `body` is HTML of our own with every value escaped."""
    heading = escape(title)
    html = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{heading}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body><main>\n<h1>{heading}</h1>\n{body}\n</main></body>\n</html>\n"
    )
    return Response(html, status, _HEADERS, "text/html")


def paragraph(text: str) -> str:
    """Return a paragraph of text."""
    return f"<p>{escape(text)}</p>"


def button(text: str) -> str:
    """Return a form that does what the page's own address offers, with a button."""
    return f'<form method="post"><button>{escape(text)}</button></form>'


def checkbox(name: str, value: str, label: str, *, is_checked: bool) -> str:
    """Return a checkbox with its label."""
    checked = " checked" if is_checked else ""
    return (
        f'<label><input type="checkbox" name="{escape(name)}" value="{escape(value)}"{checked}> {escape(label)}</label>'
    )


def group(legend: str, *parts: str) -> str:
    """Return fields that belong together."""
    return f"<fieldset><legend>{escape(legend)}</legend>{''.join(parts)}</fieldset>"
