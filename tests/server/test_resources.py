"""What a process opens: the same things in the API, and as much as a command needs."""

import asyncio

from arq.connections import ArqRedis

from core import events, queue
from core.events import Event, EventBus, Topic
from core.principal import SYSTEM
from core.settings import Settings, load
from models.enums import Activity, Scope
from resolvers import api_keys
from server.resources import opened, opened_for_a_command


async def test_a_command_tells_the_running_processes_which_key_it_has_changed(
    db: Settings, redis_pool: ArqRedis, redis_server
) -> None:
    made = await api_keys.create(SYSTEM, name="laptop", scope=Scope.READ)
    elsewhere = EventBus(redis_pool)
    await elsewhere.start()
    settings = load(data_dir=db.data_dir, database_url=db.database_url, redis_url=redis_server.url)
    with elsewhere.listen({Topic.API_KEYS}) as heard:
        async with opened_for_a_command(settings):
            # The key of the hashes is the installation's now; only the event counts here.
            await api_keys.set_status(SYSTEM, made.key.id, Activity.INACTIVE)

        event = await asyncio.wait_for(heard.get(), 10)

    assert event == Event(Topic.API_KEYS, (made.key.id,))
    await elsewhere.close()


async def test_a_command_does_its_work_without_redis_as_well(db: Settings) -> None:
    async with opened_for_a_command(db):
        made = await api_keys.create(SYSTEM, name="laptop", scope=Scope.READ)

        assert [key.id for key in await api_keys.list_keys(SYSTEM)] == [made.key.id]


async def test_a_door_gets_redis_the_bus_and_the_queue_and_leaves_none_behind(db: Settings, redis_server) -> None:
    settings = load(data_dir=db.data_dir, database_url=db.database_url, redis_url=redis_server.url)
    before = events.bus()

    async with opened(settings) as pool:
        assert await pool.ping() is True
        assert events.bus() is not before
        assert isinstance(queue.current(), queue.Queue)

    assert events.bus() is before
