"""A worker of arq's within a test's own process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from arq.worker import Worker


@asynccontextmanager
async def working(worker: Worker) -> AsyncIterator[None]:
    """Let the worker run its jobs meanwhile, and stop it between two looks at Redis.

    One that is cancelled while it talks to Redis leaves its connection open.
    """
    polling, poll = asyncio.Lock(), worker._poll_iteration

    async def poll_alone() -> None:
        async with polling:
            await poll()

    worker._poll_iteration = poll_alone
    running = asyncio.create_task(worker.main())
    try:
        yield
    finally:
        async with polling:
            running.cancel()
        await asyncio.gather(running, *worker.tasks.values(), return_exceptions=True)
