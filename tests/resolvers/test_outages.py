"""Outages are the runs that a plain walk over the samples finds."""

import pytest

from core.clock import ManualClock
from core.errors import InvalidInput
from models import samples
from models.enums import SampleType, Status
from models.monitor import Monitor
from models.samples import Sample
from resolvers import outages
from resolvers.outages import Outage
from resolvers.ranges import Range, last
from tests.conftest import START
from tests.history import History
from tests.statements import recorded

BAD = (Status.DOWN, Status.DEGRADED, Status.MAINTENANCE)


@pytest.fixture
async def monitors(db: object, now: ManualClock) -> list[Monitor]:
    return [await Monitor.create(tag=f"m{number}", name="M") for number in range(3)]


def plain(history: History, monitor: Monitor, wanted: Range) -> list[Outage]:
    found, run = [], []
    for sample in [*history.within(monitor.id, START - 30 * 86_400, START + 60), None]:
        if sample is not None and sample.status in BAD:
            run.append(sample)
        if run and (sample is None or sample.status is Status.UP):
            end = None if sample is None else sample.minute
            worst = min((each.status for each in run), key=BAD.index)
            reason = next((each.message for each in run if each.message), None)
            if run[0].minute < wanted.end and (end is None or end > wanted.start):
                found.append(Outage(run[0].minute, end, len(run), worst, reason))
            run = []
    return found


@pytest.mark.parametrize("seed", range(4))
async def test_outages_are_what_a_plain_walk_finds(monitors: list[Monitor], seed: int) -> None:
    history = History(seed, [monitor.id for monitor in monitors], START - 2 * 86_400, START + 3600)
    await history.change(25)

    for wanted in (last(86_400 * 7), Range(START - 90_000, START - 30_000), Range(START - 60, START + 86_400)):
        found = await outages.of_monitors(monitors, wanted)
        for monitor in monitors:
            assert found[monitor.id] == plain(history, monitor, wanted)


async def test_an_outage_is_whole_and_tells_its_reason(monitors: list[Monitor]) -> None:
    def at(minutes: int, status: Status, message: str | None = None) -> Sample:
        return Sample(monitors[0].id, START - 3600 + 60 * minutes, status, None, SampleType.ERROR, message)

    await samples.record(
        [
            at(0, Status.UP, "fine"),
            at(5, Status.DEGRADED),
            at(10, Status.NO_DATA, "nothing"),
            at(15, Status.DOWN, "no route"),
            at(20, Status.DOWN, "refused"),
            at(25, Status.UP),
            at(30, Status.MAINTENANCE),
        ]
    )

    found = await outages.of_monitors(monitors, Range(START - 3600 + 60 * 16, START))

    assert found == {
        monitors[0].id: [
            Outage(START - 3300, START - 2100, 3, Status.DOWN, "no route"),
            Outage(START - 1800, None, 1, Status.MAINTENANCE, None),
        ],
        monitors[1].id: [],
        monitors[2].id: [],
    }


async def test_one_statement_finds_them_all(monitors: list[Monitor]) -> None:
    await History(5, [monitor.id for monitor in monitors], START - 86_400, START).change(20)

    with recorded() as run:
        await outages.of_monitors(monitors, last(86_400))

    assert len(run) == 1


async def test_an_empty_range_is_refused(monitors: list[Monitor]) -> None:
    with pytest.raises(InvalidInput):
        await outages.of_monitors(monitors, Range(START, START - 60))


async def test_outages_of_366_days_are_found_and_of_more_refused(monitors: list[Monitor]) -> None:
    longest = Range(START - 366 * 86_400, START)

    assert await outages.of_monitors(monitors, longest) == {monitor.id: [] for monitor in monitors}
    with pytest.raises(InvalidInput, match="outages are looked for in at most 366 days; the range has 367"):
        await outages.of_monitors(monitors, Range(longest.start - 60, START))
