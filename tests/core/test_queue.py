import pytest

from core import worker_presence
from core.errors import Unavailable
from core.queue import Queue


async def test_a_job_with_the_same_id_is_queued_once(redis_pool):
    queue = Queue(redis_pool)

    first = await queue.put("tick", 60, job_id="tick:60")
    second = await queue.put("tick", 60, job_id="tick:60")

    assert (first, second) == (True, False)
    assert len(await redis_pool.queued_jobs()) == 1


async def test_asking_when_no_worker_runs_says_so(redis_pool):
    with pytest.raises(Unavailable, match=r"No worker answered within 0\.2 seconds"):
        await Queue(redis_pool).ask("tick", 60, timeout_seconds=0.2)


async def test_whether_a_worker_lives_is_known_by_its_note(redis_pool):
    before = await Queue(redis_pool).has_worker()
    await worker_presence.announce(redis_pool, "worker", worker_presence.Facts("host", 1, 0))

    assert (before, await Queue(redis_pool).has_worker()) == (False, True)


async def test_jobs_travel_as_json(redis_pool):
    await Queue(redis_pool).put("check_batch", 60, [1, 2], job_id="b")

    assert b'"f":"check_batch","a":[60,[1,2]]' in await redis_pool.get("arq:job:b")
