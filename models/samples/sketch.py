"""A latency sketch: how latencies are distributed, small enough to keep for ever and quick to merge.

Latencies are counted in bins whose bounds grow by a constant factor, so that whatever is read from a bin is at most
1 % away from what was counted in it (the idea is DDSketch's). A sketch is UTF-8 text: a character names a bin by its
code point, and one from REPEATS up, after it, says how often it occurred. Two sketches are merged by writing one after
the other, which every database can do; `compacted` makes the result short again.
"""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

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
# Of each bin the latency that is equally far, in proportion, from both of its ends.
_LATENCIES = (0.0, *(2 / (1 + _GROWTH) * _GROWTH ** (code - _OFFSET) for code in range(_LOWEST + 1, _HIGHEST + 1)))

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
    return "".join([_entry(chr(bin_), count) for bin_, count in sorted(_counts(sketch).items())]).encode()


def quantiles(sketch: bytes, wanted: Sequence[float]) -> list[float] | None:
    """Return the latency at each of the ranks `wanted`, from 0 to 1 (0.5 is the median); None for an empty sketch.

    Each is within ACCURACY of the latency at that rank, rounded down, counted from 0 to the count less 1.
    """
    if not sketch:
        return None
    codes = _codes(sketch)
    if _without_repeats(sketch, codes):
        # Three times as fast as counting them.
        bins = sorted(codes)
        return [_LATENCIES[bins[math.floor(rank * (len(bins) - 1))] - _LOWEST] for rank in wanted]
    counts = _counts(sketch)
    bins = sorted(counts)
    reached = list(accumulate([counts[bin_] for bin_ in bins]))
    last = reached[-1] - 1
    return [_LATENCIES[bins[bisect_right(reached, math.floor(rank * last))] - _LOWEST] for rank in wanted]


def _codes(sketch: bytes) -> memoryview:
    """Return the code points as numbers, which are quicker to handle than characters."""
    return memoryview(sketch.decode().encode("utf-16"))[2:].cast("H")


def _without_repeats(sketch: bytes, codes: memoryview) -> bool:
    """Return whether all characters are bins: they take two bytes, and repeats take three."""
    return len(sketch) == 2 * len(codes)


def _counts(sketch: bytes) -> Mapping[int, int]:
    codes = _codes(sketch)
    if _without_repeats(sketch, codes):
        return Counter(codes)
    counts: dict[int, int] = {}
    bin_ = 0
    for code in codes:
        if code < REPEATS:
            bin_ = code
            counts[bin_] = counts.get(bin_, 0) + 1
        else:
            counts[bin_] += code - REPEATS + _FEWEST_REPEATS - 1
    return counts


def _entry(bin_: str, count: int) -> str:
    """Return a bin and its count; one that occurred oftener than a character can say is written several times."""
    if count < _FEWEST_REPEATS:
        return bin_ * count
    if count <= _MOST_REPEATS:
        return bin_ + chr(count + REPEATS - _FEWEST_REPEATS)
    return _entry(bin_, _MOST_REPEATS) + _entry(bin_, count - _MOST_REPEATS)
