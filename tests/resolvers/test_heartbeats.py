"""Signals of heartbeats: who may send them, what is kept, and what the check gets of them."""

import pytest

from core.errors import Conflict, InvalidInput, NotFound
from core.principal import SYSTEM
from models.enums import Activity, MonitorType, SignalKind
from models.monitor import HeartbeatSignal
from models.signals import Signal, Signals
from resolvers import heartbeats, monitors
from resolvers.monitors import NewMonitor
from tests.conftest import START

pytestmark = pytest.mark.usefixtures("db", "now")


async def heartbeat(tag="backup", **options):
    return await monitors.create(
        SYSTEM,
        NewMonitor(
            tag=tag,
            name="Backup",
            monitor_type=MonitorType.HEARTBEAT,
            type_data={"secretString": "s3cret"},
            **options,
        ),
    )


async def test_who_knows_the_secret_finds_the_monitor():
    monitor = await heartbeat(is_hidden=True)

    assert (await heartbeats.recipient("backup", "s3cret")).id == monitor.id


@pytest.mark.parametrize(
    ("tag", "secret"),
    [("backup", "wrong"), ("backup", ""), ("nobody", "s3cret"), ("shop", "s3cret"), ("open", ""), ("a\0", "s3cret")],
)
async def test_all_others_are_told_the_same(tag, secret):
    await heartbeat()
    await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop", type_data={"secretString": "s3cret"}))
    await monitors.create(SYSTEM, NewMonitor(tag="open", name="Open", monitor_type=MonitorType.HEARTBEAT))

    with pytest.raises(NotFound, match=r"^There is no such heartbeat$"):
        await heartbeats.recipient(tag, secret)


async def test_only_who_knows_the_secret_learns_that_a_monitor_is_inactive():
    await heartbeat(status=Activity.INACTIVE)

    with pytest.raises(Conflict, match="INACTIVE"):
        await heartbeats.recipient("backup", "s3cret")
    with pytest.raises(NotFound):
        await heartbeats.recipient("backup", "wrong")


async def test_the_end_of_a_run_is_kept_with_the_time_since_its_start(now):
    monitor = await heartbeat()
    await heartbeats.receive(monitor, SignalKind.START)
    now.advance(30)
    await heartbeats.receive(monitor, SignalKind.LOG, body="half of it")
    now.advance(60)
    await heartbeats.receive(monitor, SignalKind.SUCCESS, exit_code=0, body="done")

    rows = (
        await HeartbeatSignal.all()
        .order_by("id")
        .values_list("kind", "received_at", "duration_ms", "exit_code", "body")
    )
    assert rows == [
        ("START", START, None, None, None),
        ("LOG", START + 30, None, None, "half of it"),
        ("SUCCESS", START + 90, 90_000.0, 0, "done"),
    ]


async def test_a_second_end_has_no_run_time(now):
    monitor = await heartbeat()
    await heartbeats.receive(monitor, SignalKind.START)
    await heartbeats.receive(monitor, SignalKind.SUCCESS)
    now.advance(60)

    assert (await heartbeats.receive(monitor, SignalKind.SUCCESS)).duration_ms is None


async def test_an_exit_code_other_than_zero_is_a_failure():
    monitor = await heartbeat()

    assert (await heartbeats.receive(monitor, SignalKind.SUCCESS, exit_code=2)).kind is SignalKind.FAIL
    assert (await heartbeats.receive(monitor, SignalKind.FAIL, exit_code=0)).kind is SignalKind.FAIL
    assert (await heartbeats.receive(monitor, SignalKind.LOG, exit_code=2)).kind is SignalKind.LOG


@pytest.mark.parametrize("code", [32_768, -32_769])
async def test_an_exit_code_out_of_range_is_refused(code):
    monitor = await heartbeat()

    with pytest.raises(InvalidInput, match="from -32768 to 32767"):
        await heartbeats.receive(monitor, SignalKind.SUCCESS, exit_code=code)
    assert await HeartbeatSignal.all().count() == 0


async def test_a_body_is_cut_and_freed_of_what_no_database_takes():
    signal = await heartbeats.receive(await heartbeat(), SignalKind.LOG, body="a\0" + "b" * 20_000)

    assert signal.body == "a" + "b" * 9_999


async def test_a_monitor_that_was_deleted_meanwhile_is_not_found():
    monitor = await heartbeat()
    await monitor.delete()

    with pytest.raises(NotFound):
        await heartbeats.receive(monitor, SignalKind.SUCCESS)


async def test_the_check_gets_the_newest_outcome_and_the_first_signal(now):
    ran, failed, started, logged = [await heartbeat(tag) for tag in ("ran", "failed", "started", "logged")]
    shop = await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop"))
    for monitor in (ran, failed):
        await heartbeats.receive(monitor, SignalKind.SUCCESS)
    await heartbeats.receive(started, SignalKind.START)
    await heartbeats.receive(logged, SignalKind.LOG)
    now.advance(60)
    await heartbeats.receive(failed, SignalKind.FAIL, exit_code=3, body="disk full")
    for monitor in (ran, started):
        await heartbeats.receive(monitor, SignalKind.START)
        await heartbeats.receive(monitor, SignalKind.LOG)

    signals = await heartbeats.signals_of([ran, failed, started, logged, shop])

    success = Signal(SignalKind.SUCCESS, START)
    assert signals == {
        ran.id: Signals(success, success),
        failed.id: Signals(Signal(SignalKind.FAIL, START + 60, None, 3, "disk full"), success),
        started.id: Signals(None, Signal(SignalKind.START, START)),
    }


async def test_of_two_outcomes_in_one_second_the_later_counts():
    monitor = await heartbeat()
    await heartbeats.receive(monitor, SignalKind.FAIL)
    await heartbeats.receive(monitor, SignalKind.SUCCESS)

    assert (await heartbeats.signals_of([monitor]))[monitor.id].outcome.kind is SignalKind.SUCCESS
