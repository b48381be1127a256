"""The same action through either door leaves the same state, which both doors show alike."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.principal import SYSTEM
from models.enums import Activity, Impact, IncidentState, Scope, Status
from resolvers import api_keys, monitors
from resolvers.monitors import NewMonitor
from rest_compat.app import RestV4
from tests.conftest import START
from tests.schema.whole import add_graphql

BOUNDED = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_numbers = count(1)

SAID = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20).filter(
    lambda text: bool(text.strip())
)
TEXT = st.none() | SAID
INSTANT = st.integers(START - 10**7, START + 10**7)
IMPACTS = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.sampled_from(Impact))
MONITOR = {
    "name": SAID,
    "description": TEXT,
    "image": TEXT,
    "external_url": TEXT,
    "category_name": TEXT,
    "cron": st.sampled_from(["* * * * *", "*/5 * * * *", "@hourly", " 0  3 * * 1 "]),
    "status": st.sampled_from(Activity),
    "default_status": st.sampled_from(Status),
    "confirmation_threshold": st.integers(1, 60),
    "is_hidden": st.booleans(),
}
INCIDENT = {
    "title": SAID,
    "start_date_time": INSTANT,
    "monitors": IMPACTS,
}
MAINTENANCE = {
    "title": SAID,
    "description": TEXT,
    "start_date_time": INSTANT,
    "rrule": st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,FR", "FREQ=MINUTELY;COUNT=1", "FREQ=DAILY;COUNT=10"]),
    "duration_seconds": st.integers(1, 10**6),
    "monitors": IMPACTS,
}
COMMENT = st.fixed_dictionaries({"comment": SAID, "state": st.sampled_from(IncidentState), "timestamp": INSTANT})
Given = dict[str, Any]


class Doors:
    """One installation, and both ways in, for somebody who may write."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def rest(self, method: str, path: str, body: Given | None = None) -> Any:
        answer = await self._client.request(method, f"/api/v4{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    async def graphql(self, query: str, **variables: Any) -> Any:
        answer = (await self._client.post("/graphql", json={"query": query, "variables": variables})).json()
        assert "errors" not in answer, answer
        (shown,) = answer["data"].values()
        assert not (shown or {}).get("userErrors"), shown
        return shown


@pytest.fixture
async def doors(db, now) -> AsyncIterator[Doors]:
    for tag in "abc":
        await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag))
    app = FastAPI()
    add_graphql(app)
    app.router.routes.append(RestV4())
    key = await api_keys.create(SYSTEM, name="both", scope=Scope.WRITE)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://localhost",
        headers={"authorization": f"Bearer {key.secret}"},
    ) as client:
        yield Doors(client)


def camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.title() for other in others)


