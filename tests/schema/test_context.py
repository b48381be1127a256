"""What a request carries is made when it is asked for, and made anew once it is to be forgotten."""

import gc
import weakref

from strawberry.dataloader import DataLoader

from core.principal import SYSTEM
from resolvers import monitors
from resolvers.monitors import NewMonitor
from schema.context import Context
from schema.history.types import StatusBars

BARS = '{ monitor(tag: "shop") { currentStatus statusBars(days: 90, timeZone: "UTC") { up } } }'


def test_loaders_stay_the_same_until_they_are_forgotten():
    context = Context(None)
    before = context.monitors, context.links, context.site, context.addresses
    assert (context.monitors, context.links, context.site, context.addresses) == before

    context.forget()

    after = context.monitors, context.links, context.site, context.addresses
    assert all(new is not old for new, old in zip(after, before, strict=True))


async def test_a_second_operation_of_a_socket_loads_anew_and_the_first_does_not():
    context = Context(None)
    first = context.monitors
    context.begin()
    assert context.monitors is first

    context.begin()

    assert context.monitors is not first


def test_a_request_that_loads_nothing_leaves_nothing_to_the_garbage_collector():
    # Loaders and their request hold each other: thousands a second of them stopped the process for 10 ms at a time.
    context = Context(None)
    gone = weakref.ref(context)
    gc.disable()
    try:
        del context
        assert gone() is None
    finally:
        gc.enable()


async def test_what_an_answer_was_made_of_does_not_wait_for_the_collector_of_garbage(client, now):
    # A page's bars and loaders that wait for it took 30 MB of a busy process.
    def held() -> int:
        return sum(isinstance(each, DataLoader | StatusBars) for each in gc.get_objects())

    await monitors.create(SYSTEM, NewMonitor(tag="shop", name="Shop"))
    gc.collect()
    before = held()
    gc.disable()
    try:
        answer = await client.post("/graphql", json={"query": BARS})
        after = held()
    finally:
        gc.enable()

    assert len(answer.json()["data"]["monitor"]["statusBars"]["up"]) == 90
    assert after == before
