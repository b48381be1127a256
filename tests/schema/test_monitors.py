import pytest

from core.principal import SYSTEM
from models.enums import Activity, SampleType, Status
from models.monitor import Monitor
from models.observation import Observation
from models.samples import Sample, overwrite
from resolvers import monitors
from resolvers.monitors import NewMonitor
from tests.conftest import START

CREATE = """
mutation ($input: MonitorCreateInput!) {
  monitorCreate(input: $input) { monitor { tag type cron } userErrors { code message field } }
}
"""
SHOP = {"tag": "shop", "name": "Shop", "configuration": {"api": {"url": "http://127.0.0.1/"}}}
TAGS = "query ($first: Int, $last: Int, $after: String, $before: String) { monitors(first: $first, last: $last, "
TAGS += "after: $after, before: $before) { edges { node { tag } } pageInfo { hasNextPage hasPreviousPage "
TAGS += "startCursor endCursor } } }"


async def watched(tag: str, **more) -> Monitor:
    return await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag, type_data={"url": "http://secret/"}, **more))


async def test_a_monitor_is_made_with_the_type_of_its_configuration(ask):
    made = await ask(CREATE, by="write", input=SHOP)

    assert made["data"]["monitorCreate"] == {
        "monitor": {"tag": "shop", "type": "API", "cron": "* * * * *"},
        "userErrors": [],
    }


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"tag": "Shop"}, "INVALID_INPUT", ["tag"]),
        ({"name": "  "}, "INVALID_INPUT", ["name"]),
        ({"cron": "whenever"}, "INVALID_INPUT", ["cron"]),
        ({"timeZone": "Mars/Olympus"}, "INVALID_INPUT", ["timeZone"]),
        ({"confirmationThreshold": 61}, "INVALID_INPUT", ["confirmationThreshold"]),
        ({"configuration": {"api": {"url": "ftp://x"}}}, "INVALID_INPUT", ["configuration", "api", "url"]),
        ({"tag": "taken"}, "CONFLICT", ["tag"]),
        ({"description": "\0"}, "INVALID_INPUT", ["description"]),
    ],
)
async def test_wrong_input_is_refused_with_its_field_and_nothing_is_made(ask, changes, code, field):
    await watched("taken")

    refused = (await ask(CREATE, by="admin", input={**SHOP, **changes}))["data"]["monitorCreate"]

    assert refused["monitor"] is None
    assert [(error["code"], error["field"]) for error in refused["userErrors"]] == [(code, field)]
    assert await Monitor.all().values_list("tag", flat=True) == ["taken"]


@pytest.mark.parametrize(
    ("by", "code"), [(None, "UNAUTHENTICATED"), ("hg_wrong", "UNAUTHENTICATED"), ("read", "FORBIDDEN")]
)
async def test_who_may_not_write_is_refused_and_nothing_is_made(ask, by, code):
    refused = await ask(CREATE, by=by, input=SHOP)

    assert refused["data"] is None
    assert [error["extensions"]["code"] for error in refused["errors"]] == [code]
    assert await Monitor.all().count() == 0


async def test_the_public_sees_active_and_not_hidden_monitors_without_their_configuration(ask):
    await watched("open")
    await watched("hidden", is_hidden=True)
    await watched("aside", status=Activity.INACTIVE)
    query = """{
        monitors { edges { node { tag configuration { ... on ApiConfiguration { url } } } } }
        monitor(tag: "hidden") { tag }
    }"""

    public, keyed = await ask(query), await ask(query, by="read")

    assert public["data"] == {
        "monitors": {"edges": [{"node": {"tag": "open", "configuration": None}}]},
        "monitor": None,
    }
    assert [edge["node"]["tag"] for edge in keyed["data"]["monitors"]["edges"]] == ["aside", "hidden", "open"]
    assert keyed["data"]["monitors"]["edges"][0]["node"]["configuration"] == {"url": "http://secret/"}


async def test_a_hidden_monitor_is_not_found_by_its_global_id_either(ask):
    await watched("hidden", is_hidden=True)
    found = await ask('{ monitor(tag: "hidden") { id } }', by="read")
    query = "query ($id: ID!) { node(id: $id) { ... on Monitor { tag } } }"

    assert (await ask(query, by="read", id=found["data"]["monitor"]["id"]))["data"] == {"node": {"tag": "hidden"}}
    assert (await ask(query, id=found["data"]["monitor"]["id"]))["data"] == {"node": None}


