"""Several mutations in one request: each shows what the one before left."""

import pytest

from core.principal import SYSTEM
from models.enums import Impact
from resolvers import incidents, monitors
from resolvers.affected import MonitorImpact
from resolvers.incidents import NewIncident
from resolvers.monitors import NewMonitor
from schema.context import Context
from tests.conftest import START
from tests.schema import asked


@pytest.fixture
async def shop(db, now) -> None:
    """A monitor, and incident 1 that affects it."""
    await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop", cron="* * * * *"))
    impacts = [MonitorImpact("shop", Impact.DOWN)]
    await incidents.create(SYSTEM, NewIncident(title="Broken", start_date_time=START, monitors=impacts))


async def in_a_row(ask, *mutations: str) -> list[object]:
    text = " ".join(f"m{number}: {each}" for number, each in enumerate(mutations))
    answer = await ask(f"mutation {{ {text} }}", by="admin")
    assert "errors" not in answer
    return list(answer["data"].values())


async def test_monitors_show_when_they_are_due_after_each_change(ask, shop):
    change = 'monitorUpdate(input: {{tag: "shop", cron: "{}"}}) {{ monitor {{ nextDueAt }} }}'

    shown = await in_a_row(ask, change.format("5 * * * *"), change.format("9 * * * *"))

    assert shown == [
        {"monitor": {"nextDueAt": "2025-01-06T00:05:00+00:00"}},
        {"monitor": {"nextDueAt": "2025-01-06T00:09:00+00:00"}},
    ]


async def test_samples_are_shown_as_the_last_mutation_left_them(ask, shop):
    rename = 'monitorUpdate(input: {tag: "shop", name: "S"}) { monitor { currentStatus } }'
    push = 'sampleSet(input: {tag: "shop", minute: "2025-01-06T00:00:00Z", status: DOWN}) { sample { status } }'

    shown = await in_a_row(ask, rename, push, rename)

    assert shown == [
        {"monitor": {"currentStatus": "NO_DATA"}},
        {"sample": {"status": "DOWN"}},
        {"monitor": {"currentStatus": "DOWN"}},
    ]


async def test_an_incident_shows_each_impact_that_it_was_given(ask, shop):
    shows = "{{ incident {{ monitors {{ impact }} }} }}"
    change = 'incidentMonitorSetImpact(input: {{id: "1", tag: "shop", impact: {}}}) ' + shows

    shown = await in_a_row(ask, change.format("DEGRADED"), change.format("MAINTENANCE"))

    assert [each["incident"]["monitors"] for each in shown] == [[{"impact": "DEGRADED"}], [{"impact": "MAINTENANCE"}]]


async def test_the_site_shows_each_entry_that_was_set(ask):
    shows = "{{ site {{ name entry(key: SITE_NAME) {{ value }} }} }}"
    change = 'siteEntrySet(input: {{key: SITE_NAME, value: "{}"}}) ' + shows

    shown = await in_a_row(ask, change.format("one"), change.format("two"))

    assert [each["site"] for each in shown] == [
        {"name": "one", "entry": {"value": "one"}},
        {"name": "two", "entry": {"value": "two"}},
    ]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_every_mutation_loads_anew_and_no_query_does(ask, monkeypatch):
    forgot = []
    forget = Context.forget
    monkeypatch.setattr(Context, "forget", lambda context: (forgot.append(context), forget(context))[1])

    async def forgets(text: str) -> int:
        forgot.clear()
        await ask(text, by="read" if text.startswith("mutation") else None)
        return len(forgot)

    begun = {"query": await forgets("{ __typename }"), "mutation": await forgets("mutation { __typename }")}
    counts = {name: await forgets(question.text) for name, question in asked.EVERYTHING.items()}

    # A mutation forgets before and after itself.
    assert counts == {
        name: begun["mutation"] + 2 if question.text.startswith("mutation") else begun["query"]
        for name, question in asked.EVERYTHING.items()
    }
