import pytest

from core import queue, worker_presence
from core.principal import SYSTEM
from core.queue import Queue
from core.worker_presence import Facts
from resolvers import check_batches, monitors
from resolvers.check_batches import BatchKey
from resolvers.due import DueMonitors
from resolvers.monitors import NewMonitor
from tests.conftest import START

JOBS = """{
  jobs {
    lateness { monitorCount p50 p99 max }
    missedMinutes { firstMinute lastMinute reason monitorCount monitors { tag } }
    missedMinuteCount
    runningBatches { minute startedAt monitorCount worker isTakeover }
    overdueMonitors
    workers { name host pid startedAt runningJobs }
  }
}"""


@pytest.fixture
async def shop(db, now):
    return await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop", cron="* * * * *"))


async def test_jobs_shows_lateness_what_was_missed_and_who_works(ask, shop, redis_pool, now):
    # given a minute that was missed, and one that a worker has begun a quarter of a second late
    queue.use(Queue(redis_pool))
    await worker_presence.announce(redis_pool, "one", Facts("here", 7, START, 1))
    now.move_to(START + 120.25)
    await check_batches.plan(START + 120, DueMonitors([shop.id], {}, [shop.id, 99], START + 60), {0: [shop.id]})
    await check_batches.claim(BatchKey(START + 120, 0), "one")

    answer = await ask(JOBS, by="read")

    assert answer["data"]["jobs"] == {
        "lateness": {"monitorCount": 1, "p50": 250.0, "p99": 250.0, "max": 250.0},
        "missedMinutes": [
            {
                "firstMinute": "2025-01-06T00:01:00+00:00",
                "lastMinute": "2025-01-06T00:01:00+00:00",
                "reason": "NOBODY_ASKED",
                "monitorCount": 2,
                "monitors": [{"tag": "shop"}],
            }
        ],
        "missedMinuteCount": 1,
        "runningBatches": [
            {
                "minute": "2025-01-06T00:02:00+00:00",
                "startedAt": "2025-01-06T00:02:00.250000+00:00",
                "monitorCount": 1,
                "worker": "one",
                "isTakeover": False,
            }
        ],
        "overdueMonitors": 1,
        "workers": [
            {"name": "one", "host": "here", "pid": 7, "startedAt": "2025-01-06T00:00:00+00:00", "runningJobs": 1}
        ],
    }


async def test_a_wrong_number_of_minutes_is_refused(ask, shop):
    answer = await ask("{ jobs(minutes: 0) { overdueMonitors } }", by="read")

    assert answer["data"] is None
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]
