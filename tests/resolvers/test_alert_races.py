"""Workers that evaluate at once, that die in between, and a Redis that forgets: never two alerts, never half of one."""

import asyncio
import sys
from collections import Counter
from pathlib import Path

import pytest

from core import clock, queue
from core.principal import SYSTEM
from models import alert_changes, alert_pairs
from models.alert import Alert
from models.delivery import Delivery
from models.enums import Activity, AlertStatus, IncidentState, Status
from models.incident import Incident, IncidentComment
from models.observation import Observation
from resolvers import alert_configurations, alert_evaluation, alert_outbox, outbox, samples, settling
from resolvers.alert_configurations import AlertConfigurationChanges
from resolvers.settling import Observed
from tests.conftest import START
from tests.contents import contents
from tests.resolvers.alerting import configured, hook, settled, told, watched

UP, DOWN = Status.UP, Status.DOWN
TRIGGERED, RESOLVED = AlertStatus


async def test_many_that_look_at_once_fire_one_alert(db, now):
    batch, trigger = [await watched() for _ in range(5)], await hook()
    await configured(batch, triggers=[trigger], creates_incident=True)
    ids = [monitor.id for monitor in batch]

    for number, status in enumerate((DOWN, UP, DOWN)):
        now.move_to(START + 60 * number)
        seen = [Observed(monitor, Observation(status)) for monitor in batch]
        batches = [settling.settle(START + 60 * number, seen) for _ in range(3)]
        looks = [alert_evaluation.evaluate(ids if each % 2 else ids[::-1]) for each in range(6)]
        await asyncio.gather(*batches, *looks)

    assert sorted(await told(), key=repr) == sorted([(RESOLVED, 0, 1), (TRIGGERED, 2, None)] * 5, key=repr)
    assert await Delivery.all().count() == 15
    assert Counter([each.state for each in await Incident.all()]) == {
        IncidentState.RESOLVED: 5,
        IncidentState.INVESTIGATING: 5,
    }
    assert await IncidentComment.all().count() == 15


