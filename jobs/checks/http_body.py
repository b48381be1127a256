"""The body of an HTTP answer, of which no more is taken than a limit allows: compressed, decompressed or as text."""

import codecs
import re
import zlib

from aiohttp import ClientResponse

MAX_BODY_BYTES = 1_048_576
_MAX_CODINGS = 4
_ZLIB_OR_GZIP = zlib.MAX_WBITS | 32
# Python knows codecs that take forever (punycode) or are no character sets (rot13).
_CHARACTER_SETS = re.compile(r"(utf|iso|latin|ascii|cp|windows|koi8|mac|big5|gb|hz|shift|euc|johab|tis|kz|ptcp)")


class UnreadableBodyError(Exception):
    """The body is not what its Content-Encoding says."""


async def receive(response: ClientResponse) -> bytes:
    """Return the body as it was sent, cut off at the limit."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) >= MAX_BODY_BYTES:
            break
    return bytes(body[:MAX_BODY_BYTES])


def text(response: ClientResponse, body: bytes) -> str:
    """Return a received body decompressed (up to the limit) and decoded; what is no character becomes U+FFFD.

    Raises UnreadableBodyError. A body in a coding that was never asked for is taken as it is.
    """
    codings = response.headers.get("Content-Encoding", "").lower().replace(" ", "").split(",")
    if len(codings) > _MAX_CODINGS:
        raise UnreadableBodyError
    for coding in reversed(codings):
        if coding in {"gzip", "x-gzip", "deflate"}:
            body = _inflate(body)
    return body.decode(_character_set(response), errors="replace")


def _inflate(body: bytes) -> bytes:
    """Decompress gzip or deflate; some servers send deflate without the zlib header that RFC 9110 asks for."""
    for window in (_ZLIB_OR_GZIP, -zlib.MAX_WBITS):
        try:
            return zlib.decompressobj(window).decompress(body, MAX_BODY_BYTES)
        except zlib.error:
            continue
    raise UnreadableBodyError


def _character_set(response: ClientResponse) -> str:
    try:
        name = codecs.lookup(response.charset or "utf-8").name
    except (LookupError, ValueError):
        return "utf-8"
    return name if _CHARACTER_SETS.match(name) else "utf-8"
