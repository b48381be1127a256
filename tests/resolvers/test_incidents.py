"""Incidents: opened, changed, told on and resolved."""

import asyncio

import pytest

from core import events
from core.clock import ManualClock
from core.errors import Conflict, Forbidden, InvalidInput, NotFound, Unauthenticated
from core.events import Event, Topic
from core.principal import PUBLIC, SYSTEM, Access, Principal
from models.enums import Impact, IncidentSource, IncidentState
from models.incident import Incident, IncidentComment, IncidentMonitor
from resolvers import comments, incidents, monitors, starts
from resolvers.affected import MonitorImpact
from resolvers.incidents import IncidentChanges, IncidentFilter, NewIncident
from resolvers.monitors import NewMonitor

pytestmark = pytest.mark.usefixtures("db", "now")

START = 1_735_693_200
EVERY = IncidentFilter()


@pytest.fixture
async def _monitors(db: object) -> None:
    for tag in ("a", "b", "c"):
        await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag))
    await monitors.create(SYSTEM, NewMonitor(tag="hidden", name="hidden", is_hidden=True))


async def affects(incident: Incident, principal: Principal = SYSTEM) -> list[tuple[str, Impact]]:
    affected = await incidents.affected_by(principal, [incident.id])
    return [(each.monitor.tag, each.impact) for each in affected[incident.id]]


async def opened(*impacts: MonitorImpact, title: str = "Down", start: int = START) -> Incident:
    return await incidents.create(SYSTEM, NewIncident(title=title, start_date_time=start, monitors=impacts))


async def ids(wanted: IncidentFilter, principal: Principal = SYSTEM) -> list[int]:
    return [incident.id for incident in await incidents.page(principal, wanted, limit=100)]


@pytest.mark.usefixtures("_monitors")
async def test_an_incident_begins_with_its_investigation_on_whole_minutes() -> None:
    incident = await incidents.create(
        SYSTEM,
        NewIncident(
            title="  Slow  ",
            start_date_time=START + 1.5,
            end_date_time=START + 3659,
            monitors=[MonitorImpact("b", Impact.DEGRADED), MonitorImpact("a", Impact.DOWN)],
        ),
    )

    found = await incidents.get(SYSTEM, incident.id)
    assert (found.title, found.start_date_time, found.end_date_time) == ("Slow", START, START + 3600)
    assert (found.state, found.source) == (IncidentState.INVESTIGATING, IncidentSource.API)
    assert await affects(found) == [("b", Impact.DEGRADED), ("a", Impact.DOWN)]


@pytest.mark.usefixtures("_monitors")
async def test_the_last_of_two_impacts_on_a_monitor_counts() -> None:
    incident = await opened(
        MonitorImpact("a", Impact.UP), MonitorImpact("b", Impact.DOWN), MonitorImpact("a", Impact.DEGRADED)
    )

    assert await affects(incident) == [("b", Impact.DOWN), ("a", Impact.DEGRADED)]


