"""Compares an answer with the recorded one: more keys are fine, ids are translated, everything else is equal."""

import json
import re
from typing import Any

from core import clock
from tests.contract.ids import KIND_OF_KEY, KIND_OF_REFERENCE, Ids

_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")
_NOW_TOLERANCE_SECONDS = 120
_SHORT = 120


class Comparison:
    """One answer against its recording; `differences` says where they part."""

    def __init__(self, ids: Ids, step: dict[str, Any]) -> None:
        self.differences: list[str] = []
        self._ids = ids
        self._creates = step["method"] == "POST"
        self._volatile = [re.compile(re.escape(path).replace(r"\*", r"\d+")) for path in step.get("volatile", [])]
        self._subset_by: dict[str, str] = step.get("subset_by", {})
        self._at_least: list[str] = step.get("at_least", [])

    def body(self, recorded: Any, actual: Any) -> None:
        """Compare two answers as a whole."""
        if not isinstance(recorded, dict) or not isinstance(actual, dict):
            self._value("body", recorded, actual)
            return
        for key, want in recorded.items():
            if key not in actual:
                self._differ(key, "is missing", want)
            else:
                self._entry(key, want, actual[key])

    def _entry(self, key: str, want: Any, got: Any) -> None:
        kind = KIND_OF_KEY.get(key)
        if key in self._subset_by:
            self._subset(key, want, got)
        elif kind and isinstance(want, list) and isinstance(got, list):
            shown = got[: len(want)] if key in self._at_least else got
            if len(want) != len(shown):
                self._differ(key, f"has {len(got)} items", len(want))
                return
            for index, (one, other) in enumerate(zip(want, shown, strict=True)):
                self._thing(f"{key}.{index}", kind, one, other)
        elif kind:
            self._thing(key, kind, want, got)
        elif key == "message" and isinstance(want, str):
            self._value(key, self._ids.in_message(want), got)
        elif key == "error" and isinstance(want, dict):
            self._value(key, {**want, "message": self._ids.in_message(want["message"])}, got)
        else:
            self._value(key, want, got)

    def _subset(self, key: str, want: list[dict[str, Any]], got: list[dict[str, Any]]) -> None:
        name = self._subset_by[key]
        have = {each.get(name): each for each in got}
        for each in want:
            path = f"{key}[{each[name]}]"
            if each[name] in have:
                self._value(path, each, have[each[name]])
            else:
                self._differ(path, "is missing", each)

    def _thing(self, path: str, kind: str, want: Any, got: Any) -> None:
        """Compare two things that have ids."""
        if not isinstance(want, dict) or not isinstance(got, dict):
            self._value(path, want, got)
            return
        ids = {
            key: kind if key == "id" else KIND_OF_REFERENCE[key]
            for key, value in want.items()
            if isinstance(value, int) and (key == "id" or key in KIND_OF_REFERENCE)
        }
        if self._creates and path == kind and "id" in ids:
            self._ids.learn_anew(kind, want["id"], got.get("id"))
        before = len(self.differences)
        self._value(path, {key: value for key, value in want.items() if key not in {*ids, "url"}}, got)
        is_the_same_thing = len(self.differences) == before
        for key, id_kind in ids.items():
            if is_the_same_thing:
                self._ids.learn(id_kind, want[key], got.get(key))
            if (expected := self._ids.actual(id_kind, want[key])) != got.get(key) and (
                is_the_same_thing or expected is not None
            ):
                self._differ(f"{path}.{key}", got.get(key), expected)
        if isinstance(want.get("url"), str):
            self._value(f"{path}.url", self._ids.in_url(kind, want["url"]), got.get("url"))

    def _value(self, path: str, want: Any, got: Any) -> None:
        if any(pattern.fullmatch(path) for pattern in self._volatile):
            if _json_type(want) != _json_type(got):
                self._differ(path, got, f"the type of {want}")
            return
        match want:
            case "$iso":
                if not isinstance(got, str) or not _ISO.fullmatch(got):
                    self._differ(path, got, "an ISO date")
            case {"$now": offset}:
                self._instant(path, clock.current_minute() + offset, got)
            case {"$repeat": [text, count]}:
                self._value(path, text * count, got)
            case _ if _json_type(want) != _json_type(got):
                self._differ(path, got, want)
            case dict() | list():
                self._children(path, want, got)
            case _ if want != got:
                self._differ(path, got, want)

    def _instant(self, path: str, want: int, got: Any) -> None:
        if _json_type(got) != "number" or abs(got - want) > _NOW_TOLERANCE_SECONDS:
            self._differ(path, got, f"about {want}")

    def _children(self, path: str, want: Any, got: Any) -> None:
        if isinstance(want, list) and len(want) != len(got):
            self._differ(path, f"has {len(got)} items", len(want))
            return
        for key, value in want.items() if isinstance(want, dict) else enumerate(want):
            if isinstance(want, list) or key in got:
                self._value(f"{path}.{key}", value, got[key])
            else:
                self._differ(f"{path}.{key}", "is missing", value)

    def _differ(self, path: str, got: Any, want: Any) -> None:
        self.differences.append(f"{path}: {_short(got)}, expected {_short(want)}")


def _json_type(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else type(value).__name__


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) < _SHORT else f"{text[:_SHORT]}..."
