"""Ranges of time that people ask about."""

from dataclasses import dataclass

from core import clock
from core.errors import InvalidInput
from resolvers.timestamps import clamp


@dataclass(frozen=True, slots=True)
class Range:
    """The minutes that begin in the epoch seconds [start, end)."""

    start: int
    end: int


def last(seconds: int) -> Range:
    """Return the range of this many seconds that ends with the current minute."""
    end = clock.current_minute() + clock.MINUTE
    return Range(end - seconds, end)


def checked(wanted: Range) -> tuple[int, int]:
    """Return the range with its bounds at minutes; raises InvalidInput when its start is not before its end."""
    if wanted.start >= wanted.end:
        raise InvalidInput(f"the start of a range must be before its end; got {wanted.start} and {wanted.end}", "start")
    start, end = (-(-clamp(edge) // clock.MINUTE) * clock.MINUTE for edge in (wanted.start, wanted.end))
    return start, end
