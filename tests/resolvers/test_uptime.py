"""Uptimes are what a plain count of the samples in the range gives."""

import random
import re
from functools import partial

import pytest

from core import clock
from core.clock import ManualClock
from core.errors import InvalidInput
from core.principal import SYSTEM
from models import samples
from models.enums import SampleType, Status
from models.monitor import Monitor
from models.samples import Sample
from resolvers import monitors as monitor_resolvers
from resolvers import range_totals, slo, uptime
from resolvers.monitors import MonitorChanges, NewMonitor
from resolvers.ranges import Range, last
from resolvers.remembered import Remembered
from tests.conftest import START
from tests.history import History, counts
from tests.statements import recorded


@pytest.fixture
async def monitors(db: object, now: ManualClock) -> list[Monitor]:
    formula = {"uptime_formula_numerator": " UP+maintenance ", "uptime_formula_denominator": "up + down+maintenance"}
    return [
        await monitor_resolvers.create(SYSTEM, NewMonitor(tag="plain", name="P")),
        await monitor_resolvers.create(SYSTEM, NewMonitor(tag="own", name="O", settings=formula)),
    ]


@pytest.mark.parametrize("seed", range(3))
async def test_uptimes_are_what_a_plain_count_gives(monitors: list[Monitor], seed: int) -> None:
    history = History(seed, [monitor.id for monitor in monitors], START - 4 * 86_400, START + 3600)
    await history.change(30)
    rng = random.Random(seed)
    edges = [sorted(rng.sample(range(START - 5 * 86_400, START + 7200), 2)) for _ in range(40)]
    ranges = [Range(start, end) for start, end in edges]

    found = await uptime.of_monitors(monitors, ranges)

    for monitor in monitors:
        for wanted, got in zip(ranges, found[monitor.id], strict=True):
            counted = counts(history.within(monitor.id, wanted.start, min(wanted.end, START + 60)))
            assert {status: getattr(got, status.lower()) for status in Status} == counted
            up, down, degraded, maintenance = (counted[status] for status in list(Status)[:4])
            if monitor.tag == "plain":
                expected = (up + maintenance + degraded, up + down + degraded + maintenance)
            else:
                expected = (up + maintenance, up + down + maintenance)
            assert (got.numerator, got.denominator) == expected
            assert got.uptime == (expected[0] / expected[1] if expected[1] else None)


async def test_three_statements_are_enough_for_all_and_one_to_give_the_same_again(monitors: list[Monitor]) -> None:
    await History(1, [monitor.id for monitor in monitors], START - 86_400, START).record()
    asked = partial(uptime.of_monitors, monitors, [last(86_400 * days) for days in (1, 7, 30, 90, 365)])
    with recorded() as few:
        await uptime.of_monitors(monitors[:1], [last(86_400)])
    with recorded() as many:
        first = await asked()
    with recorded() as again:
        second = await asked()

    assert (len(few), len(many), len(again)) == (2, 3, 1)
    assert first == second


async def test_a_new_minute_leaves_the_days_that_have_long_passed_as_they_were(
    monitors: list[Monitor], now: ManualClock
) -> None:
    await History(1, [monitor.id for monitor in monitors], START - 86_400, START).record()
    ((before,), _) = (await uptime.of_monitors(monitors, [last(90 * 86_400)])).values()
    now.advance(60)
    await samples.record([Sample(monitor.id, START, Status.DOWN, 1.0, SampleType.REALTIME) for monitor in monitors])

    with recorded() as statements:
        found = await uptime.of_monitors(monitors, [last(90 * 86_400)])

    ((after,), _) = found.values()
    assert len(statements) == 2
    assert after.down == before.down + 1


