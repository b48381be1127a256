"""The batches that a worker runs: taken by a lease, kept as long as they run, and given up where the lease is lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from core.logging import logger
from resolvers import check_batches
from resolvers.check_batches import BatchKey, Claim

_log = logger(__name__)


class Leases:
    """The leases of one worker."""

    def __init__(self, worker: str) -> None:
        """Hold them under the name `worker`, which no other process has."""
        self.worker = worker
        self._running: dict[BatchKey, asyncio.Task[Any]] = {}

    @asynccontextmanager
    async def claimed(self, key: BatchKey) -> AsyncIterator[Claim | None]:
        """Hold a batch, or yield None where it is not to be had; what fails is given back for another try.

        The task that runs it is cancelled when the lease is lost: another worker goes on with the batch then.
        """
        held = await check_batches.claim(key, self.worker)
        if held is None:
            yield None
            return
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - this runs within a coroutine
        self._running[key] = task
        try:
            yield held
        except BaseException:
            await check_batches.release(held)
            raise
        finally:
            del self._running[key]

    async def renew(self) -> None:
        """Prolong the leases of what runs; to be repeated every `check_batches.RENEW_SECONDS`."""
        if not self._running:
            return
        running = dict(self._running)
        held = await check_batches.renew(self.worker)
        for key, task in running.items():
            if key not in held and key in self._running:
                _log.warning("lease_lost", minute=key.minute, batch=key.number)
                task.cancel()
