"""Histories in GraphQL are those of the resolvers, in GraphQL's words."""

import asyncio

import pytest

from core.clock import ManualClock
from core.errors import InvalidInput
from core.principal import SYSTEM
from models.enums import Activity, MonitorType, SampleType, Status
from models.monitor import Monitor
from models.samples import Sample, overwrite
from resolvers import latency, local_days, monitors, outages, pages, set_history, slo, status_bars, uptime
from resolvers.monitors import MonitorChanges, NewMonitor
from resolvers.pages import NewPage
from resolvers.ranges import Period, Range, last, recent
from schema.cost import MAX_COST
from schema.history.arguments import BarsAsked
from schema.history.loaders import HistoryLoaders
from tests.conftest import START
from tests.history import History
from tests.schema import histories

DAY = 86_400
BERLIN = "Europe/Berlin"
BARS = f'statusBars(days: 5, timeZone: "{BERLIN}") {{ {histories.BARS} }}'
WEEK = "range: { period: LAST_7_DAYS }"
MONITOR = f"""query ($range: TimeRangeInput!) {{ monitor(tag: "shop") {{
  {BARS}
  latency(range: $range, resolution: 3600) {{ {histories.LATENCY} }}
  outages(range: $range) {{ {histories.OUTAGES} }}
  slo(target: 0.99, window: 172800) {{ {histories.SLO} }}
}} }}"""
UPTIME = f"""query ($range: TimeRangeInput!, $zone: String) {{ monitor(tag: "shop") {{
  uptime(range: $range, timeZone: $zone) {{ {histories.UPTIME} }}
}} }}"""
PAGE = f'{{ page(path: "all") {{ {BARS} uptime({WEEK}) {{ {histories.UPTIME} }} }} }}'
BACKWARDS = "2025-01-05T00:00:00+00:00 and 2025-01-04T00:00:00+00:00"
FOUR_IN_THE_MORNING = Range(START - 3 * DAY + 4 * 3600, START + 60)


@pytest.fixture
async def shop(db, now) -> Monitor:
    return await monitors.create(
        SYSTEM, NewMonitor(tag="shop", name="Shop", settings={"uptime_formula_numerator": "up"})
    )


async def fill(*rows: Monitor) -> None:
    """Give monitors a history of four days, and of an hour to come."""
    await History(1, [row.id for row in rows], START - 4 * DAY, START + 3600).change(25)


async def test_a_monitor_shows_what_the_resolvers_compute(ask, shop):
    await fill(shop)
    steps = (await latency.of_monitors([shop], FOUR_IN_THE_MORNING, resolution=3600))[shop.id]
    runs = (await outages.of_monitors([shop], FOUR_IN_THE_MORNING))[shop.id]

    shown = (await ask(MONITOR, range={"between": {"start": "2025-01-03T04:00:00Z"}}))["data"]["monitor"]

    assert shown == {
        "statusBars": histories.bars((await status_bars.of_monitors([shop], days=5, time_zone=BERLIN))[shop.id]),
        "latency": histories.latency(steps),
        "outages": histories.outages(runs[:-51:-1]),
        "slo": histories.slo((await slo.of_monitors([shop], target=0.99, window=2 * DAY))[shop.id]),
    }
    assert len(runs) > 1
    assert len(steps.timestamps) > 1
    assert {"DOWN", "NO_DATA"} <= set(shown["statusBars"]["worst"])
    assert 0 < shown["slo"]["bad"] < shown["slo"]["counted"]


@pytest.mark.parametrize(
    ("range_", "zone", "wanted"),
    [
        ({"period": "LAST_24_HOURS"}, BERLIN, lambda: last(DAY)),
        ({"period": "LAST_7_DAYS"}, None, lambda: last(7 * DAY)),
        ({"period": "LAST_30_DAYS"}, BERLIN, lambda: recent(Period.LAST_30_DAYS, BERLIN)),
        ({"between": {"start": "2025-01-03T04:00:00Z"}}, None, lambda: FOUR_IN_THE_MORNING),
        (
            {"between": {"start": "2025-01-03T01:00:00+01:00", "end": "2025-01-04T00:00:00Z"}},
            BERLIN,
            lambda: Range(START - 3 * DAY, START - 2 * DAY),
        ),
    ],
)
async def test_an_uptime_is_that_of_the_range_that_is_meant(ask, shop, range_, zone, wanted):
    await fill(shop)

    shown = (await ask(UPTIME, range=range_, zone=zone))["data"]["monitor"]["uptime"]

    (computed,) = (await uptime.of_monitors([shop], [wanted()]))[shop.id]
    assert shown == histories.uptime(computed)
    assert shown["ratio"] is not None


