import pytest

from core.principal import SYSTEM
from models.enums import SampleType, Status
from models.monitor import Monitor
from models.samples import Sample, overwrite
from resolvers import monitors
from resolvers.monitors import MonitorChanges, NewMonitor
from tests.conftest import START

PAGE = """
query ($start: DateTime, $end: DateTime, $first: Int, $last: Int, $after: String, $before: String) {
  monitor(tag: "shop") {
    samples(start: $start, end: $end, first: $first, last: $last, after: $after, before: $before) {
      edges { cursor node { latency } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }
"""
SERIES = """query ($start: DateTime!, $end: DateTime!) {
  monitor(tag: "shop") { sampleSeries(start: $start, end: $end) { timestamps statuses latencies } } }"""
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Sample { minute status } } }"


@pytest.fixture
async def shop(db, now) -> Monitor:
    """A monitor with a sample in each of the last five minutes, whose latencies are 5 to 1."""
    shop = await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop"))
    minutes = [Sample(shop.id, START - number * 60, Status.UP, number, SampleType.REALTIME) for number in range(1, 6)]
    await overwrite(minutes)
    return shop


def latencies(answer) -> list[float]:
    return [edge["node"]["latency"] for edge in answer["data"]["monitor"]["samples"]["edges"]]


async def test_samples_of_a_time_are_paged_within_it(ask, shop):
    time = {"start": "2025-01-05T23:56:00Z", "end": "2025-01-05T23:59:30Z"}

    whole = await ask(PAGE, **time)
    first = await ask(PAGE, **time, first=2)
    info = first["data"]["monitor"]["samples"]["pageInfo"]
    rest = await ask(PAGE, **time, first=2, after=info["endCursor"])
    last = await ask(PAGE, **time, last=2)
    before = await ask(PAGE, **time, last=2, before=last["data"]["monitor"]["samples"]["pageInfo"]["startCursor"])

    assert [latencies(page) for page in (whole, first, rest, last, before)] == [[4, 3, 2], [4, 3], [2], [3, 2], [4]]
    assert [info["hasNextPage"], rest["data"]["monitor"]["samples"]["pageInfo"]["hasNextPage"]] == [True, False]


async def test_an_open_time_reaches_to_the_oldest_or_the_newest(ask, shop):
    assert latencies(await ask(PAGE, start="2025-01-05T23:58:00Z")) == [2, 1]
    assert latencies(await ask(PAGE, end="2025-01-05T23:57:00Z")) == [5, 4]
    assert latencies(await ask(PAGE, start="2025-01-05T23:58:00Z", end="2025-01-05T23:58:00Z")) == []
    assert latencies(await ask(PAGE, start="0001-01-01T00:00:00Z", end="9999-12-31T23:59:59Z")) == [5, 4, 3, 2, 1]


async def test_a_series_of_366_days_is_drawn_and_one_of_more_is_refused(ask, shop):
    drawn = await ask(SERIES, start="2024-01-06T00:00:00Z", end="2025-01-06T00:00:00Z")
    refused = await ask(SERIES, start="2024-01-05T23:59:00Z", end="2025-01-06T00:00:00Z")

    assert drawn["data"]["monitor"]["sampleSeries"]["latencies"] == [5, 4, 3, 2, 1]
    assert refused["errors"][0]["message"] == "end must be at most 366 days after start; got 367 days"
    assert refused["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_sample_is_found_again_by_its_id_as_long_as_its_monitor_is_visible(ask, shop):
    query = '{ monitor(tag: "shop") { samples { edges { node { id status } } } } }'
    edges = (await ask(query))["data"]["monitor"]["samples"]["edges"]
    ids = [edge["node"]["id"] for edge in edges]

    found = (await ask(NODES, ids=[ids[4], ids[0]]))["data"]["nodes"]
    await monitors.update(SYSTEM, "shop", MonitorChanges(is_hidden=True))

    assert len(set(ids)) == 5
    assert found == [
        {"id": ids[4], "minute": "2025-01-05T23:59:00+00:00", "status": "UP"},
        {"id": ids[0], "minute": "2025-01-05T23:55:00+00:00", "status": "UP"},
    ]
    assert (await ask(NODES, ids=ids))["data"]["nodes"] == [None] * 5
    assert len([each for each in (await ask(NODES, by="read", ids=ids))["data"]["nodes"] if each]) == 5


async def test_a_sample_that_was_set_has_the_id_of_its_minute(ask, shop):
    query = """mutation { sampleSet(input: {tag: "shop", minute: "1960-01-01T00:00:30Z", status: DOWN}) {
        sample { id minute } userErrors { code } } }"""

    sample = (await ask(query, by="write"))["data"]["sampleSet"]["sample"]

    assert (await ask(NODES, ids=[sample["id"]]))["data"]["nodes"] == [
        {"id": sample["id"], "minute": "1960-01-01T00:00:00+00:00", "status": "DOWN"}
    ]


async def test_many_samples_are_found_in_one_statement(ask, shop, statements):
    edges = await ask('{ monitor(tag: "shop") { samples { edges { node { id } } } } }')
    ids = [edge["node"]["id"] for edge in edges["data"]["monitor"]["samples"]["edges"]]
    statements.clear()

    await ask(NODES, ids=ids)

    # The monitors that may be seen, and the samples.
    assert len(statements) == 3  # the mark, the monitors, the samples
