"""What is asked below a list of monitors is loaded ahead, and what is not asked is not."""

import pytest

from core.principal import SYSTEM
from models.enums import SampleType, Status
from models.samples import Sample, overwrite
from resolvers import monitors, pages
from resolvers.monitors import NewMonitor
from resolvers.pages import NewPage
from schema.loading import DataLoader
from tests.conftest import START

FRAGMENTS = """
fragment Outer on Monitor { tag ...Inner }
fragment Inner on Monitor { ... { now: currentStatus currentLatency latestSample { minute } } }
"""
ASKED = '{ page(path: "all") { monitors { ...Outer } } }' + FRAGMENTS
NOT_ASKED = '{ page(path: "all") { monitors { tag name } } }'
SKIPPED = 'query ($no: Boolean = false) { page(path: "all") { monitors { tag currentStatus @include(if: $no) } } }'


@pytest.fixture
async def page(db, now) -> None:
    """Two monitors, of which one has a sample."""
    made = [await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag)) for tag in ("seen", "unseen")]
    await overwrite([Sample(made[0].id, START, Status.DOWN, 5.0, SampleType.REALTIME)])
    await pages.create(SYSTEM, NewPage(path="all", title="All", header="All", monitors=["seen", "unseen"]))


def of_samples(statements: list[str]) -> list[str]:
    return [each for each in statements if "FROM sample" in each or 'FROM "sample' in each]


async def test_newest_samples_are_loaded_once_however_they_are_asked_for(ask, page, statements):
    answer = await ask(ASKED)

    assert answer["data"]["page"]["monitors"] == [
        {"tag": "seen", "now": "DOWN", "currentLatency": 5.0, "latestSample": {"minute": "2025-01-06T00:00:00+00:00"}},
        {"tag": "unseen", "now": "NO_DATA", "currentLatency": None, "latestSample": None},
    ]
    assert len(of_samples(statements)) == 1


async def test_newest_samples_that_nobody_asks_for_are_not_loaded(ask, page, statements):
    answer = await ask(NOT_ASKED)

    assert [each["tag"] for each in answer["data"]["page"]["monitors"]] == ["seen", "unseen"]
    assert of_samples(statements) == []


async def test_a_field_that_is_left_out_makes_no_difference_to_the_answer(ask, page):
    answer = await ask(SKIPPED)

    assert answer["data"]["page"]["monitors"] == [{"tag": "seen"}, {"tag": "unseen"}]


async def test_a_single_monitor_shows_its_newest_sample_without_being_looked_ahead_for(ask, page):
    answer = await ask('{ monitor(tag: "seen") { currentStatus currentLatency latestSample { status } } }')

    assert answer["data"]["monitor"] == {
        "currentStatus": "DOWN",
        "currentLatency": 5.0,
        "latestSample": {"status": "DOWN"},
    }


@pytest.mark.parametrize(
    "query",
    [
        '{ page(path: "all") { monitors { currentStatus } } }',
        (
            '{ page(path: "all") { monitors { ...Outer } } } fragment Outer on Monitor { tag ...Inner } '
            "fragment Inner on Monitor { ... { now: currentStatus } }"
        ),
    ],
    ids=["field", "fragments"],
)
async def test_fields_of_a_list_wait_for_nothing_once_they_are_loaded(ask, page, monkeypatch, query):
    resolved: list[object] = []
    now_or_later = DataLoader.now_or_later

    def watched(loader, key, then):
        resolved.append(now_or_later(loader, key, then))
        return resolved[-1]

    monkeypatch.setattr(DataLoader, "now_or_later", watched)
    await ask(query)

    assert resolved == [Status.DOWN, Status.NO_DATA]
