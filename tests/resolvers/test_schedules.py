import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from croniter import croniter
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from core.errors import InvalidInput
from resolvers.schedules import check_cron, check_time_zone, next_due
from tests.resolvers.cron_reference import due_minutes

DAY = 86_400


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


# Nights on which clocks are set: by an hour, by half an hour, at midnight, and by a whole day.
NIGHTS = {
    "Europe/Berlin": ("2025-03-30 01:00", "2025-10-26 01:00"),
    "America/New_York": ("2025-03-09 07:00", "2025-11-02 06:00"),
    "Australia/Lord_Howe": ("2025-10-04 15:30", "2025-04-05 15:00"),
    "America/Santiago": ("2025-09-07 04:00", "2025-04-06 03:00"),
    "Africa/Casablanca": ("2025-02-23 02:00", "2025-04-06 02:00"),
    "Pacific/Apia": ("2011-12-30 10:00",),
    "Asia/Kolkata": ("2025-06-01 00:00",),
}


@pytest.mark.parametrize(
    ("cron", "after", "due"),
    [
        ("* * * * *", "2025-01-06 10:00:00", "2025-01-06 10:01:00"),
        ("* * * * *", "2025-01-06 10:00:59", "2025-01-06 10:01:00"),
        ("*/5 * * * *", "2025-01-06 10:00:00", "2025-01-06 10:05:00"),
        ("@hourly", "2025-01-06 10:00:00", "2025-01-06 11:00:00"),
        ("@Daily", "2025-01-06 10:00:00", "2025-01-07 00:00:00"),
        ("@midnight", "2025-01-06 10:00:00", "2025-01-07 00:00:00"),
        ("@weekly", "2025-01-06 10:00:00", "2025-01-12 00:00:00"),
        ("@monthly", "2025-01-06 10:00:00", "2025-02-01 00:00:00"),
        ("@yearly", "2025-01-06 10:00:00", "2026-01-01 00:00:00"),
        ("@annually", "2025-01-06 10:00:00", "2026-01-01 00:00:00"),
        ("0 0 * * mon#1", "2025-01-06 00:00:00", "2025-02-03 00:00:00"),
        ("0 0 * * MON-FRI#2", "2025-01-08 00:00:00", "2025-01-09 00:00:00"),
        ("0 0 * * L5", "2025-01-06 00:00:00", "2025-01-31 00:00:00"),
        ("0 0 * * fril", "2025-02-01 00:00:00", "2025-02-28 00:00:00"),
        ("0 0 l * *", "2025-02-01 00:00:00", "2025-02-28 00:00:00"),
        ("0 0 15,L * *", "2025-02-16 00:00:00", "2025-02-28 00:00:00"),
        ("0 0 1 * mon#2", "2025-01-02 00:00:00", "2025-01-13 00:00:00"),
        ("0 0 13 * fri", "2025-01-01 00:00:00", "2025-01-03 00:00:00"),
        ("0 0 */2 * mon", "2025-01-01 00:00:00", "2025-01-13 00:00:00"),
        ("0 0 ? * 7", "2025-01-06 00:00:00", "2025-01-12 00:00:00"),
        ("0 22-1 * * *", "2025-01-06 00:30:00", "2025-01-06 01:00:00"),
        ("0 0 * * fri-mon", "2025-01-06 00:00:00", "2025-01-10 00:00:00"),
        ("5/20 * * jan-mar *", "2025-01-06 00:26:00", "2025-01-06 00:45:00"),
        ("0 0 29 2 *", "2025-01-06 00:00:00", "2028-02-29 00:00:00"),
        ("0 0 29 2 */7", "2096-03-01 00:00:00", "2128-02-29 00:00:00"),
    ],
)
def test_the_next_due_minute_is_the_first_after_the_instant(cron, after, due):
    assert next_due(cron, "UTC", at(after)) == at(due)


def test_a_cron_goes_by_its_time_zone():
    assert next_due("30 9 * * *", "Asia/Kolkata", at("2025-01-06 00:00:00")) == at("2025-01-06 04:00:00")


