"""What covers a monitor, and what is shown and kept while something does."""

import pytest

from core.clock import ManualClock
from core.principal import SYSTEM
from models import samples
from models.enums import Impact, IncidentState, SampleType, Status
from models.incident import Incident
from models.maintenance import MaintenanceEvent
from models.monitor import Monitor, MonitorClock
from models.observation import Observation, down, refused
from models.overlay import Cover
from models.samples import Sample
from resolvers import incidents, maintenance_events, maintenances, monitors, overlays, settling
from resolvers.incidents import NewIncident
from resolvers.maintenances import NewMaintenance
from resolvers.monitors import NewMonitor
from resolvers.overlays import Overlay
from resolvers.settling import Observed
from tests.conftest import START

UP, DOWN, DEGRADED, MAINTENANCE, NO_DATA = Status


def incident(source: int, monitor_id: int | None, impact: Impact | None, *, is_global: bool = False) -> Cover:
    return Cover(SampleType.INCIDENT, source, is_global, monitor_id, impact)


def maintenance(source: int, monitor_id: int | None, impact: Impact | None, *, is_global: bool = False) -> Cover:
    return Cover(SampleType.MAINTENANCE, source, is_global, monitor_id, impact)


@pytest.mark.parametrize(
    ("covers", "expected"),
    [
        ([], {}),
        ([incident(1, 1, Impact.DEGRADED)], {1: Overlay(DEGRADED, SampleType.INCIDENT)}),
        ([incident(1, 3, Impact.DOWN), incident(2, None, None)], {}),
        (
            [incident(1, 1, Impact.DEGRADED), incident(2, 1, Impact.DOWN), incident(3, 1, Impact.UP)],
            {1: Overlay(DOWN, SampleType.INCIDENT)},
        ),
        (
            [maintenance(1, 1, Impact.UP), incident(1, 1, Impact.DOWN), incident(1, 2, Impact.DOWN)],
            {1: Overlay(UP, SampleType.MAINTENANCE), 2: Overlay(DOWN, SampleType.INCIDENT)},
        ),
        (
            [incident(1, None, None, is_global=True)],
            {1: Overlay(DOWN, SampleType.INCIDENT), 2: Overlay(DOWN, SampleType.INCIDENT)},
        ),
        (
            [maintenance(1, None, None, is_global=True)],
            {1: Overlay(MAINTENANCE, SampleType.MAINTENANCE), 2: Overlay(MAINTENANCE, SampleType.MAINTENANCE)},
        ),
        (
            [incident(1, 1, Impact.UP, is_global=True), incident(1, 9, Impact.DEGRADED, is_global=True)],
            {1: Overlay(UP, SampleType.INCIDENT), 2: Overlay(DEGRADED, SampleType.INCIDENT)},
        ),
    ],
)
def test_maintenances_lie_over_incidents_and_the_worst_of_equals_wins(
    covers: list[Cover], expected: dict[int, Overlay]
) -> None:
    assert overlays.choose(covers, [1, 2]) == expected
    assert overlays.choose(list(reversed(covers)), [1, 2]) == expected


@pytest.fixture
async def shop(db: object, now: ManualClock) -> Monitor:
    return await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop"))


async def opened(start: int, end: int | None = None, impact: Impact = Impact.DOWN, **more: bool) -> Incident:
    new = NewIncident(
        title="x",
        start_date_time=start,
        end_date_time=end,
        monitors=() if more else [incidents.MonitorImpact("shop", impact)],
        **more,
    )
    return await incidents.create(SYSTEM, new)


async def planned(start: int, impact: Impact = Impact.MAINTENANCE, **more: bool) -> MaintenanceEvent:
    new = NewMaintenance(
        title="x",
        start_date_time=start,
        rrule="FREQ=MINUTELY;COUNT=1",
        duration_seconds=120,
        monitors=() if more else [maintenances.MonitorImpact("shop", impact)],
        **more,
    )
    made = await maintenances.create(SYSTEM, new)
    return await MaintenanceEvent.get(maintenance_id=made.id)


async def covered(monitor: Monitor) -> list[int]:
    """The minutes around START, by number, that something covers."""
    return [number for number in range(-2, 6) if monitor.id in await overlays.over(START + 60 * number, [monitor.id])]


