"""Maintenance events: listed, moved, ended and removed."""

import asyncio
from dataclasses import replace

import pytest

from core import events
from core.clock import ManualClock
from core.errors import Conflict, Forbidden, InvalidInput, NotFound, Unauthenticated
from core.events import Event, Topic
from core.principal import PUBLIC, SYSTEM, Access, Principal
from models.enums import Impact, MaintenanceEventStatus
from models.maintenance import MaintenanceEvent
from resolvers import maintenance_events, maintenances, monitors, site, starts
from resolvers.affected import MonitorImpact
from resolvers.maintenance_events import EventFilter
from resolvers.maintenances import NewMaintenance
from resolvers.monitors import NewMonitor
from tests.statements import recorded

pytestmark = pytest.mark.usefixtures("db", "now")

NOW = 1_735_689_600 + 5 * 86_400  # where tests.conftest sets the clock
ONE_TIME = NewMaintenance(
    title="Upgrade", start_date_time=NOW + 86_400, rrule="FREQ=MINUTELY;COUNT=1", duration_seconds=7200
)
SCHEDULED, READY, ONGOING, COMPLETED, CANCELLED = MaintenanceEventStatus


async def event(*, starts_in: int, monitor: str | None = None) -> MaintenanceEvent:
    impacts = [] if monitor is None else [MonitorImpact(monitor, Impact.MAINTENANCE)]
    new = replace(ONE_TIME, start_date_time=NOW + starts_in, monitors=impacts)
    maintenance = await maintenances.create(SYSTEM, new)
    return await MaintenanceEvent.get(maintenance_id=maintenance.id)


async def add(maintenance_id: int, *, starts_in: int) -> MaintenanceEvent:
    return await maintenance_events.create(SYSTEM, maintenance_id, start=NOW + starts_in, end=NOW + starts_in + 3600)


async def ids(wanted: EventFilter, *, offset: int = 0, limit: int = 10) -> tuple[list[int], int]:
    found = await maintenance_events.list_(SYSTEM, wanted, offset=offset, limit=limit)
    return [each.id for each in found.events], found.total


async def test_events_are_listed_by_start_with_their_number() -> None:
    for tag in ("a", "b"):
        await monitors.create(SYSTEM, NewMonitor(tag=tag, name=tag))
    late = await event(starts_in=7200, monitor="a")
    early = await event(starts_in=-600, monitor="b")
    middle = await event(starts_in=3600)

    assert await ids(EventFilter()) == ([early.id, middle.id, late.id], 3)
    assert await ids(EventFilter(), offset=1, limit=1) == ([middle.id], 3)
    assert await ids(EventFilter(), offset=2**62, limit=100) == ([], 3)
    assert await ids(EventFilter(starts_after=NOW + 3600)) == ([middle.id, late.id], 2)
    assert await ids(EventFilter(starts_after=2**70)) == ([], 0)
    assert await ids(EventFilter(statuses=[ONGOING, SCHEDULED])) == ([early.id, late.id], 2)
    assert await ids(EventFilter(monitor_tags=["a", "nope", "no\0pe"])) == ([late.id], 1)
    assert await ids(EventFilter(monitor_tags=["nope"])) == ([], 0)
    assert await ids(EventFilter(maintenance_id=middle.maintenance_id)) == ([middle.id], 1)
    assert await ids(EventFilter(maintenance_id=2**70)) == ([], 0)


async def test_pages_of_events_follow_each_other_in_both_directions() -> None:
    maintenance = await maintenances.create(SYSTEM, ONE_TIME)
    other = await event(starts_in=3600)
    early, middle = [await add(maintenance.id, starts_in=each) for each in (-7200, 3600)]
    late = await MaintenanceEvent.get(maintenance_id=maintenance.id, start_date_time=NOW + 86_400)

    async def page(wanted: EventFilter, **asked: object) -> list[int]:
        found = await maintenance_events.page(SYSTEM, wanted, limit=2, **asked)  # type: ignore[arg-type] # by name
        return [each.id for each in found]

    assert await page(EventFilter()) == [early.id, other.id]
    assert await page(EventFilter(), after=starts.position_of(other)) == [middle.id, late.id]
    assert await page(EventFilter(), last=True) == [middle.id, late.id]
    assert await page(EventFilter(), last=True, before=starts.position_of(middle)) == [early.id, other.id]
    assert await page(EventFilter(starts_before=NOW + 3600, ends_after=NOW)) == [other.id, middle.id]
    assert await page(EventFilter(ends_before=NOW - 3600)) == [early.id]
    assert await page(EventFilter(ends_before=NOW - 3601)) == []


