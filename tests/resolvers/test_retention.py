"""How long samples live, and how they go."""

import asyncpg
import pytest
from tortoise.connection import get_connection

from core import events
from core.clock import ManualClock
from core.events import Event, Topic
from core.principal import SYSTEM
from core.settings import Settings
from models import database, samples
from models.delivery import Delivery, DeliveryAttempt
from models.enums import DeliveryState, MonitorType, SampleType, Status
from models.monitor import HeartbeatSignal, Monitor
from models.samples import Sample, partitions
from models.site import SiteEntry
from models.trigger import Trigger
from resolvers import retention, site
from resolvers.retention import Removed
from resolvers.timestamps import EARLIEST
from tests import statements
from tests.conftest import START

DAY = 86_400
pytestmark = pytest.mark.usefixtures("db", "now")


@pytest.fixture(autouse=True)
async def _no_partitions(db: object) -> None:
    """PostgreSQL's partitions outlive the tests that made them."""
    connection = database.writer()
    if database.is_postgres(connection):
        for name in await partitions.existing(connection):
            await connection.execute_script(f'DROP TABLE "{name}"')


async def policy(value: object) -> None:
    await site.put(SYSTEM, "dataRetentionPolicy", value)


async def watched(tag: str = "shop") -> Monitor:
    return await Monitor.create(tag=tag, name=tag)


async def filled(monitor: Monitor, *minutes: int) -> None:
    new = [Sample(monitor.id, minute, Status.UP, 1.0, SampleType.REALTIME) for minute in minutes]
    await samples.record(new)


async def left(monitor: Monitor) -> list[int]:
    return [each.minute - START for each in await samples.within(monitor.id, 0, START + DAY)]


async def rollups() -> list[tuple[int, int, int]]:
    rows = await database.reader().execute_query_dict("SELECT span, bucket, up_count FROM sample_rollup ORDER BY 1, 2")
    return [(row["span"], row["bucket"] - START, row["up_count"]) for row in rows]


async def frozen() -> list[tuple[int, int]]:
    rows = await database.reader().execute_query_dict(
        "SELECT span, bucket FROM sample_rollup WHERE is_frozen ORDER BY bucket, span"
    )
    return [(row["span"], row["bucket"] - START) for row in rows]


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ({"enabled": True, "retentionDays": 30}, 30),
        ({"enabled": True, "retentionDays": "30"}, 30),
        ({"enabled": True, "retentionDays": 30.0}, 30),
        ({"retentionDays": 30}, 30),
        ({"enabled": False, "retentionDays": 30}, None),
        ({"enabled": "false"}, None),
        ({"enabled": True}, 90),
        ({"enabled": True, "retentionDays": 0}, 90),
        ({"enabled": True, "retentionDays": -5}, 90),
        ({"enabled": True, "retentionDays": 1.5}, 90),
        ({"enabled": True, "retentionDays": True}, 90),
        ({"enabled": True, "retentionDays": "many"}, 90),
        ({"enabled": True, "retentionDays": "9" * 5000}, 36_600),
        ({"enabled": True, "retentionDays": None}, 90),
        (30, 90),
        ([], 90),
        (None, 90),
    ],
)
async def test_the_policy_is_read_with_patience(value: object, days: int | None) -> None:
    await policy(value)

    assert await retention.days_kept() == days


async def test_without_a_policy_ninety_days_are_kept() -> None:
    monitor = await watched()
    kept, gone = START - 90 * DAY, START - 90 * DAY - 60
    await filled(monitor, gone - 40 * DAY, gone, kept, START)

    with events.bus().listen({Topic.SAMPLES}) as told:
        removed = await retention.remove_expired()

    assert removed.samples + removed.partitions > 0
    assert await left(monitor) == [-90 * DAY, 0]
    assert told.get_nowait() == Event(Topic.SAMPLES, (monitor.id,), EARLIEST, kept)
    assert await SiteEntry.all().count() == 0


async def test_samples_go_in_small_pieces_and_never_more_than_the_expired(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "_SAMPLES_AT_ONCE", 4)
    monkeypatch.setattr(retention, "_PAUSE_SECONDS", 0)
    await policy({"enabled": True, "retentionDays": 2})
    expired = [START - 2 * DAY - 60 * number for number in range(1, 6)]
    monitors = [await watched(tag) for tag in ("a", "b")]
    for monitor in monitors:
        await filled(monitor, *expired, START - 2 * DAY, START)

    with statements.recorded() as asked:
        removed = await retention.remove_expired()

    assert removed == Removed(10, 0)
    assert [await left(monitor) for monitor in monitors] == [[-2 * DAY, 0]] * 2
    assert len([each for each in asked if "DELETE FROM sample" in each]) == 3
    assert await retention.remove_expired() == Removed(0, 0)


async def test_whole_days_go(now: ManualClock) -> None:
    monitor = await watched()
    await policy({"enabled": True, "retentionDays": 2})
    await filled(monitor, START - 2 * DAY - 60, START - 2 * DAY)
    now.advance(DAY - 1)

    assert (await retention.remove_expired()).samples == 1
    assert await left(monitor) == [-2 * DAY]