async def test_an_incident_covers_from_its_start_until_its_end(shop: Monitor) -> None:
    await opened(START, START + 120)

    assert await covered(shop) == [0, 1]


async def test_an_incident_without_an_end_covers_until_it_is_resolved(shop: Monitor) -> None:
    found = await opened(START)
    lasting = await covered(shop)
    await incidents.resolve(SYSTEM, found.id, timestamp=START + 180)

    assert lasting == [0, 1, 2, 3, 4, 5]
    assert await covered(shop) == [0, 1, 2]
    assert (await Incident.get(id=found.id)).state is IncidentState.RESOLVED


async def test_an_event_covers_its_window_also_once_it_is_over(shop: Monitor, now: ManualClock) -> None:
    event = await planned(START + 60)
    before = await covered(shop)
    now.move_to(START + 150)
    await MaintenanceEvent.filter(id=event.id).update(status="ONGOING")
    await maintenance_events.complete(SYSTEM, event.id)

    assert before == [1, 2]
    assert await covered(shop) == [1]


async def test_a_cancelled_event_and_one_of_an_inactive_maintenance_cover_nothing(shop: Monitor) -> None:
    first, second = await planned(START), await planned(START + 60)
    both = await covered(shop)
    await maintenance_events.cancel(SYSTEM, first.id)
    one = await covered(shop)
    await maintenances.deactivate(SYSTEM, second.maintenance_id)

    assert (both, one, await covered(shop)) == ([0, 1, 2], [1, 2], [])


async def test_a_global_one_covers_every_monitor(shop: Monitor) -> None:
    other = await monitors.create(SYSTEM, NewMonitor(tag="other", name="Other"))
    await opened(START, START + 60, is_global=True)
    await planned(START + 60, is_global=True)

    assert await overlays.over(START, [shop.id, other.id]) == dict.fromkeys(
        (shop.id, other.id), Overlay(DOWN, SampleType.INCIDENT)
    )
    assert await overlays.over(START + 60, [other.id]) == {other.id: Overlay(MAINTENANCE, SampleType.MAINTENANCE)}


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (Observation(Status.UP, latency=7.0), Sample(1, START, DEGRADED, 7.0, SampleType.INCIDENT, None, UP)),
        (down("HTTP 500"), Sample(1, START, DEGRADED, None, SampleType.INCIDENT, "HTTP 500", DOWN)),
        (Observation(DEGRADED, latency=7.0), Sample(1, START, DEGRADED, 7.0, SampleType.INCIDENT)),
        (Observation(NO_DATA), Sample(1, START, DEGRADED, None, SampleType.INCIDENT, None, NO_DATA)),
        (refused("denied"), Sample(1, START, DEGRADED, None, SampleType.INCIDENT, "denied", NO_DATA)),
    ],
)
async def test_what_is_shown_is_the_impact_and_what_was_seen_is_kept(
    shop: Monitor, seen: Observation, expected: Sample
) -> None:
    await opened(START, impact=Impact.DEGRADED)

    (settled,) = await settling.settle(START, [Observed(shop, seen)])

    assert settled == Sample(shop.id, *(getattr(expected, name) for name in expected.__slots__[1:]))
    assert await samples.at(shop.id, START) == settled


async def test_an_overlay_freezes_the_count_of_a_change(shop: Monitor) -> None:
    shop.confirmation_threshold = 2
    await opened(START + 120, START + 180, Impact.UP)
    for number, status in enumerate((UP, DOWN, DOWN)):
        await settling.settle(START + 60 * number, [Observed(shop, Observation(status))])
    frozen = (await MonitorClock.get(monitor_id=shop.id)).pending_count
    await settling.settle(START + 180, [Observed(shop, Observation(DOWN))])

    stored = await samples.within(shop.id, START, START + 600)
    assert frozen == 1
    assert [(each.status, each.type, each.raw_status) for each in stored] == [
        (UP, SampleType.REALTIME, None),
        (DOWN, SampleType.REALTIME, None),
        (UP, SampleType.INCIDENT, DOWN),
        (DOWN, SampleType.REALTIME, None),
    ]