async def test_the_events_of_many_maintenances_are_paged_each_by_itself_in_two_statements() -> None:
    made = [await maintenances.create(SYSTEM, ONE_TIME) for _ in range(3)]
    for maintenance in made[:2]:
        for minute in range(3):
            await add(maintenance.id, starts_in=minute * 60)
    all_ids = [maintenance.id for maintenance in made]
    second = await MaintenanceEvent.get(maintenance_id=made[0].id, start_date_time=NOW + 60)

    async def starts_of(**asked: object) -> list[list[int]]:
        with recorded() as statements:
            pages = await maintenance_events.pages_of(SYSTEM, [*all_ids, 0, 2**70], **asked)  # type: ignore[arg-type] # by name
        assert len(statements) == 2
        return [[each.start_date_time - NOW for each in pages[maintenance_id]] for maintenance_id in all_ids]

    assert await starts_of(limit=2) == [[0, 60], [0, 60], [86_400]]
    assert await starts_of(limit=2, last=True) == [[120, 86_400], [120, 86_400], [86_400]]
    # The second one of the first maintenance stands before that of the second.
    assert await starts_of(limit=9, after=starts.position_of(second)) == [[120, 86_400], [60, 120, 86_400], [86_400]]
    assert await starts_of(limit=9, before=starts.position_of(second)) == [[0], [0], []]
    assert await starts_of(limit=9, after=10**60) == [[], [], []]
    assert await starts_of(limit=9, before=10**60, after=-(10**60)) == [
        [0, 60, 120, 86_400],
        [0, 60, 120, 86_400],
        [86_400],
    ]
    page = await maintenance_events.pages_of(SYSTEM, [made[0].id], limit=9, after=0)
    assert page[made[0].id][1] == second
    assert page[made[0].id][1].created_at == second.created_at
    assert page[made[0].id][1].status is READY
    assert await maintenance_events.pages_of(SYSTEM, [], limit=9) == {}


async def test_what_is_not_over_is_found_for_many_maintenances() -> None:
    made, other = [await maintenances.create(SYSTEM, ONE_TIME) for _ in range(2)]
    await add(made.id, starts_in=-9000)
    for each in (60, -60):
        await add(made.id, starts_in=each)
    await maintenance_events.cancel(SYSTEM, (await add(made.id, starts_in=120)).id)

    found = await maintenance_events.open_of(SYSTEM, [made.id, other.id, 2**70])

    assert {key: [(each.start_date_time - NOW, each.status) for each in of] for key, of in found.items()} == {
        made.id: [(-60, ONGOING), (60, READY), (86_400, SCHEDULED)],
        other.id: [(86_400, SCHEDULED)],
    }


@pytest.mark.parametrize(
    ("starts_in", "status"),
    [(3660, SCHEDULED), (3600, READY), (60, READY), (0, ONGOING), (-3540, ONGOING), (-3600, COMPLETED)],
)
async def test_an_event_made_by_hand_stands_where_the_clock_says(
    starts_in: int, status: MaintenanceEventStatus
) -> None:
    maintenance = await maintenances.create(SYSTEM, ONE_TIME)

    with events.bus().listen({Topic.MAINTENANCES}) as told:
        made = await maintenance_events.create(
            SYSTEM, maintenance.id, start=NOW + starts_in + 59.5, end=NOW + starts_in + 3659
        )

    found = await MaintenanceEvent.get(id=made.id)
    assert found.maintenance_id == maintenance.id
    assert (found.start_date_time, found.end_date_time) == (NOW + starts_in, NOW + starts_in + 3600)
    assert (found.status, made.status) == (status, status)
    assert told.get_nowait() == Event(Topic.MAINTENANCES, (maintenance.id,))


