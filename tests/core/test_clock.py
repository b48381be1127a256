import asyncio
from datetime import UTC, datetime

from core import clock


def test_a_minute_begins_at_or_before_its_seconds_also_before_1970():
    assert [clock.floor_to_minute(seconds) for seconds in (0, 59, 60, -1, -60, -61)] == [0, 0, 60, -60, -60, -120]


def test_the_house_goes_by_the_clock_that_it_is_given(now):
    now.move_to(1_000_000_030.5)

    assert clock.timestamp() == 1_000_000_030
    assert clock.precise_timestamp() == 1_000_000_030.5
    assert clock.current_minute() == 999_999_960 + 60
    assert clock.now() == datetime(2001, 9, 9, 1, 47, 10, 500_000, tzinfo=UTC)


async def test_a_sleeper_wakes_when_the_clock_is_moved_far_enough(now):
    start = clock.timestamp()
    sleeper = asyncio.create_task(clock.sleep_until(start + 60))

    now.advance(59)
    await asyncio.sleep(0)
    slept_on = not sleeper.done()
    now.advance(1)
    await sleeper

    assert slept_on


async def test_a_file_clock_shows_what_the_file_says(tmp_path):
    file = tmp_path / "clock"
    file.write_text("120")
    shown = clock.FileClock(file)
    before = shown.time()

    file.write_text("180.5")
    await shown.sleep_until(180)

    assert (before, shown.time()) == (120, 180.5)