async def test_nothing_goes_where_the_policy_is_off() -> None:
    monitor = await watched()
    await policy({"enabled": False, "retentionDays": 1})
    await filled(monitor, START - 400 * DAY)

    assert await retention.remove_expired() == Removed(0, 0)
    assert await left(monitor) == [-400 * DAY]


async def test_rollups_stay_and_are_frozen_where_their_samples_went() -> None:
    monitor = await watched()
    await policy({"enabled": True, "retentionDays": 1})
    await filled(monitor, START - 2 * DAY, START - DAY - 60, START - DAY)
    before = await rollups()

    await retention.remove_expired()

    assert await left(monitor) == [-DAY]
    assert await rollups() == before
    # Days are sums of quarter hours, which stay: they need no freezing.
    assert await frozen() == [(900, -2 * DAY), (900, -DAY - 900)]


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_whole_months_are_dropped_and_the_rest_of_the_last_one_is_deleted() -> None:
    monitor = await watched()
    await policy({"enabled": True, "retentionDays": 20})
    # START is 6 January 2025: what is older than 17 December goes.
    october, november, december = START - 80 * DAY, START - 50 * DAY, START - 22 * DAY
    await filled(monitor, october, november, december, START - 20 * DAY, START)

    removed = await retention.remove_expired()

    made = await partitions.existing(get_connection("default"))
    assert removed == Removed(1, 2)
    assert {"sample_2024_10", "sample_2024_11"}.isdisjoint(made)
    assert {"sample_2024_12", "sample_2025_01"} <= made
    assert await left(monitor) == [-20 * DAY, 0]
    # The quarter hour of what went is frozen; others of its month may still be filled.
    await filled(monitor, november, november + 3600)
    assert await left(monitor) == [-50 * DAY + 3600, -20 * DAY, 0]


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_month_that_others_hold_is_left_for_the_next_day(db: Settings) -> None:
    monitor = await watched()
    await policy({"enabled": True, "retentionDays": 20})
    await filled(monitor, START - 50 * DAY)
    other = await asyncpg.connect(db.database_url)

    async with other.transaction():
        await other.fetch("SELECT * FROM sample")
        held = await retention.remove_expired()
    await other.close()

    assert held == Removed(0, 0)
    assert await left(monitor) == [-50 * DAY]
    assert await retention.remove_expired() == Removed(0, 1)


async def signalled(tag: str, *signals: tuple[str, int]) -> Monitor:
    """Make a heartbeat monitor with signals of these kinds, so many days old."""
    monitor = await Monitor.create(tag=tag, name=tag, monitor_type=MonitorType.HEARTBEAT)
    for kind, days in signals:
        await HeartbeatSignal.create(monitor=monitor, kind=kind, received_at=START - days * DAY)
    return monitor


async def signals_left(monitor: Monitor) -> list[tuple[str, int]]:
    rows = await HeartbeatSignal.filter(monitor=monitor).order_by("received_at")
    return [(row.kind, (START - row.received_at) // DAY) for row in rows]


@pytest.mark.parametrize(
    ("policy_", "kept"),
    [({"enabled": False}, 30), ({"retentionDays": 60}, 30), ({"retentionDays": 10}, 10), (None, 30)],
)
async def test_signals_go_but_for_those_that_a_check_goes_by(
    monkeypatch: pytest.MonkeyPatch, policy_: object, kept: int
) -> None:
    monkeypatch.setattr(retention, "_ROWS_AT_ONCE", 2)
    await policy(policy_)
    old = [("START", 99), ("SUCCESS", 98), ("LOG", 97), ("START", 96), ("FAIL", 95), ("LOG", 94)]
    quiet = await signalled("quiet", *old)
    lively = await signalled("lively", *old, ("SUCCESS", kept), ("START", kept), ("LOG", kept))
    endless = await signalled("endless", ("START", 99), ("START", 98), ("START", 97))

    assert await retention.remove_leftovers() == (4 + 6 + 1, 0)

    assert await signals_left(quiet) == [("START", 96), ("FAIL", 95)]
    assert sorted(await signals_left(lively)) == [("LOG", kept), ("START", kept), ("SUCCESS", kept)]
    assert await signals_left(endless) == [("START", 99), ("START", 97)]


async def test_messages_go_once_they_were_sent_or_given_up_long_ago() -> None:
    trigger = await Trigger.create(name="hook", trigger_type="WEBHOOK")
    for state in DeliveryState:
        for days in (90, 91):
            delivery = await Delivery.create(
                key=f"{state}:{days}", kind="TEST", trigger=trigger, state=state, next_attempt_at=START - days * DAY
            )
            await DeliveryAttempt.create(delivery=delivery, number=1, attempted_at=START - days * DAY)

    assert await retention.remove_leftovers() == (0, 2)

    left_keys = await Delivery.all().order_by("key").values_list("key", flat=True)
    assert left_keys == ["DEAD:90", "FAILED:90", "FAILED:91", "PENDING:90", "PENDING:91", "SENT:90"]
    assert await DeliveryAttempt.all().count() == 6


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_the_partitions_of_the_coming_months_are_made() -> None:
    await retention.make_room()

    made = await partitions.existing(get_connection("default"))
    assert made == {"sample_2025_01", "sample_2025_02", "sample_2025_03"}
