"""What a process opens before it works, and closes after: the database, Redis, the event bus, the queue."""

import gc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from arq.connections import ArqRedis

from core import clock, events, logging, queue, redis, sealing
from core.errors import SettingsError
from core.secrets import installation_key
from core.settings import Settings
from models import database
from resolvers import api_keys
from server import memory


def prepare_process(settings: Settings, *, process: str) -> None:
    """Set what a process has one of, before it does anything: memory, log (under the name `process`) and clock."""
    memory.use_one_arena()
    logging.configure(settings, process=process)
    if settings.clock_file is not None:
        clock.use(clock.FileClock(settings.clock_file))


def keep_what_is_loaded() -> None:
    """Let the garbage collector never look again at what is there by now: code and schemas, which stay to the end.

    There are some hundred thousand objects of these; looking through them stops the process for a quarter of a second.
    """
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[ArqRedis]:
    """Open everything that a door needs; raises SettingsError when something does not answer."""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(database_opened(settings))
        pool = await redis.connect(redis.address(settings))
        stack.push_async_callback(pool.aclose)
        bus = events.EventBus(pool)
        stack.callback(events.use, events.use(bus))
        await bus.start()
        stack.push_async_callback(bus.close)
        stack.callback(queue.use, None)
        queue.use(queue.Queue(pool))
        yield pool


@asynccontextmanager
async def opened_for_a_command(settings: Settings) -> AsyncIterator[None]:
    """Open the database, and tell the running processes what changes, if Redis can be reached.

    Raises SettingsError when the database can't be opened.
    """
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(database_opened(settings))
        try:
            pool = await redis.connect(redis.address(settings))
        except SettingsError:
            pass  # nothing runs, so nobody has to be told
        else:
            stack.push_async_callback(pool.aclose)
            stack.callback(events.use, events.use(events.EventBus(pool)))
        yield


@asynccontextmanager
async def database_opened(settings: Settings) -> AsyncIterator[None]:
    """Open the database, and set the key of its hashes."""
    await database.connect(settings)
    try:
        key = installation_key(settings)
        api_keys.use_hash_key(key)
        sealing.use_key(key)
        yield
    finally:
        await database.disconnect()