async def test_the_last_outage_comes_first_and_as_many_as_are_asked_for(ask, shop):
    query = f'{{ monitor(tag: "shop") {{ outages({WEEK}, first: 2) {{ start end minutes status reason }} }} }}'
    downs = {600: (Status.DOWN, "old"), 300: (Status.DEGRADED, "slow"), 60: (Status.DOWN, "refused")}
    minutes = {before: downs.get(before, (Status.UP, None)) for before in range(60, 900, 60)}
    await overwrite(
        [
            Sample(shop.id, START - before, status, None, SampleType.ERROR, message)
            for before, (status, message) in minutes.items()
        ]
    )

    assert (await ask(query))["data"]["monitor"]["outages"] == [
        {
            "start": "2025-01-05T23:59:00+00:00",
            "end": None,
            "minutes": 1,
            "status": "DOWN",
            "reason": "refused",
        },
        {
            "start": "2025-01-05T23:55:00+00:00",
            "end": "2025-01-05T23:56:00+00:00",
            "minutes": 1,
            "status": "DEGRADED",
            "reason": "slow",
        },
    ]


async def test_a_group_has_the_history_of_its_own_samples(ask, shop):
    bank = await monitors.create(SYSTEM, NewMonitor(tag="bank", name="Bank"))
    members = [{"tag": "shop", "weight": 0.5}, {"tag": "bank", "weight": 0.5}]
    group = await monitors.create(
        SYSTEM, NewMonitor(tag="group", name="Group", monitor_type=MonitorType.GROUP, type_data={"monitors": members})
    )
    await overwrite(
        [
            Sample(row.id, START, status, 1.0, SampleType.REALTIME)
            for row, status in ((shop, Status.UP), (bank, Status.DOWN), (group, Status.DEGRADED))
        ]
    )

    shown = await ask('{ monitor(tag: "group") { statusBars(days: 2) { up down degraded worst } } }')

    assert shown["data"]["monitor"]["statusBars"] == {
        "up": [0, 0],
        "down": [0, 0],
        "degraded": [0, 1],
        "worst": ["NO_DATA", "DEGRADED"],
    }


async def test_a_page_shows_its_active_monitors_that_one_may_see_together(ask, shop):
    made = {"shop": shop}
    for tag, hidden, status in (
        ("bank", False, Activity.ACTIVE),
        ("hidden", True, Activity.ACTIVE),
        ("aside", False, Activity.INACTIVE),
        ("elsewhere", False, Activity.ACTIVE),
    ):
        made[tag] = await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag, is_hidden=hidden, status=status))
    await pages.create(
        SYSTEM, NewPage(path="all", title="All", header="All", monitors=["shop", "bank", "hidden", "aside"])
    )
    await fill(*made.values())

    shown = {by: (await ask(PAGE, by=by))["data"]["page"] for by in (None, "read")}

    for by, tags in ((None, ("shop", "bank")), ("read", ("shop", "bank", "hidden"))):
        counted = [made[tag] for tag in tags]
        bars = await status_bars.of_monitors(counted, days=5, time_zone=BERLIN)
        uptimes = [each for (each,) in (await uptime.of_monitors(counted, [last(7 * DAY)])).values()]
        together = await set_history.bars(list(bars.values()), local_days.until(None, 5, BERLIN))
        assert shown[by] == {
            "statusBars": histories.bars(together),
            "uptime": histories.uptime(set_history.uptime(uptimes, last(7 * DAY))),
        }
    assert shown[None]["uptime"]["up"] < shown["read"]["uptime"]["up"]


async def test_a_page_without_monitors_knows_nothing(ask, db, now):
    await pages.create(SYSTEM, NewPage(path="all", title="All", header="All"))

    page = (await ask(PAGE))["data"]["page"]

    assert (page["statusBars"]["worst"], page["statusBars"]["uptimes"]) == (["NO_DATA"] * 5, [None] * 5)
    assert (page["uptime"]["ratio"], page["uptime"]["up"]) == (None, 0)


