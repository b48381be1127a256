"""Plays the recorded requests of a client of REST v4, in their order, against the app."""

import json
import re
from typing import Any

import httpx

from core import clock
from tests.contract.comparison import Comparison
from tests.contract.ids import Ids

_VARIABLE = re.compile(r"\{([a-z_0-9]+)\}")
_MANY_ROUNDS = 50
# What undoes a request that should have been refused, so that the lists of later steps stay as recorded.
_MADE_BY = {
    "createMonitor": ("monitor", "tag", "/api/v4/monitors"),
    "createPage": ("page", "page_path", "/api/v4/pages"),
    "createIncident": ("incident", "id", "/api/v4/incidents"),
    "createMaintenance": ("maintenance", "id", "/api/v4/maintenances"),
}


class Replay:
    """One pass through the recording; the steps save values for each other."""

    def __init__(self, client: httpx.AsyncClient, *, key: str, inactive_key: str) -> None:
        self._client = client
        self._keys = {
            "valid": f"Bearer {key}",
            "wrong": f"Bearer wrong_{'0' * 64}",
            "inactive": f"Bearer {inactive_key}",
        }
        self._key = key
        self._ids = Ids()
        self._saved: dict[str, object] = {}

    async def play(self, step: dict[str, Any]) -> list[str]:
        """Send a step's request; returns how the answer differs from the recorded one."""
        if "clear" in step:
            await self._clear(step["clear"])
            return []
        try:
            response = await self._send(step)
        except KeyError as missing:
            return [f"not sent: no earlier step saved {missing}"]
        answer = _json(response)
        if response.is_success:
            self._saved.update({name: _dig(answer, path) for name, path in (step.get("save") or {}).items()})
        return await self._judge(step, response.status_code, answer)

    async def _judge(self, step: dict[str, Any], status: int, answer: Any) -> list[str]:
        expected = step["expect"]
        allowed = expected["status"] if isinstance(expected["status"], list) else [expected["status"]]
        if status not in allowed:
            if expected.get("error") and status < httpx.codes.MULTIPLE_CHOICES:
                await self._undo(step, answer)
            return [f"status {status}, expected {allowed}: {json.dumps(answer)[:200]}"]
        if expected.get("error"):
            return _refusal_differences(answer)
        if "body" not in expected:
            return []
        comparison = Comparison(self._ids, step)
        comparison.body(expected["body"], answer)
        return comparison.differences if step["compare"] is True else []

    async def _send(self, step: dict[str, Any]) -> httpx.Response:
        target = self._fill(step["path"]) + (f"?{self._fill(step['query'])}" if step.get("query") else "")
        headers = {"content-type": step.get("content_type", "application/json"), **(step.get("headers") or {})}
        how = step.get("auth", "valid")
        if how != "none":
            literal = how.replace("{KEY_UPPER}", self._key.upper()).replace("{KEY}", self._key)
            headers["authorization"] = self._keys.get(how, literal)
        content = None
        if "body" in step:
            content = json.dumps(_expand(step["body"])).encode()
        elif "raw_body" in step:
            content = step["raw_body"].encode()
        return await self._client.request(step["method"], target, headers=headers, content=content)

    async def _clear(self, spec: dict[str, Any]) -> None:
        """Delete all that a list shows, as often as it shows something."""
        for _ in range(_MANY_ROUNDS):
            listed = _json(await self._send({"method": "GET", "path": spec["list"]}))
            names = [each[spec["field"]] for each in listed.get(spec["items"], [])]
            found = [name for name in names if name not in spec.get("keep", [])]
            if not found:
                return
            for each in found:
                await self._send({"method": "DELETE", "path": spec["item_path"].replace("{}", str(each))})

    async def _undo(self, step: dict[str, Any], answer: Any) -> None:
        if step.get("operation") in _MADE_BY:
            thing, name, path = _MADE_BY[step["operation"]]
            await self._send({"method": "DELETE", "path": f"{path}/{answer[thing][name]}"})

    def _fill(self, text: str) -> str:
        return _VARIABLE.sub(lambda found: str(self._saved[found[1]]), text)


def _refusal_differences(answer: Any) -> list[str]:
    match answer:
        case {"error": {"code": str(), "message": str()}}:
            return []
        case _:
            return [f'no {{"error": {{"code", "message"}}}}: {json.dumps(answer)[:200]}']


def _json(response: httpx.Response) -> Any:
    return json.loads(response.content) if response.content else None


def _dig(answer: Any, path: str) -> object:
    for key in path.split("."):
        answer = answer[int(key)] if isinstance(answer, list) else answer[key]
    return answer


def _expand(value: Any) -> Any:
    """Return what the recording's shorthands stand for in a request."""
    match value:
        case {"$repeat": [text, count]}:
            return text * count
        case {"$now": offset}:
            return clock.current_minute() + offset
        case dict():
            return {key: _expand(each) for key, each in value.items()}
        case list():
            return [_expand(each) for each in value]
        case _:
            return value