@pytest.mark.parametrize(
    ("new", "message"),
    [
        (NewIncident(title=" ", start_date_time=0), "Title is required and must be a non-empty string"),
        (NewIncident(title="a\0", start_date_time=0), "title must not contain the character NUL"),
        (NewIncident(title="x", start_date_time=1e20), "start_date_time must be a valid timestamp (UTC seconds)"),
        (
            NewIncident(title="x", start_date_time=120, end_date_time=119),
            "end_date_time must not be before start_date_time; got 60, which is before 120",
        ),
        (
            NewIncident(
                title="x",
                start_date_time=0,
                monitors=[MonitorImpact("a", Impact.DOWN), MonitorImpact("no\0pe", Impact.DOWN)],
            ),
            "Monitor with tag 'no\0pe' not found",
        ),
        (
            NewIncident(title="x", start_date_time=0, monitors=[MonitorImpact("", Impact.DOWN)]),
            "Each monitor must have a valid monitor_tag",
        ),
    ],
)
@pytest.mark.usefixtures("_monitors")
async def test_a_wrong_incident_is_refused_and_leaves_nothing(new: NewIncident, message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await incidents.create(SYSTEM, new)

    assert refused.value.message == message
    assert (await Incident.all().count(), await IncidentMonitor.all().count()) == (0, 0)


@pytest.mark.usefixtures("_monitors")
async def test_an_update_changes_what_it_names_and_replaces_the_monitors() -> None:
    incident = await opened(MonitorImpact("a", Impact.DOWN), MonitorImpact("b", Impact.DOWN))

    await incidents.update(SYSTEM, incident.id, IncidentChanges(end_date_time=START + 61))
    await incidents.update(
        SYSTEM,
        incident.id,
        IncidentChanges(monitors=[MonitorImpact("c", Impact.DOWN), MonitorImpact("b", Impact.DOWN)]),
    )
    changed = await incidents.update(SYSTEM, incident.id, IncidentChanges(title=" Worse "))

    assert (changed.title, changed.start_date_time, changed.end_date_time) == ("Worse", START, START + 60)
    assert await affects(changed) == [("c", Impact.DOWN), ("b", Impact.DOWN)]

    cleared = await incidents.update(SYSTEM, incident.id, IncidentChanges(end_date_time=None, monitors=[]))

    assert cleared.end_date_time is None
    assert await affects(cleared) == []


@pytest.mark.usefixtures("_monitors")
async def test_a_refused_update_changes_nothing() -> None:
    incident = await opened(MonitorImpact("a", Impact.DOWN))
    before = (await Incident.filter(id=incident.id).values(), await IncidentMonitor.all().values())

    for changes in (
        IncidentChanges(title=" "),
        IncidentChanges(title="New", end_date_time=START - 1),
        IncidentChanges(title="New", monitors=[MonitorImpact("b", Impact.DOWN), MonitorImpact("nope", Impact.DOWN)]),
    ):
        with pytest.raises(InvalidInput):
            await incidents.update(SYSTEM, incident.id, changes)

    assert (await Incident.filter(id=incident.id).values(), await IncidentMonitor.all().values()) == before


async def test_an_incident_may_be_renamed_though_it_was_resolved_before_its_start() -> None:
    incident = await opened()
    await incidents.resolve(SYSTEM, incident.id, timestamp=START - 600)

    renamed = await incidents.update(SYSTEM, incident.id, IncidentChanges(title="Renamed"))

    assert (renamed.title, renamed.end_date_time) == ("Renamed", START - 600)


@pytest.mark.usefixtures("_monitors")
async def test_single_impacts_are_added_set_and_removed() -> None:
    incident = await opened(MonitorImpact("a", Impact.DOWN))

    await incidents.set_impact(SYSTEM, incident.id, MonitorImpact("a", Impact.MAINTENANCE))
    await incidents.add_monitor(SYSTEM, incident.id, MonitorImpact("b", Impact.UP))

    assert await affects(incident) == [("a", Impact.MAINTENANCE), ("b", Impact.UP)]

    await incidents.remove_monitor(SYSTEM, incident.id, "a")

    assert await affects(incident) == [("b", Impact.UP)]
    with pytest.raises(NotFound, match="does not affect the monitor 'a'"):
        await incidents.remove_monitor(SYSTEM, incident.id, "a")


@pytest.mark.usefixtures("_monitors")
async def test_a_monitor_is_added_once_and_only_what_was_added_is_set() -> None:
    incident = await opened(MonitorImpact("a", Impact.DOWN))
    before = (await affects(incident), await Incident.all().values())

    with pytest.raises(Conflict, match=f"^Incident '{incident.id}' affects the monitor 'a' already$"):
        await incidents.add_monitor(SYSTEM, incident.id, MonitorImpact("a", Impact.UP))
    with pytest.raises(NotFound, match=f"^Incident '{incident.id}' does not affect the monitor 'b'$"):
        await incidents.set_impact(SYSTEM, incident.id, MonitorImpact("b", Impact.UP))
    for refused in (incidents.add_monitor, incidents.set_impact):
        with pytest.raises(NotFound, match=r"^Monitor with tag 'nope' not found$"):
            await refused(SYSTEM, incident.id, MonitorImpact("nope", Impact.UP))
        with pytest.raises(NotFound, match=r"^Incident with id '999999' not found$"):
            await refused(SYSTEM, 999_999, MonitorImpact("c", Impact.UP))

    assert (await affects(incident), await Incident.all().values()) == before


@pytest.mark.usefixtures("_monitors")
async def test_a_monitor_that_is_added_twice_at_the_same_moment_is_added_once() -> None:
    for _ in range(5):
        incident = await opened()

        added = await asyncio.gather(
            incidents.add_monitor(SYSTEM, incident.id, MonitorImpact("a", Impact.UP)),
            incidents.add_monitor(SYSTEM, incident.id, MonitorImpact("a", Impact.UP)),
            return_exceptions=True,
        )

        assert sorted(type(each) is Conflict for each in added) == [False, True]
        assert await affects(incident) == [("a", Impact.UP)]


async def test_an_incident_without_a_start_begins_now(now: ManualClock) -> None:
    now.advance(59)

    assert (await incidents.create(SYSTEM, NewIncident(title="x"))).start_date_time == int(now.time()) // 60 * 60


async def test_an_incident_becomes_global_and_stops_being_so() -> None:
    incident = await opened()

    assert (await incidents.update(SYSTEM, incident.id, IncidentChanges(is_global=True))).is_global
    assert (await incidents.get(SYSTEM, incident.id)).is_global
    assert (await incidents.update(SYSTEM, incident.id, IncidentChanges(title="x"))).is_global
    assert not (await incidents.update(SYSTEM, incident.id, IncidentChanges(is_global=False))).is_global


async def test_resolving_ends_an_incident_with_a_comment(now: ManualClock) -> None:
    incident = await opened()

    resolved = await incidents.resolve(SYSTEM, incident.id, comment=" Fixed ")

    minute = int(now.time()) // 60 * 60
    assert (resolved.state, resolved.end_date_time) == (IncidentState.RESOLVED, minute)
    (said,) = await comments.of_incident(SYSTEM, incident.id)
    assert (said.comment, said.state, said.timestamp) == ("Fixed", IncidentState.RESOLVED, minute)
    with pytest.raises(Conflict):
        await incidents.resolve(SYSTEM, incident.id)
    assert await IncidentComment.all().count() == 1


async def test_changes_at_the_same_moment_lose_nothing() -> None:
    for _ in range(10):
        incident = await opened()

        await asyncio.gather(
            incidents.update(SYSTEM, incident.id, IncidentChanges(title="Renamed")),
            incidents.resolve(SYSTEM, incident.id),
        )

        found = await incidents.get(SYSTEM, incident.id)
        assert (found.title, found.state) == ("Renamed", IncidentState.RESOLVED)


@pytest.mark.usefixtures("_monitors")
async def test_deleting_an_incident_takes_its_comments_and_impacts_along() -> None:
    incident = await opened(MonitorImpact("a", Impact.DOWN))
    await incidents.resolve(SYSTEM, incident.id)

    await incidents.delete(SYSTEM, incident.id)

    with pytest.raises(NotFound, match=f"^Incident with id '{incident.id}' not found$"):
        await incidents.get(SYSTEM, incident.id)
    assert (await IncidentComment.all().count(), await IncidentMonitor.all().count()) == (0, 0)


@pytest.mark.parametrize("incident_id", [0, -1, 999_999, 2**63, 10**30])
async def test_an_id_that_no_incident_has_is_not_found(incident_id: int) -> None:
    with pytest.raises(NotFound, match=f"^Incident with id '{incident_id}' not found$"):
        await incidents.delete(SYSTEM, incident_id)


@pytest.mark.usefixtures("_monitors")
async def test_incidents_are_listed_newest_first_and_filtered(now: ManualClock) -> None:
    past = (await opened(MonitorImpact("a", Impact.DOWN), start=START)).id
    later = (await opened(MonitorImpact("b", Impact.DOWN), start=START + 60)).id
    future = (await opened(start=int(now.time()) + 3600)).id
    alerted = (
        await incidents.create(
            SYSTEM, NewIncident(title="Alert", start_date_time=START - 60, source=IncidentSource.ALERT)
        )
    ).id
    await incidents.resolve(SYSTEM, past)

    listed = await incidents.list_(SYSTEM, EVERY, limit=3)
    assert [incident.id for incident in listed] == [alerted, future, later]
    assert await ids(EVERY) == [future, later, past, alerted]
    assert await ids(IncidentFilter(started_after=START, started_before=START + 60)) == [later, past]
    assert await ids(IncidentFilter(started_after=-(10**30), started_before=START - 60)) == [alerted]
    assert await ids(IncidentFilter(started_after=10**30)) == []
    assert await ids(IncidentFilter(monitor_tags=["a", "b"])) == [later, past]
    assert await ids(IncidentFilter(monitor_tags=["", "a\0"])) == []
    assert await ids(IncidentFilter(states=[IncidentState.RESOLVED])) == [past]
    assert await ids(IncidentFilter(sources=[IncidentSource.ALERT])) == [alerted]
    assert await ids(IncidentFilter(ongoing=True)) == [later, alerted]
    assert await ids(IncidentFilter(ongoing=False)) == [future, past]


async def test_pages_of_incidents_follow_each_other_in_both_directions() -> None:
    """Three begin at the same minute; the one that began last was made first."""
    made = [await opened(start=START + minute * 60) for minute in (1, 0, 0, 0)]
    latest, first, second, third = made

    async def page(after: Incident | None = None, before: Incident | None = None, *, last: bool = False) -> list[int]:
        found = await incidents.page(
            SYSTEM,
            EVERY,
            limit=2,
            after=after and starts.position_of(after),
            before=before and starts.position_of(before),
            last=last,
        )
        return [incident.id for incident in found]

    assert await page() == [latest.id, third.id]
    assert await page(after=latest) == [third.id, second.id]
    assert await page(after=third) == [second.id, first.id]
    assert await page(after=second) == [first.id]
    assert await page(last=True) == [second.id, first.id]
    assert await page(before=second, last=True) == [latest.id, third.id]
    assert await page(before=second, after=latest) == [third.id]


@pytest.mark.parametrize("position", [-(10**60), -(2**63), -1, 0, 2**63, 10**60])
async def test_a_position_that_no_incident_has_is_before_all_or_after_all(position: int) -> None:
    only = (await opened(start=START)).id
    is_later = position > starts.position_of(await incidents.get(SYSTEM, only))

    after = await incidents.page(SYSTEM, EVERY, limit=9, after=position)
    before = await incidents.page(SYSTEM, EVERY, limit=9, before=position)

    assert [[incident.id for incident in found] for found in (after, before)] == (
        [[only], []] if is_later else [[], [only]]
    )


@pytest.mark.usefixtures("_monitors")
async def test_the_public_sees_no_hidden_monitor_and_no_incident_of_hidden_monitors_alone() -> None:
    notice = await opened()
    mixed = await opened(MonitorImpact("a", Impact.DOWN), MonitorImpact("hidden", Impact.DOWN))
    secret = await opened(MonitorImpact("hidden", Impact.DOWN))

    assert await ids(EVERY, PUBLIC) == [mixed.id, notice.id]
    assert await ids(IncidentFilter(monitor_tags=["hidden"]), PUBLIC) == []
    assert await affects(mixed, PUBLIC) == [("a", Impact.DOWN)]
    with pytest.raises(NotFound):
        await incidents.get(PUBLIC, secret.id)
    assert set(await incidents.by_ids(PUBLIC, [secret.id, notice.id])) == {notice.id}


@pytest.mark.usefixtures("_monitors")
async def test_only_who_may_write_changes_incidents() -> None:
    incident = await opened(MonitorImpact("a", Impact.DOWN))
    before = await Incident.all().values()
    reader = Principal(Access.READ, "reader", 1)

    for principal, error in ((PUBLIC, Unauthenticated), (reader, Forbidden)):
        for refused in (
            incidents.create(principal, NewIncident(title="x", start_date_time=0)),
            incidents.update(principal, incident.id, IncidentChanges(title="x")),
            incidents.set_impact(principal, incident.id, MonitorImpact("a", Impact.UP)),
            incidents.add_monitor(principal, incident.id, MonitorImpact("b", Impact.DOWN)),
            incidents.remove_monitor(principal, incident.id, "a"),
            incidents.resolve(principal, incident.id),
            incidents.delete(principal, incident.id),
        ):
            with pytest.raises(error):
                await refused

    assert await Incident.all().values() == before
    assert await affects(incident) == [("a", Impact.DOWN)]


async def test_a_change_is_told_once_it_is_stored() -> None:
    with events.bus().listen({Topic.INCIDENTS}) as told:
        incident = await opened()

        assert told.get_nowait() == Event(Topic.INCIDENTS, (incident.id,))
        with pytest.raises(InvalidInput):
            await incidents.update(SYSTEM, incident.id, IncidentChanges(title=""))
        assert told.empty()