async def test_monitors_are_paged_forward_and_backward(ask):
    for tag in ("a", "b", "c", "d", "e"):
        await watched(tag)

    first = (await ask(TAGS, first=2))["data"]["monitors"]
    second = (await ask(TAGS, first=2, after=first["pageInfo"]["endCursor"]))["data"]["monitors"]
    last = (await ask(TAGS, last=2))["data"]["monitors"]
    before_last = (await ask(TAGS, last=2, before=last["pageInfo"]["startCursor"]))["data"]["monitors"]

    def shown(page):
        return [edge["node"]["tag"] for edge in page["edges"]], page["pageInfo"]["hasNextPage"]

    assert shown(first) == (["e", "d"], True)
    assert shown(second) == (["c", "b"], True)
    assert [edge["node"]["tag"] for edge in last["edges"]] == ["b", "a"]
    assert [edge["node"]["tag"] for edge in before_last["edges"]] == ["d", "c"]
    assert before_last["pageInfo"]["hasPreviousPage"] is True


@pytest.mark.parametrize("arguments", [{"first": -1}, {"first": 1001}, {"first": 1, "last": 1}, {"after": "nonsense"}])
async def test_a_page_that_can_not_be_is_refused(ask, arguments):
    refused = await ask(TAGS, **arguments)

    assert refused["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_samples_are_shown_as_objects_and_as_columns(ask):
    monitor = await watched("shop")
    await overwrite(
        [
            Sample(monitor.id, START - 120, Status.UP, 12.5, SampleType.REALTIME),
            Sample(monitor.id, START - 60, Status.DOWN, None, SampleType.TIMEOUT, "too slow"),
        ]
    )

    shown = await ask(
        """{ monitor(tag: "shop") {
            currentStatus currentLatency
            latestSample { minute status latency type message }
            samples(first: 1) { edges { node { minute status latency } } pageInfo { hasNextPage } }
            sampleSeries(start: "2025-01-01T00:00:00Z", end: "2025-02-01T00:00:00Z") { timestamps statuses latencies }
        } }"""
    )

    assert shown["data"]["monitor"] == {
        "currentStatus": "DOWN",
        "currentLatency": None,
        "latestSample": {
            "minute": "2025-01-05T23:59:00+00:00",
            "status": "DOWN",
            "latency": None,
            "type": "TIMEOUT",
            "message": "too slow",
        },
        "samples": {
            "edges": [{"node": {"minute": "2025-01-05T23:58:00+00:00", "status": "UP", "latency": 12.5}}],
            "pageInfo": {"hasNextPage": True},
        },
        "sampleSeries": {
            "timestamps": [START - 120, START - 60],
            "statuses": ["UP", "DOWN"],
            "latencies": [12.5, None],
        },
    }


async def test_a_monitor_without_samples_has_no_data(ask):
    await watched("shop")

    shown = await ask('{ monitor(tag: "shop") { currentStatus latestSample { minute } } }')

    assert shown["data"] == {"monitor": {"currentStatus": "NO_DATA", "latestSample": None}}


async def test_the_viewer_learns_who_they_are(ask):
    query = "{ viewer { name access } }"

    assert (await ask(query))["data"]["viewer"] == {"name": "the public", "access": "PUBLIC"}
    assert (await ask(query, by="write"))["data"]["viewer"] == {"name": "write", "access": "WRITE"}


async def test_a_fault_of_ours_is_masked(ask, monkeypatch):
    async def break_down(*_: object) -> Observation:
        raise RuntimeError("postgres://user:password@db")

    monkeypatch.setattr(monitors, "find", break_down)

    broken = await ask('{ monitor(tag: "shop") { tag } }')

    assert broken["errors"][0]["message"] == "An unexpected error occurred; it has been logged."
    assert broken["errors"][0]["extensions"] == {"code": "INTERNAL_ERROR"}
    assert "password" not in str(broken)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("{ " + " ".join(f"a{n}: __typename" for n in range(51)) + " }", "51 aliases found. Allowed: 50"),
        ("{ " + "a " * 4001 + "}", "Syntax Error: Document contains more than 4000 tokens. Parsing aborted."),
    ],
)
async def test_a_request_that_asks_for_too_much_is_refused(ask, query, message):
    assert (await ask(query))["errors"][0]["message"] == message
