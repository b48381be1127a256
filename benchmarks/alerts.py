"""What the evaluation of alerts costs after a minute: all pairs at once beside pair by pair.

    python benchmarks/alerts.py [sqlite | postgres] [--monitors 1000] [--history 120]

Each monitor has three configurations: its status, its latency, and its uptime over an hour. PostgreSQL is the server
of HELIOGRAPH_TEST_DATABASE_URL, or the one that the tests use.
"""

import argparse
import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path

from tortoise.backends.base.executor import EXECUTOR_CACHE

from core import clock
from core.principal import SYSTEM
from core.settings import load
from models import alert_pairs, database, samples
from models.alert import Alert, AlertConfigurationMonitor
from models.alert_pairs import Step
from models.database import transaction
from models.delivery import Delivery
from models.enums import SampleType, Status, TriggerType
from models.monitor import Monitor
from models.samples import Sample
from models.trigger import Trigger
from resolvers import alert_configurations, alert_evaluation, alert_reminders, alert_silence
from resolvers.alert_conditions import LatencyCondition, StatusCondition, UptimeCondition
from resolvers.alert_configurations import NewAlertConfiguration
from resolvers.alert_judgement import judge
from tests.servers import empty_tables, postgres_address
from tests.statements import recorded

NOW = 1_751_328_000
CONDITIONS = (StatusCondition(Status.DOWN), LatencyCondition(1000.0), UptimeCondition(95.0, 60))
BATCH = 50


class Minutes:
    """The minutes of a database, one after the other."""

    def __init__(self, hands: clock.ManualClock, monitors: list[Monitor]) -> None:
        self._hands, self._monitors = hands, monitors

    async def write(self, *, down: int = 0) -> None:
        """Write the next minute's samples; the first monitors are down."""
        self._hands.advance(60)
        minute = clock.current_minute()
        async with transaction():
            await samples.record(
                [
                    Sample(monitor.id, minute, Status.DOWN if place < down else Status.UP, 20.0, SampleType.REALTIME)
                    for place, monitor in enumerate(self._monitors)
                ]
            )


async def prepare(monitors: int, history: int, hands: clock.ManualClock) -> Minutes:
    """Make monitors with their history, a trigger, and the configurations."""
    made = [Monitor(tag=f"m{number}", name=f"M {number}") for number in range(monitors)]
    await Monitor.bulk_create(made)
    made = await Monitor.all().order_by("id")
    minutes = Minutes(hands, made)
    for _ in range(history):
        await minutes.write()
    trigger = await Trigger.create(name="hook", trigger_type=TriggerType.WEBHOOK)
    for condition in CONDITIONS:
        await alert_configurations.create(
            SYSTEM,
            NewAlertConfiguration(
                name=type(condition).__name__,
                condition=condition,
                failure_threshold=2,
                success_threshold=2,
                creates_incident=True,
                monitors=[monitor.tag for monitor in made],
                triggers=[trigger.id],
            ),
        )
    await alert_evaluation.evaluate([monitor.id for monitor in made])
    return minutes


async def timed(name: str, action: Awaitable[object]) -> float:
    """Print and return how many milliseconds the action took, and how many statements."""
    start = time.perf_counter()
    with recorded() as asked:
        await action
    milliseconds = (time.perf_counter() - start) * 1e3
    print(f"{name:<66}{milliseconds:10.1f} ms{len(asked):8d} statements", flush=True)
    return milliseconds


async def in_batches(ids: list[int]) -> None:
    for start in range(0, len(ids), BATCH):
        await alert_evaluation.evaluate(ids[start : start + BATCH])


async def one_by_one(link_ids: list[int]) -> None:
    for link_id in link_ids:
        (judged,) = await judge(await alert_pairs.by_links([link_id]))
        await alert_pairs.advance([Step(judged.pair.link_id, judged.pair.revision, judged.newest)])


async def look() -> None:
    await alert_evaluation.evaluate_missed()
    await alert_silence.look()
    await alert_reminders.remind()


async def measure(monitors: int, history: int, hands: clock.ManualClock) -> None:
    minutes = await prepare(monitors, history, hands)
    ids = [monitor.id for monitor in await Monitor.all().order_by("id")]
    link_ids = [link.id for link in await AlertConfigurationMonitor.all().order_by("id")]
    print(f"{len(ids)} monitors, {len(link_ids)} pairs")
    best = {"all": [], "batches": [], "pairs": []}
    for _ in range(3):
        await minutes.write()
        best["all"].append(await timed("a quiet minute, all at once", alert_evaluation.evaluate(ids)))
        await minutes.write()
        best["batches"].append(await timed(f"a quiet minute, in batches of {BATCH}", in_batches(ids)))
    await minutes.write()
    best["pairs"].append(await timed("a quiet minute, pair by pair", one_by_one(link_ids)))
    print(f"pair by pair takes {min(best['pairs']) / min(best['all']):.1f} times as long as all at once")
    await timed("the look of a minute in which nothing was missed", look())
    await minutes.write(down=len(ids) // 10)
    await timed("a minute in which a tenth falls, below the threshold", alert_evaluation.evaluate(ids))
    await minutes.write(down=len(ids) // 10)
    await timed("the minute in which a tenth is told of, with incidents", alert_evaluation.evaluate(ids))
    print(f"{await Alert.all().count()} alerts, {await Delivery.all().count()} messages")


@contextlib.asynccontextmanager
async def opened(address: str) -> AsyncIterator[clock.ManualClock]:
    """Open an empty database, and a clock that is moved by hand."""
    with tempfile.TemporaryDirectory() as folder:
        address = address or f"sqlite://{folder}/alerts.db"
        # The ORM keeps statements that it has built, whatever the dialect they were built for.
        EXECUTOR_CACHE.clear()
        settings = load(data_dir=Path(folder), database_url=address)
        await database.connect(settings)
        if address.startswith("postgres"):
            await empty_tables(address)
        await database.migrate(settings)
        hands = clock.ManualClock(NOW)
        before = clock.use(hands)
        try:
            yield hands
        finally:
            clock.use(before)
            await database.disconnect()


async def main(address: str, monitors: int, history: int) -> None:
    async with opened(address) as hands:
        await measure(monitors, history, hands)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engines", nargs="*", default=["sqlite", "postgres"])
    parser.add_argument("--monitors", type=int, default=1000)
    parser.add_argument("--history", type=int, default=120)
    given = parser.parse_args()
    for each in given.engines:
        print(f"== {each}")
        where = postgres_address("benchmark") if each == "postgres" else ""
        asyncio.run(main(where, given.monitors, given.history))
