"""Comments: they move their incident when they are made, and never again."""

import pytest

from core.clock import ManualClock
from core.errors import Forbidden, InvalidInput, NotFound, Unauthenticated
from core.principal import PUBLIC, SYSTEM, Access, Principal
from models.enums import Activity, Impact, IncidentState
from models.incident import Incident, IncidentComment
from resolvers import comments, incidents, monitors
from resolvers.affected import MonitorImpact
from resolvers.comments import CommentChanges, NewComment
from resolvers.incidents import NewIncident
from resolvers.monitors import NewMonitor

START = 1_735_693_200


@pytest.fixture
async def incident(db: object, now: ManualClock) -> Incident:
    return await incidents.create(SYSTEM, NewIncident(title="Down", start_date_time=START))


async def say(
    incident: Incident, state: IncidentState, timestamp: float | None = None, comment: str = "so"
) -> IncidentComment:
    return await comments.add(SYSTEM, incident.id, NewComment(comment=comment, state=state, timestamp=timestamp))


async def story(incident: Incident) -> tuple[IncidentState, int | None]:
    found = await incidents.get(SYSTEM, incident.id)
    return found.state, found.end_date_time


async def test_a_comment_moves_its_incident(incident: Incident) -> None:
    said = await say(incident, IncidentState.IDENTIFIED, START + 61.5, "  found  ")

    assert (said.comment, said.state, said.timestamp) == ("found", IncidentState.IDENTIFIED, START + 60)
    assert await story(incident) == (IncidentState.IDENTIFIED, None)


async def test_a_comment_without_a_time_is_said_in_this_minute(incident: Incident, now: ManualClock) -> None:
    now.advance(59)

    assert (await say(incident, IncidentState.MONITORING)).timestamp == int(now.time()) // 60 * 60


async def test_resolving_ends_the_incident_and_opening_it_again_keeps_the_end(incident: Incident) -> None:
    await say(incident, IncidentState.RESOLVED, START + 1439)
    assert await story(incident) == (IncidentState.RESOLVED, START + 1380)

    await say(incident, IncidentState.INVESTIGATING, START + 2400)
    assert await story(incident) == (IncidentState.INVESTIGATING, START + 1380)


async def test_the_comment_made_last_decides_whatever_its_time(incident: Incident) -> None:
    await say(incident, IncidentState.MONITORING, START + 600)
    await say(incident, IncidentState.IDENTIFIED, START - 600)

    assert await story(incident) == (IncidentState.IDENTIFIED, None)


async def test_comments_are_listed_by_time_then_id_newest_first(incident: Incident) -> None:
    first = await say(incident, IncidentState.MONITORING, START + 60)
    second = await say(incident, IncidentState.MONITORING, START + 60)
    earlier = await say(incident, IncidentState.MONITORING, START)

    wanted = [second.id, first.id, earlier.id]
    assert [comment.id for comment in await comments.of_incident(SYSTEM, incident.id)] == wanted
    found = await comments.of_incidents(SYSTEM, [incident.id, 999_999])
    assert {key: [comment.id for comment in said] for key, said in found.items()} == {incident.id: wanted}


async def test_correcting_a_comment_leaves_the_incident_alone(incident: Incident) -> None:
    said = await say(incident, IncidentState.IDENTIFIED, START)

    await comments.update(SYSTEM, said.id, CommentChanges(state=IncidentState.RESOLVED), incident_id=incident.id)
    await comments.update(SYSTEM, said.id, CommentChanges(comment=" new ", timestamp=-1), incident_id=incident.id)

    corrected = await comments.get(SYSTEM, said.id, incident_id=incident.id)
    assert (corrected.comment, corrected.state, corrected.timestamp) == ("new", IncidentState.RESOLVED, -60)
    assert await story(incident) == (IncidentState.IDENTIFIED, None)


