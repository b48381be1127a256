"""One query paints a page; how many statements that takes does not depend on how much is on the page."""

import re
from typing import Any

import pytest

from core.principal import SYSTEM
from models.database import transaction
from models.enums import IncidentState, MaintenanceEventStatus, MonitorType, SampleType, Status
from models.incident import Incident, IncidentComment, IncidentMonitor
from models.maintenance import Maintenance, MaintenanceEvent, MaintenanceMonitor
from models.monitor import Monitor
from models.samples import Sample, overwrite
from resolvers import monitors, pages, site
from resolvers.monitors import NewMonitor
from resolvers.pages import NewPage, PageChanges
from tests.conftest import START
from tests.statements import recorded

MOST = 60

# What a status page shows.
PAGE = """{
  site { name url logo nav { name url } theme colors { up down } announcement { title message } }
  page(path: "all") {
    title header url overallStatus settings { layout historyDays { desktop } }
    monitors { tag name currentStatus currentLatency latestSample { minute status } }
    openIncidents { title state monitors { impact monitor { tag } } comments { comment state } }
    upcomingEvents { startsAt maintenance { title } }
  }
}"""

# All that pages, monitors and categories lead to.
EVERYTHING = """{
  page(path: "all") {
    overallStatus
    monitors {
      tag currentStatus
      openIncidents { title }
      incidents(first: 3) { edges { node { title state comments { comment } } } }
      maintenances(first: 3) { edges { node { title monitors { monitor { tag } } } } }
      upcomingEvents { startsAt maintenance { title } }
      ongoingEvents { startsAt }
      pages { path url } groups { tag } members { weight monitor { tag currentStatus } }
    }
    openIncidents { title monitors { monitor { tag currentStatus } } comments { comment } }
    pastIncidents { title comments { comment } }
    ongoingEvents { endsAt maintenance { title monitors { monitor { tag } } } }
    upcomingEvents { startsAt maintenance { title } }
    pastEvents { endsAt maintenance { title } }
  }
  categories { name overallStatus monitors { tag groups { tag } } }
  overallStatus
}"""


async def furnish(count: int) -> None:
    """Let the page have `count` monitors, each with a sample, an open and a past incident, and an event of each kind.

    Two of them are in a group.
    """
    tags = [f"m{number}" for number in range(count)]
    known = {row.tag for row in await Monitor.all()}
    async with transaction():
        await Monitor.bulk_create(
            [Monitor(tag=tag, name=tag, category_name=tag[:2]) for tag in tags if tag not in known]
        )
    new = [row for row in await Monitor.filter(monitor_type="API") if row.tag not in known]
    await overwrite([Sample(row.id, START, Status.UP, 5.0, SampleType.REALTIME) for row in new])
    async with transaction():
        for row in new:
            await furnish_one(row)
    if not known:
        members = [{"tag": "m0", "weight": 0.25}, {"tag": "m1", "weight": 0.75}]
        await monitors.create(
            SYSTEM,
            NewMonitor(tag="group", name="Group", monitor_type=MonitorType.GROUP, type_data={"monitors": members}),
        )
    await pages.update(SYSTEM, "all", PageChanges(monitors=tags))


async def furnish_one(row: Monitor) -> None:
    for state in (IncidentState.IDENTIFIED, IncidentState.RESOLVED):
        incident = await Incident.create(title=row.tag, start_date_time=START - 60, end_date_time=START, state=state)
        await IncidentMonitor.create(incident=incident, monitor=row)
        await IncidentComment.create(incident=incident, comment="Seen", state=state, timestamp=START)
    planned = await Maintenance.create(title=row.tag, start_date_time=START, rrule="FREQ=DAILY", duration_seconds=60)
    await MaintenanceMonitor.create(maintenance=planned, monitor=row)
    for status in (
        MaintenanceEventStatus.ONGOING,
        MaintenanceEventStatus.SCHEDULED,
        MaintenanceEventStatus.COMPLETED,
    ):
        await MaintenanceEvent.create(
            maintenance=planned, start_date_time=START, end_date_time=START + 60, status=status
        )


async def asked(ask, query: str) -> tuple[dict[str, Any], list[str]]:
    """Return what a query gets, and the statements that it takes."""
    with recorded() as statements:
        answer = await ask(query, by="read")
    assert "errors" not in answer
    return answer["data"], statements


def shape(recorded_statement: str) -> str:
    """Return a statement without its values, and without their number."""
    statement, _, _ = recorded_statement.partition(": [")
    return re.sub(r"\$\d+", "?", re.sub(r"IN \([$?\d, ]+\)", "IN (...)", statement))


@pytest.fixture
async def empty_page(ask, db, now) -> None:
    """A page without monitors; asking for it once has made what is made once."""
    await pages.create(SYSTEM, NewPage(path="all", title="All", header="All"))
    await site.put(SYSTEM, "siteName", "Ours")
    await ask(PAGE, by="read")


async def test_a_page_takes_the_same_statements_for_10_and_for_100_monitors(ask, empty_page):
    await furnish(10)
    few, statements_for_few = await asked(ask, PAGE)
    await furnish(100)
    many, statements_for_many = await asked(ask, PAGE)

    assert [len(few["page"][part]) for part in ("monitors", "openIncidents", "upcomingEvents")] == [10, 10, 5]
    assert [len(many["page"][part]) for part in ("monitors", "openIncidents", "upcomingEvents")] == [100, 100, 5]
    assert sorted(map(shape, statements_for_many)) == sorted(map(shape, statements_for_few))


async def test_nothing_that_hangs_on_a_page_takes_a_statement_of_its_own(ask, empty_page):
    await furnish(10)
    few, statements_for_few = await asked(ask, EVERYTHING)
    await furnish(100)
    many, statements_for_many = await asked(ask, EVERYTHING)

    assert few["page"]["monitors"][0]["groups"] == many["page"]["monitors"][0]["groups"] == [{"tag": "group"}]
    assert [len(found["categories"]) for found in (few, many)] == [10, 10]
    # How many fields meet at a loader at the same moment is chance: not the number, but the kinds are the same.
    assert set(map(shape, statements_for_many)) == set(map(shape, statements_for_few))
    assert max(len(statements_for_few), len(statements_for_many)) <= MOST
