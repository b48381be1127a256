"""Status bars are what a plain count of the samples of each local day gives."""

import asyncio
import random
import sys
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from core import clock
from core.clock import ManualClock
from core.errors import InvalidInput
from core.settings import Settings
from models import samples
from models.database import transaction
from models.enums import SampleType, Status
from models.monitor import Monitor
from models.samples import Sample, days
from resolvers import bar_columns, status_bars
from resolvers.remembered import Remembered
from resolvers.status_bars import StatusBars
from tests.conftest import START
from tests.history import History, counts, latencies
from tests.statements import recorded

WORST = (Status.DOWN, Status.DEGRADED, Status.MAINTENANCE, Status.UP, Status.NO_DATA)
# Whole, half and quarter hours of offset, either side of UTC, and days of 23 and 25 hours.
PLACES = (
    ("UTC", "2025-01-07T13:07:30Z"),
    ("Europe/Berlin", "2025-03-31T13:07:30Z"),
    ("Europe/Berlin", "2024-10-28T00:00:00Z"),
    ("America/New_York", "2024-11-05T04:59:59Z"),
    ("Asia/Kolkata", "2025-01-07T18:29:00Z"),
    ("Asia/Kathmandu", "2025-01-07T18:15:00Z"),
    ("Pacific/Chatham", "2025-04-07T09:00:00Z"),
    ("Pacific/Auckland", "2025-04-07T11:59:00Z"),
    ("Pacific/Kiritimati", "2025-01-07T10:00:00Z"),
    ("Pacific/Pago_Pago", "2025-01-07T10:59:00Z"),
    ("Australia/Lord_Howe", "2025-04-07T13:30:00Z"),
    ("America/Havana", "2024-11-05T13:00:00Z"),
    ("America/Sao_Paulo", "2018-11-05T13:00:00Z"),
    ("Pacific/Apia", "2012-01-01T13:00:00Z"),
)

OTHER_PROCESS = """
import asyncio, sys
from core.settings import load
from models import database, samples
from models.enums import SampleType, Status
from models.samples import Sample

async def write(url, monitor_id, minute):
    await database.connect(load(database_url=url))
    await samples.overwrite([Sample(int(monitor_id), int(minute), Status.DOWN, None, SampleType.MANUAL)])
    await database.disconnect()

asyncio.run(write(*sys.argv[1:]))
"""


