"""Asking a worker for something by name, without knowing its code."""

import asyncio
from typing import Any

from arq.connections import ArqRedis
from arq.jobs import Job
from redis.exceptions import RedisError

from core import worker_presence
from core.errors import Unavailable
from core.redis import QUEUE_NAME
from core.worker_presence import Presence

_ANSWER_SECONDS = 2.0


class Queue:
    """Puts jobs into the queue that the workers read; arguments and results are JSON."""

    def __init__(self, redis: ArqRedis) -> None:
        """Use the pool `redis`, as `core.redis.connect` makes it."""
        self._redis = redis

    async def put(self, name: str, *arguments: Any, job_id: str | None = None, delay_seconds: float = 0) -> bool:
        """Ask for the job `name`; returns False when a job with this id is there already, or ran a moment ago."""
        job = await self._redis.enqueue_job(name, *arguments, _job_id=job_id, _defer_by=delay_seconds or None)
        return job is not None

    async def has_worker(self) -> bool:
        """Return whether a worker lives, as its note in Redis says; raises Unavailable when Redis is away."""
        try:
            return bool(await worker_presence.present(self._redis))
        except (RedisError, OSError) as error:
            raise Unavailable(f"The queue can't be reached ({error})") from None

    async def ask(self, name: str, *arguments: Any, timeout_seconds: float) -> Any:
        """Have a worker run the job `name`, and return its result.

        Raises Unavailable when Redis is away, or no worker has answered after `timeout_seconds`.
        """
        try:
            job = await self._redis.enqueue_job(name, *arguments, _expires=timeout_seconds)
            assert isinstance(job, Job)  # noqa: S101 - without an id of our own there is always a job
            return await job.result(timeout=timeout_seconds, poll_delay=0.05)
        except TimeoutError:
            raise Unavailable(f"No worker answered within {timeout_seconds:g} seconds; is one running?") from None
        except (RedisError, OSError) as error:
            raise Unavailable(f"The queue can't be reached ({error})") from None

    async def workers(self) -> list[Presence]:
        """Return the workers that live; raises Unavailable when Redis can't be asked."""
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                return await worker_presence.present(self._redis)
        except (RedisError, OSError, TimeoutError) as error:
            raise Unavailable(f"The queue can't be reached ({error})") from None


_current: Queue | None = None


def use(queue: Queue | None) -> None:
    """Make `queue` the one of this process."""
    global _current  # noqa: PLW0603 - a process has one queue
    _current = queue


def current() -> Queue:
    """Return the queue of this process; raises Unavailable where there is none."""
    if _current is None:
        raise Unavailable("This process has no queue; no worker can be asked")
    return _current


__all__ = ["QUEUE_NAME", "Queue", "current", "use"]