async def test_a_deleted_comment_is_gone_for_everybody_but_stays_in_the_table(incident: Incident) -> None:
    said = await say(incident, IncidentState.RESOLVED, START + 60)

    await comments.delete(SYSTEM, said.id, incident_id=incident.id)

    assert await comments.of_incident(SYSTEM, incident.id) == []
    assert await story(incident) == (IncidentState.RESOLVED, START + 60)
    assert [comment.status for comment in await IncidentComment.all()] == [Activity.INACTIVE]
    for refused in (
        comments.get(SYSTEM, said.id, incident_id=incident.id),
        comments.update(SYSTEM, said.id, CommentChanges(comment="x"), incident_id=incident.id),
        comments.delete(SYSTEM, said.id, incident_id=incident.id),
    ):
        with pytest.raises(NotFound, match=f"^Comment with id '{said.id}' not found for incident '{incident.id}'$"):
            await refused


async def test_a_comment_belongs_to_one_incident(incident: Incident) -> None:
    said = await say(incident, IncidentState.IDENTIFIED)
    other = await incidents.create(SYSTEM, NewIncident(title="Other", start_date_time=START))

    with pytest.raises(NotFound, match=r"^Comment with id"):
        await comments.delete(SYSTEM, said.id, incident_id=other.id)
    with pytest.raises(NotFound, match=r"^Incident with id '999999' not found$"):
        await comments.get(SYSTEM, said.id, incident_id=999_999)
    with pytest.raises(NotFound, match=r"^Comment with id"):
        await comments.get(SYSTEM, 2**63, incident_id=incident.id)


async def test_a_comment_is_found_changed_and_hidden_without_naming_its_incident(incident: Incident) -> None:
    said = await say(incident, IncidentState.IDENTIFIED)

    assert (await comments.update(SYSTEM, said.id, CommentChanges(comment="x"))).incident_id == incident.id
    assert (await comments.get(SYSTEM, said.id)).comment == "x"
    assert list(await comments.by_ids(SYSTEM, [said.id, 999_999, 0, 2**63])) == [said.id]
    await comments.delete(SYSTEM, said.id)
    assert await comments.by_ids(SYSTEM, [said.id]) == {}
    with pytest.raises(NotFound, match=f"^Comment with id '{said.id}' not found$"):
        await comments.delete(SYSTEM, said.id)


async def test_a_refused_comment_changes_nothing(incident: Incident) -> None:
    said = await say(incident, IncidentState.IDENTIFIED, START)
    before = (await Incident.all().values(), await IncidentComment.all().values())

    for refused in (
        say(incident, IncidentState.RESOLVED, comment=" \n "),
        say(incident, IncidentState.RESOLVED, timestamp=1e20),
        comments.update(
            SYSTEM, said.id, CommentChanges(comment="", state=IncidentState.RESOLVED), incident_id=incident.id
        ),
        comments.update(SYSTEM, said.id, CommentChanges(comment="x", timestamp=-1e20), incident_id=incident.id),
    ):
        with pytest.raises(InvalidInput):
            await refused

    assert (await Incident.all().values(), await IncidentComment.all().values()) == before


async def test_only_who_may_write_comments_and_the_public_reads_public_ones(incident: Incident) -> None:
    said = await say(incident, IncidentState.IDENTIFIED)
    await monitors.create(SYSTEM, NewMonitor(tag="hidden", name="hidden", is_hidden=True))
    secret = await incidents.create(
        SYSTEM, NewIncident(title="Secret", start_date_time=START, monitors=[MonitorImpact("hidden", Impact.DOWN)])
    )
    hidden = await say(secret, IncidentState.IDENTIFIED)

    for principal, error in ((PUBLIC, Unauthenticated), (Principal(Access.READ, "reader", 1), Forbidden)):
        for refused in (
            comments.add(principal, incident.id, NewComment(comment="x", state=IncidentState.RESOLVED)),
            comments.update(principal, said.id, CommentChanges(comment="x"), incident_id=incident.id),
            comments.delete(principal, said.id, incident_id=incident.id),
        ):
            with pytest.raises(error):
                await refused

    assert [comment.comment for comment in await comments.of_incident(PUBLIC, incident.id)] == ["so"]
    with pytest.raises(NotFound):
        await comments.of_incident(PUBLIC, secret.id)
    assert set(await comments.of_incidents(PUBLIC, [incident.id, secret.id])) == {incident.id}
    assert set(await comments.by_ids(PUBLIC, [said.id, hidden.id])) == {said.id}
