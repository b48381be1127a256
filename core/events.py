"""The event bus: what changed is told to every process, over Redis.

Events are hints, not truth: they may be lost with Redis. Whoever builds on them either re-reads the database
(subscriptions) or lets its knowledge expire (caches). After a gap in the connection every listener gets a RESYNC.
"""

import asyncio
import contextlib
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.logging import logger

_CHANNEL = "heliograph:events"
_QUEUE_LENGTH = 1000
_START_SECONDS = 5.0
_RECONNECT_SECONDS = 1.0
_log = logger(__name__)


class Topic(StrEnum):
    """What an event is about."""

    SAMPLES = "samples"
    MONITORS = "monitors"
    INCIDENTS = "incidents"
    MAINTENANCES = "maintenances"
    PAGES = "pages"
    SITE = "site"
    API_KEYS = "api_keys"
    ALERTS = "alerts"
    ALERT_CONFIGURATIONS = "alert_configurations"
    TRIGGERS = "triggers"
    DELIVERIES = "deliveries"
    SUBSCRIBERS = "subscribers"
    RESYNC = "resync"


@dataclass(frozen=True, slots=True)
class Event:
    """Something changed: the ids of the rows concerned and, for samples, the minutes [start, end)."""

    topic: Topic
    ids: tuple[int, ...] = ()
    start: int | None = None
    end: int | None = None


Listener = Callable[[Event], None]


class EventBus:
    """Carries events between the processes of an installation, and to the listeners of this one.

    Without Redis (in a command, in a unit test) it reaches the listeners of this process alone.
    """

    def __init__(self, redis: Redis | None = None) -> None:
        """Use `redis` to reach the other processes."""
        self._redis = redis
        self._listeners: dict[Topic, list[Listener]] = defaultdict(list)
        self._task: asyncio.Task[None] | None = None
        self._origin = secrets.token_hex(8)

    async def start(self) -> None:
        """Begin to listen to the other processes."""
        if self._redis is not None:
            listening = asyncio.Event()
            self._task = asyncio.create_task(self._receive_for_ever(self._redis, listening), name="events")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(listening.wait(), _START_SECONDS)

    async def close(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def on(self, topics: set[Topic], listener: Listener) -> Callable[[], None]:
        """Call `listener` for every event of `topics`, and after a gap; returns what ends it."""
        wanted = topics | {Topic.RESYNC}
        for topic in wanted:
            self._listeners[topic].append(listener)

        def remove() -> None:
            for topic in wanted:
                self._listeners[topic].remove(listener)

        return remove

    @contextlib.contextmanager
    def listen(self, topics: set[Topic]) -> Iterator[asyncio.Queue[Event]]:
        """Collect the events of `topics` in a queue while the context lasts; a full queue loses its oldest."""
        queue: asyncio.Queue[Event] = asyncio.Queue(_QUEUE_LENGTH)

        def put(event: Event) -> None:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(event)

        remove = self.on(topics, put)
        try:
            yield queue
        finally:
            remove()

    async def publish(self, *events: Event) -> None:
        """Tell everybody; when Redis is away, this process at least."""
        self._dispatch(events)
        if self._redis is None or not events:
            return
        try:
            await self._redis.publish(_CHANNEL, _encode(self._origin, events))
        except (RedisError, OSError) as error:
            _log.warning("events_not_published", count=len(events), reason=str(error))

    def _dispatch(self, events: tuple[Event, ...]) -> None:
        for event in events:
            for listener in tuple(self._listeners[event.topic]):
                listener(event)

    async def _receive_for_ever(self, redis: Redis, listening: asyncio.Event) -> None:
        while True:
            try:
                await self._receive(redis, listening)
            except (RedisError, OSError) as error:
                _log.warning("events_interrupted", reason=str(error))
            await asyncio.sleep(_RECONNECT_SECONDS)

    async def _receive(self, redis: Redis, listening: asyncio.Event) -> None:
        async with redis.pubsub(ignore_subscribe_messages=True) as channel:
            await channel.subscribe(_CHANNEL)
            if listening.is_set():
                # Something may have been missed while the connection was away.
                self._dispatch((Event(Topic.RESYNC),))
            listening.set()
            async for message in channel.listen():
                origin, events = _decode(message["data"])
                if origin != self._origin:
                    self._dispatch(events)


def _encode(origin: str, events: tuple[Event, ...]) -> bytes:
    return orjson.dumps([origin, [[e.topic, e.ids, e.start, e.end] for e in events]])


def _decode(message: bytes) -> tuple[str, tuple[Event, ...]]:
    origin, events = orjson.loads(message)
    return origin, tuple(Event(Topic(topic), tuple(ids), start, end) for topic, ids, start, end in events)


_current = EventBus()


def bus() -> EventBus:
    """Return the bus of this process."""
    return _current


def use(event_bus: EventBus) -> EventBus:
    """Make `event_bus` the one of this process; returns the one before."""
    global _current
    before, _current = _current, event_bus
    return before


async def publish(*events: Event) -> None:
    """Tell everybody who listens, in this process and the others."""
    await _current.publish(*events)