async def test_the_reminder_buffer_counts_for_an_event_made_by_hand() -> None:
    maintenance = await maintenances.create(SYSTEM, ONE_TIME)
    await site.put(SYSTEM, "globalMaintenanceNotificationSettings", {"reminder_buffer_hours": 3})

    assert (await add(maintenance.id, starts_in=3 * 3600)).status is READY
    assert (await add(maintenance.id, starts_in=3 * 3600 + 60)).status is SCHEDULED


async def test_two_events_of_a_maintenance_do_not_start_together_unless_one_was_cancelled() -> None:
    first = await event(starts_in=86_400)
    other = await event(starts_in=3600)
    before = await MaintenanceEvent.all().values()

    with pytest.raises(
        Conflict,
        match=f"^Maintenance '{first.maintenance_id}' has an event that starts at {NOW + 86_400} already$",
    ):
        await add(first.maintenance_id, starts_in=86_400)
    assert await MaintenanceEvent.all().values() == before

    await maintenance_events.cancel(SYSTEM, first.id)
    again = await add(first.maintenance_id, starts_in=86_400)
    assert again.id not in {first.id, other.id}


async def test_two_events_that_are_made_at_the_same_moment_do_not_start_together() -> None:
    maintenance = await maintenances.create(SYSTEM, ONE_TIME)

    for minute in range(1, 11):
        made = await asyncio.gather(
            *(add(maintenance.id, starts_in=minute * 60) for _ in range(3)), return_exceptions=True
        )

        assert [type(each) for each in made].count(Conflict) == 2
        starting = MaintenanceEvent.filter(maintenance_id=maintenance.id, start_date_time=NOW + minute * 60)
        assert await starting.count() == 1


async def test_an_event_needs_a_maintenance_and_a_window() -> None:
    maintenance = await maintenances.create(SYSTEM, ONE_TIME)
    before = await MaintenanceEvent.all().values()

    with pytest.raises(NotFound, match=r"^Maintenance with id '999999' not found$"):
        await add(999_999, starts_in=60)
    with pytest.raises(InvalidInput, match="end_date_time must be after start_date_time"):
        await maintenance_events.create(SYSTEM, maintenance.id, start=NOW, end=NOW + 59)
    with pytest.raises(InvalidInput, match="start_date_time must be a valid timestamp"):
        await maintenance_events.create(SYSTEM, maintenance.id, start=1e20, end=NOW + 59)

    assert await MaintenanceEvent.all().values() == before


async def test_an_event_ends_once_when_several_end_it_at_the_same_moment() -> None:
    for _ in range(10):
        made = await event(starts_in=-60)

        ended = await asyncio.gather(
            *(maintenance_events.complete(SYSTEM, made.id) for _ in range(3)), return_exceptions=True
        )

        assert [type(each) for each in ended].count(Conflict) == 2


async def test_an_event_is_found_in_its_own_maintenance_alone() -> None:
    one, other = await event(starts_in=60), await event(starts_in=60)

    assert (await maintenance_events.get(SYSTEM, one.id, maintenance_id=one.maintenance_id)).id == one.id
    with pytest.raises(NotFound, match=f"Event with id '{one.id}' not found for this maintenance"):
        await maintenance_events.get(SYSTEM, one.id, maintenance_id=other.maintenance_id)
    assert list(await maintenance_events.by_ids(SYSTEM, [one.id, 0, 2**70])) == [one.id]


async def test_an_event_moves_by_whole_minutes_and_its_maintenance_stays() -> None:
    made = await event(starts_in=86_400)

    moved = await maintenance_events.move(SYSTEM, made.id, start=NOW + 119.5, end=NOW + 3659)

    found = await MaintenanceEvent.get(id=made.id)
    assert (found.start_date_time, found.end_date_time, found.status) == (NOW + 60, NOW + 3600, SCHEDULED)
    assert moved.end_date_time == NOW + 3600
    assert (await maintenances.get(SYSTEM, made.maintenance_id)).start_date_time == NOW + 86_400


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        (NOW + 60, NOW, "end_date_time must be after start_date_time"),
        (NOW, NOW + 59, "end_date_time must be after start_date_time"),
        (1e20, NOW, "start_date_time must be a valid timestamp \\(UTC seconds\\)"),
        (NOW, 1e20, "end_date_time must be a valid timestamp \\(UTC seconds\\)"),
    ],
)
async def test_a_window_without_a_minute_is_refused(start: float, end: float, message: str) -> None:
    made = await event(starts_in=86_400)
    before = await MaintenanceEvent.all().values()

    with pytest.raises(InvalidInput, match=message):
        await maintenance_events.move(SYSTEM, made.id, start=start, end=end)

    assert await MaintenanceEvent.all().values() == before


