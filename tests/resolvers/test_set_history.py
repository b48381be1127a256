"""The history of a set is made of what its monitors have, and of nothing else."""

from datetime import date

from models.enums import Status
from resolvers import set_history
from resolvers.local_days import LocalDays
from resolvers.ranges import Range
from resolvers.status_bars import StatusBars
from resolvers.uptime import Uptime

DAYS = LocalDays((date(2025, 1, 5), date(2025, 1, 6)), (100, 200, 300))
RANGE = Range(60, 600)


def bars(up: list[int], down: list[int], uptime: list[float | None], latency: list[float | None]) -> StatusBars:
    zeros = [0, 0]
    worst = [Status.DOWN if bad else Status.UP if good else Status.NO_DATA for good, bad in zip(up, down, strict=True)]
    return StatusBars(
        DAYS.dates,
        (100, 200),
        (200, 300),
        up,
        down,
        zeros,
        zeros,
        [1, 2],
        worst,
        uptime=uptime,
        latency_average=latency,
    )


async def test_the_bars_of_a_set_are_sums_worsts_and_means():
    one = bars([10, 8], [0, 2], [1.0, 0.8], [5.0, None])
    other = bars([10, 0], [0, 0], [0.5, None], [15.0, None])

    assert await set_history.bars([one, other], DAYS) == StatusBars(
        dates=DAYS.dates,
        starts=(100, 200),
        ends=(200, 300),
        up=[20, 8],
        down=[0, 2],
        degraded=[0, 0],
        maintenance=[0, 0],
        no_data=[2, 4],
        worst=[Status.UP, Status.DOWN],
        uptime=[0.75, 0.8],
        latency_average=[10.0, None],
    )


async def test_the_bars_of_no_monitor_know_nothing():
    assert await set_history.bars([], DAYS) == StatusBars(
        dates=DAYS.dates,
        starts=(100, 200),
        ends=(200, 300),
        up=[0, 0],
        down=[0, 0],
        degraded=[0, 0],
        maintenance=[0, 0],
        no_data=[0, 0],
        worst=[Status.NO_DATA, Status.NO_DATA],
        uptime=[None, None],
        latency_average=[None, None],
    )


def test_each_monitor_counts_the_same_in_the_uptime_of_a_set():
    parts = [
        Uptime(RANGE, 1, 1, 0, 0, 5, 1, 2, 0.5),
        Uptime(RANGE, 90, 0, 8, 2, 0, 100, 100, 1.0),
        Uptime(RANGE, 0, 0, 0, 0, 9, 0, 0, None),
    ]

    assert set_history.uptime(parts, RANGE) == Uptime(RANGE, 91, 1, 8, 2, 14, 101, 102, 0.75)
    assert set_history.uptime([], RANGE) == Uptime(RANGE, 0, 0, 0, 0, 0, 0, 0, None)
