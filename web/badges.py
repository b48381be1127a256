"""Badges: a monitor's status as a small picture, for READMEs and intranet pages."""

from html import escape

from fastapi import APIRouter, Response

from core.errors import NotFound
from core.principal import PUBLIC
from models.enums import Status
from resolvers import monitors, samples

router = APIRouter(include_in_schema=False)

# Dark enough for white letters on them (WCAG 2.2, contrast of 4.5 to 1).
_COLOURS = {
    Status.UP: "#1a7f4b",
    Status.DOWN: "#b3261e",
    Status.DEGRADED: "#8a6100",
    Status.MAINTENANCE: "#4455aa",
    Status.NO_DATA: "#5f6b76",
}
_WORDS = {
    Status.UP: "up",
    Status.DOWN: "down",
    Status.DEGRADED: "degraded",
    Status.MAINTENANCE: "maintenance",
    Status.NO_DATA: "no data",
}
_LETTER_WIDTH = 7
_PADDING = 12
_LONGEST_NAME = 60
# A status changes once a minute at most.
_HEADERS = {"Cache-Control": "public, max-age=30", "Content-Security-Policy": "default-src 'none'; style-src 'none'"}


@router.get("/badges/{tag}.svg")
async def status_badge(tag: str) -> Response:
    """Draw the status of a public monitor; 404 for one that is not there, or not for the public."""
    try:
        monitor = await monitors.get(PUBLIC, tag)
    except NotFound:
        return Response("There is no such badge.", status_code=404, media_type="text/plain")
    newest = (await samples.latest([monitor.id])).get(monitor.id)
    return Response(draw(monitor.name, newest.status if newest else Status.NO_DATA), 200, _HEADERS, "image/svg+xml")


def draw(name: str, status: Status) -> str:
    """Return the SVG of a badge: the name on grey, the status on its colour."""
    name = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
    word = _WORDS[status]
    left, right = (len(each) * _LETTER_WIDTH + _PADDING for each in (name, word))
    label = escape(f"{name}: {word}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-label="{label}">'
        f"<title>{label}</title>"
        f'<rect width="{left + right}" height="20" rx="3" fill="#30363d"/>'
        f'<path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1 -3 3h-{right - 3}z" fill="{_COLOURS[status]}"/>'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
        f'<text x="{left / 2}" y="14">{escape(name)}</text><text x="{left + right / 2}" y="14">{word}</text></g></svg>'
    )