async def test_who_may_not_see_a_monitor_learns_nothing_of_its_history(ask, shop):
    await fill(shop)
    await monitors.update(SYSTEM, "shop", MonitorChanges(is_hidden=True))
    query = f'{{ monitor(tag: "shop") {{ {BARS} uptime({WEEK}) {{ ratio }} }} }}'

    assert (await ask(query))["data"] == {"monitor": None}
    assert (await ask(query, by="read"))["data"]["monitor"]["uptime"]["ratio"] is not None


@pytest.mark.parametrize(
    ("selected", "message"),
    [
        ("statusBars(days: 0) { up }", "days must be between 1 and 365; got 0"),
        ("statusBars(days: 366) { up }", "days must be between 1 and 365; got 366"),
        (
            'statusBars(timeZone: "Mars/Base") { up }',
            "time_zone must be an IANA time zone such as 'Europe/Berlin'; got 'Mars/Base'",
        ),
        (
            'statusBars(end: "0001-01-01T00:00:00Z") { up }',
            "end must lie in the years 3 to 9998; got 1",
        ),
        (
            f'uptime({WEEK}, timeZone: "Mars/Base") {{ ratio }}',
            "time_zone must be an IANA time zone such as 'Europe/Berlin'; got 'Mars/Base'",
        ),
        (
            'uptime(range: { between: { start: "2025-01-05T00:00:00Z", end: "2025-01-04T00:00:00Z" } }) { ratio }',
            "the start of a range must be before its end; got 2025-01-05T00:00:00+00:00 and 2025-01-04T00:00:00+00:00",
        ),
        (
            f"latency({WEEK}, resolution: 61) {{ p50 }}",
            f"resolution must be one of {', '.join(map(str, latency.RESOLUTIONS))} (seconds); got 61",
        ),
        (f"latency({WEEK}, points: 2001) {{ p50 }}", "points must be between 1 and 2000; got 2001"),
        (
            'outages(range: { between: { start: "2024-01-01T00:00:00Z" } }) { start }',
            "outages are looked for in at most 366 days; the range has 372",
        ),
        (f"outages({WEEK}, first: 1001) {{ start }}", "first must be between 0 and 1000; got 1001"),
        ("slo(target: 1) { bad }", "target must be between 0 and 1, such as 0.999; got 1.0"),
        ("slo(target: 0.9, window: 60) { bad }", "window must be between 3600 and 31536000 seconds; got 60"),
    ],
)
async def test_what_can_not_be_shown_is_refused_in_words(ask, shop, selected, message):
    answer = await ask(f'{{ monitor(tag: "shop") {{ tag {selected} }} }}')

    assert answer["data"] == {"monitor": None}
    assert [(error["message"], error["extensions"]["code"]) for error in answer["errors"]] == [
        (message, "BAD_USER_INPUT")
    ]


async def test_a_range_is_one_of_a_period_and_two_instants(ask, shop):
    both = '{ period: LAST_7_DAYS, between: { start: "2025-01-05T00:00:00Z" } }'

    for range_ in (both, "{}", "{ period: null }"):
        answer = await ask(f'{{ monitor(tag: "shop") {{ uptime(range: {range_}) {{ ratio }} }} }}')
        assert "data" not in answer
        assert "TimeRangeInput" in answer["errors"][0]["message"]


async def test_one_refusal_does_not_stand_for_what_else_is_asked_at_once(shop):
    load = HistoryLoaders().status_bars.load

    refused, shown = await asyncio.gather(
        load((shop, BarsAsked(0, "UTC", START))), load((shop, BarsAsked(1, "UTC", START))), return_exceptions=True
    )

    assert isinstance(refused, InvalidInput)
    assert shown == (await status_bars.of_monitors([shop], days=1, time_zone="UTC"))[shop.id]


