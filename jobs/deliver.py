"""Delivering: a loop in every worker that takes what is due, sends it, and writes down what became of it.

The database knows what is due. The queue's job only wakes the loop at once; without it, with Redis away or emptied,
the loop looks by itself: when the next retry is due, and once a minute.
"""

import asyncio
import random
import time
import traceback
from dataclasses import asdict
from typing import Any

from arq.worker import Function, func

from core import clock
from core.clock import MINUTE
from core.errors import DomainError
from core.logging import logger
from core.settings import Settings
from jobs.channels import send_to_subscriber, send_to_trigger
from jobs.channels.context import ChannelContext
from models.delivery_outcome import DeliveryOutcome
from models.enums import MessageKind
from models.trigger import Trigger
from resolvers import sending, trigger_tests
from resolvers.outbox import DELIVER
from resolvers.sending import Envelope
from resolvers.trigger_tests import LONGEST_SECONDS, TEST_TRIGGER

# What a channel may take beyond the time that it bounds itself; the lease is longer still.
_GRACE_SECONDS = 10
_AFTER_FAULT_SECONDS = 1
_STOP_SECONDS = 5.0
_log = logger(__name__)


class Deliverer:
    """One worker's sending: many messages at once, and few to the same receiver."""

    def __init__(self, settings: Settings, context: ChannelContext, chance: random.Random | None = None) -> None:
        """Send through `context`; `chance` draws how long after a failure it is tried again."""
        self._settings = settings
        self._context = context
        self._chance = chance or random.Random()  # noqa: S311 - it spreads retries, and guards nothing
        self._running: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look at once for what is due."""
        self._woken.set()

    def jobs(self) -> list[Function]:
        """Return the jobs of sending, by the names that `core.queue` asks for."""

        async def run_deliver(ctx: dict[str, Any]) -> None:  # noqa: ARG001 - arq's protocol
            self.wake()

        async def run_test(ctx: dict[str, Any], trigger_id: int) -> dict[str, Any]:  # noqa: ARG001 - as above
            return await test_trigger(self._context, trigger_id)

        # After a SIGKILL arq holds back every job as long as the longest one may take.
        seconds = min(self._settings.delivery_timeout_seconds + 2 * _GRACE_SECONDS, LONGEST_SECONDS)
        return [
            func(run_deliver, name=DELIVER, keep_result=0),
            func(run_test, name=TEST_TRIGGER, timeout=seconds, max_tries=1),
        ]

    async def run(self) -> None:
        """Deliver for ever. What goes wrong with the database is tried again a moment later."""
        try:
            while True:
                self._woken.clear()
                try:
                    until = await self.start_due()
                except Exception as error:  # noqa: BLE001 - whatever it is, messages must go on being sent
                    _log.warning("delivering_failed", reason=str(error), kind=type(error).__name__)
                    until = clock.precise_timestamp() + _AFTER_FAULT_SECONDS
                await self._sleep_until(until)
        finally:
            # What is on its way may arrive; what does not is taken up by another worker when its claim runs out.
            if self._running:
                await asyncio.wait(self._running, timeout=_STOP_SECONDS)
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    async def start_due(self) -> float:
        """Begin to send what is due, as much as fits; returns when to look again (epoch seconds)."""
        now = clock.timestamp()
        sweep = now + MINUTE
        free = self._settings.deliveries_at_once - len(self._running)
        if free <= 0:
            return sweep
        for envelope in await sending.claim(self._settings, now, limit=free):
            task = asyncio.create_task(self._deliver(envelope))
            self._running.add(task)
            task.add_done_callback(self._finished)
        return min(sweep, await sending.next_due(now) or sweep)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        # There is room again, and the next message of an alert may follow.
        self._woken.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("attempt_not_recorded", exc_info=error)

    async def _sleep_until(self, instant: float) -> None:
        """Return at `instant`, or when there is something to do before."""
        waits = [asyncio.create_task(self._woken.wait()), asyncio.create_task(clock.sleep_until(instant))]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _deliver(self, envelope: Envelope) -> None:
        started = time.perf_counter()
        outcome = sending.unwanted(envelope) or await self._attempt(envelope)
        duration = (time.perf_counter() - started) * 1000
        state = await sending.record(self._settings, envelope, outcome, duration_ms=duration, chance=self._chance)
        _log.info("delivery_tried", delivery=envelope.claim.delivery_id, state=state, status_code=outcome.status_code)

    async def _attempt(self, envelope: Envelope) -> DeliveryOutcome:
        """Send a message once; whatever goes wrong is an outcome."""
        receiver = envelope.receiver
        message_id, kind, told = envelope.message_id, envelope.kind, envelope.variables
        if isinstance(receiver, Trigger):
            sent = send_to_trigger(self._context, receiver, message_id=message_id, kind=kind, variables=told)
        else:
            sent = send_to_subscriber(self._context, receiver, message_id=message_id, kind=kind, message=told)
        try:
            async with asyncio.timeout(self._settings.delivery_timeout_seconds + _GRACE_SECONDS):
                return await sent
        except TimeoutError:
            return DeliveryOutcome(error=f"Not sent within {self._settings.delivery_timeout_seconds} seconds")
        except DomainError as error:
            return DeliveryOutcome(error=error.message)
        except Exception as error:  # noqa: BLE001 - a fault of one message must not end the others
            # Not what it says: that may hold the address with its secrets.
            where = traceback.extract_tb(error.__traceback__)[-1]
            _log.error("channel_broke", delivery=envelope.claim.delivery_id, kind=type(error).__name__, at=str(where))
            return DeliveryOutcome(error="Sending failed by a fault of this program; its log says more")


async def test_trigger(context: ChannelContext, trigger_id: int) -> dict[str, Any]:
    """Send a test message to a trigger, and return what became of it: the answer to `resolvers.trigger_tests`."""
    trigger, message_id, variables = await trigger_tests.message_for(trigger_id)
    started = time.perf_counter()
    try:
        async with asyncio.timeout(context.settings.delivery_timeout_seconds + _GRACE_SECONDS):
            outcome = await send_to_trigger(
                context, trigger, message_id=message_id, kind=MessageKind.TEST, variables=variables
            )
    except TimeoutError:
        outcome = DeliveryOutcome(error=f"Not sent within {context.settings.delivery_timeout_seconds} seconds")
    except DomainError as error:
        outcome = DeliveryOutcome(error=error.message)
    return {**asdict(outcome), "duration_ms": (time.perf_counter() - started) * 1000}
