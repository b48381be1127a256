"""What is promised of Heliograph's speed and size, and where the figure stands in what the benchmarks print.

A figure is the `number`th one after `row`, the words that its line begins with, in what `script` prints.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


class Side(StrEnum):
    """On which side of its target a figure should be."""

    LEAST = "at least"
    MOST = "at most"


@dataclass(frozen=True)
class Figure:
    """Where a figure stands; "{engine}" in `row` is the engine's name."""

    script: str
    row: str
    number: int = 0

    def read(self, printed: str, engine: str) -> float | None:
        """Return the figure; None where it was not printed."""
        row = self.row.format(engine=engine)
        for line in printed.splitlines():
            words = line.removeprefix("| ")
            if words.startswith(row):
                found = _NUMBER.findall(words.removeprefix(row))
                return float(found[self.number].replace(",", "")) if len(found) > self.number else None
        return None


@dataclass(frozen=True)
class Promise:
    """A figure and its target; with `beside`, it is the ratio of the two figures that is promised."""

    words: str
    side: Side
    target: float
    unit: str
    figure: Figure
    beside: Figure | None = None

    def measured(self, printed: dict[str, str], engine: str) -> float | None:
        """Return what was measured, from what each script printed."""
        figures = [each for each in (self.figure, self.beside) if each is not None]
        read = [each.read(printed.get(each.script, ""), engine) for each in figures]
        known = [each for each in read if each is not None]
        if len(known) < len(figures):
            return None
        return known[0] / known[1] if self.beside is not None else known[0]

    def is_kept(self, measured: float) -> bool:
        """Return whether it is kept."""
        return measured >= self.target if self.side is Side.LEAST else measured <= self.target


_OF_BARS = {
    "GraphQL: one monitor's bars": 1000,
    "GraphQL: 50 monitors' bars, UTC": 100,
    "GraphQL: 50 monitors' bars, Pacific/Auckland": 100,
}
_PAGE = {"GraphQL: a whole status page": 50}
_OTHERS = {
    "GraphQL: 100 monitors x 10 fields": 400,
    "REST: list of 52 monitors": 880,
    "REST: one monitor": 2912,
    "REST: one day of data": 1000,
    "REST: one data point": 2810,
}


def _reads() -> list[Promise]:
    """Return what is promised of each read, in each way of asking.

    Of bars that are computed anew it is how long one question takes (`_cold_bars`); their rates are context. So it is
    with the slowest hundredth of pages that are made: of 16 who each ask something else, everybody waits for 15.
    """
    ways: list[tuple[dict[str, int], tuple[str, ...]]] = [
        (_OF_BARS, ("again", "after writes", "made")),
        (_PAGE, ("again", "after writes", "made", "anew")),
        (_OTHERS, ("again", "after writes", "anew")),
    ]
    return [
        Promise(f"{name}, {way}", Side.LEAST, target, "/s", Figure("api.py", f"{name}, {way} |", 1))
        for targets, theirs in ways
        for name, target in targets.items()
        for way in theirs
    ] + [
        Promise(f"{page}, {way}: p99", Side.MOST, 100, "ms", Figure("api.py", f"{page}, {way} |", 3))
        for page in _PAGE
        for way in ("again", "after writes")
    ]


def _cold_bars(zone: str) -> Promise:
    row = f"GraphQL: 50 monitors' bars, {zone}, cold, one at a time | p50"
    return Promise(f"50 monitors' bars, {zone}, cold", Side.MOST, 100, "ms", Figure("api.py", row))


def _page(way: str) -> Promise:
    row = f"GraphQL: a whole status page, {way}, one at a time | p50"
    return Promise(f"a whole status page, {way}, one at a time: p99", Side.MOST, 100, "ms", Figure("api.py", row, 2))


def _beside(what: str) -> Promise:
    row = f"{what}, p99 together / alone |"
    return Promise(f"{what}: p99 of together and alone", Side.MOST, 2, "x", Figure("mixed.py", row))


def _late(hanging: int) -> Promise:
    figure = Figure("minute.py", f"{{engine}}, 1000 monitors, {hanging} hang |", 1)
    return Promise(f"1,000 monitors asked after second 0, {hanging} hang: p99", Side.MOST, 1, "s", figure)


PROMISES = (
    *_reads(),
    _cold_bars("UTC"),
    _cold_bars("Pacific/Auckland"),
    _page("cold"),
    _page("made"),
    Promise(
        "500 monitors made one by one", Side.MOST, 3, "s", Figure("api.py", "500 monitors made one by one, REST |")
    ),
    Promise("500 monitors made at once", Side.MOST, 1, "s", Figure("api.py", "500 monitors made by monitorsCreate |")),
    Promise("129,600 minutes edited", Side.MOST, 0.5, "s", Figure("api.py", "129,600 minutes edited, with rollups |")),
    Promise(
        "the slowest read meanwhile", Side.MOST, 50, "ms", Figure("api.py", "129,600 minutes edited, with rollups |", 1)
    ),
    Promise("memory of the API process after all of it", Side.MOST, 150, "MB", Figure("api.py", "the API process |")),
    Promise("memory of the worker after all of it", Side.MOST, 150, "MB", Figure("api.py", "the worker |")),
    _beside("pages"),
    _beside("batches beside pages"),
    _beside("monitors anew"),
    _beside("batches beside monitors anew"),
    _late(0),
    _late(30),
    _late(300),
    Promise(
        "statements a minute, 1,000 monitors beside 100",
        Side.MOST,
        1.1,
        "x",
        Figure("minute.py", "{engine}, 1000 monitors, 0 hang |", 4),
        Figure("minute.py", "{engine}, 100 monitors, 0 hang |", 4),
    ),
    Promise(
        "a tick of 1,000 monitors beside 100",
        Side.MOST,
        12,
        "x",
        Figure("growth.py", "1,000 |", 3),
        Figure("growth.py", "100 |", 3),
    ),
    Promise(
        "50 monitors' bars, made, beside raw samples",
        Side.LEAST,
        10,
        "x faster",
        Figure("store.py", "bars, nothing remembered, Europe/Berlin, 50 monitors, 90 days", 1),
    ),
)
