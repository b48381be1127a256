"""One query paints a status page with its history, in a number of statements that does not grow with the monitors."""

from typing import Any

import pytest

from core.principal import SYSTEM
from models.enums import SampleType, Status
from models.monitor import Monitor
from models.samples import Sample, overwrite
from resolvers import local_days, monitors, pages, set_history, status_bars, uptime
from resolvers.monitors import MonitorChanges
from resolvers.pages import NewPage, PageChanges
from resolvers.ranges import Period, last, recent
from tests.conftest import START
from tests.history import History
from tests.schema import histories
from tests.schema.test_page_statements import furnish_one, shape
from tests.statements import recorded

DAY = 86_400
BERLIN = "Europe/Berlin"
MOST = 30
# The bars of all (the days that have long passed, and the others), the monitors' uptimes, and the uptime of the page.
MOST_OF_HISTORY = 4
BARS = f'statusBars(days: 90, timeZone: "{BERLIN}") {{ {histories.BARS} }}'
STATUS_PAGE = f"""{{
  site {{ name url theme colors {{ up down }} announcement {{ title }} }}
  page(path: "all") {{
    title overallStatus {BARS} uptime(range: {{ period: LAST_90_DAYS }}) {{ ratio }}
    monitors {{
      tag name currentStatus currentLatency {BARS}
      day: uptime(range: {{ period: LAST_24_HOURS }}) {{ {histories.UPTIME} }}
      month: uptime(range: {{ period: LAST_30_DAYS }}, timeZone: "{BERLIN}") {{ {histories.UPTIME} }}
    }}
    openIncidents {{ title state monitors {{ impact monitor {{ tag }} }} comments {{ comment state }} }}
    ongoingEvents {{ endsAt maintenance {{ title }} }}
    upcomingEvents {{ startsAt maintenance {{ title }} }}
  }}
}}"""


async def furnish(count: int) -> list[Monitor]:
    """Let the page have `count` monitors, each with incidents, events, and samples now and then of 90 days."""
    known = {row.tag for row in await Monitor.all()}
    tags = [f"m{number}" for number in range(count)]
    await Monitor.bulk_create([Monitor(tag=tag, name=tag) for tag in tags if tag not in known])
    rows = await Monitor.all().order_by("id")
    new = [row for row in rows if row.tag not in known]
    history = History(count, [row.id for row in new], START - 90 * DAY, START)
    minutes = [history.minute() for _ in range(40)]
    await overwrite([history.sample(row.id, minute) for row in new for minute in dict.fromkeys(minutes)])
    await overwrite([Sample(row.id, START, Status.UP, 5.0, SampleType.REALTIME) for row in new])
    for row in new:
        await furnish_one(row)
    await pages.update(SYSTEM, "all", PageChanges(monitors=tags))
    return rows


async def painted(ask, by: str | None = None) -> tuple[dict[str, Any], list[str]]:
    """Return the painted page, and the statements that it took."""
    with recorded() as statements:
        answer = await ask(STATUS_PAGE, by=by)
    assert "errors" not in answer
    return answer["data"]["page"], statements


@pytest.fixture
async def empty_page(ask, db, now) -> None:
    """A page without monitors; asking for it once has made what is made once."""
    await pages.create(SYSTEM, NewPage(path="all", title="All", header="All"))
    await ask(STATUS_PAGE)


async def test_a_page_takes_the_same_statements_for_10_and_for_50_monitors(ask, empty_page):
    await furnish(10)
    few, statements_for_few = await painted(ask)
    await furnish(50)
    many, statements_for_many = await painted(ask)

    parts = ("monitors", "openIncidents", "ongoingEvents", "upcomingEvents")
    assert [len(few[part]) for part in parts] == [10, 10, 10, 5]
    assert [len(many[part]) for part in parts] == [50, 50, 50, 5]
    # Whether two lists that end in the same loader meet there is chance: not the number, but the kinds are the same.
    assert set(map(shape, statements_for_many)) == set(map(shape, statements_for_few))
    for statements in (statements_for_few, statements_for_many):
        assert len(statements) <= MOST
        assert sum("FROM sample_rollup" in statement for statement in statements) <= MOST_OF_HISTORY


async def test_a_page_shows_of_each_monitor_what_the_resolvers_compute(ask, empty_page):
    rows = await furnish(10)
    ranges = [last(DAY), recent(Period.LAST_30_DAYS, BERLIN), last(90 * DAY)]
    bars = await status_bars.of_monitors(rows, days=90, time_zone=BERLIN)
    uptimes = await uptime.of_monitors(rows, ranges)

    page, _ = await painted(ask)

    assert [monitor["tag"] for monitor in page["monitors"]] == [row.tag for row in rows]
    for row, monitor in zip(rows, page["monitors"], strict=True):
        assert monitor["statusBars"] == histories.bars(bars[row.id])
        assert monitor["day"] == histories.uptime(uptimes[row.id][0])
        assert monitor["month"] == histories.uptime(uptimes[row.id][1])
    together = await set_history.bars(list(bars.values()), local_days.until(None, 90, BERLIN))
    assert page["statusBars"] == histories.bars(together)
    assert page["uptime"]["ratio"] == set_history.uptime([each[2] for each in uptimes.values()], ranges[2]).uptime


async def test_a_hidden_monitor_is_in_no_part_of_the_page(ask, empty_page):
    await furnish(3)
    whole, _ = await painted(ask)
    await monitors.update(SYSTEM, "m2", MonitorChanges(is_hidden=True))

    for_public, _ = await painted(ask)
    for_keys, _ = await painted(ask, by="read")

    assert for_keys == whole
    assert for_public["monitors"] == whole["monitors"][:2]
    assert for_public["statusBars"]["up"] == [
        sum(day) for day in zip(*(each["statusBars"]["up"] for each in whole["monitors"][:2]), strict=True)
    ]
    assert for_public["statusBars"]["up"] != whole["statusBars"]["up"]


async def test_an_edit_of_history_shows_on_the_page_at_once(ask, empty_page):
    row, *_ = await furnish(2)
    before, _ = await painted(ask)

    await overwrite([Sample(row.id, START - 40 * DAY, Status.DOWN, None, SampleType.MANUAL)])
    after, _ = await painted(ask)

    changed = [
        number
        for number, (old, new) in enumerate(zip(before["statusBars"]["down"], after["statusBars"]["down"], strict=True))
        if old != new
    ]
    assert changed == [89 - 40]
    assert after["statusBars"]["worst"][49] == after["monitors"][0]["statusBars"]["worst"][49] == "DOWN"