def instant(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def shown_alike(views: list[Given], *, but: set[str]) -> None:
    """Assert that a door shows what was made through the one and through the other alike."""
    theirs, ours = ({key: value for key, value in view.items() if key not in but} for view in views)
    assert theirs == ours


def rest_monitor(given: Given) -> Given:
    yes_no = {True: "YES", False: "NO"}
    return {**given, **({"is_hidden": yes_no[given["is_hidden"]]} if "is_hidden" in given else {})}


def rest_impacts(given: Given) -> Given:
    impacts = given.get("monitors")
    if impacts is None:
        return given
    return {**given, "monitors": [{"monitor_tag": tag, "impact": impact} for tag, impact in impacts.items()]}


def graphql_input(given: Given) -> Given:
    """Return the input in GraphQL's words."""
    words = {"start_date_time": "startsAt", "duration_seconds": "duration"}
    told = {words.get(name, camel(name)): value for name, value in given.items()}
    for name in ("startsAt", "timestamp"):
        if name in told:
            told[name] = instant(told[name])
    if "monitors" in told:
        told["monitors"] = [{"tag": tag, "impact": impact} for tag, impact in told["monitors"].items()]
    return told


def incident_input(given: Given) -> Given:
    told = graphql_input(given)
    return {**{name: value for name, value in told.items() if name != "startsAt"}, "startedAt": told["startsAt"]}


MONITOR_VIEW = """query ($tag: String!) { monitor(tag: $tag) {
  name description image externalUrl categoryName cron timeZone type status defaultStatus confirmationThreshold isHidden
  configuration { ... on ApiConfiguration { url method timeout followRedirects } } } }"""


@given(made=st.fixed_dictionaries(MONITOR), changes=st.lists(st.fixed_dictionaries({}, optional=MONITOR), max_size=3))
@BOUNDED
async def test_a_monitor_is_the_same_through_either_door(doors: Doors, made: Given, changes: list[Given]):
    number = next(_numbers)
    theirs, ours = f"theirs-{number}", f"ours-{number}"
    create = "mutation ($input: MonitorCreateInput!) { monitorCreate(input: $input) { userErrors { message field } } }"
    update = "mutation ($input: MonitorUpdateInput!) { monitorUpdate(input: $input) { userErrors { message field } } }"
    url = "http://service/"

    await doors.rest("POST", "/monitors", {"tag": theirs, "type_data": {"url": url}, **rest_monitor(made)})
    await doors.graphql(create, input={"tag": ours, "configuration": {"api": {"url": url}}, **graphql_input(made)})
    for change in changes:
        await doors.rest("PATCH", f"/monitors/{theirs}", rest_monitor(change))
        await doors.graphql(update, input={"tag": ours, **graphql_input(change)})

    seen = [(await doors.rest("GET", f"/monitors/{tag}"))["monitor"] for tag in (theirs, ours)]
    shown_alike(seen, but={"id", "tag"})
    shown_alike([await doors.graphql(MONITOR_VIEW, tag=tag) for tag in (theirs, ours)], but=set())


INCIDENT_VIEW = """query ($id: ID!) { incident(id: $id) {
  title state source startedAt endedAt isGlobal monitors { impact monitor { tag } }
  comments { comment state timestamp } } }"""


@given(
    made=st.fixed_dictionaries(INCIDENT),
    comments=st.lists(COMMENT, max_size=3),
    change=st.fixed_dictionaries({}, optional={"title": SAID, "monitors": IMPACTS}),
)
@BOUNDED
async def test_an_incident_is_the_same_through_either_door(
    doors: Doors, made: Given, comments: list[Given], change: Given
):
    create = """mutation ($input: IncidentCreateInput!) {
      incidentCreate(input: $input) { incident { number } userErrors { message field } } }"""
    update = "mutation ($input: IncidentUpdateInput!) { incidentUpdate(input: $input) { userErrors { message } } }"
    say = """mutation ($input: IncidentCommentAddInput!) {
      incidentCommentAdd(input: $input) { userErrors { message } } }"""

    theirs = (await doors.rest("POST", "/incidents", rest_impacts(made)))["incident"]["id"]
    ours = (await doors.graphql(create, input=incident_input(made)))["incident"]["number"]
    for comment in comments:
        await doors.rest("POST", f"/incidents/{theirs}/comments", comment)
        await doors.graphql(say, input={"incidentId": str(ours), **graphql_input(comment)})
    await doors.rest("PATCH", f"/incidents/{theirs}", rest_impacts(change))
    await doors.graphql(update, input={"id": str(ours), **graphql_input(change)})

    seen = [(await doors.rest("GET", f"/incidents/{number}"))["incident"] for number in (theirs, ours)]
    shown_alike(seen, but={"id", "url"})
    shown_alike([await doors.graphql(INCIDENT_VIEW, id=str(number)) for number in (theirs, ours)], but=set())


MAINTENANCE_VIEW = """query ($id: ID!) { maintenance(id: $id) {
  title description startsAt rrule duration timeZone status isGlobal monitors { impact monitor { tag } }
  events { edges { node { startsAt endsAt status } } } } }"""


@given(
    made=st.fixed_dictionaries(MAINTENANCE),
    change=st.fixed_dictionaries({}, optional={**MAINTENANCE, "status": st.sampled_from([Activity.ACTIVE])}),
)
@BOUNDED
async def test_a_maintenance_is_the_same_through_either_door(doors: Doors, made: Given, change: Given):
    create = """mutation ($input: MaintenanceCreateInput!) {
      maintenanceCreate(input: $input) { maintenance { number } userErrors { message field } } }"""
    update = (
        "mutation ($input: MaintenanceUpdateInput!) { maintenanceUpdate(input: $input) { userErrors { message } } }"
    )
    told = {name: value for name, value in change.items() if name != "status"}

    theirs = (await doors.rest("POST", "/maintenances", rest_impacts(made)))["maintenance"]["id"]
    ours = (await doors.graphql(create, input=graphql_input(made)))["maintenance"]["number"]
    await doors.rest("PATCH", f"/maintenances/{theirs}", rest_impacts(change))
    await doors.graphql(update, input={"id": str(ours), **graphql_input(told)})

    seen = [(await doors.rest("GET", f"/maintenances/{number}"))["maintenance"] for number in (theirs, ours)]
    shown_alike(seen, but={"id", "url"})
    shown_alike([await doors.graphql(MAINTENANCE_VIEW, id=str(number)) for number in (theirs, ours)], but=set())


PAGE = {
    "title": SAID,
    "header": SAID,
    "subheader": TEXT,
    "logo": TEXT,
    "monitors": st.lists(st.sampled_from(["a", "b", "c"]), unique=True),
}
PAGE_VIEW = """query ($path: String!) { page(path: $path) {
  title header subheader logo placements { position monitor { tag } } settings { layout metaTitle } } }"""


@given(made=st.fixed_dictionaries(PAGE), changes=st.lists(st.fixed_dictionaries({}, optional=PAGE), max_size=3))
@BOUNDED
async def test_a_page_is_the_same_through_either_door(doors: Doors, made: Given, changes: list[Given]):
    number = next(_numbers)
    theirs, ours = f"theirs-{number}", f"ours-{number}"
    create = "mutation ($input: PageCreateInput!) { pageCreate(input: $input) { userErrors { message field } } }"
    update = "mutation ($input: PageUpdateInput!) { pageUpdate(input: $input) { userErrors { message field } } }"

    def v4(given: Given) -> Given:
        return {name if name == "monitors" else f"page_{name}": value for name, value in given.items()}

    await doors.rest("POST", "/pages", {"page_path": theirs, **v4(made)})
    await doors.graphql(create, input={"path": ours, **made})
    for change in changes:
        await doors.rest("PATCH", f"/pages/{theirs}", v4(change))
        await doors.graphql(update, input={"path": ours, **change})

    seen = [(await doors.rest("GET", f"/pages/{path}"))["page"] for path in (theirs, ours)]
    shown_alike(seen, but={"id", "page_path"})
    shown_alike([await doors.graphql(PAGE_VIEW, path=path) for path in (theirs, ours)], but=set())


@given(
    edits=st.lists(
        st.fixed_dictionaries(
            {
                "minute": st.integers(0, 30),
                "status": st.sampled_from([Status.UP, Status.DOWN, Status.DEGRADED]),
                "latency": st.integers(0, 5000),
            }
        ),
        min_size=1,
        max_size=5,
    )
)
@BOUNDED
async def test_samples_are_the_same_through_either_door(doors: Doors, edits: list[Given]):
    number = next(_numbers)
    theirs, ours = f"theirs-{number}", f"ours-{number}"
    for tag in (theirs, ours):
        await monitors.create(SYSTEM, NewMonitor(tag=tag, name="Same"))
    push = "mutation ($input: SampleSetInput!) { sampleSet(input: $input) { userErrors { message } } }"
    series = """query ($tag: String!, $start: DateTime!, $end: DateTime!) { monitor(tag: $tag) {
      sampleSeries(start: $start, end: $end) { timestamps statuses latencies } } }"""

    for edit in edits:
        at = START - 60 * edit["minute"]
        pushed = {"status": edit["status"], "latency": edit["latency"]}
        await doors.rest("PATCH", f"/monitors/{theirs}/data/{at}", pushed)
        await doors.graphql(push, input={"tag": ours, "minute": instant(at), **pushed})

    bounds = {"start": instant(START - 3600), "end": instant(START + 3600)}
    shown = [await doors.graphql(series, tag=tag, **bounds) for tag in (theirs, ours)]
    query = f"start_ts={START - 3600}&end_ts={START + 3600}"
    data = [(await doors.rest("GET", f"/monitors/{tag}/data?{query}"))["data"] for tag in (theirs, ours)]
    assert shown[0] == shown[1]
    assert len(data[0]) == len({edit["minute"] for edit in edits})
    for one, other in zip(*data, strict=True):
        shown_alike([one, other], but={"monitor_tag"})