async def test_200_monitors_are_read_at_once_and_one_more_is_refused(ask, db, now):
    await Monitor.bulk_create([Monitor(tag=f"m{number}", name="M") for number in range(201)])
    query = "query ($n: Int) { monitors(first: $n) { edges { node { statusBars(days: 1) { up } } } } }"
    uptimes = f"{{ monitors(first: 201) {{ edges {{ node {{ uptime({WEEK}) {{ up }} }} }} }} }}"

    shown = await ask(query, n=200)
    refused = [await ask(query, n=201), await ask(uptimes)]

    assert [edge["node"]["statusBars"] for edge in shown["data"]["monitors"]["edges"]] == [{"up": [0]}] * 200
    for answer in refused:
        assert answer["data"] is None
        assert answer["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}
        assert answer["errors"][0]["message"] == (
            "histories can be read of at most 200 monitors in one query; this one asks for 201: "
            "ask for a smaller page of monitors"
        )


@pytest.mark.parametrize(
    ("selected", "cost"),
    [
        # A bar costs 1; then the columns that are asked for.
        ("statusBars { up down }", 90 + 2),
        ("statusBars(days: 7) { up }", 7 + 1),
        ("statusBars(days: $days) { up }", 365 + 1),
        ("statusBars(days: -5) { up }", 1 + 1),
        (f"uptime({WEEK}) {{ ratio }}", 20 + 1),
        (f"latency({WEEK}) {{ timestamps p50 }}", 1_500 + 2),
        (f"outages({WEEK}, first: 10) {{ start end }}", 400 + 10 * 2),
        ("slo(target: 0.9) { budgetLeft }", 60 + 1),
    ],
)
async def test_a_history_costs_what_it_takes(ask, shop, selected, cost):
    variables = "($days: Int!)" if "$days" in selected else ""

    answer = await ask(f'query {variables} {{ monitor(tag: "shop") {{ {selected} }} }}', days=365)

    assert answer["extensions"]["cost"]["requested"] == 1 + cost


async def test_200_monitors_with_a_year_of_bars_are_not_too_costly_but_repeating_it_is(ask, db, now):
    year = f"statusBars(days: 365) {{ {histories.BARS} }} uptime({WEEK}) {{ ratio }}"
    other = "other: statusBars(days: 200) { up }"

    fits = await ask(f"{{ monitors(first: 200) {{ edges {{ node {{ {year} }} }} }} }}")
    refused = await ask(f"{{ monitors(first: 200) {{ edges {{ node {{ {year} {other} }} }} }} }}")

    assert fits["extensions"]["cost"]["requested"] == 2 + 200 * (1 + 365 + 11 + 21) < MAX_COST
    assert refused["errors"][0]["extensions"]["code"] == "TOO_COSTLY"
    assert "data" not in refused


async def test_a_page_with_all_that_is_drawn_of_its_monitors_is_not_too_costly_but_more_latencies_are(ask, db, now):
    bars, latencies = f"statusBars {{ {histories.BARS} }}", f"latency({WEEK}) {{ {histories.LATENCY} }}"
    each = f"{bars} {latencies} uptime({WEEK}) {{ ratio }}"

    page = await ask(f"{{ page {{ {bars} uptime({WEEK}) {{ ratio }} monitors {{ {each} }} }} }}")
    more = await ask(f"{{ monitors(first: 67) {{ edges {{ node {{ {latencies} }} }} }} }}")

    whole = (50 * 90 + 11) + (1_000 + 1)
    assert page["extensions"]["cost"]["requested"] == 1 + whole + 1 + 50 * ((90 + 11) + (1_500 + 9) + 21) < MAX_COST
    assert more["errors"][0]["extensions"]["code"] == "TOO_COSTLY"


async def test_an_answer_without_an_end_holds_for_its_minute(ask, shop, now: ManualClock):
    query = f"""{{ monitor(tag: "shop") {{
        statusBars(days: 2) {{ dates up }} uptime({WEEK}) {{ end up }} slo(target: 0.99) {{ counted }}
        latency(range: {{ between: {{ start: "2025-01-05T12:00:00Z" }} }}) {{ timestamps }} }} }}"""
    minutes = range(START + DAY - 120, START + DAY + 120, 60)
    await overwrite([Sample(shop.id, minute, Status.UP, 1.0, SampleType.REALTIME) for minute in minutes])

    async def seen() -> tuple[object, ...]:
        shown = (await ask(query))["data"]["monitor"]
        return (
            shown["statusBars"]["dates"][-1],
            shown["statusBars"]["up"],
            (shown["uptime"]["end"], shown["uptime"]["up"], shown["slo"]["counted"]),
        )

    now.move_to(START + DAY - 60)
    before = await seen()
    now.advance(59)
    same = await seen()
    now.advance(1)
    after = await seen()

    assert before == same == ("2025-01-06", [0, 2], ("2025-01-07T00:00:00+00:00", 2, 2))
    assert after == ("2025-01-07", [2, 1], ("2025-01-07T00:01:00+00:00", 3, 3))
