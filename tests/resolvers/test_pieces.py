"""A range is cut into the longest buckets that fit, and nothing of it is left out or counted twice."""

import random

import pytest

from models.samples.sums import Source
from resolvers.pieces import pieces_of

DAY = 86_400


def test_a_range_goes_from_minutes_to_days_and_back() -> None:
    pieces = pieces_of(3, 10 * 3600 + 60, 3 * DAY + 4 * 3600 + 20 * 60)

    assert [(piece.label, piece.source, piece.start, piece.end) for piece in pieces] == [
        (3, Source.SAMPLES, 10 * 3600 + 60, 10 * 3600 + 900),
        (3, Source.QUARTER_HOURS, 10 * 3600 + 900, 12 * 3600),
        (3, Source.THREE_HOURS, 12 * 3600, DAY),
        (3, Source.DAYS, DAY, 3 * DAY),
        (3, Source.THREE_HOURS, 3 * DAY, 3 * DAY + 3 * 3600),
        (3, Source.QUARTER_HOURS, 3 * DAY + 3 * 3600, 3 * DAY + 4 * 3600 + 900),
        (3, Source.SAMPLES, 3 * DAY + 4 * 3600 + 900, 3 * DAY + 4 * 3600 + 20 * 60),
    ]


@pytest.mark.parametrize("seed", range(50))
def test_pieces_follow_each_other_at_bounds_of_their_buckets(seed: int) -> None:
    chance = random.Random(seed)
    start = chance.randrange(-5 * DAY, 5 * DAY, 60)
    end = start + chance.randrange(60, chance.choice([3600, 6 * 3600, 3 * DAY]) + 60, 60)

    pieces = pieces_of(0, start, end)

    assert [piece.start for piece in pieces] == [start, *(piece.end for piece in pieces[:-1])]
    assert pieces[-1].end == end
    assert not any(edge % piece.source for piece in pieces for edge in (piece.start, piece.end))
    assert all(piece.start < piece.end for piece in pieces)
