"""Latencies of steps are those of their samples: percentiles within 1 %, everything else exactly."""

import math
from dataclasses import replace

import pytest

from core.clock import ManualClock
from core.errors import InvalidInput
from models import samples
from models.database import writer
from models.enums import SampleType, Status
from models.monitor import Monitor
from models.samples import Sample
from resolvers import latency
from resolvers.ranges import Range, last
from resolvers.remembered import Remembered
from tests.conftest import START
from tests.history import History, latencies
from tests.statements import recorded

DAY = 86_400


@pytest.fixture
async def monitors(db: object, now: ManualClock) -> list[Monitor]:
    return [await Monitor.create(tag=f"m{number}", name="M") for number in range(3)]


@pytest.mark.parametrize("resolution", [900, 3600, 3 * 3600, 12 * 3600, DAY, 7 * DAY])
async def test_steps_hold_what_their_samples_hold(monitors: list[Monitor], resolution: int) -> None:
    history = History(resolution, [monitor.id for monitor in monitors], START - 3 * DAY, START)
    await history.change(25)

    found = await latency.of_monitors(
        monitors, Range(START - 3 * DAY, START), resolution=resolution, points=latency.MAX_POINTS
    )

    for monitor in monitors:
        series = found[monitor.id]
        steps = {}
        for sample in history.within(monitor.id, START - 30 * DAY, START):
            steps.setdefault(sample.minute // resolution * resolution, []).append(sample)
        measured = {start: latencies(some) for start, some in steps.items() if latencies(some)}
        assert list(series.timestamps) == sorted(measured)
        for number, start in enumerate(series.timestamps):
            values = measured[start]
            assert series.average[number] == pytest.approx(sum(values) / len(values))
            extremes = (series.min[number], series.max[number])
            assert extremes == pytest.approx((values[0], values[-1]), rel=1e-14)
            for name, rank in (("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99)):
                exact = values[math.floor(rank * (len(values) - 1))]
                assert getattr(series, name)[number] == pytest.approx(exact, rel=0.0101, abs=0.01)


@pytest.mark.parametrize(
    ("resolution", "span"), [(900, 900), (2 * 3600, 900), (3 * 3600, 10_800), (12 * 3600, 10_800), (DAY, DAY)]
)
async def test_steps_are_read_from_the_longest_buckets_that_they_are_made_of(
    monitors: list[Monitor], monkeypatch: pytest.MonkeyPatch, resolution: int, span: int
) -> None:
    await History(5, [monitor.id for monitor in monitors], START - 3 * DAY, START).change(25)
    range_ = Range(START - 3 * DAY, START)
    before = await latency.of_monitors(monitors, range_, resolution=resolution)

    await writer().execute_query(f"DELETE FROM sample_rollup WHERE span <> {span}")
    monkeypatch.setattr(latency, "_remembered", Remembered(10))

    assert await latency.of_monitors(monitors, range_, resolution=resolution) == before
    assert any(series.timestamps for series in before.values())


@pytest.mark.parametrize(
    ("length", "points", "resolution"),
    [
        (DAY, 300, 900),
        (7 * DAY, 300, 3600),
        (90 * DAY, 300, 12 * 3600),
        (365 * DAY, 365, DAY),
        (3600, 1, 3600),
    ],
)
async def test_the_shortest_resolution_with_few_enough_points_is_taken(
    monitors: list[Monitor], length: int, points: int, resolution: int
) -> None:
    found = await latency.of_monitors(monitors, Range(START - length, START), points=points)

    assert found[monitors[0].id].resolution == resolution


async def test_two_statements_are_enough_for_all_and_one_to_give_the_same_again(monitors: list[Monitor]) -> None:
    await History(1, [monitor.id for monitor in monitors], START - DAY, START).change(5)
    with recorded() as run:
        first = await latency.of_monitors(monitors, last(90 * DAY))
    with recorded() as again:
        second = await latency.of_monitors(monitors, last(90 * DAY))

    assert (len(run), len(again)) == (2, 1)
    assert first == second


async def test_an_edit_shows_at_once(monitors: list[Monitor]) -> None:
    first = Sample(monitors[0].id, START - DAY, Status.UP, 10.0, SampleType.MANUAL)
    await samples.overwrite_range(first, START - 60)
    before = await latency.of_monitors(monitors, Range(START - DAY, START), resolution=DAY)

    await samples.overwrite([replace(first, minute=START - 600, latency=500.0)])
    after = await latency.of_monitors(monitors, Range(START - DAY, START), resolution=DAY)

    assert (before[monitors[0].id].max, after[monitors[0].id].max) == ([10.0], [500.0])
    assert after[monitors[1].id] == before[monitors[1].id]


@pytest.mark.parametrize(
    ("resolution", "points", "message"),
    [
        (60, 300, "resolution must be one of 900, 1800, .* got 60"),
        (900, 300, "the range has 8641 steps of 900 seconds, more than 300; choose a longer resolution"),
        (None, 0, "points must be between 1 and 2000; got 0"),
        (None, 2001, "points must be between 1 and 2000; got 2001"),
        (None, 1, "the range is too long for 1 points; at most 30 days fit"),
    ],
)
async def test_what_can_not_be_drawn_is_refused(
    monitors: list[Monitor], resolution: int | None, points: int, message: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        await latency.of_monitors(monitors, last(90 * DAY), resolution=resolution, points=points)


async def test_nothing_is_drawn_of_a_time_to_come(monitors: list[Monitor]) -> None:
    found = await latency.of_monitors(monitors, Range(START + DAY, START + 2 * DAY), resolution=900)

    assert list(found[monitors[0].id].timestamps) == []


async def test_all_monitors_together_have_a_limit_of_points(monitors: list[Monitor]) -> None:
    await Monitor.bulk_create([Monitor(tag=f"n{number}", name="N") for number in range(28)])
    everything, range_ = await Monitor.all(), Range(START - 2000 * 900, START)

    drawn = await latency.of_monitors(everything[:30], range_, points=2000)

    assert len(drawn) == 30
    with pytest.raises(InvalidInput, match="at most 60000 points may be asked for at once; 31 monitors need 62000"):
        await latency.of_monitors(everything, range_, points=2000)
