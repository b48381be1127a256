"""Requests as a server hands them to the app, also those that no client library would send."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from rest_compat import app
from rest_compat.openapi.document import PREFIX
from tests.rest_compat.seeds import Seeds


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes

    def is_refusal(self) -> bool:
        """Return whether it is an error of ours, in its shape."""
        if self.status < 400 or self.status >= 500:
            return False
        error = json.loads(self.body)["error"]
        return set(error) == {"code", "message"} and all(isinstance(each, str) for each in error.values())


@dataclass(frozen=True)
class Wire:
    """Sends what no client library would, as a server hands it to the app."""

    authorization: str
    seeds: Seeds

    async def send(self, method: str, path: str, body: bytes = b"", *, query: str = "") -> Answer:
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(f"{PREFIX}{path}"),
            "raw_path": f"{PREFIX}{path}".encode(),
            "query_string": query.encode(),
            "headers": [(b"host", b"localhost"), (b"authorization", self.authorization.encode())],
            "server": ("localhost", 3000),
            "client": ("127.0.0.1", 1),
        }
        pieces = iter([body[start : start + 65_536] for start in range(0, len(body), 65_536)] or [b""])
        left = max(1, -(-len(body) // 65_536))
        status, received = 0, b""

        async def receive() -> dict[str, Any]:
            nonlocal left
            left -= 1
            return {"type": "http.request", "body": next(pieces), "more_body": left > 0}

        async def answer(message: Any) -> None:
            nonlocal status, received
            status = message.get("status", status)
            received += message.get("body", b"")

        await app.answer(scope, receive, answer)
        return Answer(status, received)
