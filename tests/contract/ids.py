"""Ids differ between the server that was recorded and the one under test; here one is translated into the other."""

import re

# The kinds of things that have ids, by the key under which an answer holds them.
KIND_OF_KEY = {
    name: kind
    for kind in ("monitor", "incident", "comment", "page", "maintenance", "event")
    for name in (kind, f"{kind}s")
}
KIND_OF_REFERENCE = {f"{kind}_id": kind for kind in ("incident", "maintenance", "event", "comment")}
_IN_URL = {
    "incident": (re.compile(r"(?<=/incidents/)\d+$"), "incident"),
    "event": (re.compile(r"(?<=/maintenances/)\d+$"), "event"),
    "maintenance": (re.compile(r"(?<=/maintenances/)\d+(?=\?type=maintenance$)"), "maintenance"),
}
_IN_MESSAGE = re.compile(r"\b((incident|comment|event|maintenance)(?: with id)? ')(-?\d+)(?=')", re.IGNORECASE)
_NEVER_AN_ID = 999999


class Ids:
    """Pairs of (recorded id, id under test) for each kind; one to one."""

    def __init__(self) -> None:
        self._actual: dict[tuple[str, int], int] = {}
        self._recorded: dict[tuple[str, int], int] = {}

    def actual(self, kind: str, recorded: int) -> int | None:
        """Return the id under test, where the pair is known."""
        return self._actual.get((kind, recorded))

    def learn(self, kind: str, recorded: int, actual: object) -> None:
        """Remember a pair, unless one of the two is known already."""
        if isinstance(actual, int) and actual != _NEVER_AN_ID:
            if (kind, recorded) in self._actual or (kind, actual) in self._recorded:
                return
            self._actual[kind, recorded] = actual
            self._recorded[kind, actual] = recorded

    def learn_anew(self, kind: str, recorded: int, actual: object) -> None:
        """Remember the pair of a thing that was just made; ids of deleted things may come again."""
        if isinstance(actual, int):
            self._actual.pop((kind, self._recorded.pop((kind, actual), recorded)), None)
            self._recorded.pop((kind, self._actual.get((kind, recorded), actual)), None)
            self._actual[kind, recorded] = actual
            self._recorded[kind, actual] = recorded

    def in_url(self, kind: str, url: str) -> str:
        """Return a recorded url with the id under test."""
        if kind not in _IN_URL:
            return url
        pattern, id_kind = _IN_URL[kind]
        return pattern.sub(lambda found: str(self._actual.get((id_kind, int(found[0])), found[0])), url)

    def in_message(self, message: str) -> str:
        """Return a recorded sentence with the ids under test."""
        return _IN_MESSAGE.sub(
            lambda found: found[1] + str(self._actual.get((found[2].lower(), int(found[3])), found[3])), message
        )
