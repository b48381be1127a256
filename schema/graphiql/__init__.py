"""GraphiQL, the page on which people explore the API in their browser, served from our own files alone.

The door answers a browser's `GET /graphql` with `PAGE` under `CONTENT_SECURITY_POLICY`, and serves the folder `ASSETS`
at `/graphql/assets`. The assets are built from `source/`, whose README says how.
"""

from html import escape
from pathlib import Path
from string import Template
from typing import Final

_HERE = Path(__file__).parent

ASSETS: Final = _HERE / "assets"
"""The folder of the page's script, style and icon, and of the licences of what they contain."""

DEFAULT_QUERY: Final = (_HERE / "default_query.graphql").read_text(encoding="utf-8")
"""What stands in the editor on the first visit."""

PAGE: Final = Template((_HERE / "page.html").read_text(encoding="utf-8")).substitute(
    default_query=escape(DEFAULT_QUERY)
)
"""The HTML document."""

# connect-src is the API, by HTTP and by WebSocket.
CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The value of the `Content-Security-Policy` header that the page needs, and no more."""