def test_a_monitor_without_a_cron_is_never_due():
    assert next_due(None, "UTC", 0) is None


def due_within(cron: str, zone: str, start: int, end: int) -> list[int]:
    """Follow `next_due` through [start, end)."""
    found: list[int] = []
    due = next_due(cron, zone, start - 1)
    while due is not None and due < end:
        found.append(due)
        due = next_due(cron, zone, due)
    return found


@pytest.mark.parametrize(
    ("cron", "due"),
    [
        # A time of the day that the wall shows twice is due once, at its first.
        ("30 2 * * *", ["00:30"]),
        ("0,30 2 * * *", ["00:00", "00:30"]),
        ("0-59/30 1-3 * * *", ["23:00", "23:30", "00:00", "00:30", "02:00", "02:30"]),
        # Every so often goes by real time, through both hours.
        ("30 * * * *", ["22:30", "23:30", "00:30", "01:30", "02:30"]),
        ("*/30 2 * * *", ["00:00", "00:30", "01:00", "01:30"]),
        ("0 */2 * * *", ["22:00", "00:00", "01:00"]),
    ],
)
def test_the_night_with_an_hour_twice(cron, due):
    found = due_within(cron, "Europe/Berlin", at("2025-10-25 22:00"), at("2025-10-26 03:00"))

    assert [datetime.fromtimestamp(minute, UTC).strftime("%H:%M") for minute in found] == due


@pytest.mark.parametrize(
    ("cron", "due"),
    [
        # A time of the day that the wall jumps over is due right after the gap, and several of them once.
        ("30 2 * * *", ["01:00"]),
        ("15,45 2 * * *", ["01:00"]),
        ("0 2,3 * * *", ["01:00"]),
        ("30 3 * * *", ["01:30"]),
        # Every so often goes by real time, which has no such hour.
        ("*/30 2 * * *", []),
        ("30 * * * *", ["23:30", "00:30", "01:30"]),
        ("0 */2 * * *", ["23:00"]),
    ],
)
def test_the_night_with_an_hour_missing(cron, due):
    found = due_within(cron, "Europe/Berlin", at("2025-03-29 23:00"), at("2025-03-30 02:00"))

    assert [datetime.fromtimestamp(minute, UTC).strftime("%H:%M") for minute in found] == due


def numbers(lowest: int, highest: int, words: tuple[str, ...] = ()) -> st.SearchStrategy[str]:
    """Lists of what a field of cron may hold."""
    one = st.integers(lowest, highest).map(str)
    if words:
        one = one | st.sampled_from(words)
    pair = st.tuples(st.integers(lowest, highest), st.integers(lowest, highest)).map(sorted)
    ranges = pair.map(lambda ends: f"{ends[0]}-{ends[1]}")
    steps = st.integers(1, highest).map(str)
    stepped = st.tuples(ranges | st.just("*") | st.integers(lowest, highest).map(str), steps).map("/".join)
    return st.just("*") | st.lists(one | ranges | stepped, min_size=1, max_size=3).map(",".join)


MINUTES = numbers(0, 59)
HOURS = numbers(0, 23) | st.sampled_from(["0", "1", "2", "3", "*", "0-3", "1,2"])
DAYS = numbers(1, 31) | st.sampled_from(["*", "?", "l", "28,l"])
MONTHS = numbers(1, 12, ("jan", "jun", "oct", "dec")) | st.just("*")
WEEKDAYS = numbers(0, 6, ("sun", "wed", "sat")) | st.sampled_from(["*", "?", "7", "sun#1", "sat#5,wed", "sunl", "6l"])
CRONS = st.tuples(MINUTES, HOURS, DAYS, MONTHS, WEEKDAYS).map(" ".join)
ANY_DAY = st.tuples(MINUTES, HOURS).map(lambda fields: " ".join((*fields, "* * *")))


