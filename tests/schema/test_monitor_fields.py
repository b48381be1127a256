import pytest

from core.principal import SYSTEM
from models.enums import Activity
from resolvers import monitors, site
from resolvers.monitors import MonitorChanges, NewMonitor

FIELDS = "query ($tag: String!) { monitor(tag: $tag) { nextDueAt badgeUrl } }"


@pytest.fixture
async def watched(db, now) -> None:
    await monitors.create(SYSTEM, NewMonitor(tag="open", name="Open", cron="@hourly"))
    await monitors.create(SYSTEM, NewMonitor(tag="hidden", name="Hidden", cron=None, is_hidden=True))


async def test_when_a_monitor_is_due_is_for_keys(ask, watched):
    await site.put(SYSTEM, "siteURL", "https://status.example/")

    badge = "https://status.example/badges/open.svg"
    assert (await ask(FIELDS, tag="open"))["data"]["monitor"] == {"nextDueAt": None, "badgeUrl": badge}
    assert (await ask(FIELDS, by="read", tag="open"))["data"]["monitor"] == {
        "nextDueAt": "2025-01-06T01:00:00+00:00",
        "badgeUrl": badge,
    }


async def test_a_monitor_that_is_not_public_has_no_badge_and_one_that_is_never_checked_is_not_due(ask, watched):
    await monitors.update(SYSTEM, "open", MonitorChanges(status=Activity.INACTIVE))
    nothing = {"nextDueAt": None, "badgeUrl": None}

    assert (await ask(FIELDS, by="read", tag="hidden"))["data"]["monitor"] == nothing
    assert (await ask(FIELDS, by="read", tag="open"))["data"]["monitor"] == nothing


async def test_fields_of_many_monitors_are_loaded_together(ask, watched, statements):
    query = """{ monitors { totalCount edges { node {
        tag nextDueAt badgeUrl currentStatus settings { uptimeFormulaNumerator } configuration { __typename } } } } }"""
    await ask("{ viewer { name } }", by="read")
    statements.clear()
    await ask(query, by="read")
    few = len(statements)

    for number in range(20):
        await monitors.create(SYSTEM, NewMonitor(tag=f"m{number}", name="M"))
    statements.clear()
    await ask(query, by="read")

    assert few == len(statements) == 6


async def test_a_mutation_that_follows_another_one_sees_what_it_changed(ask, watched):
    await ask(
        """mutation { sampleSet(input: {tag: "open", minute: "2025-01-05T23:58:00Z", status: UP}) {
        userErrors { code } } }""",
        by="write",
    )

    changed = await ask(
        """mutation {
          one: monitorUpdate(input: {tag: "open", cron: "@daily"}) { monitor { currentStatus nextDueAt } }
          set: sampleSet(input: {tag: "open", minute: "2025-01-05T23:59:00Z", status: DOWN}) { userErrors { code } }
          two: monitorsUpdate(input: {filter: {tags: ["open"]}, changes: {cron: "@hourly"}}) {
            monitors { currentStatus nextDueAt } }
        }""",
        by="write",
    )

    assert changed["data"]["one"]["monitor"] == {"currentStatus": "UP", "nextDueAt": "2025-01-07T00:00:00+00:00"}
    assert changed["data"]["two"]["monitors"] == [{"currentStatus": "DOWN", "nextDueAt": "2025-01-06T01:00:00+00:00"}]