async def test_two_processes_fire_each_alert_once(db, now):
    trigger = await hook()
    batch = [await watched() for _ in range(4)]
    await configured(batch, triggers=[trigger], failure_threshold=2, creates_incident=True)
    await configured(batch, triggers=[trigger], failure_threshold=1, success_threshold=2)
    words = "UDDUDDDUUDUUDDUD"
    arguments = (str(Path(__file__).parent / "alert_worker.py"), db.database_url, str(db.data_dir), str(START), words)

    workers = [
        await asyncio.create_subprocess_exec(
            sys.executable, *arguments, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(2)
    ]
    for worker in workers:
        assert await worker.stdout.readline() == b"ready\n"
    codes = await asyncio.gather(*(run_to_its_end(worker) for worker in workers))
    now.move_to(START + 60 * len(words))
    await alert_evaluation.evaluate_missed()

    first = [(RESOLVED, 2, 3), (RESOLVED, 5, 7), (RESOLVED, 13, 14)]
    second = [(RESOLVED, 1, 8), (RESOLVED, 9, 11), (TRIGGERED, 12, None)]
    assert codes == [0, 0]
    assert sorted(await told(), key=repr) == sorted([*first, *second] * 4, key=repr)
    keys = Counter([each.key for each in await Delivery.all()])
    assert (len(keys), set(keys.values())) == (4 * (3 * 2 + 2 * 2 + 1), {1})
    assert await Incident.all().count() == 12


async def run_to_its_end(worker: asyncio.subprocess.Process) -> int:
    worker.stdin.write(b"go\n")
    await worker.communicate()
    return worker.returncode


STEPS = [
    (alert_changes, "fire"),
    (alert_changes, "open_incidents"),
    (alert_changes, "say"),
    (alert_changes, "untouched"),
    (alert_changes, "resolve"),
    (alert_changes, "close_incidents"),
    (alert_outbox.site, "values"),
    (outbox, "put"),
]


@pytest.mark.parametrize(("module", "name"), STEPS)
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.usefixtures("db")
async def test_who_dies_in_between_has_changed_nothing_and_the_next_look_does_it_all(
    now, monkeypatch, module, name, after
):
    falling, rising = await watched(), await watched()
    await configured([falling, rising], triggers=[await hook()], creates_incident=True)
    await settled(now, rising, DOWN)
    minute = clock.current_minute()
    step = getattr(module, name)

    async def die(*arguments, **more):
        if after:
            await step(*arguments, **more)
        raise asyncio.CancelledError

    with monkeypatch.context() as crash:
        # The samples are stored, and evaluation begins, but does not come to its end.
        crash.setattr(alert_evaluation, "evaluate", nothing)
        await settling.settle(minute, [Observed(falling, Observation(DOWN)), Observed(rising, Observation(UP))])
    before = await contents()
    with monkeypatch.context() as crash:
        crash.setattr(module, name, die)
        with pytest.raises(asyncio.CancelledError):
            await alert_evaluation.evaluate([falling.id, rising.id])
    left = await contents()
    await alert_evaluation.evaluate_missed()

    assert left == before
    assert await told() == [(RESOLVED, 0, 1), (TRIGGERED, 1, None)]
    assert [each.kind for each in await Delivery.all().order_by("id")] == [
        "ALERT_TRIGGERED",
        "ALERT_RESOLVED",
        "ALERT_TRIGGERED",
    ]
    assert [each.state for each in await Incident.all().order_by("id")] == [
        IncidentState.RESOLVED,
        IncidentState.INVESTIGATING,
    ]


async def nothing(*_: object) -> None:
    pass


async def test_a_redis_that_forgets_everything_changes_nothing(db, now, redis_pool):
    queue.use(queue.Queue(redis_pool))
    monitor = await watched()
    await configured([monitor], triggers=[await hook()], failure_threshold=2, success_threshold=2)

    for status in (DOWN, DOWN, DOWN, UP, UP, DOWN, DOWN):
        await settled(now, monitor, status)
        await redis_pool.flushall()
        await alert_evaluation.evaluate_missed()

    assert await told() == [(RESOLVED, 1, 4), (TRIGGERED, 6, None)]
    assert await Delivery.all().count() == 3


async def test_putting_a_configuration_aside_while_others_fire_leaves_no_alert_standing(db, now):
    batch = [await watched() for _ in range(3)]
    made = await configured(batch, creates_incident=True)
    aside = AlertConfigurationChanges(status=Activity.INACTIVE)
    seen = [Observed(monitor, Observation(DOWN)) for monitor in batch]

    async with asyncio.timeout(20):
        await asyncio.gather(
            settling.settle(START, seen),
            alert_configurations.update(SYSTEM, made.id, aside),
            alert_evaluation.evaluate([monitor.id for monitor in batch[::-1]]),
        )

    assert await Alert.filter(status=TRIGGERED).count() == 0
    assert await Incident.exclude(state=IncidentState.RESOLVED).count() == 0


async def test_who_looked_before_an_edit_does_not_hide_it(db, now, monkeypatch):
    monitor = await watched()
    await configured([monitor])
    await settled(now, monitor, UP, UP)
    with monkeypatch.context() as crash:
        crash.setattr(alert_evaluation, "evaluate", nothing)
        await settled(now, monitor, UP)
    advance = alert_pairs.advance

    async def edited_first(steps) -> None:
        with monkeypatch.context() as crash:
            # Somebody corrects the newest sample, and dies before it is evaluated.
            crash.setattr(alert_evaluation, "evaluate", nothing)
            await samples.set_one(SYSTEM, monitor, START + 60, status=DOWN)
            await samples.set_one(SYSTEM, monitor, START + 120, status=DOWN)
        await advance(steps)

    with monkeypatch.context() as race:
        race.setattr(alert_pairs, "advance", edited_first)
        await alert_evaluation.evaluate([monitor.id])
    before = await told()
    found = await alert_evaluation.evaluate_missed()

    assert (before, found) == ([], 1)
    assert await told() == [(TRIGGERED, 3, None)]
