"""Any range of minutes as pieces of days, three hours, quarter hours and, at its edges, minutes."""

from models.samples.stretches import ceiling, floor
from models.samples.sums import Piece, Source


def pieces_of(label: int, start: int, end: int) -> list[Piece]:
    """Cut the minutes [start, end) into the fewest pieces, each of the longest buckets that fit."""
    return _cut(label, start, end, tuple(Source))


def _cut(label: int, start: int, end: int, sources: tuple[Source, ...]) -> list[Piece]:
    if start >= end:
        return []
    longest, *shorter = sources
    first, stop = ceiling(start, longest), floor(end, longest)
    if first >= stop:
        return _cut(label, start, end, tuple(shorter))
    return [
        *_cut(label, start, first, tuple(shorter)),
        Piece(label, longest, first, stop),
        *_cut(label, stop, end, tuple(shorter)),
    ]
