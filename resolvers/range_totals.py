"""What monitors' samples come to in ranges of minutes, remembered until one of these samples changes.

Most of a long range are days that have long passed, which new minutes leave as they are. Its ends move each minute,
and are read anew.
"""

from collections.abc import Mapping, Sequence

from core import clock
from models.samples import SETTLED_AFTER, Totals, Version, totals, versions
from models.samples.stretches import DAY, floor
from models.samples.sums import Source
from resolvers.pieces import pieces_of
from resolvers.remembered import Remembered

# Ranges of a monitor, some 300 bytes each.
_REMEMBERED = 500
_remembered: Remembered[list[Totals]] = Remembered(_REMEMBERED, len)
_remembered_past: Remembered[list[Totals]] = Remembered(_REMEMBERED, len)


async def of_monitors(ids: Sequence[int], ranges: Sequence[tuple[int, int]]) -> dict[int, list[Totals]]:
    """Return by monitor id what it has in each of the ranges of minutes [start, end).

    At most three statements for all: whether what was read before still holds, and what has to be read of days that
    have long passed, and of the rest; from rollups, and from samples only at the ranges' edges.
    """
    known = await versions(ids)
    question = tuple(ranges)
    found = {key: _remembered.get((key, question), version.all) for key, version in known.items()}
    missing = {key: known[key] for key, values in found.items() if values is None}
    read = await _read(missing, ranges) if missing else {}
    for key, values in read.items():
        _remembered.put((key, question), known[key].all, values)
    return {key: read[key] if values is None else values for key, values in found.items()}


async def _read(known: Mapping[int, Version], ranges: Sequence[tuple[int, int]]) -> dict[int, list[Totals]]:
    settled = floor(clock.current_minute() - SETTLED_AFTER, DAY)
    pieces = [
        piece
        for label, (start, end) in enumerate(ranges)
        for piece in (*pieces_of(label, start, min(end, settled)), *pieces_of(label, max(start, settled), end))
    ]
    past = [piece for piece in pieces if piece.source is Source.DAYS and piece.end <= settled]
    recent = [piece for piece in pieces if piece not in past]
    question = len(ranges), tuple(past)
    found = {key: _remembered_past.get((key, question), version.past) for key, version in known.items()}
    read = await totals([key for key, values in found.items() if values is None], len(ranges), past)
    for key, values in read.items():
        _remembered_past.put((key, question), known[key].past, values)
    rest = await totals(list(known), len(ranges), recent)
    return {key: list(map(_sum, read[key] if values is None else values, rest[key])) for key, values in found.items()}


def _sum(some: Totals, others: Totals) -> Totals:
    return [a + b for a, b in zip(some, others, strict=True)]
