"""Periods end with the current minute, and days are those of a place where one is named."""

import pytest

from core.clock import ManualClock
from core.errors import InvalidInput
from resolvers import ranges
from resolvers.ranges import Period, Range
from tests.conftest import START

DAY = 86_400
# 13:07:30 in Berlin, two days after its clocks were put forward at 02:00.
BERLIN = 1_743_505_650
END = BERLIN - 30 + 60


@pytest.mark.parametrize(
    ("period", "days"),
    [
        (Period.LAST_24_HOURS, 1),
        (Period.LAST_7_DAYS, 7),
        (Period.LAST_30_DAYS, 30),
        (Period.LAST_90_DAYS, 90),
        (Period.LAST_YEAR, 365),
    ],
)
def test_a_period_is_as_long_as_it_says(now: ManualClock, period: Period, days: int):
    assert ranges.recent(period) == Range(START + 60 - days * DAY, START + 60)


def test_the_days_of_a_place_begin_at_its_midnight(now: ManualClock):
    now.move_to(BERLIN)

    # The 26th of March began at 00:00+01:00.
    assert ranges.recent(Period.LAST_7_DAYS, "Europe/Berlin") == Range(1_742_943_600, END)
    assert ranges.recent(Period.LAST_7_DAYS, "UTC") == Range(1_742_947_200, END)
    assert ranges.recent(Period.LAST_24_HOURS, "Europe/Berlin") == Range(END - DAY, END)


@pytest.mark.parametrize("period", list(Period))
def test_a_place_that_does_not_exist_is_refused(now: ManualClock, period: Period):
    with pytest.raises(InvalidInput, match="must be an IANA time zone such as 'Europe/Berlin'; got 'Mars/Base'"):
        ranges.recent(period, "Mars/Base")


def test_a_range_without_an_end_reaches_up_to_the_current_minute(now: ManualClock):
    now.advance(59)

    assert ranges.between(START - 60) == Range(START - 60, START + 60)
    assert ranges.between(START - 60, START) == Range(START - 60, START)


def test_an_empty_range_is_refused_in_words_that_people_read(now: ManualClock):
    with pytest.raises(InvalidInput) as refused:
        ranges.between(START + 60)

    assert refused.value.message == (
        "the start of a range must be before its end; got 2025-01-06T00:01:00+00:00 and 2025-01-06T00:01:00+00:00"
    )