async def test_what_is_ongoing_ends_now(now: ManualClock) -> None:
    completed, cancelled = await event(starts_in=-600), await event(starts_in=-600)
    now.advance(90)

    await maintenance_events.complete(SYSTEM, completed.id)
    await maintenance_events.cancel(SYSTEM, cancelled.id)

    ended = [(each.status, each.end_date_time) for each in await MaintenanceEvent.all().order_by("id")]
    assert ended == [(COMPLETED, NOW + 60), (CANCELLED, NOW + 60)]


async def test_what_has_just_begun_still_gets_its_minute() -> None:
    made = await event(starts_in=0)

    assert (await maintenance_events.complete(SYSTEM, made.id)).end_date_time == NOW + 60


@pytest.mark.parametrize(("starts_in", "status"), [(86_400, SCHEDULED), (1800, READY)])
async def test_what_has_not_begun_can_only_be_cancelled_and_keeps_its_window(
    starts_in: int, status: MaintenanceEventStatus
) -> None:
    made = await event(starts_in=starts_in)

    with pytest.raises(Conflict, match=f"Cannot transition event from {status} to COMPLETED"):
        await maintenance_events.complete(SYSTEM, made.id)
    cancelled = await maintenance_events.cancel(SYSTEM, made.id)

    assert (cancelled.status, cancelled.end_date_time) == (CANCELLED, NOW + starts_in + 7200)


async def test_what_is_over_stays_as_it_is() -> None:
    over, cancelled = await event(starts_in=-10_000), await event(starts_in=86_400)
    await maintenance_events.cancel(SYSTEM, cancelled.id)
    before = await MaintenanceEvent.all().values()

    for made, status in ((over, COMPLETED), (cancelled, CANCELLED)):
        with pytest.raises(Conflict, match=f"Cannot transition event from {status} to COMPLETED"):
            await maintenance_events.complete(SYSTEM, made.id)
        with pytest.raises(Conflict, match=f"Cannot transition event from {status} to CANCELLED"):
            await maintenance_events.cancel(SYSTEM, made.id)

    assert await MaintenanceEvent.all().values() == before


async def test_an_event_is_removed_without_its_maintenance() -> None:
    made = await event(starts_in=60)

    await maintenance_events.delete(SYSTEM, made.id)

    assert (await maintenances.get(SYSTEM, made.maintenance_id)).id == made.maintenance_id
    with pytest.raises(NotFound, match=f"Event with id '{made.id}' not found"):
        await maintenance_events.delete(SYSTEM, made.id)


async def test_without_the_scope_nothing_happens() -> None:
    made = await event(starts_in=60)
    before = await MaintenanceEvent.all().values()
    reader = Principal(Access.READ, "reader", key_id=1)

    for who, error in ((PUBLIC, Unauthenticated), (reader, Forbidden)):
        for attempt in (
            maintenance_events.create(who, made.maintenance_id, start=NOW, end=NOW + 60),
            maintenance_events.cancel(who, made.id),
            maintenance_events.complete(who, made.id),
            maintenance_events.delete(who, made.id),
            maintenance_events.move(who, made.id, start=NOW, end=NOW + 60),
        ):
            with pytest.raises(error):
                await attempt

    assert await MaintenanceEvent.all().values() == before


async def test_the_public_sees_the_events_of_what_it_may_know() -> None:
    await monitors.create(SYSTEM, NewMonitor(tag="hidden", name="hidden", is_hidden=True))
    shown, hidden = await event(starts_in=60), await event(starts_in=60, monitor="hidden")

    found = await maintenance_events.list_(PUBLIC, EventFilter(), offset=0, limit=10)

    assert [each.id for each in found.events] == [shown.id]
    with pytest.raises(NotFound):
        await maintenance_events.get(PUBLIC, hidden.id)
