"""Which workers live: each leaves a note in Redis that it renews, and that fades when it stops doing so."""

from dataclasses import asdict, dataclass

import orjson
from redis.asyncio import Redis

RENEW_SECONDS = 5
FADE_SECONDS = 15
_PREFIX = "heliograph:worker:"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a worker says about itself: where it runs, since when (epoch seconds), and how many jobs it runs now."""

    host: str
    pid: int
    started_at: int
    running_jobs: int = 0


@dataclass(frozen=True, slots=True)
class Presence:
    """A worker that was alive within the last 15 seconds."""

    worker_id: str
    facts: Facts


async def announce(redis: Redis, worker_id: str, facts: Facts) -> None:
    """Say that the worker `worker_id` lives; to be repeated every RENEW_SECONDS. Raises RedisError."""
    await redis.set(f"{_PREFIX}{worker_id}", orjson.dumps(asdict(facts)), ex=FADE_SECONDS)


async def withdraw(redis: Redis, worker_id: str) -> None:
    """Say that the worker `worker_id` has ended, so that nobody waits for its note to fade. Raises RedisError."""
    await redis.delete(f"{_PREFIX}{worker_id}")


async def present(redis: Redis) -> list[Presence]:
    """Return the workers that live, in the order of their ids. Raises RedisError."""
    keys = sorted([key async for key in redis.scan_iter(f"{_PREFIX}*", count=1000)])
    notes = await redis.mget(keys) if keys else []
    return [
        Presence(_text(key).removeprefix(_PREFIX), Facts(**orjson.loads(note)))
        for key, note in zip(keys, notes, strict=True)
        if note is not None
    ]


def _text(key: bytes | str) -> str:
    return key.decode() if isinstance(key, bytes) else key