async def test_whatever_is_written_when_remembered_uptimes_are_those_that_are_computed_anew(
    monitors: list[Monitor], now: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    pick = random.Random(5)
    ages = [0, 3600, 50_400, 79_200, *(day * 86_400 + more for day in (1, 2, 3) for more in (-60, 0, 60)), 5 * 86_400]
    for _ in range(120):
        monitor, minute = pick.choice(monitors), clock.current_minute() - pick.choice(ages)
        match pick.randrange(3):
            case 0:
                now.advance(pick.choice([60, 3600, 43_200, 86_400]))
            case 1:
                await samples.delete_range(monitor.id, minute, minute + pick.choice([60, 4000, 90_000]))
            case _:
                first = Sample(monitor.id, minute, pick.choice(list(Status)), 4.0, SampleType.MANUAL)
                await samples.overwrite_range(first, minute + 60 * pick.randrange(3000))
        ranges = [last(pick.choice([3600, 6 * 86_400, 8 * 86_400])) for _ in range(pick.randint(1, 2))]

        remembered = await uptime.of_monitors(monitors, ranges)

        with monkeypatch.context() as patch:
            for name in ("_remembered", "_remembered_past"):
                patch.setattr(range_totals, name, Remembered(100))
            assert remembered == await uptime.of_monitors(monitors, ranges)


async def test_an_empty_range_is_refused(monitors: list[Monitor]) -> None:
    with pytest.raises(InvalidInput, match=re.escape("got 2025-01-06T00:00:00+00:00 and 2025-01-06T00:00:00+00:00")):
        await uptime.of_monitors(monitors, [Range(START, START)])


async def test_a_range_of_all_time_is_answered(monitors: list[Monitor]) -> None:
    history = History(1, [monitors[0].id], START - 3600, START)
    await history.change(5)

    got = (await uptime.of_monitors(monitors, [Range(-(10**30), 10**30)]))[monitors[0].id][0]

    assert got.up == counts(history.minutes.values())[Status.UP]


async def test_a_formula_with_more_above_than_below_the_line_gives_no_more_than_1(monitors: list[Monitor]) -> None:
    changes = MonitorChanges(settings={"uptime_formula_denominator": "up"})
    monitor = await monitor_resolvers.update(SYSTEM, "plain", changes)
    await History(2, [monitor.id], START - 7200, START).change(20)

    got = (await uptime.of_monitors([monitor], [last(86_400)]))[monitor.id][0]

    assert got.numerator > got.denominator > 0
    assert got.uptime == 1


@pytest.mark.parametrize(
    "formula",
    ["", "up +", "up up", "up - down", "up + up", "no_data", "__import__('os')", "9", 5, True, ["up"], "u" * 999],
)
@pytest.mark.parametrize("name", ["uptime_formula_numerator", "uptime_formula_denominator"])
async def test_a_formula_that_is_no_sum_of_the_words_is_refused_and_changes_nothing(
    monitors: list[Monitor], name: str, formula: object
) -> None:
    expected = f"monitor_settings_json.{name} must be a sum of the words up, down, degraded, maintenance"
    with pytest.raises(InvalidInput, match=expected) as made:
        await monitor_resolvers.create(SYSTEM, NewMonitor(tag="new", name="N", settings={name: formula}))
    with pytest.raises(InvalidInput, match=expected):
        await monitor_resolvers.update(SYSTEM, "plain", MonitorChanges(name="Changed", settings={name: formula}))

    assert made.value.field == f"monitor_settings_json.{name}"
    assert len(made.value.message) < 450
    assert await Monitor.all().order_by("id").values_list("name", flat=True) == ["P", "O"]


async def test_a_formula_that_is_null_is_the_default(monitors: list[Monitor]) -> None:
    settings = {"uptime_formula_numerator": None, "uptime_formula_denominator": None}

    made = await monitor_resolvers.create(SYSTEM, NewMonitor(tag="new", name="N", settings=settings))

    assert (await uptime.of_monitors([made], [last(60)]))[made.id][0].denominator == 0


async def test_a_formula_that_was_stored_without_a_check_hinders_nobody(monitors: list[Monitor]) -> None:
    settings = {"uptime_formula_numerator": "up / 2", "uptime_formula_denominator": "up + down"}
    monitor = await Monitor.create(tag="imported", name="I", settings=settings)
    history = History(2, [monitor.id], START - 7200, START)
    await history.change(20)

    got = (await uptime.of_monitors([monitor], [last(86_400)]))[monitor.id][0]

    counted = counts(history.minutes.values())
    assert got.numerator == sum(counted.values()) - counted[Status.DOWN] - counted[Status.NO_DATA]
    assert got.denominator == counted[Status.UP] + counted[Status.DOWN]


async def test_an_error_budget_is_used_up_as_the_formula_counts(monitors: list[Monitor]) -> None:
    history = History(3, [monitors[0].id], START - 86_400 * 3, START)
    await history.change(30)

    got = (await slo.of_monitors(monitors, target=0.9, window=86_400 * 7))[monitors[0].id]

    counted = counts(history.minutes.values())
    measured = sum(counted.values()) - counted[Status.NO_DATA]
    assert (got.counted, got.bad) == (measured, counted[Status.DOWN])
    assert got.allowed == pytest.approx(measured * 0.1)
    assert got.uptime == pytest.approx(1 - got.bad / got.counted)
    assert got.budget_left == pytest.approx(1 - got.bad / (measured * 0.1))
    day = counts(history.within(monitors[0].id, clock.current_minute() + 60 - 86_400, START + 60))
    of_day = sum(day.values()) - day[Status.NO_DATA]
    assert got.burn_rate_last_day == (pytest.approx(day[Status.DOWN] / of_day / 0.1) if of_day else None)


async def test_nothing_is_said_of_a_monitor_that_was_not_measured(monitors: list[Monitor]) -> None:
    got = (await slo.of_monitors(monitors, target=0.999, window=86_400))[monitors[0].id]

    assert (got.uptime, got.counted, got.budget_left, got.burn_rate_last_hour) == (None, 0, None, None)


@pytest.mark.parametrize(("target", "window"), [(0.0, 86_400), (1.0, 86_400), (0.9, 60), (0.9, 366 * 86_400)])
async def test_an_objective_that_makes_no_sense_is_refused(monitors: list[Monitor], target: float, window: int) -> None:
    with pytest.raises(InvalidInput, match="must be between"):
        await slo.of_monitors(monitors, target=target, window=window)
