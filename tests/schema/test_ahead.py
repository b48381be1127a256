"""What is asked below a list of monitors is loaded ahead, and what is not asked is not."""

import pytest

from core.principal import SYSTEM
from models.enums import SampleType, Status
from models.samples import Sample, overwrite
from resolvers import monitors, pages
from resolvers.monitors import NewMonitor
from resolvers.pages import NewPage
from schema import ahead
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
    made = [
        await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag, category_name="Some")) for tag in ("seen", "unseen")
    ]
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


LISTS = {
    "a page": 'page(path: "all") { monitors { ...Asked } }',
    "places on a page": 'page(path: "all") { placements { monitor { ...Asked } } }',
    "a connection": "monitors { edges { node { ... on Monitor { ...Asked } } } }",
    "categories": "categories { monitors { ...Asked } }",
}
ASKED_OF_EACH = """
fragment Asked on Monitor {
  tag currentStatus currentLatency latestSample { status }
  short: statusBars(days: $days) { dates down }
  long: statusBars(days: 3, timeZone: "Asia/Kathmandu", end: "2025-01-06T12:00:00Z") { dates down }
  uptime(range: { period: LAST_24_HOURS }) { ratio down }
  since: uptime(range: { between: { start: $start } }) { ratio }
}
"""
THE_ONE_THAT_WAS_SEEN = {
    "tag": "seen",
    "currentStatus": "DOWN",
    "currentLatency": 5.0,
    "latestSample": {"status": "DOWN"},
    "short": {"dates": ["2025-01-06"], "down": [1]},
    "long": {"dates": ["2025-01-04", "2025-01-05", "2025-01-06"], "down": [0, 0, 1]},
    "uptime": {"ratio": 0.0, "down": 1},
    "since": {"ratio": 0.0},
}


@pytest.mark.parametrize("where", LISTS)
async def test_what_is_loaded_ahead_is_only_read_and_is_what_the_fields_themselves_find(
    ask, page, monkeypatch, gone_the_long_way, where
):
    query = f"query ($days: Int = 2, $start: DateTime!) {{ {LISTS[where]} }} {ASKED_OF_EACH}"
    variables = {"days": 1, "start": "2025-01-05T00:00:00Z"}

    quick = await ask(query, **variables)
    left_to_resolvers = {*gone_the_long_way} - {"page", "monitors", "placements", "categories"}
    monkeypatch.setattr(ahead, "_found", nothing_found)
    slow = await ask(query, **variables, anew=1)

    assert left_to_resolvers == set()
    assert {"currentStatus", "latestSample", "statusBars", "uptime"} <= {*gone_the_long_way}
    assert quick["data"] == slow["data"]
    assert str(THE_ONE_THAT_WAS_SEEN) in str(quick["data"])


async def nothing_found(*_: object) -> None:
    return None


async def test_bars_of_all_lists_in_a_query_are_found_by_the_statements_of_one(ask, page, statements):
    bars = "{ statusBars(days: 2) { up } uptime(range: { period: LAST_7_DAYS }) { ratio } }"

    await ask(f'{{ page(path: "all") {{ monitors {bars} placements {{ monitor {bars} }} }} }}')

    assert len([each for each in statements if "FROM sample_version" in each]) == 2


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("statusBars(days: 0) { up }", "days must be between 1 and 365; got 0"),
        ('uptime(range: { period: LAST_7_DAYS }, timeZone: "Mars/Base") { ratio }', "time_zone must be an IANA time"),
    ],
)
async def test_what_can_not_be_loaded_ahead_is_refused_where_it_is_asked_for(ask, page, field, message):
    answer = await ask(f'{{ page(path: "all") {{ monitors {{ tag currentStatus {field} }} }} }}')

    assert answer["data"] == {"page": None}
    assert answer["errors"][0]["message"].startswith(message)
    assert answer["errors"][0]["path"][:3] == ["page", "monitors", 0]


async def test_bars_that_are_left_out_are_not_computed(ask, page, statements):
    query = """query ($no: Boolean = false) { page(path: "all") {
      monitors { tag statusBars @include(if: $no) { up } ...Bars @skip(if: true) }
    } } fragment Bars on Monitor { uptime(range: { period: LAST_7_DAYS }) { ratio } }"""

    answer = await ask(query)

    assert answer["data"]["page"]["monitors"] == [{"tag": "seen"}, {"tag": "unseen"}]
    assert of_samples(statements) == []
