from datetime import UTC, datetime

import pytest

from core.errors import InvalidInput
from resolvers.schedules import check_cron, check_time_zone, next_due


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("cron", "after", "due"),
    [
        ("* * * * *", "2025-01-06 10:00:00", "2025-01-06 10:01:00"),
        ("* * * * *", "2025-01-06 10:00:59", "2025-01-06 10:01:00"),
        ("*/5 * * * *", "2025-01-06 10:00:00", "2025-01-06 10:05:00"),
        ("@hourly", "2025-01-06 10:00:00", "2025-01-06 11:00:00"),
        ("0 0 * * mon#1", "2025-01-06 00:00:00", "2025-02-03 00:00:00"),
        ("0 0 l * *", "2025-02-01 00:00:00", "2025-02-28 00:00:00"),
    ],
)
def test_the_next_due_minute_is_the_first_after_the_instant(cron, after, due):
    assert next_due(cron, "UTC", at(after)) == at(due)


def test_a_cron_goes_by_its_time_zone():
    assert next_due("30 9 * * *", "Asia/Kolkata", at("2025-01-06 00:00:00")) == at("2025-01-06 04:00:00")


def test_a_monitor_without_a_cron_is_never_due():
    assert next_due(None, "UTC", 0) is None


@pytest.mark.parametrize("cron", ["not a cron", "* * * *", "* * * * * *", "61 * * * *", "0 0 31 2 *", "@never", "\0"])
def test_a_cron_that_names_no_minute_is_refused(cron):
    with pytest.raises(InvalidInput, match="cron is not valid: got ") as refused:
        check_cron(cron)

    assert refused.value.field == "cron"


def test_blanks_in_a_cron_do_not_matter():
    assert check_cron("  */5  * * *  * ") == "*/5 * * * *"


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "Europe/\0"])
def test_a_time_zone_that_does_not_exist_is_refused(name):
    with pytest.raises(InvalidInput, match="time_zone must be an IANA time zone"):
        check_time_zone(name)
