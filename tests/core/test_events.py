import asyncio

from core.events import Event, EventBus, Topic


async def test_an_event_reaches_the_listeners_of_its_topic():
    bus = EventBus()
    heard: list[Event] = []
    bus.on({Topic.MONITORS}, heard.append)

    await bus.publish(Event(Topic.MONITORS, (7,)), Event(Topic.PAGES, (1,)))

    assert heard == [Event(Topic.MONITORS, (7,))]


async def test_a_removed_listener_hears_nothing_more():
    bus = EventBus()
    heard: list[Event] = []
    remove = bus.on({Topic.MONITORS}, heard.append)

    remove()
    await bus.publish(Event(Topic.MONITORS, (7,)))

    assert heard == []


async def test_a_full_queue_loses_its_oldest_event():
    bus = EventBus()
    with bus.listen({Topic.SAMPLES}) as queue:
        for number in range(queue.maxsize + 1):
            await bus.publish(Event(Topic.SAMPLES, (number,)))

        assert queue.get_nowait() == Event(Topic.SAMPLES, (1,))


async def test_an_event_crosses_to_another_process_once_and_whole(redis_pool):
    here, there = EventBus(redis_pool), EventBus(redis_pool)
    await here.start()
    await there.start()
    event = Event(Topic.SAMPLES, (1, 2), 60, 120)
    with here.listen({Topic.SAMPLES}) as own, there.listen({Topic.SAMPLES}) as others:
        await here.publish(event)
        received = await asyncio.wait_for(others.get(), 5)
        # What the other process says next would come after an echo of our own.
        await there.publish(Event(Topic.SAMPLES, (3,)))
        heard = [await asyncio.wait_for(own.get(), 5) for _ in range(2)]

    await here.close()
    await there.close()
    assert received == event
    assert heard == [event, Event(Topic.SAMPLES, (3,))]
