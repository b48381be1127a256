"""Stretches of a monitor's time, cut at the bounds of rollup buckets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.clock import MINUTE

QUARTER_HOUR = 900
THREE_HOURS = 10_800
DAY = 86_400
# The lengths of buckets; each is a whole number of the one before.
SPANS = (QUARTER_HOUR, THREE_HOURS, DAY)


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """The epoch seconds [start, end) of a monitor."""

    monitor_id: int
    start: int
    end: int


def floor(instant: int, span: int) -> int:
    """Return where the bucket of `span` seconds began that `instant` lies in, also before 1970."""
    return instant // span * span


def ceiling(instant: int, span: int) -> int:
    """Return the first bound of a bucket that is not before `instant`."""
    return -(-instant // span) * span


def of_minutes(minutes: Iterable[tuple[int, int]]) -> list[Stretch]:
    """Return the stretches of (monitor id, minute) pairs."""
    return [Stretch(monitor_id, minute, minute + MINUTE) for monitor_id, minute in minutes]


def of_monitors(monitor_ids: Iterable[int], start: int, end: int) -> list[Stretch]:
    """Return the minutes [start, end) of each monitor."""
    return [Stretch(monitor_id, start, end) for monitor_id in monitor_ids] if start < end else []


def widened(stretches: Iterable[Stretch], span: int) -> list[Stretch]:
    """Return the whole buckets that the stretches touch: in order, and none twice."""
    merged: list[Stretch] = []
    for each in sorted(Stretch(s.monitor_id, floor(s.start, span), ceiling(s.end, span)) for s in stretches):
        last = merged[-1] if merged else None
        if last is not None and last.monitor_id == each.monitor_id and each.start <= last.end:
            merged[-1] = Stretch(last.monitor_id, last.start, max(last.end, each.end))
        else:
            merged.append(each)
    return merged


def whole(stretch: Stretch, span: int) -> list[Stretch]:
    """Return the buckets that the stretch covers, as one stretch; nothing where it covers none."""
    return of_monitors([stretch.monitor_id], ceiling(stretch.start, span), floor(stretch.end, span))


def cut(stretch: Stretch, span: int) -> list[Stretch]:
    """Return the buckets that the stretch covers in part: those that an end of it lies within."""
    ends = [end for end in (stretch.start, stretch.end) if end % span]
    return widened([Stretch(stretch.monitor_id, floor(end, span), ceiling(end, span)) for end in ends], span)


def columns(stretches: Sequence[Stretch]) -> list[list[int]]:
    """Return the stretches as three columns: monitors, starts, ends."""
    return [[s.monitor_id for s in stretches], [s.start for s in stretches], [s.end for s in stretches]]
