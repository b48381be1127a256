"""Runs of bad and good samples: where an alert begins and ends. A plain function of what is stored."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.enums import AlertStatus


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a condition makes of the sample of a minute."""

    minute: int
    is_bad: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A sample that triggers or resolves an alert. `is_new` tells one judged in its turn from one judged anew."""

    status: AlertStatus
    minute: int
    is_new: bool


def first_change(
    verdicts: Sequence[Verdict], judged_until: int | None, *, open_since: int | None, failures: int, successes: int
) -> Change | None:
    """Return the first change that the samples after `judged_until` make, oldest first; None where they make none.

    Where no sample is newer, or nothing is judged yet (None), the newest one is judged by itself: what people changed
    in the past counts as far as it reaches the present. `verdicts` go back far enough for the longer threshold.
    `open_since` is the minute from which samples may resolve the alert that stands; None where none does.
    """
    if not verdicts:
        return None
    newest = verdicts[-1].minute
    begin = newest if judged_until is None else min(newest, judged_until + 1)
    bad = good = 0
    for verdict in verdicts:
        counts = open_since is None or verdict.minute >= open_since
        bad, good = (bad + 1, 0) if verdict.is_bad else (0, good + 1 if counts else 0)
        if verdict.minute < begin:
            continue
        is_new = judged_until is not None and verdict.minute > judged_until
        if open_since is None and bad >= failures:
            return Change(AlertStatus.TRIGGERED, verdict.minute, is_new)
        if open_since is not None and good >= successes:
            return Change(AlertStatus.RESOLVED, verdict.minute, is_new)
    return None