def instant(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


@pytest.fixture
async def monitors(db: object) -> list[Monitor]:
    formula = {"uptime_formula_numerator": "up", "uptime_formula_denominator": "up + down"}
    return [await Monitor.create(tag=f"m{number}", name="M", settings=formula if number else {}) for number in range(3)]


def plain(history: History, monitor: Monitor, zone: str, day: date, until: int) -> dict[str, object]:
    """Return a bar by looking at each sample's own local date."""
    found = [
        sample
        for sample in history.within(monitor.id, until - 30 * 86_400, until)
        if datetime.fromtimestamp(sample.minute, ZoneInfo(zone)).date() == day
    ]
    counted = counts(found)
    good = ["UP"] if monitor.settings else ["UP", "MAINTENANCE", "DEGRADED"]
    all_ = ["UP", "DOWN"] if monitor.settings else ["UP", "DOWN", "DEGRADED", "MAINTENANCE"]
    denominator = sum(counted[Status(word)] for word in all_)
    measured = latencies(found)
    return {
        **{status.lower(): counted[status] for status in Status},
        "worst": next((status for status in WORST if counted[status]), Status.NO_DATA),
        "uptime": sum(counted[Status(word)] for word in good) / denominator if denominator else None,
        "latency_average": pytest.approx(sum(measured) / len(measured), rel=1e-6) if measured else None,
    }


@pytest.mark.parametrize(("zone", "moment"), PLACES)
async def test_bars_are_what_a_plain_count_gives(
    monitors: list[Monitor], now: ManualClock, zone: str, moment: str
) -> None:
    now.move_to(instant(moment))
    minute = clock.current_minute()
    # Samples also lie after now, and those must not count.
    history = History(7, [monitor.id for monitor in monitors], minute - 4 * 86_400, minute + 7200)
    await history.change(25)
    for each in range(minute - 1200, minute + 1200, 120):
        batch = [history.sample(monitor.id, each) for monitor in monitors]
        await samples.overwrite(batch)
        history.minutes.update({(sample.monitor_id, each): sample for sample in batch})

    found = await status_bars.of_monitors(monitors, days=6, time_zone=zone)

    today = datetime.fromtimestamp(minute, ZoneInfo(zone)).date()
    for monitor in monitors:
        bars = found[monitor.id]
        assert list(bars.dates) == [today - timedelta(days=5 - number) for number in range(6)]
        for number, day in enumerate(bars.dates):
            wanted = plain(history, monitor, zone, day, minute + 60)
            assert {name: getattr(bars, name)[number] for name in wanted} == wanted
        for start, end, day in zip(bars.starts, bars.ends, bars.dates, strict=True):
            if start < end:
                assert datetime.fromtimestamp(start, ZoneInfo(zone)).date() == day
                assert datetime.fromtimestamp(start - 60, ZoneInfo(zone)).date() < day
                assert datetime.fromtimestamp(end, ZoneInfo(zone)).date() > day


@pytest.mark.parametrize(("zone", "moment"), PLACES)
async def test_bars_stay_what_they_were_when_retention_takes_the_samples(
    monitors: list[Monitor], now: ManualClock, zone: str, moment: str
) -> None:
    now.move_to(instant(moment))
    minute = clock.current_minute()
    await History(8, [monitor.id for monitor in monitors], minute - 4 * 86_400, minute).change(25)
    before = await status_bars.of_monitors(monitors, days=6, time_zone=zone)

    async with transaction() as connection:
        until = await samples.freeze_before(minute - 3600)
        await connection.execute_query(f"DELETE FROM sample WHERE minute < {until}")
    await samples.recompute([monitor.id for monitor in monitors], minute - 6 * 86_400, minute)

    after = await status_bars.of_monitors(monitors, days=6, time_zone=zone)
    for monitor in monitors:
        left, right = before[monitor.id], after[monitor.id]
        for column in ("up", "down", "degraded", "maintenance", "no_data", "worst", "uptime"):
            assert getattr(left, column) == getattr(right, column)
        for value, other in zip(left.latency_average, right.latency_average, strict=True):
            assert value == (None if other is None else pytest.approx(other, rel=1e-9))


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kathmandu"])
async def test_many_bars_are_computed_in_a_thread_and_are_the_same(
    monitors: list[Monitor], now: ManualClock, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    await History(9, [monitor.id for monitor in monitors], START - 4 * 86_400, START).change(25)
    asked = partial(status_bars.of_monitors, monitors, days=6, time_zone=zone)
    threads: list[int] = []
    monkeypatch.setattr(bar_columns, "computed", _noting_thread(bar_columns.computed, threads))
    monkeypatch.setattr(status_bars, "_bars", _noting_thread(status_bars._bars, threads))

    few = await asked()
    for module in (days, status_bars):
        monkeypatch.setattr(module, "ON_THE_LOOP", 5)
    monkeypatch.setattr(status_bars, "_GIVEN_ON_THE_LOOP", 5)
    forget(monkeypatch)
    many = await asked()

    assert few == many
    assert [thread == threading.get_ident() for thread in threads] == [True] * 9 + [False] * 9


def _noting_thread(function: Callable[..., object], threads: list[int]) -> Callable[..., object]:
    def noting(*arguments: object) -> object:
        threads.append(threading.get_ident())
        return function(*arguments)

    return noting


@pytest.mark.parametrize(
    ("zone", "end", "hours"),
    [("Europe/Berlin", "2025-03-30T12:00:00Z", 23), ("Europe/Berlin", "2024-10-27T12:00:00Z", 25)],
)
async def test_days_on_which_clocks_change_are_shorter_or_longer(
    monitors: list[Monitor], now: ManualClock, zone: str, end: str, hours: int
) -> None:
    now.move_to(instant("2025-06-01T00:00:00Z"))
    noon = instant(end)
    first = Sample(monitors[0].id, noon - 2 * 86_400, Status.UP, 4.0, SampleType.MANUAL)
    await samples.overwrite_range(first, noon + 2 * 86_400)

    bars = (await status_bars.of_monitors(monitors, days=1, time_zone=zone, end=noon))[monitors[0].id]

    assert (bars.up, bars.uptime, bars.latency_average) == ([60 * hours], [1.0], [4.0])
    assert bars.ends[0] - bars.starts[0] == 3600 * hours


async def test_an_edit_of_history_shows_at_once(monitors: list[Monitor], now: ManualClock) -> None:
    monitor = monitors[0]
    await samples.overwrite_range(
        Sample(monitor.id, START - 10 * 86_400, Status.UP, 4.0, SampleType.MANUAL), START - 60
    )
    before = await status_bars.of_monitors([monitor], days=10, time_zone="Asia/Kolkata")

    await samples.overwrite([Sample(monitor.id, START - 5 * 86_400, Status.DOWN, 4.0, SampleType.MANUAL)])

    after = await status_bars.of_monitors([monitor], days=10, time_zone="Asia/Kolkata")
    assert list(before[monitor.id].worst) == [Status.UP] * 10
    assert [status for status in after[monitor.id].worst if status is Status.DOWN] == [Status.DOWN]
    assert sum(after[monitor.id].down) == 1


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu"])
async def test_three_statements_are_enough_for_all_monitors_and_days_and_one_to_give_the_same_again(
    monitors: list[Monitor], now: ManualClock, zone: str
) -> None:
    await History(1, [monitor.id for monitor in monitors], START - 86_400, START).record()
    with recorded() as few:
        await status_bars.of_monitors(monitors[:1], days=1, time_zone=zone)
    with recorded() as many:
        first = await status_bars.of_monitors(monitors, days=365, time_zone=zone)
    with recorded() as again:
        second = await status_bars.of_monitors(monitors, days=365, time_zone=zone)

    assert (len(few), len(many), len(again)) == (2, 3, 1)
    assert first == second


def forget(patch: pytest.MonkeyPatch) -> None:
    """Let nothing be remembered."""
    for name in ("_remembered_past", "_remembered_recent"):
        patch.setattr(status_bars, name, Remembered(10_000))


async def computed_anew(
    monkeypatch: pytest.MonkeyPatch, monitors: list[Monitor], zone: str, days: int = 10, end: int | None = None
) -> dict[int, StatusBars]:
    """Return the bars, of which nothing is remembered."""
    with monkeypatch.context() as patch:
        forget(patch)
        return await status_bars.of_monitors(monitors, days=days, time_zone=zone, end=end)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu", "America/Los_Angeles"])
async def test_whatever_is_written_when_remembered_bars_are_those_that_are_computed_anew(
    monitors: list[Monitor], now: ManualClock, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    pick = random.Random(4)
    ages = [0, 3600, *(day * 86_400 + more for day in (1, 2, 3, 9) for more in (-60, 0, 60)), 5 * 86_400]
    for _ in range(100):
        monitor, minute = pick.choice(monitors), clock.current_minute() - pick.choice(ages)
        match pick.randrange(4):
            case 0:
                now.advance(pick.choice([60, 3600, 43_200, 86_400, 100_000]))
            case 1:
                await samples.delete_range(monitor.id, minute, minute + pick.choice([60, 4000, 90_000]))
            case 2:
                status = pick.choice(list(Status))
                await samples.overwrite([Sample(monitor.id, minute, status, 9.0, SampleType.MANUAL)])
            case _:
                first = Sample(monitor.id, minute, pick.choice(list(Status)), 4.0, SampleType.MANUAL)
                await samples.overwrite_range(first, minute + 60 * pick.randrange(3000))

        wanted = pick.randint(1, 14)
        end = None if pick.randrange(3) else clock.current_minute() + pick.randint(-8, 3) * 43_200
        some = pick.sample(monitors, pick.randint(1, 3))
        remembered = await status_bars.of_monitors(some, days=wanted, time_zone=zone, end=end)

        assert remembered == await computed_anew(monkeypatch, some, zone, wanted, end)


async def test_a_new_minute_leaves_the_days_that_have_long_passed_as_they_were(
    monitors: list[Monitor], now: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await History(3, [monitor.id for monitor in monitors], START - 9 * 86_400, START).change(25)
    await status_bars.of_monitors(monitors, days=10, time_zone="Europe/Berlin")
    read: list[int] = []

    async def noting(ids: list[int], bounds: list[int]) -> dict[int, days.Columns]:
        read.append(len(bounds) - 1)
        return await days.daily(ids, bounds)

    monkeypatch.setattr(status_bars, "daily", noting)
    now.advance(60)
    await samples.record([Sample(monitor.id, START, Status.DOWN, 1.0, SampleType.REALTIME) for monitor in monitors])

    bars = await status_bars.of_monitors(monitors, days=10, time_zone="Europe/Berlin")

    assert read == [3]  # today, and two days and a part before
    assert bars == await computed_anew(monkeypatch, monitors, "Europe/Berlin")


async def test_fewer_days_of_the_same_place_are_those_that_are_remembered(
    monitors: list[Monitor], now: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await History(3, [monitor.id for monitor in monitors], START - 9 * 86_400, START).change(25)
    await status_bars.of_monitors(monitors, days=10, time_zone="Europe/Berlin")

    with recorded() as statements:
        bars = await status_bars.of_monitors(monitors, days=7, time_zone="Europe/Berlin")

    assert len(statements) == 1
    assert bars == await computed_anew(monkeypatch, monitors, "Europe/Berlin", 7)
    for each in bars.values():
        assert {len(getattr(each, name)) for name in StatusBars.__dataclass_fields__} == {7}


async def test_no_more_days_are_remembered_than_there_is_room_for(
    monitors: list[Monitor], now: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Remembered[bar_columns.PackedBars](20, len)
    monkeypatch.setattr(status_bars, "_remembered_past", kept)

    for days_wanted, zone in ((10, "UTC"), (11, "UTC"), (8, "Europe/Berlin")):
        await status_bars.of_monitors(monitors, days=days_wanted, time_zone=zone)

    assert [len(packed) for _, packed in kept._answers.values()] == [5, 5, 5]


async def test_what_a_writer_commits_that_looked_at_the_clock_half_a_day_before_shows_at_once(
    monitors: list[Monitor], now: ManualClock
) -> None:
    minute = START - 2 * 86_400 - 60
    await samples.record([Sample(monitors[0].id, START, Status.UP, 1.0, SampleType.REALTIME)])
    before = await status_bars.of_monitors(monitors, days=10, time_zone="UTC")

    now.move_to(START - 43_200)
    await samples.overwrite([Sample(monitors[0].id, minute, Status.DOWN, None, SampleType.MANUAL)])
    now.move_to(START)

    after = await status_bars.of_monitors(monitors, days=10, time_zone="UTC")
    assert (sum(before[monitors[0].id].down), sum(after[monitors[0].id].down)) == (0, 1)


async def test_a_monitor_with_the_id_of_one_that_is_gone_has_nothing_of_its_days(
    monitors: list[Monitor], now: ManualClock
) -> None:
    gone = monitors[-1]
    now.move_to(START - 5 * 86_400)
    await samples.record([Sample(gone.id, START - 5 * 86_400, Status.UP, 1.0, SampleType.REALTIME)])
    now.move_to(START)
    before = await status_bars.of_monitors([gone], days=10, time_zone="UTC")
    await gone.delete()

    new = await Monitor.create(id=gone.id, tag="new", name="New")
    await samples.record([Sample(new.id, START, Status.DOWN, 1.0, SampleType.REALTIME)])

    after = await status_bars.of_monitors([new], days=10, time_zone="UTC")
    assert (sum(before[gone.id].up), sum(after[new.id].up), sum(after[new.id].down)) == (1, 0, 1)


async def test_a_minute_that_passes_shows_what_it_held(monitors: list[Monitor], now: ManualClock) -> None:
    first = Sample(monitors[0].id, START, Status.UP, 4.0, SampleType.MANUAL)
    await samples.overwrite_range(first, START + 600)

    for minutes in (1, 2, 3):
        bars = await status_bars.of_monitors(monitors, days=1, time_zone="UTC")
        assert list(bars[monitors[0].id].up) == [minutes]
        now.advance(60)


async def test_another_formula_shows_at_once(monitors: list[Monitor], now: ManualClock) -> None:
    await samples.overwrite([Sample(monitors[0].id, START, Status.DEGRADED, 4.0, SampleType.MANUAL)])
    before = await status_bars.of_monitors(monitors, days=1, time_zone="UTC")
    monitors[0].settings = {"uptime_formula_numerator": "up"}

    after = await status_bars.of_monitors(monitors, days=1, time_zone="UTC")

    assert (before[monitors[0].id].uptime, after[monitors[0].id].uptime) == ([1.0], [0.0])


async def test_an_edit_in_another_process_shows_at_once_without_any_event(
    monitors: list[Monitor], now: ManualClock, db: Settings
) -> None:
    monitor = monitors[0]
    await samples.overwrite([Sample(monitor.id, START - 3 * 86_400, Status.UP, 4.0, SampleType.MANUAL)])
    before = await status_bars.of_monitors([monitor], days=10, time_zone="Asia/Kolkata")

    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", OTHER_PROCESS, db.database_url, str(monitor.id), str(START - 3 * 86_400)
    )

    assert await other.wait() == 0
    after = await status_bars.of_monitors([monitor], days=10, time_zone="Asia/Kolkata")
    assert (sum(before[monitor.id].up), sum(before[monitor.id].down)) == (1, 0)
    assert (sum(after[monitor.id].up), sum(after[monitor.id].down)) == (0, 1)


async def test_nothing_is_known_of_days_to_come_and_of_no_monitor(monitors: list[Monitor], now: ManualClock) -> None:
    await samples.overwrite_range(Sample(monitors[0].id, START, Status.UP, 4.0, SampleType.MANUAL), START + 5 * 86_400)

    ahead = await status_bars.of_monitors(monitors, days=2, time_zone="UTC", end=START + 2 * 86_400)

    assert list(ahead[monitors[0].id].worst) == [Status.NO_DATA] * 2
    assert await status_bars.of_monitors([], days=2, time_zone="UTC") == {}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ((0, "UTC", None), "days must be between 1 and 365; got 0"),
        ((366, "UTC", None), "days must be between 1 and 365; got 366"),
        ((7, "Mars/Olympus", None), "time_zone must be an IANA time zone such as 'Europe/Berlin'; got 'Mars/Olympus'"),
        ((7, "UTC", 10**18), r"end must be a valid timestamp \(UTC seconds\)"),
        ((7, "UTC", -62_135_596_800), "end must lie in the years 3 to 9998; got 1"),
    ],
)
async def test_what_can_not_be_asked_for_is_named(
    monitors: list[Monitor], now: ManualClock, asked: tuple[int, str, int | None], message: str
) -> None:
    days, zone, end = asked
    with pytest.raises(InvalidInput, match=f"^{message}"):
        await status_bars.of_monitors(monitors, days=days, time_zone=zone, end=end)


async def test_more_monitors_than_may_be_asked_for_are_refused(now: ManualClock) -> None:
    many = [Monitor(id=number, tag=str(number), name="M") for number in range(201)]

    with pytest.raises(InvalidInput, match="at most 200 monitors at once; got 201"):
        await status_bars.of_monitors(many, days=1, time_zone="UTC")


@pytest.mark.parametrize("end", ["0003-01-01T00:00:00+00:00", "9998-12-31T23:59:00+00:00", "1883-06-01T12:00:00+00:00"])
async def test_far_times_and_offsets_of_odd_seconds_are_fine(
    monitors: list[Monitor], now: ManualClock, end: str
) -> None:
    moment = datetime.fromisoformat(end).astimezone(UTC)
    await samples.overwrite([Sample(monitors[0].id, instant(end), Status.UP, 1.0, SampleType.MANUAL)])

    bars = await status_bars.of_monitors(monitors, days=3, time_zone="America/New_York", end=instant(end))

    assert sum(bars[monitors[0].id].up) == (1 if moment.year < 2025 else 0)
