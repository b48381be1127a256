"""When recurrence rules fall due, and how little a hostile one can cost."""

import time
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InvalidInput
from resolvers.recurrence import check_rrule, occurrences

# Friday, 1 January 2100.
START = 4_102_444_800
NOT_A_RULE = "rrule is not a valid iCalendar RRULE string"
EVERY_HOUR = ",".join(map(str, range(24)))
EVERY_MINUTE = ",".join(map(str, range(60)))
TOO_MUCH = "rrule names no instant, or takes too much work to expand; name fewer, or nearer, instants"


def at(text: str, zone: str = "UTC") -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


def local(instants: list[int], zone: str) -> list[str]:
    return [datetime.fromtimestamp(each, ZoneInfo(zone)).strftime("%m-%d %H:%M") for each in instants]


@pytest.mark.parametrize(
    ("rrule", "expected"),
    [
        ("FREQ=DAILY", ["2100-01-01T00:00", "2100-01-02T00:00"]),
        ("RRULE:FREQ=DAILY;INTERVAL=2", ["2100-01-01T00:00", "2100-01-03T00:00"]),
        ("FREQ=WEEKLY;BYDAY=SU", ["2100-01-03T00:00", "2100-01-10T00:00"]),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU", ["2100-01-12T00:00", "2100-01-26T00:00"]),
        ("FREQ=MONTHLY;BYDAY=1MO", ["2100-01-04T00:00", "2100-02-01T00:00"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", ["2100-01-29T00:00", "2100-02-26T00:00"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["2100-01-31T00:00", "2100-02-28T00:00"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", ["2100-01-29T00:00", "2100-02-26T00:00"]),
        ("FREQ=YEARLY;BYWEEKNO=10;BYDAY=MO", ["2100-03-08T00:00", "2101-03-07T00:00"]),
        ("FREQ=YEARLY;BYYEARDAY=100", ["2100-04-10T00:00", "2101-04-10T00:00"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", ["2104-02-29T00:00", "2108-02-29T00:00"]),
        ("FREQ=HOURLY;INTERVAL=6", ["2100-01-01T00:00", "2100-01-01T06:00"]),
        ("FREQ=MINUTELY;INTERVAL=45;BYHOUR=3", ["2100-01-01T03:00", "2100-01-01T03:45"]),
        ("FREQ=DAILY;BYHOUR=3;BYMINUTE=30", ["2100-01-01T03:30", "2100-01-02T03:30"]),
    ],
)
def test_a_rule_falls_due_as_rfc_5545_says(rrule: str, expected: list[str]) -> None:
    assert occurrences(rrule, START, "UTC", 0, 2) == [at(each) for each in expected]


def test_a_count_of_ten_is_ten_times() -> None:
    assert occurrences("FREQ=DAILY;COUNT=10", START, "UTC", 0, 100) == [START + n * 86_400 for n in range(10)]
    assert occurrences("FREQ=DAILY;COUNT=10", START, "UTC", START + 9 * 86_400, 100) == [START + 9 * 86_400]
    assert occurrences("FREQ=DAILY;COUNT=10", START, "UTC", START + 10 * 86_400, 100) == []


@pytest.mark.parametrize("until", ["21000103T000000Z", "21000103T000000", "21000103"])
def test_until_is_the_last_instant(until: str) -> None:
    assert occurrences(f"FREQ=DAILY;UNTIL={until}", START, "UTC", 0, 100) == [START + n * 86_400 for n in range(3)]


def test_until_in_utc_is_an_instant_wherever_the_rule_lives() -> None:
    start = at("2025-06-01T23:00", "America/New_York")

    found = occurrences("FREQ=DAILY;UNTIL=20250603T030000Z", start, "America/New_York", 0, 100)

    assert local(found, "America/New_York") == ["06-01 23:00", "06-02 23:00"]


def test_the_wall_clock_is_kept_when_daylight_saving_time_begins_and_ends() -> None:
    spring = occurrences("FREQ=DAILY", at("2025-03-29T09:00", "Europe/Berlin"), "Europe/Berlin", 0, 2)
    autumn = occurrences("FREQ=DAILY", at("2025-10-25T09:00", "Europe/Berlin"), "Europe/Berlin", 0, 2)

    assert local(spring, "Europe/Berlin") == ["03-29 09:00", "03-30 09:00"]
    assert spring[1] - spring[0] == 23 * 3600
    assert local(autumn, "Europe/Berlin") == ["10-25 09:00", "10-26 09:00"]
    assert autumn[1] - autumn[0] == 25 * 3600


def test_a_local_time_that_the_clock_skips_comes_after_the_gap_and_one_that_it_repeats_comes_once() -> None:
    spring = occurrences("FREQ=DAILY", at("2025-03-29T02:30", "Europe/Berlin"), "Europe/Berlin", 0, 3)
    autumn = occurrences("FREQ=DAILY", at("2025-10-25T02:30", "Europe/Berlin"), "Europe/Berlin", 0, 3)

    assert local(spring, "Europe/Berlin") == ["03-29 02:30", "03-30 03:30", "03-31 02:30"]
    assert local(autumn, "Europe/Berlin") == ["10-25 02:30", "10-26 02:30", "10-27 02:30"]
    late = at("2025-03-30T03:10", "Europe/Berlin")
    assert occurrences("FREQ=DAILY", spring[0], "Europe/Berlin", late, 1) == spring[1:2]


def test_a_line_with_the_start_names_the_wall_clock() -> None:
    rrule = "DTSTART;TZID=Europe/Berlin:20250329T090000\r\nRRULE:FREQ=DAI\r\n LY"

    found = occurrences(rrule, at("2025-03-01T00:00"), "UTC", 0, 2)

    assert local(found, "Europe/Berlin") == ["03-29 09:00", "03-30 09:00"]


@pytest.mark.parametrize(
    "rrule",
    [
        "",
        "FREQ=",
        "{}",
        "BAD",
        "COUNT=3",
        "FREQ=FORTNIGHTLY",
        "FREQ=DAILY,COUNT=1",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;INTERVAL=99999999999999999999",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=x",
        "FREQ=DAILY;COUNT=\u0661",
        "FREQ=DAILY;UNTIL=20251301T000000Z",
        "FREQ=SECONDLY;BYMONTH=13",
        "FREQ=SECONDLY;BYHOUR=24",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=MONTHLY;BYDAY=54MO",
        "FREQ=DAILY;BYEASTER=1",
        "FREQ=DAILY\0",
        "FREQ=DAILY;" * 2000,
        "DTSTART:20250101T000000Z\nRRULE:FREQ=DAILY",
        "DTSTART;TZID=Mars/Base:20250101T000000\nRRULE:FREQ=DAILY",
        "DTSTART;TZID=Europe/Berlin:20250132T000000\nRRULE:FREQ=DAILY",
        "RRULE:FREQ=DAILY\nEXDATE:20250101T000000Z",
    ],
)
def test_what_is_no_rule_is_refused(rrule: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_rrule(rrule, START, "UTC", 0)

    assert (refused.value.message, refused.value.field) == (NOT_A_RULE, "rrule")


@pytest.mark.parametrize(
    "rrule",
    [
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=SECONDLY;INTERVAL=60;BYSECOND=1",
        "FREQ=HOURLY;INTERVAL=24;BYHOUR=1",
        "FREQ=DAILY;BYMONTH=6;BYYEARDAY=1",
        "FREQ=SECONDLY;COUNT=1000000",
        "FREQ=YEARLY;COUNT=1000000",
        f"FREQ=YEARLY;BYDAY=MO;BYSETPOS=1;BYHOUR={EVERY_HOUR};BYMINUTE={EVERY_MINUTE}",
    ],
)
def test_a_rule_that_would_expand_for_long_is_refused_soon(rrule: str) -> None:
    begin = time.process_time()
    with pytest.raises(InvalidInput) as refused:
        check_rrule(rrule, START, "UTC", 0)

    assert (refused.value.message, refused.value.field) == (TOO_MUCH, "rrule")
    assert time.process_time() - begin < 0.5


@pytest.mark.parametrize("rrule", ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;UNTIL=20200101T000000Z"])
def test_a_rule_that_ends_before_it_falls_due_has_no_occurrence(rrule: str) -> None:
    check_rrule(rrule, START, "UTC", 0)

    assert occurrences(rrule, START, "UTC", 0, 5) == []


@pytest.mark.parametrize("frequency", ["SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
def test_a_rule_without_a_count_costs_the_same_however_long_ago_it_began(frequency: str) -> None:
    (found,) = occurrences(f"FREQ={frequency}", at("0001-01-01T00:00"), "UTC", START, 1)

    # 1 January was a Monday in the year 1, and is a Friday in 2100.
    assert found == (at("2100-01-04T00:00") if frequency == "WEEKLY" else START)


@pytest.mark.parametrize("start", [-62_135_596_800, 253_402_300_799])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
def test_the_first_and_the_last_year_are_no_trap(start: int, zone: str) -> None:
    assert occurrences("FREQ=YEARLY;INTERVAL=1000000", start, zone, 0, 5) in ([], [start])


PARTS = st.fixed_dictionaries(
    {},
    optional={
        "INTERVAL": st.integers(1, 5).map(str),
        "COUNT": st.integers(1, 12).map(str),
        "BYMONTH": st.integers(1, 12).map(str),
        "BYMONTHDAY": st.sampled_from(["1", "15", "-1", "10,20"]),
        "BYDAY": st.sampled_from(["MO", "SA,SU", "TU,TH"]),
        "BYHOUR": st.sampled_from(["3", "0,12"]),
        "BYMINUTE": st.sampled_from(["30", "0,15"]),
    },
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    frequency=st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]),
    parts=PARTS,
    start=st.integers(1_600_000_000, 1_900_000_000),
    later_by=st.sampled_from([timedelta(0), timedelta(days=40), timedelta(days=400)]),
)
def test_rules_fall_due_as_another_implementation_says(
    frequency: str, parts: dict[str, str], start: int, later_by: timedelta
) -> None:
    rrule = ";".join([f"FREQ={frequency}", *(f"{name}={value}" for name, value in parts.items())])
    begin = datetime.fromtimestamp(start, UTC)
    after = begin + later_by
    try:
        found = occurrences(rrule, start, "UTC", int(after.timestamp()), 5)
    except InvalidInput:
        return  # never, or not within bounds: the other one might look for minutes

    expected = rrulestr(rrule, dtstart=begin).xafter(after, inc=True)
    assert found == [int(each.timestamp()) for each in islice(expected, max(len(found), 1))]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    seconds=st.sampled_from([("SECONDLY", 1), ("MINUTELY", 60), ("HOURLY", 3600), ("DAILY", 86_400)]),
    interval=st.integers(1, 50),
    start=st.integers(-10_000_000_000, 10_000_000_000),
    later_by=st.integers(0, 10_000_000_000),
)
def test_a_plain_rule_is_an_arithmetic_series(
    seconds: tuple[str, int], interval: int, start: int, later_by: int
) -> None:
    frequency, unit = seconds
    step = unit * interval
    first = start + -(-later_by // step) * step

    found = occurrences(f"FREQ={frequency};INTERVAL={interval}", start, "UTC", start + later_by, 3)

    assert found == [first, first + step, first + 2 * step]