@settings(max_examples=150, deadline=None)
@given(CRONS | ANY_DAY, st.sampled_from([(zone, night) for zone, nights in NIGHTS.items() for night in nights]))
@example("30 2 * * *", ("Australia/Lord_Howe", "2025-10-04 15:30"))
@example("0 0 * * *", ("America/Santiago", "2025-09-07 04:00"))
@example("59 23 30 12 *", ("Pacific/Apia", "2011-12-30 10:00"))
@example("0 12 * * 1/1", ("Europe/Berlin", "2025-03-30 01:00"))
@example("0 12 * * 5-7", ("Europe/Berlin", "2025-03-30 01:00"))
def test_around_nights_of_change_the_due_minutes_are_those_of_a_plain_walk_through_time(cron, night):
    zone, change = night
    start, end = at(change) - DAY, at(change) + DAY
    try:
        check_cron(cron)
    except InvalidInput:
        # It names a day that never comes.
        assert due_minutes(cron, ZoneInfo(zone), start, end) == []
        return

    # The walk needs a day's run-up: what the wall has shown before.
    walked = due_minutes(cron, ZoneInfo(zone), start - 2 * DAY, end)

    assert due_within(cron, zone, start, end) == [minute for minute in walked if minute >= start]


@settings(max_examples=150, deadline=None)
@given(
    st.tuples(MINUTES, HOURS, DAYS, MONTHS, st.sampled_from(["*", "0", "5", "1-5", "2,4"])).map(" ".join),
    st.integers(at("2020-01-01 00:00"), at("2030-01-01 00:00")),
)
def test_in_utc_a_third_implementation_agrees(cron, after):
    # Croniter reads 3-3 as everything.
    assume(not re.search(r"\b(\d+)-\1\b", cron))
    try:
        check_cron(cron)
    except InvalidInput:
        return
    start = datetime.fromtimestamp(after, UTC)

    other = croniter(cron, start, implement_cron_bug=True, max_years_between_matches=41).get_next(datetime)

    assert next_due(cron, "UTC", after) == int(other.timestamp())


@pytest.mark.parametrize(
    ("cron", "reason"),
    [
        ("not a cron", "five fields"),
        ("* * * *", "five fields"),
        ("* * * * * *", "five fields"),
        ("", "five fields"),
        ("\0", "five fields"),
        ("@never", "five fields"),
        ("@reboot", "five fields"),
        ("61 * * * *", "the minute is from 0 to 59; got '61'"),
        ("0 24 * * *", "the hour is from 0 to 23; got '24'"),
        ("0 0 0 * *", "the day of month is from 1 to 31; got '0'"),
        ("0 0 * 13 *", "the month is from 1 to 12; got '13'"),
        ("0 0 * * 8", "the day of week is from 0 to 7; got '8'"),
        ("0 0 * mon *", "the month is from 1 to 12; got 'mon'"),
        ("*/0 * * * *", "the step of '\\*/0' must be at least 1"),
        ("-5 * * * *", "'-5' is not a minute"),
        ("1,,2 * * * *", "'' is not a minute"),
        ("? * * * *", "'\\?' is not a minute"),
        ("r * * * *", "the minute is from 0 to 59; got 'r'"),
        ("h * * * *", "the minute is from 0 to 59; got 'h'"),
        ("٣ * * * *", "'٣' is not a minute"),
        ("0 0 15w * *", "got '15w'"),
        ("0 0 * * *#2", "take one day"),
        ("0 0 * * mon#6", "'mon#6' is not a day of week"),
        ("0 0 31 2 *", "no day is ever like that"),
        ("0 0 31 4,6,9,11 *", "no day is ever like that"),
    ],
)
def test_a_cron_that_names_no_minute_is_refused_with_the_reason(cron, reason):
    with pytest.raises(InvalidInput, match=f"^cron is not valid: got '.*'; .*{reason}") as refused:
        check_cron(cron)

    assert refused.value.field == "cron"


def test_blanks_in_a_cron_do_not_matter():
    assert check_cron("  */5  * * *  * ") == "*/5 * * * *"


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "Europe/\0"])
def test_a_time_zone_that_does_not_exist_is_refused(name):
    with pytest.raises(InvalidInput, match="time_zone must be an IANA time zone"):
        check_time_zone(name)

    with pytest.raises(InvalidInput, match="time_zone must be an IANA time zone"):
        next_due("0 0 * * *", name, 0)
