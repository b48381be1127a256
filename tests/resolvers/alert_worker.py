"""A worker of its own process for tests of races: settles and evaluates minutes, its arguments, as fast as it can."""

import asyncio
import sys

from core import clock
from core.settings import load
from models import database
from models.enums import Status
from models.monitor import Monitor
from models.observation import Observation
from resolvers import alert_evaluation, settling
from resolvers.settling import Observed


async def main(database_url: str, data_dir: str, start: int, words: str) -> None:
    hands = clock.ManualClock(start)
    clock.use(hands)
    await database.connect(load(data_dir=data_dir, database_url=database_url))
    monitors = await Monitor.all().order_by("id")
    print("ready", flush=True)  # noqa: T201 - for the test, which lets all workers go at once
    sys.stdin.readline()
    for number, word in enumerate(words):
        minute = start + 60 * number
        hands.move_to(minute)
        status = Status.DOWN if word == "D" else Status.UP
        await settling.settle(minute, [Observed(monitor, Observation(status)) for monitor in monitors])
        await alert_evaluation.evaluate([monitor.id for monitor in monitors])
        await alert_evaluation.evaluate_missed()
    await database.disconnect()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]))
