import pytest

from core.principal import SYSTEM
from models.monitor import Monitor
from resolvers import monitors
from resolvers.monitors import NewMonitor

UPDATE = """
mutation ($input: MonitorUpdateInput!) {
  monitorUpdate(input: $input) { monitor { name cron description } userErrors { code field } }
}
"""


@pytest.fixture
async def shop(db, now) -> Monitor:
    return await monitors.create(
        SYSTEM,
        NewMonitor(tag="shop", name="Shop", cron="* * * * *", description="Sells", type_data={"url": "http://a/"}),
    )


async def test_a_change_leaves_what_it_does_not_mention_and_clears_what_is_null(ask, shop):
    changed = await ask(UPDATE, by="write", input={"tag": "shop", "name": "Store", "description": None})

    assert changed["data"]["monitorUpdate"] == {
        "monitor": {"name": "Store", "cron": "* * * * *", "description": None},
        "userErrors": [],
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": None}, ["name"]),
        ({"timeZone": None}, ["timeZone"]),
        ({"confirmationThreshold": 0}, ["confirmationThreshold"]),
        ({"configuration": {"api": {"url": "ftp://x"}}}, ["configuration", "api", "url"]),
    ],
)
async def test_a_wrong_change_is_refused_and_changes_nothing(ask, shop, changes, field):
    refused = (await ask(UPDATE, by="write", input={"tag": "shop", "description": "new", **changes}))["data"][
        "monitorUpdate"
    ]

    assert refused == {"monitor": None, "userErrors": [{"code": "INVALID_INPUT", "field": field}]}
    assert (await Monitor.get(tag="shop")).description == "Sells"


async def test_a_monitor_is_put_aside_taken_back_and_removed(ask, shop):
    action = 'mutation { %s(input: {tag: "shop"}) { monitor { tag status } userErrors { code } } }'

    aside = await ask(action % "monitorDeactivate", by="write")
    back = await ask(action % "monitorActivate", by="write")
    gone = await ask(action % "monitorDelete", by="write")
    again = await ask(action % "monitorDelete", by="write")

    assert aside["data"]["monitorDeactivate"]["monitor"]["status"] == "INACTIVE"
    assert back["data"]["monitorActivate"]["monitor"]["status"] == "ACTIVE"
    assert gone["data"]["monitorDelete"]["monitor"]["tag"] == "shop"
    assert again["data"]["monitorDelete"] == {"monitor": None, "userErrors": [{"code": "NOT_FOUND"}]}
    assert not await Monitor.exists(tag="shop")


async def test_samples_are_set_and_removed(ask, shop):
    one = """mutation { sampleSet(input: {tag: "shop", minute: "2025-01-05T10:00:30Z", status: DOWN, latency: 7}) {
        sample { minute status latency type } userErrors { field } } }"""
    many = """mutation { sampleRangeSet(
        input: {tag: "shop", start: "2025-01-05T11:00:00Z", end: "2025-01-05T11:10:00Z", status: UP}) {
        count userErrors { field } } }"""
    removal = """mutation { sampleRangeDelete(input: {
        tag: "shop", start: "2025-01-05T10:00:00Z", end: "2025-01-05T12:00:00Z"}) {
        count userErrors { field } } }"""

    assert (await ask(one, by="write"))["data"]["sampleSet"] == {
        "sample": {"minute": "2025-01-05T10:00:00+00:00", "status": "DOWN", "latency": 7, "type": "MANUAL"},
        "userErrors": [],
    }
    assert (await ask(many, by="write"))["data"]["sampleRangeSet"] == {"count": 10, "userErrors": []}
    # Ten minutes, the last one of the range, and the one set by itself.
    assert (await ask(removal, by="write"))["data"]["sampleRangeDelete"] == {"count": 12, "userErrors": []}


@pytest.mark.parametrize(
    ("range_", "status", "field"),
    [
        (("2025-01-05T11:00:00Z", "2025-01-05T10:00:00Z"), "UP", ["start"]),
        (("2023-01-05T11:00:00Z", "2025-01-05T10:00:00Z"), "UP", ["end"]),
        (("2025-01-05T10:00:00Z", "2025-01-05T11:00:00Z"), "MAINTENANCE", ["status"]),
    ],
)
async def test_a_range_of_samples_that_can_not_be_is_refused(ask, shop, range_, status, field):
    query = """mutation ($input: SampleRangeSetInput!) {
        sampleRangeSet(input: $input) { count userErrors { field } } }"""

    refused = await ask(
        query, by="write", input={"tag": "shop", "start": range_[0], "end": range_[1], "status": status}
    )

    assert refused["data"]["sampleRangeSet"] == {"count": None, "userErrors": [{"field": field}]}
