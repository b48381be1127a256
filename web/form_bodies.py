"""Bodies of the small forms: read whole, up to a limit, as JSON or as browsers send forms."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

import orjson
from fastapi import Request

from core.errors import InvalidInput

_MAX_BYTES = 20_000
_MAX_FIELDS = 200
_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent: each field's values, in their order."""

    fields: dict[str, list[str]]
    is_json: bool

    def text(self, name: str) -> str:
        """Return a field's last value, or the empty text."""
        values = self.fields.get(name)
        return values[-1] if values else ""

    def texts(self, name: str) -> Sequence[str]:
        """Return all values of a field."""
        return self.fields.get(name, [])

    def flag(self, name: str) -> bool:
        """Return whether a box was ticked, or a JSON field is true."""
        return self.text(name).lower() in {"on", "true", "1", "yes"}


async def read(request: Request) -> Form:
    """Return the body; raises InvalidInput for one that is too long, too slow, or neither JSON nor a form."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await _bytes(request)
    if kind == "application/json":
        return Form(_of_json(body), is_json=True)
    if kind == "application/x-www-form-urlencoded":
        try:
            return Form(parse_qs(body.decode(), keep_blank_values=True, max_num_fields=_MAX_FIELDS), is_json=False)
        except ValueError:
            raise InvalidInput("The form can't be read") from None
    raise InvalidInput("Content-Type must be application/json or application/x-www-form-urlencoded")


async def _bytes(request: Request) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > _MAX_BYTES:
                    raise InvalidInput(f"The body must have at most {_MAX_BYTES} bytes")
    except TimeoutError:
        raise InvalidInput(f"The body must come within {_SECONDS:g} seconds") from None
    return bytes(body)


def _of_json(body: bytes) -> dict[str, list[str]]:
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise InvalidInput("The body must be a JSON object") from None
    if not isinstance(document, dict):
        raise InvalidInput("The body must be a JSON object")
    return {name: _texts(name, value) for name, value in document.items() if value is not None}


def _texts(name: str, value: object) -> list[str]:
    values: list[object] = value if isinstance(value, list) else [value]
    texts = [str(each).lower() if isinstance(each, bool) else each for each in values]
    if not all(isinstance(each, str) for each in texts):
        raise InvalidInput(f"{name[:80]} must be a text, true, false, or a list of texts", name)
    return [str(each) for each in texts]
