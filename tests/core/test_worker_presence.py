from arq.connections import ArqRedis

from core import worker_presence
from core.worker_presence import Facts, Presence


async def test_workers_are_present_until_they_withdraw(redis_pool: ArqRedis) -> None:
    one, two = Facts("here", 12, 1_700_000_000, 3), Facts("there", 13, 1_700_000_060)
    await worker_presence.announce(redis_pool, "b", two)
    await worker_presence.announce(redis_pool, "a", one)
    assert await worker_presence.present(redis_pool) == [Presence("a", one), Presence("b", two)]

    await worker_presence.withdraw(redis_pool, "a")

    assert await worker_presence.present(redis_pool) == [Presence("b", two)]


async def test_the_note_of_a_worker_that_says_nothing_more_fades(redis_pool: ArqRedis) -> None:
    await worker_presence.announce(redis_pool, "a", Facts("here", 12, 1_700_000_000))

    assert 0 < await redis_pool.ttl("heliograph:worker:a") <= worker_presence.FADE_SECONDS == 15
    await redis_pool.pexpire("heliograph:worker:a", 0)
    assert await worker_presence.present(redis_pool) == []


async def test_nobody_is_present_at_first(redis_pool: ArqRedis) -> None:
    assert await worker_presence.present(redis_pool) == []
