"""A latency sketch: how latencies are distributed, small enough to keep for ever and quick to merge.

Latencies are counted in bins whose bounds grow by a constant factor, so that whatever is read from a bin is at most
1 % away from what was counted in it (the idea is DDSketch's). A sketch is UTF-8 text: a character names a bin by its
code point, and one from REPEATS up, after it, says how often it occurred. Two sketches are merged by writing one after
the other, which every database can do; `compacted` makes the result short again.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

ACCURACY = 0.01
# Two bytes of UTF-8 are the code points from 128 to 2047; the first stands for what is below the smallest latency.
_LOWEST, _HIGHEST = 128, 2047
_SMALLEST_MS = 0.01
_GROWTH = (1 + ACCURACY) / (1 - ACCURACY)
_BINS_PER_E = 1 / math.log(_GROWTH)
_OFFSET = _LOWEST + 1 - math.ceil(math.log(_SMALLEST_MS) * _BINS_PER_E)
REPEATS = 0x800
_FEWEST_REPEATS = 2
_MOST_REPEATS = 0xD7FF - REPEATS + _FEWEST_REPEATS
_ENTRY = re.compile(rf"(.)([{chr(REPEATS)}-\ud7ff]?)", re.DOTALL)

# The bin of a latency as a character, or NULL: what SQL strings together is a sketch.
SQLITE_BIN = f"""CASE WHEN latency < {_SMALLEST_MS} THEN char({_LOWEST}) WHEN latency IS NOT NULL
    THEN char(min({_HIGHEST}, CAST(ceil(ln(latency) * {_BINS_PER_E}) AS INTEGER) + {_OFFSET})) END"""
POSTGRES_BIN = f"""CASE WHEN latency < {_SMALLEST_MS} THEN chr({_LOWEST}) WHEN latency IS NOT NULL
    THEN chr(least({_HIGHEST}, ceil(ln(latency) * {_BINS_PER_E}::float8)::integer + {_OFFSET})) END"""


def of(latencies: Iterable[float]) -> bytes:
    """Return the sketch of latencies in milliseconds."""
    return "".join(chr(_bin(latency)) for latency in latencies).encode()


def _bin(latency: float) -> int:
    if latency < _SMALLEST_MS:
        return _LOWEST
    return min(_HIGHEST, math.ceil(math.log(latency) * _BINS_PER_E) + _OFFSET)


def compacted(sketch: bytes) -> bytes:
    """Return the same counts, each bin once and in order."""
    return "".join(_entry(code, count) for code, count in sorted(_counts(sketch).items())).encode()


def quantiles(sketch: bytes, wanted: Sequence[float]) -> list[float] | None:
    """Return the latency at each of the ascending ranks `wanted` (0.5 is the median); None for an empty sketch.

    Each is within ACCURACY of the latency at the rank rounded down, counted from 0 to the count less 1.
    """
    counts = sorted(_counts(sketch).items())
    last = sum(count for _, count in counts) - 1
    if last < 0:
        return None
    found = []
    entries = iter(counts)
    code, seen = _LOWEST, 0
    for rank in wanted:
        while seen <= math.floor(rank * last):
            code, count = next(entries)
            seen += count
        found.append(_latency(code))
    return found


def _latency(code: int) -> float:
    """Return the latency that is equally far, in proportion, from both ends of a bin."""
    if code == _LOWEST:
        return 0.0
    return 2 / (1 + _GROWTH) * _GROWTH ** (code - _OFFSET)


def _counts(sketch: bytes) -> dict[int, int]:
    text = sketch.decode()
    characters = Counter(text)
    if all(ord(character) < REPEATS for character in characters):
        return {ord(character): count for character, count in characters.items()}
    counts: Counter[int] = Counter()
    for character, repeats in _ENTRY.findall(text):
        counts[ord(character)] += ord(repeats) - REPEATS + _FEWEST_REPEATS if repeats else 1
    return counts


def _entry(code: int, count: int) -> str:
    """Return a bin and its count; one that occurred oftener than a character can say is written several times."""
    whole, rest = divmod(count, _MOST_REPEATS)
    most = chr(code) + chr(REPEATS + _MOST_REPEATS - _FEWEST_REPEATS)
    if rest < _FEWEST_REPEATS:
        return most * whole + chr(code) * rest
    return most * whole + chr(code) + chr(REPEATS + rest - _FEWEST_REPEATS)
